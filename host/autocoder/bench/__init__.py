# SPDX-License-Identifier: MIT
"""Measurements behind `make bench`."""
