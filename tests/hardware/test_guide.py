# SPDX-License-Identifier: MIT
"""What README.md and BUILD.md of the hardware say, against the circuit, its simulation and the files."""

import csv
import json
import re
from pathlib import Path

import pytest

from autocoder.cli import main
from design.circuit import circuit
from spice import current

HARDWARE = Path(__file__).resolve().parents[2] / "hardware"
README = (HARDWARE / "README.md").read_text()
GUIDE = (HARDWARE / "BUILD.md").read_text()
REFERENCE = re.compile(r"\b(?:R|C|U|D|J|F|FB|RV|TP)\d{3}\b")


@pytest.mark.parametrize("text", [README, GUIDE], ids=["README", "BUILD"])
def test_it_says_first_that_none_was_built(text: str) -> None:
    assert "Revision A, unbuilt" in text[:60]


@pytest.mark.parametrize("text", [README, GUIDE], ids=["README", "BUILD"])
def test_its_files_are_there(text: str) -> None:
    places = re.findall(r"\]\((?!https:)([^)#:]+)", text)
    places += re.findall(r"`((?:fab|design|images|kicad)/[\w./-]+)`", text)
    assert places
    assert [place for place in places if not (HARDWARE / place).exists()] == []


def test_its_parts_are_in_the_circuit() -> None:
    named = set(REFERENCE.findall(GUIDE)) | set(REFERENCE.findall(README))
    assert len(named) > 20
    assert named <= {part.reference for part in circuit().parts}


def test_each_test_point_of_the_rails_has_its_volts() -> None:
    points = [part.value for part in circuit().parts if part.kind == "test_point"]
    rows = re.findall(r"^\| ([^|]+) \| [-\d][^|]*\|", GUIDE, flags=re.MULTILINE)
    told = {name.strip() for name in rows}
    sides = {"Audio in left, right", "Audio out left, right"}
    assert sides <= told
    assert {point for point in points if not point.startswith("Audio")} <= told


def test_volts_of_the_guide_contain_what_the_simulation_gives() -> None:
    results = json.loads((HARDWARE / "spice" / "results.json").read_text())
    rows = {row["quantity"]: row["value"] for row in results["rows"] if row["block"] == "Power"}
    for point in ("+12V", "-12V", "+6V5", "CV_BIAS"):
        quantity = f"{point} behind fuse and diode" if "12" in point else point
        row = rf"^\| {re.escape(point)} \| (-?[\d.]+) to (-?[\d.]+) \|"
        low, high = re.findall(row, GUIDE, re.MULTILINE)[0]
        assert float(low) <= rows[quantity] <= float(high), point


def test_its_commands_exist() -> None:
    words = re.findall(r"autocoder (\w+)", GUIDE)
    assert {"flash", "verify", "calibrate", "log"} <= set(words)
    assert set(words) <= set(main.commands) | {"carrier"}


def test_currents_of_the_readme_are_those_of_the_simulation() -> None:
    typical, worst = current.totals(circuit()), current.totals(circuit(), worst=True)
    for rail, printed in (("+12V", r"\+12 V"), ("-12V", "-12 V")):
        usual, most = re.findall(rf"^\| {printed} \| (\d+) mA \| (\d+) mA \|", README, re.MULTILINE)[0]
        assert (int(usual), int(most)) == (round(typical[rail] * 1e3), round(worst[rail] * 1e3))


def test_the_price_is_a_sum() -> None:
    *rows, total = list(csv.DictReader((HARDWARE / "fab" / "bom.csv").read_text().splitlines()))
    assert float(total["sum EUR"]) == pytest.approx(sum(float(row["sum EUR"]) for row in rows), abs=0.005)
    assert f"{float(total['sum EUR']):.0f} EUR" in GUIDE
