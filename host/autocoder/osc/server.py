# SPDX-License-Identifier: MIT
"""The server's socket: nothing that comes in is lost while a model loads or a burst is worked off.

One thread only takes datagrams out of the socket, so that the system's buffer never fills; the caller's
thread answers them one after the other, so that replies keep the order of the requests.
"""

import contextlib
import socket
import threading
from queue import Empty, SimpleQueue
from typing import Self

from autocoder.errors import InputError
from autocoder.osc.addresses import LISTEN_HOST, LISTEN_PORT, REPLY_PORT
from autocoder.osc.remote import Remote

RECEIVE_BYTES = 1 << 22  # asked of the system, which may give less
POLL_SECONDS = 0.2  # how long leaving may take
MOST_WAITING = 100_000  # requests; a sender that is faster than this machine must not fill its memory


class Server:
    """Answers OSC over UDP from a `Remote`.

    Replies go to the sender's host, or to `reply_host`, at `reply_port`; 0 is the port that it sent from.
    left_out: requests that came while MOST_WAITING were waiting, and are not answered
    """

    def __init__(self, remote: Remote, host: str = LISTEN_HOST, port: int = LISTEN_PORT,
                 reply_port: int = REPLY_PORT, reply_host: str | None = None) -> None:
        """Raises InputError when the port cannot be opened."""
        self.remote = remote
        self.reply_host = reply_host
        self.reply_port = reply_port
        self.left_out = 0
        self._waiting: SimpleQueue[tuple[bytes, tuple[str, int]]] = SimpleQueue()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BYTES)
        self._socket.settimeout(POLL_SECONDS)
        try:
            self._socket.bind((host, port))
        except (OSError, OverflowError) as error:
            self._socket.close()
            raise InputError(f"{host}:{port} cannot be opened ({error}); is a remote running already? "
                             "Choose another --port or --host") from error

    @property
    def port(self) -> int:
        """The port it listens on, also when 0 was asked for."""
        return int(self._socket.getsockname()[1])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End `serve` within POLL_SECONDS; may be called from any thread."""
        self.remote.running = False

    def serve(self) -> None:
        """Answer until /quit comes or `stop` is called, then close the socket."""
        receiving = threading.Thread(target=self._receive, daemon=True)
        receiving.start()
        try:
            while self.remote.running:
                with contextlib.suppress(Empty):
                    datagram, sender = self._waiting.get(timeout=POLL_SECONDS)
                    self._reply(self.remote.answer(datagram), sender)
        finally:
            self.stop()
            receiving.join()
            self._socket.close()

    def _receive(self) -> None:
        while self.remote.running:
            # A client that is gone may show up here as a refused connection; only silence is no error.
            with contextlib.suppress(OSError):
                received = self._socket.recvfrom(1 << 16)
                if self._waiting.qsize() < MOST_WAITING:
                    self._waiting.put(received)
                else:
                    self.left_out += 1

    def _reply(self, replies: list[bytes], sender: tuple[str, int]) -> None:
        target = (self.reply_host or sender[0], self.reply_port or sender[1])
        for each in replies:
            with contextlib.suppress(OSError):  # an unreachable client is no reason to stop for the others
                self._socket.sendto(each, target)
