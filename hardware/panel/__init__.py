# SPDX-License-Identifier: MIT
"""The front panel: as a board of FR4, as a drawing to cut and engrave, as a picture, as a drill template."""
