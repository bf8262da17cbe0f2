# SPDX-License-Identifier: MIT
"""The server's socket: nothing that comes in is lost while a model loads or a burst is worked off.

One thread only takes datagrams out of the socket, so that the system's buffer never fills; the caller's
thread answers them one after the other, so that replies keep the order of the requests.
"""

import contextlib
import errno
import threading
import time
from queue import Empty, SimpleQueue
from typing import Self

from autocoder.errors import InputError
from autocoder.osc.addresses import LISTEN_HOST, LISTEN_PORT, REPLY_PORT
from autocoder.osc.dispatch import error_reply
from autocoder.osc.parsing import BUNDLE, parse
from autocoder.osc.remote import Remote
from autocoder.osc.schedule import Schedule
from autocoder.osc.sockets import SocketAddress, open_socket, target_host

POLL_SECONDS = 0.2  # how long leaving may take
MOST_WAITING = 100_000  # requests; a sender that is faster than this machine must not fill its memory


class Server:
    """Answers OSC over UDP from a `Remote`; messages of a bundle at the time that its tag says.

    Replies go to the sender's host, or to `reply_host`, at `reply_port`; 0 is the port that it sent from.
    left_out: requests that came while MOST_WAITING were waiting, and are not answered
    """

    def __init__(self, remote: Remote, host: str = LISTEN_HOST, port: int = LISTEN_PORT,
                 reply_port: int = REPLY_PORT, reply_host: str | None = None) -> None:
        """Raises InputError when the port cannot be opened, or `reply_host` not be reached from there."""
        self.remote = remote
        self.reply_port = reply_port
        self.left_out = 0
        self._waiting: SimpleQueue[tuple[bytes, SocketAddress]] = SimpleQueue()
        self._schedule: Schedule[SocketAddress] = Schedule()
        self._socket = open_socket(host, port)
        self._socket.settimeout(POLL_SECONDS)
        try:
            self._reply_host = target_host(self._socket, reply_host) if reply_host else None
        except InputError:
            self._socket.close()
            raise

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

    def close(self) -> None:
        """Free the port of a server that does not `serve`."""
        self.stop()
        self._socket.close()

    def serve(self) -> None:
        """Answer until /quit comes or `stop` is called, then close the socket."""
        receiving = threading.Thread(target=self._receive, daemon=True)
        receiving.start()
        try:
            while self.remote.running:
                with contextlib.suppress(Empty):
                    datagram, sender = self._waiting.get(
                        timeout=self._schedule.wait_s(time.time(), POLL_SECONDS))
                    self.handle(datagram, sender)
                for messages, sender in self._schedule.due(time.time()):
                    self._reply(self.remote.perform(messages), sender)
        finally:
            self.stop()
            receiving.join()
            self.close()

    def handle(self, datagram: bytes, sender: SocketAddress) -> None:
        """Answer one datagram, but for what is due later."""
        self._reply(self._answer(datagram, sender), sender)

    def _receive(self) -> None:
        while self.remote.running:
            # A client that is gone may show up here as a refused connection; only silence is no error.
            with contextlib.suppress(OSError):
                received = self._socket.recvfrom(1 << 16)
                if self._waiting.qsize() < MOST_WAITING:
                    self._waiting.put(received)
                else:
                    self.left_out += 1

    def _answer(self, datagram: bytes, sender: SocketAddress) -> list[bytes]:
        """Return the replies of now; a message of a bundle that is due later is kept."""
        if not datagram.startswith(BUNDLE):
            return self.remote.answer(datagram)
        try:
            due = self._schedule.add(parse(datagram), sender, time.time())
        except InputError as error:
            return [error_reply("#bundle", error)]
        return self.remote.perform(due)

    def _reply(self, replies: list[bytes], sender: SocketAddress) -> None:
        host = self._reply_host or sender
        target = (host[0], self.reply_port or sender[1], *host[2:])
        for each in replies:
            try:
                self._socket.sendto(each, target)
            except OSError as error:  # an unreachable client is no reason to stop for the others
                if error.errno == errno.EMSGSIZE:
                    self._say_too_large(each, target)

    def _say_too_large(self, reply: bytes, target: SocketAddress) -> None:
        """Some systems send less than UDP allows: macOS 9 kB until it is told otherwise."""
        address = reply.split(b"\0", 1)[0].decode()
        error = InputError(f"this system sends no reply of {len(reply)} bytes; ask for fewer rows")
        with contextlib.suppress(OSError):
            self._socket.sendto(error_reply(address, error), target)
