# SPDX-License-Identifier: MIT
"""The cheapest way over the grid: A* over both outer layers.

A place is `layer * nodes + node`. Lengths are in steps of the grid.
"""

from collections.abc import Callable, Iterable, Sequence
from heapq import heappop, heappush
from typing import NamedTuple

DIAGONAL = 2**0.5
BEND = 0.3  # for each eighth of a turn: ways of equal length differ by it, and straight ones win
NEVER = float("inf")


Floats = Sequence[float] | memoryview


class Ground(NamedTuple):
    """What a search runs over. costs: of a step to each place, infinite where none may go; vias: of a via."""

    columns: int
    costs: Floats
    vias: Floats


def cheapest(ground: Ground, starts: Iterable[int], ends: Callable[[int], float],
             target: int | None) -> list[int] | None:
    """Return the places of the cheapest way from one of the starts to an end, or None where there is none.

    ends: what it costs to end at a place, infinite where no way may end. target: the node that all ends are
    at, where they are at one; the search then runs towards it.
    """
    nodes, costs, vias = len(ground.vias), ground.costs, ground.vias
    least, steps = _estimate(ground.columns, target), _steps(ground.columns)
    best, before = [NEVER] * (2 * nodes), [-1] * (2 * nodes)
    heap: list[tuple[float, float, int]] = []
    for place in starts:
        best[place] = 0.0
        heappush(heap, (least(place % nodes), 0.0, place))
    finish, last = NEVER, -1
    directions = {step: direction for step, _, direction in steps}
    while heap:
        bound, spent, place = heappop(heap)
        if bound >= finish:
            break
        if spent > best[place]:
            continue
        if spent + ends(place) < finish:
            finish, last = spent + ends(place), place
        came = directions.get(place - before[place], -1) if before[place] >= 0 else -1
        for step, length, direction in steps:
            there = place + step
            cost = spent + length * costs[there]
            if came >= 0:
                turn = (direction - came) & 7
                cost += BEND * (turn if turn < 4 else 8 - turn)
            if cost < best[there]:
                best[there], before[there] = cost, place
                heappush(heap, (cost + least(there % nodes), cost, there))
        through = place + nodes if place < nodes else place - nodes
        cost = spent + vias[place % nodes]
        if cost < best[through]:
            best[through], before[through] = cost, place
            heappush(heap, (cost + least(through % nodes), cost, through))
    return _way(before, last) if last >= 0 else None


def _steps(columns: int) -> list[tuple[int, float, int]]:
    """Return the steps to the eight nodes around one: how far, how long, in which eighth of a turn."""
    return [(1, 1.0, 0), (columns + 1, DIAGONAL, 1), (columns, 1.0, 2), (columns - 1, DIAGONAL, 3),
            (-1, 1.0, 4), (-columns - 1, DIAGONAL, 5), (-columns, 1.0, 6), (1 - columns, DIAGONAL, 7)]


def _estimate(columns: int, target: int | None) -> Callable[[int], float]:
    """Return what the rest of a way costs at least, from a node on."""
    if target is None:
        return lambda node: 0.0
    row, column = divmod(target, columns)

    def octile(node: int) -> float:
        down, right = node // columns - row, node % columns - column
        down, right = abs(down), abs(right)
        return max(down, right) + (DIAGONAL - 1) * min(down, right)

    return octile


def _way(before: list[int], last: int) -> list[int]:
    way = [last]
    while before[way[-1]] >= 0:
        way.append(before[way[-1]])
    return way[::-1]
