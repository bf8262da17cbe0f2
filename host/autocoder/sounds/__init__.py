# SPDX-License-Identifier: MIT
"""Sounds to train on that need no recordings: each module synthesizes one set, the same on every run."""
