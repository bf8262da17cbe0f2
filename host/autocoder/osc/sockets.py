# SPDX-License-Identifier: MIT
"""Opening the server's socket, over IPv4 or IPv6 as the address asks, and saying why it cannot be opened."""

import errno
import socket
from typing import Any

from autocoder.errors import InputError

RECEIVE_BYTES = 1 << 22  # asked of the system, which may give less

SocketAddress = tuple[Any, ...]  # host and port, of IPv6 with flow and scope after them

REASONS = {
    errno.EADDRINUSE: "another program uses it, perhaps another `autocoder remote`; end that one, or choose "
                      "another --port",
    errno.EADDRNOTAVAIL: "this machine has no such address; choose another --host",
    errno.EACCES: "this user may not open it; choose a --port from 1024 on",
    errno.EAFNOSUPPORT: "this machine has no IPv6; choose an IPv4 --host",
}


def written(host: str, port: int) -> str:
    """Return host and port as people write them; IPv6 stands in brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def open_socket(host: str, port: int) -> socket.socket:
    """Return a UDP socket that listens. A name that has both is taken as IPv4; :: takes IPv4 in, too.

    Raises InputError that says why it cannot be opened.
    """
    opened: socket.socket | None = None
    try:
        known = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, address = sorted(known, key=lambda each: each[0] != socket.AF_INET)[0]
        opened = socket.socket(family, kind, protocol)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BYTES)
        if family == socket.AF_INET6:
            opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        opened.bind(address)
    except (OSError, OverflowError, UnicodeError) as error:
        if opened:
            opened.close()
        raise InputError(f"{written(host, port)} cannot be opened: {_reason(error)}") from error
    return opened


def _reason(error: Exception) -> str:
    if isinstance(error, (socket.gaierror, UnicodeError)):
        return f"no such host ({error}); choose another --host"
    known = REASONS.get(error.errno or 0) if isinstance(error, OSError) else None
    return known or f"{error}; choose another --host or --port"


def target_host(listening: socket.socket, host: str) -> SocketAddress:
    """Return the address [host, port, ...] of a host to which a socket is to send, its port being 0.

    Raises InputError for a host that it cannot send to.
    """
    flags = socket.AI_V4MAPPED if listening.family == socket.AF_INET6 else 0
    try:
        return tuple(socket.getaddrinfo(host, 0, listening.family, socket.SOCK_DGRAM, flags=flags)[0][4])
    except (OSError, UnicodeError) as error:
        family = "IPv6" if listening.family == socket.AF_INET6 else "IPv4"
        raise InputError(f"--reply-host {host}: no {family} host, as the --host that is listened on is one "
                         f"({error}); choose a host of the same kind for both") from error
