# SPDX-License-Identifier: MIT
"""Tables and settings as other programs write them, and what is said of those that are wrong."""

import codecs
import json
from pathlib import Path

import numpy as np
import pytest

from autocoder.device.controls import COLUMNS, load_controls
from autocoder.device.state import State, StoredPreset, load_state, save_state
from autocoder.errors import InputError
from autocoder.synth.envelope import read_series
from autocoder.synth.paths import numbers

COUNTS = np.arange(48).reshape(3, 16) * 1_000 + 7

ENCODINGS = {"plain": ("", "utf-8"), "mark": ("\ufeff", "utf-8"), "utf-16-le": ("\ufeff", "utf-16-le"),
             "utf-16-be": ("\ufeff", "utf-16-be"), "utf-32-le": ("\ufeff", "utf-32-le")}
ENDS = {"lf": "\n", "crlf": "\r\n", "cr": "\r"}


def written(path: Path, lines: list[str], encoding: str = "plain", end: str = "lf",
            last: bool = True) -> Path:
    mark, codec = ENCODINGS[encoding]
    path.write_bytes((mark + ENDS[end].join([*lines, *[""] * last])).encode(codec))
    return path


def table(separator: str, cell: str = "{}", pad: str = "", blank: bool = False) -> list[str]:
    rows = [COLUMNS, *COUNTS.tolist()]
    lines = [separator.join(cell.format(each) for each in row) + pad for row in rows]
    return ["", lines[0], "", *lines[1:3], separator * 15, lines[3], "", "  "] if blank else lines


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("lines", [
    table(","), table(", "), table(" , "), table(";"), table("\t"), table(",", '"{}"'), table(", ", '"{}"'),
    table(";", pad=";;"), table(",", blank=True), table(";", blank=True), ["sep=;", *table(";")],
    ['"sep=,"', *table(",")],
    [*table(";")[:1], *(each.replace(";", ",0;") + ",00" for each in table(";")[1:])],
])
def test_controls_of_other_programs_are_read(tmp_path: Path, encoding: str, end: str,
                                             lines: list[str]) -> None:
    for last in (False, True):
        path = written(tmp_path / "c.csv", lines, encoding, end, last)
        np.testing.assert_array_equal(load_controls(path), COUNTS)


SERIES = [0.5, -1.25, 3.0, 1e-3, 0.75]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("lines", [
    ["0.5", "-1.25", "3", "1e-3", "0.75"], ["", "0.5", " -1.25", "", "3.0 ", "+.001", "0.75", ""],
    ["0,5", "-1,25", "3", "1e-3", "0,75"], ["3", "0,5"], ["0,5;", "-1,25;", "3,0;", "0,001;", "0,75;"],
    ['"0,5"', '"-1,25"', '"3"', '"0,001"', '"0,75"'], ["0.5, -1.25, 3, 0.001, 0.75"],
    ["0,5; -1,25; 3; 0,001; 0,75"], ["0,5\t-1,25\t3\t0,001\t0,75"], ["0.5 -1.25 3.0", "0.001 0.75"],
    ["0.5\t", "-1.25\t", "3\t", "1E-3\t", "\u22120.75\t"],
])
def test_series_of_other_programs_are_read(tmp_path: Path, encoding: str, end: str, lines: list[str]) -> None:
    expected = {2: [3.0, 0.5]}.get(len(lines), SERIES) if lines == ["3", "0,5"] else list(SERIES)
    if "\u2212" in lines[-1]:
        expected[-1] = -0.75
    for suffix in ("csv", "txt", "tsv"):
        path = written(tmp_path / f"s.{suffix}", lines, encoding, end)
        np.testing.assert_array_equal(read_series(path), np.float32(expected))


def with_cell(row: int, column: int, value: str, separator: str = ",") -> list[str]:
    cells = [each.split(separator) for each in table(separator)]
    cells[row][column] = value
    return [separator.join(each) for each in cells]


