# SPDX-License-Identifier: MIT
"""Copper as the router sees it, in millimetres on the panel: what is there, and what it adds."""

from typing import NamedTuple

Point = tuple[float, float]

FRONT, BACK = 0, 1
BOTH = (FRONT, BACK)


class Pad(NamedTuple):
    """A pad or a hole: a box with round corners. net: empty where nothing may touch it."""

    reference: str
    number: str
    net: str
    at_mm: Point
    half_mm: Point  # half its width and half its height
    corner_mm: float  # the radius of its corners
    layers: tuple[int, ...]

    @property
    def through(self) -> bool:
        """Whether it goes through the board, and so reaches the planes."""
        return self.layers == BOTH


class Track(NamedTuple):
    """A straight piece of track on one layer."""

    net: str
    start_mm: Point
    end_mm: Point
    layer: int
    width_mm: float


class Via(NamedTuple):
    """A plated hole that joins all layers."""

    net: str
    at_mm: Point


class Copper(NamedTuple):
    """What a router adds to a board."""

    tracks: tuple[Track, ...]
    vias: tuple[Via, ...]
