# SPDX-License-Identifier: MIT
"""Keep the chatter of native libraries, which no setting of theirs silences, from the terminal."""

import contextlib
import io
import os
from collections.abc import Iterator


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Discard what is written to standard error's file descriptor, and Python's standard output."""
    try:
        saved = os.dup(2)
    except OSError:  # the program was started without a standard error: nothing can reach it
        with contextlib.redirect_stdout(io.StringIO()):
            yield
        return
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(io.StringIO()):
        os.dup2(nowhere.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(saved, 2)
            os.close(saved)
