# SPDX-License-Identifier: MIT
"""Messages of bundles that are due later, as their time tags say."""

import heapq
import itertools
from collections.abc import Iterator
from typing import Generic, TypeVar

from autocoder.errors import InputError
from autocoder.osc.parsing import Message

Sender = TypeVar("Sender")

MOST_AHEAD_S = 60.0  # a time tag beyond it is a clock that is wrong
MOST_HELD = 10_000  # messages


class Schedule(Generic[Sender]):
    """What waits for its time, with who sent it; messages of one time come in the order they were added."""

    def __init__(self) -> None:
        self._waiting: list[tuple[float, int, Message, Sender]] = []
        self._order = itertools.count()

    def add(self, messages: list[Message], sender: Sender, now: float) -> list[Message]:
        """Keep what is due after now, Unix seconds; return the rest.

        Raises InputError, having kept nothing, for a time too far ahead and when too many wait already.
        """
        later = [each for each in messages if each.time > now]
        latest = max((each.time for each in later), default=now)
        if latest - now > MOST_AHEAD_S:
            raise InputError(f"a time tag {latest - now:.0f} s ahead of this machine's clock: at most "
                             f"{MOST_AHEAD_S:g} s; set both clocks, or send it later")
        if later and len(self._waiting) + len(later) > MOST_HELD:
            raise InputError(f"{MOST_HELD} messages wait for their time already; send fewer ahead")
        for each in later:
            heapq.heappush(self._waiting, (each.time, next(self._order), each, sender))
        return [each for each in messages if each.time <= now]

    def due(self, now: float) -> Iterator[tuple[list[Message], Sender]]:
        """Yield and forget the messages whose time has come, those of one time and sender together."""
        while self._waiting and self._waiting[0][0] <= now:
            time, _, message, sender = heapq.heappop(self._waiting)
            together = [message]
            while self._waiting and self._waiting[0][0] == time and self._waiting[0][3] == sender:
                together.append(heapq.heappop(self._waiting)[2])
            yield together, sender

    def wait_s(self, now: float, most: float) -> float:
        """Return the seconds until the next one is due, 0..most."""
        return min(most, max(0.0, self._waiting[0][0] - now)) if self._waiting else most
