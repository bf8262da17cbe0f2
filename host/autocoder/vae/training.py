# SPDX-License-Identifier: MIT
"""The way to the part that needs TensorFlow, which is loaded only when it is used."""

from types import ModuleType

from autocoder.quiet import quiet


def load_training() -> ModuleType:
    """Return `autocoder.vae.create`, imported without TensorFlow's greetings on standard error."""
    with quiet():
        import tensorflow as tf

        from autocoder.vae import create

        tf.config.list_logical_devices()  # looks for GPUs, aloud where there are none
    return create
