# SPDX-License-Identifier: MIT
"""The Max patch: eight sliders, the decoded spectrum as a picture, and an oscillator for each of its bands.

Objects that come with Max only. Its sound differs from the Pure Data patch's on purpose: noise through an FFT
would need a second file (pfft~ loads its patcher by name), an oscillator bank keeps it in one.
"""

import json
from typing import Any

from autocoder.osc.addresses import LISTEN_HOST, LISTEN_PORT, REPLIES, REPLY_PORT, TABLE
from autocoder.patches.waiting import NOT_RUNNING, PATIENCE_MS
from autocoder.spec import LATENTS, MEL_BANDS
from autocoder.spectra.mel import band_points_mel

PLAYED = ("/decode", "/encode")  # these come from sliders and picture, all others from a message
SMOOTHING_SAMPLES = 512
LEVEL = 0.2
LINE_HEIGHT = 22.0


class Patcher:
    """Boxes and patch cords of one Max patcher."""

    def __init__(self) -> None:
        self._boxes: list[dict[str, Any]] = []
        self._lines: list[dict[str, Any]] = []

    def add(self, kind: str, x: float, y: float, text: str = "", inlets: int = 1, outlets: int = 1,
            area: tuple[float, float] = (0.0, LINE_HEIGHT), **attributes: Any) -> str:
        """Add a box and return its id; without an area it is as wide as its text."""
        box = {"id": f"obj-{len(self._boxes) + 1}", "maxclass": kind, "numinlets": inlets,
               "numoutlets": outlets, "outlettype": [""] * outlets,
               "patching_rect": [x, y, area[0] or 12.0 + 7.0 * len(text), area[1]], **attributes}
        if text:
            box["text"] = text
        self._boxes.append({"box": box})
        return str(box["id"])

    def connect(self, *cords: tuple[str, int, str, int]) -> None:
        """Add cords: from a box's outlet to a box's inlet."""
        self._lines += [{"patchline": {"source": [source, outlet], "destination": [target, inlet]}}
                        for source, outlet, target, inlet in cords]

    def text(self) -> str:
        """Return the file."""
        patcher = {"fileversion": 1, "appversion": {"major": 8, "minor": 0, "revision": 0,
                                                    "architecture": "x64", "modernui": 1},
                   "classnamespace": "box", "rect": [60.0, 80.0, 1040.0, 760.0],
                   "boxes": self._boxes, "lines": self._lines}
        return json.dumps({"patcher": patcher}, indent=1) + "\n"


def max_patch() -> str:
    """Return the text of autocoder.maxpat."""
    patcher = Patcher()
    patcher.add("comment", 20, 10, "autocoder: plays a model. First start the server: autocoder remote",
                outlets=0)
    sender = patcher.add("newobj", 20, 400, f"udpsend {LISTEN_HOST} {LISTEN_PORT}", outlets=0)
    sliders = patcher.add("multislider", 20, 50, outlets=2, area=(256.0, 140.0), size=LATENTS,
                          setminmax=[0.0, 1.0], setstyle=1)
    decode = patcher.add("newobj", 20, 200, "prepend /decode")
    patcher.connect((sliders, 0, decode, 0), (decode, 0, sender, 0))
    for row, each in enumerate(other for other in TABLE if other.name not in PLAYED):
        words = [each.name, *(str(value) for value in each.example)]
        box = patcher.add("message", 420, 50 + 26.0 * row, " ".join(words), inlets=2)
        patcher.connect((box, 0, sender, 0))
    picture, receiver = _replies(patcher, sender)
    _silence(patcher, decode, receiver)
    _sound(patcher, picture)
    return patcher.text()


