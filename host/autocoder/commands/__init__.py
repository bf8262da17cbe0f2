# SPDX-License-Identifier: MIT
"""Commands of the command line, a file for each room."""
