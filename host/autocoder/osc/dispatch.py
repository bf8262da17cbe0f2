# SPDX-License-Identifier: MIT
"""From the messages of one datagram to calls and replies, within what one client may ask for at once.

The bounds keep any datagram from holding up the other clients: each answers in some 20 ms at most.
"""

from collections.abc import Callable, Mapping
from functools import partial

from autocoder.errors import AutocoderError, InputError
from autocoder.osc.addresses import ERROR, QUIT
from autocoder.osc.arguments import without_bang
from autocoder.osc.distances import MOST_FOUND
from autocoder.osc.messages import build
from autocoder.osc.parsing import Arguments, Message
from autocoder.osc.patterns import fitting, is_pattern

Replies = list[bytes]
Handler = Callable[[Arguments], Replies]

MOST_CALLS = 256
PATTERN_CALLS = 64  # that one pattern counts for: it is held against every address
SEARCH_CALLS, FRAMES_A_CALL = 4, 128  # a search counts for four calls and one for each 128 frames
MOST_LOADS = 3
MOST_REPLY_BYTES = 680_000  # about 512 rows of 256 bands
LONGEST_ERROR, LONGEST_ADDRESS = 1000, 200  # characters
LOADS = frozenset({"/load", "/load/encoder", "/load/decoder", "/distance/load", "/load/distance"})
SEARCHES = frozenset({"/distance/get_index", "/distance/get_indexes"})


class _Allowance:
    """What one datagram may still ask for."""

    def __init__(self) -> None:
        self.calls, self.loads, self.reply_bytes = MOST_CALLS, MOST_LOADS, MOST_REPLY_BYTES

    def take(self, name: str, cost: int = 1) -> None:
        """Count a call. Raises InputError when there is nothing left for it."""
        self.calls -= cost
        self.loads -= name in LOADS
        if self.calls < 0:
            raise InputError(f"more than {MOST_CALLS} messages in one datagram, where a pattern counts as "
                             f"{PATTERN_CALLS} and a search for n frames as {SEARCH_CALLS} + n / "
                             f"{FRAMES_A_CALL}; this one and the following are left out")
        if self.loads < 0:
            raise InputError(f"more than {MOST_LOADS} loads in one datagram; this message and the following "
                             "are left out")
        if self.reply_bytes < 0:
            raise InputError(f"more than {MOST_REPLY_BYTES} bytes of replies to one datagram; this message "
                             "and the following are left out")


def perform(messages: list[Message], handlers: Mapping[str, Handler]) -> Replies:
    """Return the replies to messages, in order. Never raises: what goes wrong becomes an /error."""
    allowance, replies = _Allowance(), Replies()
    for message in messages:
        names = [message.address]
        try:
            if is_pattern(message.address):
                allowance.take(message.address, PATTERN_CALLS)
                names = fitting(message.address, tuple(each for each in handlers if each != QUIT))
        except InputError as error:
            replies.append(error_reply(message.address, error))
            continue
        for name in names:
            try:
                allowance.take(name, _calls(message, name))
            except InputError as error:
                return [*replies, error_reply(name, error)]
            answered = guarded(name, partial(_call, message, name, handlers))
            allowance.reply_bytes -= sum(map(len, answered))
            replies += answered
    return replies


def _calls(message: Message, name: str) -> int:
    """Return how many calls a call counts for: a search's time grows with the frames that it is to find."""
    if name not in SEARCHES:
        return 1
    count = message.arguments[1] if len(message.arguments) > 1 else MOST_FOUND
    fits = isinstance(count, (int, float)) and 0 <= count <= MOST_FOUND
    return SEARCH_CALLS + int(count) // FRAMES_A_CALL if fits else 1  # others are refused at once


def _call(message: Message, name: str, handlers: Mapping[str, Handler]) -> Replies:
    if name not in handlers:
        raise InputError("no such address; `autocoder remote --help` lists them")
    if message.fault:
        raise InputError(message.fault)
    return handlers[name](without_bang(message.arguments))


def guarded(address: str, work: Callable[[], Replies]) -> Replies:
    """Return what the work answers, or the error that it raised; no message may end the server."""
    try:
        return work()
    except Exception as error:
        return [error_reply(address, error)]


def error_reply(address: str, error: Exception) -> bytes:
    """Return an /error: the address that was asked, and one line that says why."""
    said = str(error) if isinstance(error, AutocoderError) else f"{type(error).__name__}: {error}"
    line = " ".join(said.replace("\0", " ").split())[:LONGEST_ERROR]
    return build(ERROR, address[:LONGEST_ADDRESS], line.encode(errors="backslashreplace").decode())
