# SPDX-License-Identifier: MIT
"""From a model folder to the C arrays that the firmware is built with."""
