# SPDX-License-Identifier: MIT
"""The way to the part that needs TensorFlow, which is loaded only when it is used."""

from collections.abc import Sequence
from contextlib import suppress
from types import ModuleType
from typing import TYPE_CHECKING

from autocoder.quiet import quiet

if TYPE_CHECKING:
    from autocoder.vae.workers import Workers


def load_training() -> ModuleType:
    """Return `autocoder.vae.create`, imported without TensorFlow's greetings on standard error."""
    with quiet():
        from autocoder.vae import create
        from autocoder.vae.backend import tf

        for device in tf.config.list_physical_devices("GPU"):  # looks for them, aloud where there are none
            with suppress(RuntimeError):  # of one that is in use already
                tf.config.experimental.set_memory_growth(device, True)
    return create


def join(addresses: Sequence[str], worker: int) -> "Workers":
    """Return the workers of a run; see `autocoder.vae.workers.join_workers`. To be called first of all."""
    with quiet():
        from autocoder.vae.workers import join_workers

        return join_workers(addresses, worker)
