# SPDX-License-Identifier: MIT
"""`python -m autocoder` is the command `autocoder`."""

from autocoder.cli import run

run()
