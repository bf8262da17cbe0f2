# SPDX-License-Identifier: MIT
"""From latents to sound: sources of audio blocks, and one renderer for files and for playing live."""
