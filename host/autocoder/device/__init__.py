# SPDX-License-Identifier: MIT
"""The module seen from the host: build it, run it, talk to it."""
