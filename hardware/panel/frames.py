# SPDX-License-Identifier: MIT
"""Frames around what belongs together, cut out around the screws."""

import math
from collections.abc import Callable
from typing import NamedTuple

from design.panel import Control, Panel
from panel.shapes import Arc, Line, Point, Stroke

PEN_MM = 0.2
CORNER_MM = 1.5
TITLE_CAP_MM = 1.6
TITLE_GAP_MM = 0.9  # between a title and the line that it stands in
SCREW_CLEAR_MM = 3.3  # around an M3 screw, whose pan head takes 3.0
EDGE_MM = 3.1  # from the panel's sides to the outer frames
KNOB_REACH_MM = 9.9  # from a knob's middle to its frame
SCALE_ROOM_MM = 9.4  # from a knob's middle to what may be above its ticks
KNOB_BELOW_MM = 11.9  # where its label is
JACK_ACROSS_MM = 5.9
JACK_ABOVE_MM = 8.6
JACK_BELOW_MM = 8.3
LIGHTS_INSET_MM = 1.3  # of the lights' rules from the frames beside them
LIGHT_BELOW_MM = 4.35  # from a labelled light's middle to the rule below it
LAST_LIGHT_BELOW_MM = 5.2
LETTER_LIGHT_BELOW_MM = 3.2


class Rule(NamedTuple):
    """A level line, in whose middle a title may stand."""

    left: float
    right: float
    y: float
    title: str = ""

    @property
    def middle(self) -> Point:
        """Where a title's middle is."""
        return (self.left + self.right) / 2, self.y

    def strokes(self, width_mm: Callable[[str, float], float]) -> list[Stroke]:
        """Return the line with a gap for its title."""
        if not self.title:
            return [Line((self.left, self.y), (self.right, self.y), PEN_MM)]
        half = width_mm(self.title, TITLE_CAP_MM) / 2 + TITLE_GAP_MM
        x, y = self.middle
        return [Line((self.left, y), (x - half, y), PEN_MM), Line((x + half, y), (self.right, y), PEN_MM)]


class Block(NamedTuple):
    """What frames one group: strokes, and rules with titles."""

    strokes: tuple[Stroke, ...]
    rules: tuple[Rule, ...]


class Corner(NamedTuple):
    """A frame's corner: where its two lines end, and the arc between."""

    level: Point
    upright: Point
    arc: Arc


def blocks(panel: Panel) -> list[Block]:
    """Return the frames: knobs left and right, lights between, CVs, sound."""
    middle = panel.width_mm / 2
    pots = [each for each in panel.controls if each.part == "pot"]
    left = [each for each in pots if each.at_mm[0] < middle]
    right = [each for each in pots if each.at_mm[0] > middle]
    left_end = max(each.at_mm[0] for each in left) + KNOB_REACH_MM
    right_end = min(each.at_mm[0] for each in right) - KNOB_REACH_MM
    outer = panel.width_mm - EDGE_MM
    cvs, audio = panel.of("cv"), panel.of("audio")
    cv_end = max(each.at_mm[0] for each in cvs) + JACK_ACROSS_MM
    audio_end = min(each.at_mm[0] for each in audio) - JACK_ACROSS_MM
    return [
        _knobs(panel, left, EDGE_MM, left_end),
        _knobs(panel, right, right_end, outer),
        _lights(panel, left_end + LIGHTS_INSET_MM, right_end - LIGHTS_INSET_MM),
        _jacks(panel, cvs, EDGE_MM, cv_end, "CV ±5 V"),
        _jacks(panel, audio, audio_end, outer, "AUDIO"),
    ]


def _knobs(panel: Panel, pots: list[Control], left: float, right: float) -> Block:
    latents = [each.at_mm[1] for each in pots if each.kind == "knob"]
    functions = [each.at_mm[1] for each in pots if each.kind == "function"]
    between = (max(latents) + KNOB_BELOW_MM + min(functions) - SCALE_ROOM_MM) / 2
    top, bottom = min(latents) - KNOB_REACH_MM, max(functions) + KNOB_BELOW_MM
    block = _frame(panel, left, top, right, bottom, "LATENTS")
    return Block(block.strokes, (*block.rules, Rule(left, right, between, "FUNCTIONS")))


def _jacks(panel: Panel, jacks: tuple[Control, ...], left: float, right: float, title: str) -> Block:
    top = min(each.at_mm[1] for each in jacks) - JACK_ABOVE_MM
    bottom = max(each.at_mm[1] for each in jacks) + JACK_BELOW_MM
    return _frame(panel, left, top, right, bottom, title)


def _lights(panel: Panel, left: float, right: float) -> Block:
    lights = panel.of("light")
    top = min(each.at_mm[1] for each in panel.of("knob")) - KNOB_REACH_MM
    models = [each.at_mm[1] for each in lights if each.name.startswith("model")]
    modes = [each.at_mm[1] for each in lights if each.at_mm[1] < min(models)]
    rules = (Rule(left, right, top, "MODE"), Rule(left, right, max(modes) + LIGHT_BELOW_MM),
             Rule(left, right, max(models) + LETTER_LIGHT_BELOW_MM),
             Rule(left, right, max(each.at_mm[1] for each in lights) + LAST_LIGHT_BELOW_MM))
    return Block((), rules)


def _frame(panel: Panel, left: float, top: float, right: float, bottom: float, title: str) -> Block:
    corners = [_corner(panel, (x, y), 1 if x == left else -1, 1 if y == top else -1)
               for x, y in ((left, top), (right, top), (right, bottom), (left, bottom))]
    top_left, top_right, bottom_right, bottom_left = corners
    strokes: list[Stroke] = [
        *(corner.arc for corner in corners),
        Line(top_left.upright, bottom_left.upright, PEN_MM),
        Line(top_right.upright, bottom_right.upright, PEN_MM),
        Line(bottom_left.level, bottom_right.level, PEN_MM),
    ]
    return Block(tuple(strokes), (Rule(top_left.level[0], top_right.level[0], top, title),))


def _corner(panel: Panel, at: Point, across: int, along: int) -> Corner:
    """Return a round corner, or a bay around a screw. across, along: to the frame's inside, 1 or -1."""
    x, y = at
    for screw in panel.holes_mm:
        if math.dist(screw, at) < SCREW_CLEAR_MM:
            level = (screw[0] + across * math.sqrt(SCREW_CLEAR_MM ** 2 - (y - screw[1]) ** 2), y)
            upright = (x, screw[1] + along * math.sqrt(SCREW_CLEAR_MM ** 2 - (x - screw[0]) ** 2))
            slant = SCREW_CLEAR_MM * math.sqrt(0.5)
            return Corner(level, upright,
                          Arc(level, (screw[0] + across * slant, screw[1] + along * slant), upright, PEN_MM))
    bend = CORNER_MM * (1 - math.sqrt(0.5))
    level, upright = (x + across * CORNER_MM, y), (x, y + along * CORNER_MM)
    return Corner(level, upright, Arc(level, (x + across * bend, y + along * bend), upright, PEN_MM))
