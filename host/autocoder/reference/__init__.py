# SPDX-License-Identifier: MIT
"""The module's whole signal path in float64, written for clarity: what the firmware is judged against."""