@pytest.mark.parametrize(("lines", "said"), [
    (with_cell(2, 4, "loud"), "line 3, column 5 (knob5): 'loud'"),
    (["", "", *with_cell(2, 4, "nan")], "line 5, column 5 (knob5): 'nan'"),
    (with_cell(1, 15, "70000"), "line 2, column 16 (cv8): '70000'"),
    (with_cell(1, 0, "-1"), "line 2, column 1 (knob1): '-1'"),
    (with_cell(3, 9, "1,5", ";"), "line 4, column 10 (cv2): '1,5'"),
    (with_cell(1, 9, "1_0"), "line 2, column 10 (cv2): '1_0'"),
    (with_cell(1, 2, ""), "line 2, column 3 (knob3): ''"),
    (with_cell(0, 2, "knob9"), "line 1, column 3: 'knob9'"),
    ([*table(",")[:2], "1,2,3"], "line 3, column 4: 3 counts instead of 16"),
    ([*table(",")[:2], table(",")[2] + ",9"], "line 3, column 17: 17 counts"),
    (table(",", pad=",more")[:2], "line 1, column 17: 'more'"),
    (["1,2,3"], "line 1, column 1: '1' instead of"),
    ([], "line 1, column 1: '' instead of 'knob1'"), (table(",")[:1], "no ADC counts"),
    ([*table(",")[:1], '"1,2'], "line 2, column 2: 1 counts"),
])
def test_bad_controls_are_named_by_line_and_column(tmp_path: Path, lines: list[str], said: str) -> None:
    with pytest.raises(InputError) as refused:
        load_controls(written(tmp_path / "c.csv", lines))
    assert f"c.csv: {said}" in str(refused.value)


@pytest.mark.parametrize(("lines", "said"), [
    (["1", "abc"], "line 2, column 1: 'abc'"), (["1", "", "nan"], "line 3, column 1: 'nan'"),
    (["1 2", "3 x"], "line 2, column 2: 'x'"),
    (["0.1, 0.2", "0.3, 0.4"], "line 1, column 2: '0.2' stands in a second"),
    (["0;5", "1;6"], "line 1, column 2"),
    (["0,12", "1,15", "2,19"], "line 1, column 2: '12' stands in a second"),
    ([""], "not a series"), (["inf"], "line 1, column 1: 'inf'"),
])
def test_bad_series_are_named_by_line_and_column(tmp_path: Path, lines: list[str], said: str) -> None:
    with pytest.raises(InputError) as refused:
        read_series(written(tmp_path / "s.csv", lines))
    assert f"s.csv: {said}" in str(refused.value)


def test_text_in_no_encoding_is_named_by_its_line(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_bytes(b"0.5\n0.7\n0.\xe9\n")
    with pytest.raises(InputError, match="line 3, byte 3: not UTF-8"):
        read_series(tmp_path / "s.csv")


@pytest.mark.parametrize(("text", "values"), [
    ("0.1, 0.2, 0.3", [0.1, 0.2, 0.3]), ("0,1;0,2;0,3", [0.1, 0.2, 0.3]), ("0,1; 0,2; 0.3", [0.1, 0.2, 0.3]),
    ("0.5", [0.5] * 3),
])
def test_paths_take_both_decimals(text: str, values: list[float]) -> None:
    assert numbers(text, "latents", 3) == values


STATE = State({"mix": 0.5}, {3: StoredPreset("glöck", {"mix": 1.0})}, {"knob1": (1, 2)})


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("end", ENDS)
def test_settings_of_other_editors_are_read(tmp_path: Path, encoding: str, end: str) -> None:
    save_state(tmp_path / "plain.json", STATE, {})
    lines = ["", *(tmp_path / "plain.json").read_text(encoding="utf-8").split("\n"), "", ""]
    assert load_state(written(tmp_path / "s.json", lines, encoding, end)) == STATE


@pytest.mark.parametrize(("change", "said"), [
    (lambda text: text.replace('"mix": 0.5', '"mix": 0,5'), "line 5, column 14"),
    (lambda text: text.replace('"presets"', '"others"'), "'presets' is missing"),
    (lambda text: text.replace("\n      1,", "\n      1.5,"), "calibration of knob1: 1.5"),
    (lambda text: text.replace('"3"', '"256"'), "preset 256"), (lambda text: text[:-9], "line 2"),
])
def test_bad_settings_name_what_is_wrong(tmp_path: Path, change, said: str) -> None:
    save_state(tmp_path / "s.json", STATE, {})
    text = (tmp_path / "s.json").read_text(encoding="utf-8")
    assert json.loads(text)["presets"]["3"]["name"] == "glöck"
    changed = change(text)
    assert changed != text
    (tmp_path / "s.json").write_bytes(codecs.BOM_UTF8 + changed.encode())
    with pytest.raises(InputError) as refused:
        load_state(tmp_path / "s.json")
    assert said in str(refused.value) and "s.json: " in str(refused.value)
