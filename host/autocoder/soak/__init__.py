# SPDX-License-Identifier: MIT
"""Hours of everything a module can be given, with the reference as judge at marks in between."""
