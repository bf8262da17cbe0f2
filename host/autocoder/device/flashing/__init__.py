# SPDX-License-Identifier: MIT
"""Firmware onto a board over USB, by the loader program that its makers provide."""
