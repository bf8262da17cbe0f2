# SPDX-License-Identifier: MIT
"""The schematic in KiCad's files: drawn by hand-written places, filled from design."""
