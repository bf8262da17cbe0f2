# SPDX-License-Identifier: MIT
"""Patches that play a model through `autocoder remote`, made from the server's table of addresses."""
