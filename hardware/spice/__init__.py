# SPDX-License-Identifier: MIT
"""The circuit in ngspice: decks made of the design's own parts, what is measured of them and the limits."""
