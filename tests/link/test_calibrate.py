# SPDX-License-Identifier: MIT
"""The walk through the two points of each channel, on the emulated module's panel."""

import io
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autocoder.device.live import LiveModule
from autocoder.spec import LATENTS

Ask = Callable[..., Any]
Run = Callable[..., tuple[int, str, str]]
REST = 32_768


class Hand(io.TextIOBase):
    """Standard input of somebody who patches what is asked for and presses Enter at once.

    moves: counts of a channel, or a word to type
    """

    def __init__(self, live: LiveModule, moves: list[tuple[int, int] | str]) -> None:
        self.live, self.moves = live, iter(moves)
        self.counts = [REST] * (2 * LATENTS)

    def readline(self, _: int = -1) -> str:
        move = next(self.moves, None)
        if move is None:
            return ""
        if isinstance(move, str):
            return f"{move}\n"
        self.counts[move[0]] = move[1]
        self.live.panel(self.counts[:LATENTS], self.counts[LATENTS:])
        return "\n"


@pytest.fixture
def walk(autocoder: Run, live: LiveModule, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    """Return a function that calibrates with somebody's hands, and gives what was said."""
    def run(moves: list[tuple[int, int] | str], *words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", Hand(live, moves))
        return autocoder("calibrate", *words, "--port", live.port, "--json")

    yield run
    live.panel([REST] * LATENTS, [REST] * LATENTS)


def calibration(ask: Ask, tmp_path: Path) -> dict[str, list[int]]:
    ask("dump", "-o", tmp_path / "settings.json")
    found: dict[str, list[int]] = json.loads((tmp_path / "settings.json").read_text())["calibration"]
    return found


def test_two_voltages_become_the_calibration(walk: Callable[..., Any], ask: Ask, tmp_path: Path,
                                             live: LiveModule) -> None:
    before = calibration(ask, tmp_path)
    code, out, err = walk([(LATENTS, 33_100), (LATENTS, 900)], "--channel", "cv1")
    assert code == 0, err
    measured, = json.loads(out)
    assert (measured["channel"], measured["low_counts"], measured["high_counts"]) == ("cv1", 33_100, 900)
    assert "patch 0 V into cv1" in err and "patch +5 V into cv1" in err and "33100 counts" in err
    live.restart()
    assert calibration(ask, tmp_path) == {**before, "cv1": [33_100, 900]}


def test_a_dry_run_leaves_all_as_it_is(walk: Callable[..., Any], ask: Ask, tmp_path: Path) -> None:
    before = calibration(ask, tmp_path)
    code, out, _ = walk([(LATENTS + 1, 33_000), (LATENTS + 1, 1000)], "--channel", "cv2", "--dry-run")
    assert code == 0 and not json.loads(out)[0]["written"]
    assert calibration(ask, tmp_path) == before


def test_knobs_go_from_end_to_end(walk: Callable[..., Any], ask: Ask, tmp_path: Path) -> None:
    code, _, err = walk([(2, 300), (2, 65_000)], "--channel", "knob3")
    assert code == 0 and "turn knob3 fully left" in err
    assert calibration(ask, tmp_path)["knob3"] == [300, 65_000]


def test_points_that_make_no_sense_are_asked_for_again(walk: Callable[..., Any], ask: Ask, tmp_path: Path
                                                       ) -> None:
    """The same twice, then swapped, then too far apart to be a CV of 5 V, then right."""
    cv = LATENTS + 3
    code, _, err = walk([(cv, 33_000), (cv, 33_000), (cv, 700), (cv, 33_000), (cv, 65_000), (cv, 300),
                           (cv, 32_900), (cv, 800)], "--channel", "cv4")
    assert code == 0, err
    assert "moved by 0 counts only" in err and "the wrong way" in err and "check the voltages" in err
    assert calibration(ask, tmp_path)["cv4"] == [32_900, 800]


def test_skipped_channels_and_interrupted_walks_leave_the_rest(walk: Callable[..., Any], ask: Ask,
                                                               tmp_path: Path) -> None:
    before = calibration(ask, tmp_path)
    fifth, sixth = LATENTS + 4, LATENTS + 5
    code, _, err = walk([*["s"] * 4, (fifth, 33_001), (fifth, 801), (sixth, 33_000)])
    assert code == 130 and "interrupted" in err
    assert calibration(ask, tmp_path) == {**before, "cv5": [33_001, 801]}
