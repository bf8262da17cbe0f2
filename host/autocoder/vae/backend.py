# SPDX-License-Identifier: MIT
"""Keras and TensorFlow as training needs them, whatever the user has set up (needs the `train` extra).

The only module that imports them; the others take `keras` and `tf` from here. Settings hold for this process:
files of the user's are neither read nor written.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from autocoder.errors import ToolError
from autocoder.quiet import quiet

# Their own loggers write what no redirection of the import would catch: at the first step, and at exit.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

# A flag that TensorFlow's compiler does not know ends the process, without a word where that is quiet.
for flags in ("XLA_FLAGS", "TF_XLA_FLAGS"):
    os.environ.pop(flags, None)

BACKEND = "tensorflow"


@contextmanager
def _own_settings() -> Iterator[None]:
    """Let Keras find an empty folder in place of ~/.keras, and the user's variables unset, while it loads."""
    with tempfile.TemporaryDirectory() as folder:
        ours = {"KERAS_BACKEND": BACKEND, "KERAS_HOME": folder, "TF_USE_LEGACY_KERAS": "0"}
        theirs = {name: os.environ.get(name) for name in ours}
        os.environ.update(ours)
        try:
            yield
        finally:
            for name, value in theirs.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value


def _check_backend(name: str) -> None:
    """Raise ToolError where Keras was loaded earlier, with another backend: it cannot change any more."""
    if name != BACKEND:
        raise ToolError(f"keras runs on {name} in this process; import autocoder's training before keras, or "
                        f"start Python with KERAS_BACKEND={BACKEND}")


loaded = sys.modules.get("keras")
if loaded is not None and hasattr(loaded, "backend"):
    _check_backend(loaded.backend.backend())
with quiet(), _own_settings():
    import keras
    import tensorflow as tf
    from tensorflow.lite.tools import flatbuffer_utils
_check_backend(keras.backend.backend())
keras.config.set_floatx("float32")
keras.config.set_image_data_format("channels_last")
keras.config.set_dtype_policy("float32")

__all__ = ["flatbuffer_utils", "keras", "tf"]
