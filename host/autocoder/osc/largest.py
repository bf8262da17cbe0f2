# SPDX-License-Identifier: MIT
"""How long one client can hold up the others: the largest datagrams that are answered, timed."""

import time
from pathlib import Path

import numpy as np

from autocoder.osc.addresses import LISTEN_HOST
from autocoder.osc.dispatch import MOST_LOADS
from autocoder.osc.measure import client_socket
from autocoder.osc.messages import LARGEST_DATAGRAM, NUMBER_BYTES, build, build_floats, rows_that_fit
from autocoder.osc.parsing import BUNDLE, IMMEDIATELY, MOST_ELEMENTS
from autocoder.osc.remote import MOST_ROWS, Remote
from autocoder.osc.server import Server

TIMES = 15  # of which the least counts: other programs only add to it


def largest_requests(latents: int, bands: int, folder: str) -> dict[str, bytes]:
    """Return, by what they ask for, the largest datagrams that a server answers without an /error."""
    row = build_floats("/decode", np.full(latents, 0.5))
    encoded = rows_that_fit("/encode", bands) * bands
    mixed = [0.5, 1] * (encoded // 2)
    return {
        f"{MOST_ROWS} rows to decode": build_floats("/decode", np.full(MOST_ROWS * latents, 0.5)),
        f"{MOST_ELEMENTS} messages to decode": _bundle([row] * MOST_ELEMENTS),
        "the largest batch": build_floats(
            "/decode/batch", np.full(rows_that_fit("/decoded/batch", bands) * latents, 0.5)),
        f"{LARGEST_DATAGRAM // NUMBER_BYTES // bands} rows to encode": build("/encode", *mixed),
        "all nearest frames": build("/distance/get_indexes", 0),
        f"{MOST_LOADS} loads": _bundle([build("/load", folder)] * MOST_LOADS),
    }


def _bundle(messages: list[bytes]) -> bytes:
    return BUNDLE + IMMEDIATELY.to_bytes(8, "big") + b"".join(
        len(each).to_bytes(4, "big") + each for each in messages)


def longest_answer(model: Path) -> tuple[float, str]:
    """Return the seconds from a datagram's arrival to its last reply, for the one that takes longest.

    Also what that one asks for. Raises ModelError for what is no model.
    """
    remote = Remote()
    remote.load(str(model), ("decoder", "encoder"))
    remote.answer(build("/distance/load", str(model)))
    assert remote.decoder
    requests = largest_requests(remote.decoder.inputs, remote.decoder.outputs, str(model))
    with client_socket() as client, Server(remote, port=0, reply_port=0) as server:
        sender = (LISTEN_HOST, int(client.getsockname()[1]))
        taken = {what: _least_s(server, request, sender) for what, request in requests.items()}
        server.close()
    longest = max(taken, key=lambda what: taken[what])
    return taken[longest], longest


def _least_s(server: Server, request: bytes, sender: tuple[str, int]) -> float:
    times = []
    for _ in range(TIMES):
        start = time.perf_counter()
        server.handle(request, sender)
        times.append(time.perf_counter() - start)
    return min(times)
