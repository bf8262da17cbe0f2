# SPDX-License-Identifier: MIT
"""The carrier board: where parts sit, how they are joined, and what the board's files say of it.

Run with the Python that KiCad's `pcbnew` belongs to: `PYTHONPATH=hardware /usr/bin/python3 -m layout`.
"""
