# SPDX-License-Identifier: MIT
"""How many decodes a second the server answers, and whether it loses any: seen from a client of its own.

The server runs in a process of its own, on loopback, as it does beside a patch.
"""

import contextlib
import select
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from autocoder.errors import ToolError
from autocoder.osc.addresses import LISTEN_HOST
from autocoder.osc.messages import build, build_floats
from autocoder.osc.remote import Remote
from autocoder.progress import Progress, silent
from autocoder.vae.model import load_manifest

ROWS = 1000  # different requests, so that an answer shows which one it belongs to
WINDOW = 32  # requests under way at full speed
START_SECONDS = 60.0
SILENCE_SECONDS = 2.0  # after which an answer counts as lost

PROGRAM = ("import sys; from pathlib import Path; from autocoder.osc.remote import Remote;"
           "from autocoder.osc.server import Server; remote = Remote();"
           "remote.load(sys.argv[1], ('decoder', 'encoder'));"
           "Server(remote, port=int(sys.argv[2]), reply_port=int(sys.argv[3])).serve()")


@dataclass(frozen=True)
class Load:
    """What a client saw: requests sent, answers missing, answers other than that request's, and seconds."""

    sent: int
    lost: int
    wrong: int
    seconds: float

    @property
    def per_second(self) -> float:
        """Right answers per second, from the first request to the last answer."""
        return (self.sent - self.lost - self.wrong) / self.seconds


def client_socket() -> socket.socket:
    """Return a UDP socket on a free port of loopback with as large a buffer as the system gives."""
    client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
    client.bind((LISTEN_HOST, 0))
    return client


@contextmanager
def running_server(model: Path, client: socket.socket) -> Iterator[int]:
    """Yield the port of a server, in another process, that plays a model and answers to the client's port.

    Raises ToolError when it does not start.
    """
    with client_socket() as spare:
        port = int(spare.getsockname()[1])
    command = [sys.executable, "-c", PROGRAM, str(model), str(port), str(client.getsockname()[1])]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        _wait_until_it_answers(server, client, port)
        yield port
    finally:
        with contextlib.suppress(OSError):
            client.sendto(build("/quit"), (LISTEN_HOST, port))
        try:
            server.wait(timeout=5.0)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait_until_it_answers(server: "subprocess.Popen[bytes]", client: socket.socket, port: int) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        client.sendto(build("/sanity/check"), (LISTEN_HOST, port))
        if select.select([client], [], [], 0.1)[0]:
            time.sleep(0.2)  # answers to earlier questions, if any, are no answers to what follows
            _drain(client)
            return
    raise ToolError("the OSC server did not start; try `autocoder remote` to see why")


def _drain(client: socket.socket) -> None:
    while select.select([client], [], [], 0)[0]:
        client.recv(1 << 16)


def measure_decodes(model: Path, seconds: float, rate_hz: float | None = None,
                    progress: Progress = silent) -> Load:
    """Ask a server for decodes, at a steady rate or as fast as it answers, and check each answer.

    Raises ModelError for what is no model, ToolError when the server does not start.
    """
    requests, expected = _questions(model)
    with client_socket() as client, running_server(model, client) as port:
        client.connect((LISTEN_HOST, port))
        return _ask(client, requests, expected, seconds, rate_hz, progress)


def _questions(model: Path) -> tuple[list[bytes], list[bytes]]:
    """Return requests and what a server must answer to each, byte for byte."""
    remote = Remote()
    remote.load(str(model), ("decoder",))
    latents = load_manifest(remote.resolve(str(model))).latents
    rows: npt.NDArray[np.float32] = np.random.default_rng(0).random((ROWS, latents), dtype=np.float32)
    return [build_floats("/decode", row) for row in rows], [remote.decode(row)[0] for row in rows]


def _ask(client: socket.socket, requests: list[bytes], expected: list[bytes], seconds: float,
         rate_hz: float | None, progress: Progress) -> Load:
    start = last = time.perf_counter()
    sent = received = wrong = 0
    while True:
        now = time.perf_counter()
        sending = now - start < seconds
        due = received + WINDOW if rate_hz is None else int((now - start) * rate_hz)
        while sending and sent < due:
            client.send(requests[sent % ROWS])
            sent += 1
        readable = select.select([client], [], [], 0.0005 if sending else SILENCE_SECONDS)[0]
        if not sending and (received >= sent or not readable):
            break
        while readable:
            wrong += client.recv(1 << 16) != expected[received % ROWS]
            received += 1
            last = time.perf_counter()
            readable = select.select([client], [], [], 0)[0] if received < sent else []
        progress(min(now - start, seconds), seconds)
    progress(seconds, seconds)
    return Load(sent, sent - received, wrong, last - start)
