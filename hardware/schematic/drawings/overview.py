# SPDX-License-Identifier: MIT
"""The drawing of the root: the blocks, sources on the left, the controller, what it drives on the right."""

from collections.abc import Mapping

from design.netlist import Circuit, Sheet
from schematic.canvas import Drawing, Point
from schematic.root import Block, Stub

LEFT_X, MIDDLE_X, RIGHT_X = 52, 184, 272  # of the blocks' left edges
WIDTH = 42
BIAS_X = 44  # of the wire that brings the offset to the CV inputs
POWER_Y, CV_Y, CV_PITCH = 26, 50, 14
KNOBS_Y, AUDIO_IN_Y, AUDIO_OUT_Y, PANEL_Y = 162, 196, 50, 74
MIDDLE_Y, MIDDLE_HEIGHT = 44, 166
MARGIN, PIN_STEP = 4, 3  # from a block's edge to its first pin, and to the next
LABELS_X = {"left": 124, "right": 242}  # of the nets' names, on either side of the controller
TITLE_AT, TITLE_MM = (138, 20), 6
NAME_MM = 2.2  # of a block's title
NAME_IN = {"both": 14, "right": 3, "left": 21}  # from a block's left edge to its title, by where its pins are
INTRODUCTION = """Revision A, unbuilt: no board has been made of it yet. Values are proven in SPICE only.

What goes in stands on the left, what comes out on the right. The sheets cv1 to cv8 share one drawing; its
parts are counted from 711 on for the first, from 721 on for the second. Rails (+12V, -12V, +6V5, +3V3A, GND)
are joined by name on all sheets, everything else by the wires drawn here.

Licence: CERN-OHL-P-2.0."""


def overview(circuit: Circuit, shapes: Mapping[str, Mapping[str, str]]) -> tuple[Drawing, tuple[Block, ...]]:
    """Return wires, texts and blocks of the root. shapes: each port's by drawing and name."""
    d = Drawing(Sheet("root", "root", "autocoder", (), {}), "A3")
    channels = [sheet for sheet in circuit.sheets if sheet.drawing == "cv_channel"]
    blocks = [_channel(d, sheet, CV_Y + row * CV_PITCH) for row, sheet in enumerate(channels)]
    for name, x, y in (("knobs", LEFT_X, KNOBS_Y), ("audio_in", LEFT_X, AUDIO_IN_Y),
                       ("audio_out", RIGHT_X, AUDIO_OUT_Y), ("panel", RIGHT_X, PANEL_Y)):
        blocks.append(_beside(circuit.sheet(name), (x, y)))
    blocks.append(_controller(d, circuit, blocks))
    blocks.append(_power(d, circuit.sheet("power"), CV_Y + (len(channels) - 1) * CV_PITCH + MARGIN))
    for block in blocks:
        _name(d, block, circuit.sheet(block.sheet).title)
    d.note("autocoder", *TITLE_AT, RIGHT_X, TITLE_MM, True)
    d.note(INTRODUCTION, RIGHT_X, MIDDLE_Y + 84, WIDTH + 6)
    return d, tuple(block._replace(pins=tuple(
        pin._replace(shape=shapes[circuit.sheet(block.sheet).drawing][pin.port]) for pin in block.pins))
        for block in blocks)


def _channel(d: Drawing, sheet: Sheet, y: int) -> Block:
    line = y + MARGIN
    d.wire((BIAS_X, line), (LEFT_X, line))
    pins = (Stub("BIAS", (LEFT_X, line), "left"), Stub("ADC", (LEFT_X + WIDTH, line), "right"))
    return Block(sheet.name, (LEFT_X, y), (WIDTH, 2 * MARGIN), pins)


def _beside(sheet: Sheet, at: Point) -> Block:
    """Return a block whose pins face the controller."""
    x, y = at
    side, edge = ("right", x + WIDTH) if x < MIDDLE_X else ("left", x)
    lines = range(y + MARGIN, y + MARGIN + len(sheet.ports) * PIN_STEP, PIN_STEP)
    pins = tuple(Stub(port, (edge, line), side) for line, port in zip(lines, sheet.ports, strict=True))
    return Block(sheet.name, at, (WIDTH, 2 * MARGIN + (len(pins) - 1) * PIN_STEP), pins)


def _controller(d: Drawing, circuit: Circuit, blocks: list[Block]) -> Block:
    """Draw the controller, each pin opposite of the one that it is joined to."""
    own = {net: port for port, net in circuit.sheet("controller").ports.items()}
    pins = []
    for block in blocks:
        for pin in block.pins:
            net = circuit.sheet(block.sheet).ports[pin.port]
            if net not in own:
                continue
            x, side = (MIDDLE_X, "left") if pin.side == "right" else (MIDDLE_X + WIDTH, "right")
            pins.append(Stub(own[net], (x, pin.at[1]), side))
            d.wire(pin.at, (x, pin.at[1]))
            d.label(net, (LABELS_X[side], pin.at[1]))
    return Block("controller", (MIDDLE_X, MIDDLE_Y), (WIDTH, MIDDLE_HEIGHT), tuple(pins))


def _power(d: Drawing, sheet: Sheet, last: int) -> Block:
    """Draw the supply and the wire from it to the CV inputs, the last of which is at y = last."""
    line = POWER_Y + MARGIN
    d.wire((LEFT_X, line), (BIAS_X, line), (BIAS_X, last))
    d.label("CV_BIAS", (BIAS_X, line + 12), 90)
    pin = Stub("CV_BIAS", (LEFT_X, line), "left")
    return Block(sheet.name, (LEFT_X, POWER_Y), (WIDTH, 2 * MARGIN), (pin,))


def _name(d: Drawing, block: Block, title: str) -> None:
    """Write a block's title where none of its pins are."""
    sides = {pin.side for pin in block.pins}
    inset = NAME_IN["both" if len(sides) > 1 or len(block.pins) == 1 else sides.pop()]
    d.note(title, block.at[0] + inset, block.at[1] + block.size[1] // 2 - 1, WIDTH, NAME_MM, True)
