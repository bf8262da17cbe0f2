# SPDX-License-Identifier: MIT
"""The panel of a running emulated module, a file that it looks at: see firmware/boards/qemu_live/panel.h."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntFlag
from pathlib import Path

import numpy as np
from filelock import FileLock

from autocoder import spec
from autocoder.device.panel import BUTTON, CONTROLS, GATE, PRESS, Control, Kind, knob_counts, position
from autocoder.device.panel_names import CVS, FUNCTIONS, KNOBS
from autocoder.device.parameters import PARAMETERS
from autocoder.errors import InputError

PANEL = "panel.u16"
LATENTS = spec.LATENTS


class Switch(IntFlag):
    """What of the panel is on, and what is broken: bits of the file's last word."""

    NONE = 0
    BUTTON = 1
    GATE = 2
    MEMORY_FAILS = 4
    CODEC_FAILS = 8
    CONVERTERS_FAIL = 16
    FAULT = 32  # now: it reads where nothing is
    HANG = 64  # now: its main loop never comes back


PRESSES = 256  # counted in the word's upper half
SWITCHES = {BUTTON: Switch.BUTTON, GATE: Switch.GATE}


@dataclass(frozen=True)
class Panel:
    """Where all controls stand, in counts.

    functions: None for a panel without function knobs; presses: of the button so far, modulo PRESSES
    """

    knobs: tuple[int, ...]
    cvs: tuple[int, ...]
    functions: tuple[int, ...] | None
    switches: Switch = Switch.NONE
    presses: int = 0

    def turned(self, control: Control, counts: int) -> "Panel":
        """Return the panel with one control elsewhere. Raises InputError for one that it lacks."""
        number = control.number
        if control.kind is Kind.KNOB:
            return replace(self, knobs=_with(self.knobs, number, counts))
        if control.kind is Kind.CV:
            return replace(self, cvs=_with(self.cvs, number, counts))
        if self.functions is None:
            raise InputError(f"{control.name}: this module was started without function knobs and switches; "
                             "start one with `autocoder emulate --serial`")
        if control.kind is Kind.FUNCTION:
            return replace(self, functions=_with(self.functions, number, counts))
        if counts == PRESS:
            return replace(self, presses=(self.presses + 1) % PRESSES)
        switch = SWITCHES[control.name]
        return replace(self, switches=self.switches | switch if counts else self.switches & ~switch)

    def positions(self) -> dict[str, float | bool]:
        """Return where each control stands, as a person writes it, by name."""
        counts = {**dict(zip(KNOBS, self.knobs, strict=True)), **dict(zip(CVS, self.cvs, strict=True))}
        if self.functions is not None:
            counts |= dict(zip(FUNCTIONS, self.functions, strict=True))
            counts |= {name: int(bool(self.switches & switch)) for name, switch in SWITCHES.items()}
        return {name: position(CONTROLS[name], each) for name, each in counts.items()}


def at_rest() -> Panel:
    """Return knobs in the middle, nothing patched in, and function knobs where their parameters begin."""
    parameters = {each.name: each for each in PARAMETERS}
    shares = ((each.default - each.minimum) / (each.maximum - each.minimum)
              for each in (parameters[name] for name in FUNCTIONS.values()))
    return Panel((knob_counts(0.5),) * LATENTS, (spec.CV_ZERO_VOLT_COUNTS,) * LATENTS,
                 tuple(knob_counts(each) for each in shares))


def write_panel(folder: Path, panel: Panel) -> None:
    """Put the panel into a module's folder: the module sees the old one or the new, never some of both."""
    more = () if panel.functions is None else (*panel.functions, panel.switches | panel.presses * PRESSES)
    turned = folder / f".{PANEL}"
    turned.write_bytes(np.array([*panel.knobs, *panel.cvs, *more], "<u2").tobytes())
    turned.replace(folder / PANEL)


def read_panel(folder: Path) -> Panel:
    """Return the panel of a module's folder. Raises InputError for a file that holds none."""
    path = folder / PANEL
    if not path.exists():  # then the module has the controls at rest, and no function knobs
        return replace(at_rest(), functions=None)
    words = [int(each) for each in np.frombuffer(path.read_bytes(), "<u2")]
    knobs, cvs, rest = tuple(words[:LATENTS]), tuple(words[LATENTS:2 * LATENTS]), words[2 * LATENTS:]
    if len(rest) not in (0, len(FUNCTIONS) + 1) or len(cvs) != LATENTS:
        raise InputError(f"{path}: {len(words)} words are no panel; start the module again")
    if not rest:
        return Panel(knobs, cvs, None)
    return Panel(knobs, cvs, tuple(rest[:-1]), Switch(rest[-1] % PRESSES), rest[-1] // PRESSES)


def turn(folder: Path, moves: Sequence[tuple[Control, int]]) -> Panel:
    """Move controls of the module in a folder, all at once, and return its panel then.

    Raises InputError for a control that it lacks; nothing moves then.
    """
    with FileLock(folder / f".{PANEL}.lock").acquire(poll_interval=0.01):  # several may turn at a time
        panel = read_panel(folder)
        for control, counts in moves:
            panel = panel.turned(control, counts)
        if moves:
            write_panel(folder, panel)
    return panel


def _with(values: tuple[int, ...], number: int, counts: int) -> tuple[int, ...]:
    return (*values[:number], counts, *values[number + 1:])
