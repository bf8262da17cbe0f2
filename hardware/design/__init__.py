# SPDX-License-Identifier: MIT
"""What the module is: its controls, its circuit, its parts. All else in hardware/ is made from it."""
