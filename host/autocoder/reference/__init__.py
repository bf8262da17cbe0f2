# SPDX-License-Identifier: MIT
"""The module's signal path in float64, written for clarity: what the firmware is judged against."""
