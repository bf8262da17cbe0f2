# SPDX-License-Identifier: MIT
"""Who is routed when: all by the cheapest way, then again who is too near to another, until none is.

Tracks may at first be laid too near to each other. Round by round that costs more, and more where it happened
before, so that each finds a way of its own: negotiated congestion, McMurchie and Ebeling, PathFinder (1995).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import pairwise

import numpy as np

from layout.copper import BOTH, Copper, Pad, Point, Track, Via
from layout.grid import Grid, straight_runs
from layout.search import NEVER, Ground, cheapest

PLANE_TRACK_MM = 0.3  # from a pad to its via to a plane
VIA_STEPS = 10.0  # what a via costs, in steps of the grid
ROUNDS = 60
FIRST_PRICE, PRICE_GROWTH, PRICE_MOST = 0.5, 1.5, 60.0  # of being too near, in steps
MEMORY = 0.6  # what a place where two were too near costs more from then on
Reached = Callable[[Point], bool]


class Wire:
    """What is routed as one: a net, or one pad that is led to its plane."""

    def __init__(self, net: str, pads: Sequence[Pad], width_mm: float, laid: Sequence[Track] = (),
                 reached: Reached | None = None) -> None:
        """laid: tracks that are there and stay; reached: where a via meets the net's plane, if it has one."""
        self.net, self.pads, self.width_mm, self.reached = net, tuple(pads), width_mm, reached
        self.laid = tuple(laid)
        self.tracks: list[Track] = []
        self.vias: list[Via] = []
        self.places: list[int] = []


