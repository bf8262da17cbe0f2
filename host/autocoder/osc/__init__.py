# SPDX-License-Identifier: MIT
"""Remote control of models by Open Sound Control. Needs no TensorFlow."""
