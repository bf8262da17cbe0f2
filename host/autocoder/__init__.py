# SPDX-License-Identifier: MIT
"""autocoder: play the latent space of your own sounds."""

__version__ = "0.1.0"
