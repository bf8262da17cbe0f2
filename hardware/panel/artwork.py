# SPDX-License-Identifier: MIT
"""What is printed on the panel: labels, scales, frames, the name, a spectrum."""

import math
from collections.abc import Iterable
from typing import NamedTuple

from design.panel import HEIGHT_MM, Control, Panel
from panel import frames, letters
from panel.shapes import Box, Line, Point, Stroke, extent

KNOB_RADIUS_MM = 7.5
NUT_RADIUS_MM = 4.0  # of a jack's nut
SCREW_HEAD_RADIUS_MM = 3.0  # of M3, pan head
SCALE_MM = (8.2, 9.0)  # where a knob's ticks begin and end
SCALE_TURN_DEG = 300  # of a pot's track
TICKS = 11
TICK_PEN_MM = 0.25

# What a label is away from its hole's middle, downwards, and how tall its capitals are.
LABELS = {"pot": (9.6, 1.9), "jack": (6.0, 1.8), "usb": (6.4, 1.8), "button": (3.9, 1.8), "led": (2.85, 1.6)}
BESIDE_MM = 3.3  # of a letter right of its light
HINT = ("HOLD: MODEL", 6.6, 1.6)  # what a long press does, below the button's label
MODELS = ("MODEL", -4.0, 1.6)  # of the models' lights, upright on their left
NAME_MM = (6.1, 5.6)  # the name's middle from the top, the height of its capitals
INVERTED_MARGIN_MM = (0.9, 0.5)
SPECTRUM = {"bars": 65, "pitch": 1.1, "pen": 0.5, "middle": 122.4, "tallest": 7.4}


class Label(NamedTuple):
    """A text. of: the control that it names, or what else it is; inverted: dark in a printed box."""

    text: str
    of: str
    at_mm: Point
    cap_mm: float
    inverted: bool = False
    upwards: bool = False
    gold: bool = False

    @property
    def strokes(self) -> list[Stroke]:
        """Its strokes."""
        return letters.strokes(self.text, self.at_mm, self.cap_mm, self.upwards)

    @property
    def plate(self) -> Box | None:
        """The printed box around an inverted text."""
        if not self.inverted:
            return None
        across, along = INVERTED_MARGIN_MM
        box = extent(self.strokes)
        return Box(box.left - across, box.top - along, box.right + across, box.bottom + along)

    @property
    def box(self) -> Box:
        """The box that it takes."""
        return self.plate or extent(self.strokes)


class Artwork(NamedTuple):
    """All that is printed: white in silkscreen, gold where the mask is open."""

    labels: tuple[Label, ...]
    white: tuple[Stroke, ...]
    gold: tuple[Stroke, ...]


def artwork(panel: Panel) -> Artwork:
    """Return what is printed on a panel."""
    blocks = frames.blocks(panel)
    rules = tuple(rule for block in blocks for rule in block.rules)
    titles = [Label(rule.title, f"title {index}", rule.middle, frames.TITLE_CAP_MM)
              for index, rule in enumerate(rules) if rule.title]
    scales = [tick for each in panel.controls if each.part == "pot" for tick in scale(each.at_mm)]
    white = [stroke for block in blocks for stroke in block.strokes]
    white += [stroke for rule in rules for stroke in rule.strokes(letters.width_mm)]
    labels = (*_control_labels(panel.controls), *_notes(panel), *titles)
    return Artwork(labels, tuple(white), (*scales, *spectrum(panel.width_mm / 2)))


def scale(at: Point) -> list[Stroke]:
    """Return the ticks around a knob."""
    inner, outer = SCALE_MM
    found: list[Stroke] = []
    for tick in range(TICKS):
        angle = math.radians(SCALE_TURN_DEG * (tick / (TICKS - 1) - 0.5))
        across, up = math.sin(angle), -math.cos(angle)
        found.append(Line((at[0] + inner * across, at[1] + inner * up),
                          (at[0] + outer * across, at[1] + outer * up), TICK_PEN_MM))
    return found


def spectrum(middle_mm: float) -> list[Stroke]:
    """Return bars around a line, as tall as a made-up voice's partials: an ornament."""
    count, half = int(SPECTRUM["bars"]), SPECTRUM["tallest"] / 2
    found: list[Stroke] = []
    for bar in range(count):
        place = bar / (count - 1)
        formants = sum(level * math.exp(-((place - centre) / width) ** 2)
                       for centre, width, level in ((0.13, 0.10, 1.0), (0.42, 0.09, 0.8), (0.72, 0.13, 0.6)))
        partial = 0.45 + 0.55 * math.cos(math.pi * bar / 4) ** 2
        reach = max(0.04, min(1.0, formants * partial)) * (half - SPECTRUM["pen"] / 2)
        x = middle_mm + (bar - (count - 1) / 2) * SPECTRUM["pitch"]
        found.append(Line((x, SPECTRUM["middle"] - reach), (x, SPECTRUM["middle"] + reach), SPECTRUM["pen"]))
    return found


def _control_labels(controls: Iterable[Control]) -> list[Label]:
    found = []
    for each in controls:
        x, y = each.at_mm
        kind = each.part.split("_")[0]
        below, cap = LABELS[kind]
        if kind == "led" and len(each.label) == 1:
            found.append(Label(each.label, each.name, (x + BESIDE_MM, y), cap))
        else:
            found.append(Label(each.label, each.name, (x, y + below), cap, inverted=is_output(each)))
    return found


def is_output(control: Control) -> bool:
    """Return whether sound comes out of a control."""
    return control.kind == "audio" and control.name.startswith("out")


def _notes(panel: Panel) -> list[Label]:
    x, y = panel.named("button").at_mm
    text, below, cap = HINT
    found = [Label(text, "hint", (x, y + below), cap)]
    models = [each.at_mm for each in panel.of("light") if each.name.startswith("model")]
    text, beside, cap = MODELS
    middle = sum(at[1] for at in models) / len(models)
    found.append(Label(text, "models", (models[0][0] + beside, middle), cap, upwards=True))
    from_top, cap = NAME_MM
    found.append(Label(panel.name, "name", (panel.width_mm / 2, from_top), cap, gold=True))
    return found


def inside(panel: Panel, box: Box) -> bool:
    """Return whether a box lies on the panel."""
    return box.left >= 0 and box.top >= 0 and box.right <= panel.width_mm and box.bottom <= HEIGHT_MM