class Router:
    """Routes wires on a grid."""

    def __init__(self, grid: Grid, pads: Iterable[Pad]) -> None:
        """pads: all of the board, holes included."""
        self._grid = grid
        self._nodes = grid.rows * grid.columns
        self._worn = np.zeros((2, grid.rows, grid.columns))
        for pad in pads:
            grid.count_pad(pad, 1)
            grid.keep_vias_off(pad)

    def route(self, wires: Sequence[Wire], report: Callable[[str], None]) -> Copper:
        """Lay new wires. Raises ValueError where one finds no way or some stay too near to others."""
        for wire in wires:
            self._count(wire.laid, (), 1)
        price, waiting = FIRST_PRICE, list(wires)
        for number in range(1, ROUNDS + 1):
            for wire in waiting:
                self._lift(wire)
                self._lay(wire, price)
            waiting = [wire for wire in wires if self._too_near(wire)]
            report(f"round {number}: {len(waiting)} of {len(wires)} too near")
            if not waiting:
                return Copper(tuple(track for wire in wires for track in (*wire.laid, *wire.tracks)),
                              tuple(via for wire in wires for via in wire.vias))
            price = min(price * PRICE_GROWTH, PRICE_MOST)
        raise ValueError(f"too near after {ROUNDS} rounds: {sorted({wire.net for wire in waiting})}")

    def _count(self, tracks: Iterable[Track], vias: Iterable[Via], by: int) -> None:
        for track in tracks:
            self._grid.count_track(track, by)
        for via in vias:
            self._grid.count_via(via, by)

    def _lift(self, wire: Wire) -> None:
        self._count(wire.tracks, wire.vias, -1)
        wire.tracks, wire.vias, wire.places = [], [], []

    def _lay(self, wire: Wire, price: float) -> None:
        for pad in wire.pads:
            self._grid.count_pad(pad, -1)
        self._count(wire.laid, (), -1)
        ground = self._ground(wire, price)
        if wire.reached is None:
            self._join(wire, ground)
        else:
            self._lead(wire, wire.reached, ground)
        for pad in wire.pads:
            self._grid.count_pad(pad, 1)
        self._count((*wire.laid, *wire.tracks), wire.vias, 1)

    def _ground(self, wire: Wire, price: float) -> Ground:
        grid = self._grid
        costs = 1.0 + self._worn + price * grid.taken[wire.width_mm]
        costs[grid.fixed[wire.width_mm] > 0] = NEVER
        vias = VIA_STEPS * (1.0 + price * grid.taken_vias[0])
        vias[(grid.fixed_vias[0] > 0) | (grid.on_pads[0] > 0)] = NEVER
        return Ground(grid.columns, costs.reshape(-1).data, vias.reshape(-1).data)

    def _join(self, wire: Wire, ground: Ground) -> None:
        """Join all pads of a net and what is laid of it: from the first on always the nearest one."""
        first, *rest = [self._at(pad) for pad in wire.pads] + [self._along(track) for track in wire.laid]
        joined = set(first)
        while rest:
            goals = min(rest, key=lambda each: self._away(each, joined))
            rest.remove(goals)
            target = goals[0] % self._nodes if len(goals) <= len(BOTH) else None
            way = cheapest(ground, sorted(joined), _at_one_of(set(goals)), target)
            if way is None:
                raise ValueError(f"no way for {wire.net} to {self._grid.point_mm(goals[0] % self._nodes)}")
            self._keep(wire, way)
            joined |= {*way, *goals}

    def _lead(self, wire: Wire, reached: Reached, ground: Ground) -> None:
        """Lead a pad to a via to its plane."""
        nodes, grid = self._nodes, self._grid

        def end(place: int) -> float:
            cost = ground.vias[place % nodes]
            return cost if cost < NEVER and reached(grid.point_mm(place % nodes)) else NEVER

        pad, = wire.pads
        way = cheapest(ground, self._at(pad), end, None)
        if way is None:
            raise ValueError(f"no way for {wire.net} from {pad.reference} pin {pad.number} to its plane")
        self._keep(wire, way)
        wire.vias.append(Via(wire.net, grid.point_mm(way[-1] % nodes)))

    def _keep(self, wire: Wire, way: list[int]) -> None:
        grid, nodes = self._grid, self._nodes
        wire.places += way
        path = [divmod(place, nodes) for place in way]
        for layer, first, last in straight_runs(path, grid.columns):
            start, end = grid.point_mm(first), grid.point_mm(last)
            wire.tracks.append(Track(wire.net, start, end, layer, wire.width_mm))
        for (layer, node), (other, _) in pairwise(path):
            through = any(pad.through and grid.node(pad.at_mm) == node for pad in wire.pads)
            if layer != other and not through:
                wire.vias.append(Via(wire.net, grid.point_mm(node)))

    def _too_near(self, wire: Wire) -> bool:
        """Return whether a wire is too near to others, and remember where."""
        self._count((*wire.laid, *wire.tracks), wire.vias, -1)
        taken = self._grid.taken[wire.width_mm].reshape(-1)
        near = [place for place in wire.places if taken[place] > 0]
        vias = [self._grid.node(via.at_mm) for via in wire.vias]
        near_vias = [node for node in vias if self._grid.taken_vias.reshape(-1)[node] > 0]
        self._count((*wire.laid, *wire.tracks), wire.vias, 1)
        worn = self._worn.reshape(-1)
        worn[near] += MEMORY
        for node in near_vias:
            worn[[node, node + self._nodes]] += MEMORY
        return bool(near or near_vias)

    def _at(self, pad: Pad) -> list[int]:
        return [layer * self._nodes + self._grid.node(pad.at_mm) for layer in pad.layers]

    def _along(self, track: Track) -> list[int]:
        """Return the places along a track that runs along the grid."""
        first, last = self._grid.node(track.start_mm), self._grid.node(track.end_mm)
        step = 1 if abs(last - first) < self._grid.columns else self._grid.columns
        nodes = range(min(first, last), max(first, last) + 1, step)
        return [track.layer * self._nodes + node for node in nodes]

    def _away(self, goals: Sequence[int], joined: set[int]) -> int:
        """Return the length of the shortest thinkable way from what is joined, in steps."""
        here, there = (np.divmod(np.array(sorted(places))[:, None] % self._nodes, self._grid.columns)
                       for places in (goals, joined))
        return int(np.maximum(*(np.abs(one - other.T) for one, other in zip(here, there, strict=True))).min())


def _at_one_of(goals: set[int]) -> Callable[[int], float]:
    return lambda place: 0.0 if place in goals else NEVER


def wires(pads: Iterable[Pad], width_mm: Callable[[str], float], reached: Callable[[str, Point], bool],
          laid: Sequence[Track]) -> list[Wire]:
    """Return all wires of a board, the shortest first: pads to planes, then nets by how far they reach."""
    by_net: dict[str, list[Pad]] = defaultdict(list)
    for pad in pads:
        if pad.net:
            by_net[pad.net].append(pad)
    to_planes, nets = [], []
    for net, members in sorted(by_net.items()):
        if any(reached(net, pad.at_mm) for pad in members):
            to_planes += [Wire(net, [pad], PLANE_TRACK_MM, reached=partial(reached, net))
                          for pad in members if not (pad.through and reached(net, pad.at_mm))]
        elif len(members) > 1:
            nets.append(Wire(net, members, width_mm(net), [each for each in laid if each.net == net]))
    return to_planes + sorted(nets, key=lambda wire: (_reach_mm(wire.pads), wire.net))


def _reach_mm(pads: Sequence[Pad]) -> float:
    xs, ys = zip(*(pad.at_mm for pad in pads), strict=True)
    return float(max(xs) - min(xs) + max(ys) - min(ys))