def _replies(patcher: Patcher, sender: str) -> tuple[str, str]:
    """Add what comes back; return the picture of the decoded row, to be encoded again, and the receiver."""
    receiver = patcher.add("newobj", 20, 440, f"udpreceive {REPLY_PORT}")
    shown = ("/decoded", *(each for each in REPLIES if each != "/decoded"))
    route = patcher.add("newobj", 20, 470, "route " + " ".join(shown), outlets=len(shown) + 1)
    picture = patcher.add("multislider", 20, 510, outlets=2, area=(512.0, 120.0), size=MEL_BANDS,
                          setminmax=[0.0, 1.0], setstyle=1)
    patcher.connect((receiver, 0, route, 0), (route, 0, picture, 0))
    for outlet, name in enumerate(shown[1:], start=1):
        log = patcher.add("newobj", 560, 430 + 26.0 * outlet, f"print autocoder{name}", outlets=0)
        patcher.connect((route, outlet, log, 0))
    press = patcher.add("button", 300, 200, area=(24.0, 24.0))
    encode = patcher.add("newobj", 300, 240, "prepend /encode")
    gate = patcher.add("newobj", 300, 270, "gate 1", inlets=2)
    order = patcher.add("newobj", 300, 228, "t 0 b 1", outlets=3)
    # The picture answers a bang with its values; the gate keeps all other changes of it from being sent.
    patcher.connect((press, 0, order, 0), (order, 2, gate, 0), (order, 1, picture, 0), (order, 0, gate, 0),
                    (picture, 0, encode, 0), (encode, 0, gate, 1), (gate, 0, sender, 0))
    return picture, receiver


def _silence(patcher: Patcher, asking: str, receiver: str) -> None:
    """Where no reply has come a second after the sliders were moved, say so in the console."""
    asked, waited = patcher.add("newobj", 150, 200, "t b"), patcher.add(
        "newobj", 150, 270, f"delay {PATIENCE_MS}", inlets=2)
    answered = patcher.add("newobj", 220, 440, "t b")
    stop = patcher.add("message", 220, 400, "stop", inlets=2)
    said = patcher.add("message", 150, 300, NOT_RUNNING, inlets=2)
    log = patcher.add("newobj", 150, 330, "print autocoder", outlets=0)
    patcher.connect((asking, 0, asked, 0), (asked, 0, waited, 0), (receiver, 0, answered, 0),
                    (answered, 0, stop, 0), (stop, 0, waited, 0), (waited, 0, said, 0), (said, 0, log, 0))


def _sound(patcher: Patcher, picture: str) -> None:
    """An oscillator on the centre of each band; pairs of index and amplitude set the bank."""
    points = band_points_mel()
    bank = patcher.add("newobj", 20, 690, f"ioscbank~ {MEL_BANDS} {SMOOTHING_SAMPLES} {SMOOTHING_SAMPLES}",
                       inlets=4)
    start, count = patcher.add("newobj", 300, 640, "loadbang"), patcher.add(
        "newobj", 300, 664, f"uzi {MEL_BANDS} 0", inlets=2, outlets=3)
    both = patcher.add("newobj", 400, 640, "t i i", outlets=2)
    frequency = patcher.add("newobj", 400, 664, f"expr 700. * (pow(10., ({points[1]:.7g} + $i1 * "
                                                f"{points[1] - points[0]:.7g}) / 2595.) - 1.)")
    pairs, split = patcher.add("newobj", 20, 640, "listfunnel"), patcher.add(
        "newobj", 100, 640, "unpack 0 0.", outlets=2)
    value, first = patcher.add("newobj", 100, 664, "f", inlets=2), patcher.add(
        "newobj", 190, 640, "t b i", outlets=2)
    level = patcher.add("newobj", 20, 716, f"*~ {LEVEL}", inlets=2)
    limit, output = patcher.add("newobj", 100, 716, "clip~ -1. 1.", inlets=3), patcher.add(
        "ezdac~", 220, 706, inlets=2, outlets=0, area=(44.0, 44.0))
    patcher.connect(
        (start, 0, count, 0), (count, 2, both, 0), (both, 1, bank, 3), (both, 0, frequency, 0),
        (frequency, 0, bank, 0), (picture, 0, pairs, 0), (pairs, 0, split, 0), (split, 1, value, 1),
        (split, 0, first, 0), (first, 1, bank, 3), (first, 0, value, 0), (value, 0, bank, 1),
        (bank, 0, level, 0), (level, 0, limit, 0), (limit, 0, output, 0), (limit, 0, output, 1))
