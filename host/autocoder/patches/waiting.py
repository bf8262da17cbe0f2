# SPDX-License-Identifier: MIT
"""When both patches say that nobody answers, and how."""

PATIENCE_MS = 1000
NOT_RUNNING = ("autocoder remote is not running: no reply for a second. Start it in a terminal: "
               "autocoder remote")
