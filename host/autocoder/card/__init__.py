# SPDX-License-Identifier: MIT
"""A model's card: what it learned and how well, as figures, pictures and sounds. Needs no TensorFlow."""
