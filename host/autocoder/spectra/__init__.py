# SPDX-License-Identifier: MIT
"""From recordings to training frames: transform, mel bands, sets."""
