# SPDX-License-Identifier: MIT
"""What sounds alike: latents of recordings, and the nearest among them."""
