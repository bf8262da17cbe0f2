# SPDX-License-Identifier: MIT
"""Analysis on a Dask cluster: workers read the sounds under the same paths and send their frames back."""

from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from typing import Any

from autocoder.errors import ToolError
from autocoder.spectra.analyse import Workers

ANSWER_S = 10


@contextmanager
def cluster_workers(address: str) -> Iterator[Workers]:
    """Yield the workers of the scheduler at `address`, such as tcp://host:8786.

    Raises ToolError when no scheduler answers, when it has no workers and when they are lost on the way.
    """
    from distributed import Client, KilledWorker
    from distributed.comm.core import CommClosedError

    connect: Any = Client  # carries no types
    try:
        client = connect(address, timeout=ANSWER_S, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise ToolError(f"{address}: no Dask scheduler answers; start one with `dask scheduler`") from error
    with client:
        count = sum(client.ncores().values())
        if count == 0:
            raise ToolError(f"{address}: no workers there; start some with `dask worker {address}`")
        try:
            yield Workers(client.get_executor(), count)
        except (KilledWorker, CommClosedError, CancelledError) as error:
            reason = "its workers were lost; run it again, what is done is kept"
            raise ToolError(f"{address}: {reason}") from error
