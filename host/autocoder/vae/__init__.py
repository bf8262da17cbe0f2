# SPDX-License-Identifier: MIT
"""The variational autoencoder: network, training, latents, quantization, model folders, measures."""
