# SPDX-License-Identifier: MIT
"""Every block in ngspice: the design passes, what is committed is what comes out, a wrong part fails."""

import json
import math
from collections.abc import Mapping

import numpy as np
import pytest
from PIL import Image

from autocoder import spec
from design.circuit import circuit
from design.netlist import Circuit, Part
from design.parts import load, number
from spice import current, deck, opamps, pictures, suite, tolerances
from spice.blocks import audio_in, cv
from spice.deck import Settings
from spice.measure import corners_hz, db, real, settled_after
from spice.opamps import MCP6001, TL072, Limits
from spice.rows import Measured, Row
from spice.simulator import SimulationError, read_raw, simulate, simulate_builds

CIRCUIT = circuit()
SUPPLY_V = {"MCP6001": 1.65, "TL072": 15.0}  # on either side of ground


@pytest.fixture(scope="module")
def blocks() -> list[Measured]:
    """All blocks, measured once."""
    return suite.run(CIRCUIT)


def changed(sheet: str, role: str, value: str | None = None,
            pins: Mapping[str, str] | None = None) -> Circuit:
    """Return the circuit with another value of one part, or with its pins' nets by other pins."""
    old = CIRCUIT.sheet(sheet).part(role)
    new = old._replace(value=value or old.value)
    if pins is not None:
        new = new._replace(pins={pin: old.pins[pins.get(pin, pin)] for pin in old.pins})
    return replaced(sheet, {role: new})


def replaced(name: str, parts: Mapping[str, Part]) -> Circuit:
    """Return the circuit with some of a sheet's parts replaced."""
    sheet = CIRCUIT.sheet(name)
    new = sheet._replace(parts=tuple(parts.get(part.role, part) for part in sheet.parts))
    return Circuit(tuple(new if each.name == name else each for each in CIRCUIT.sheets))


def swapped(sheet: str, one: str, other: str) -> Circuit:
    """Return the circuit with two parts' values swapped."""
    first, second = CIRCUIT.sheet(sheet).part(one), CIRCUIT.sheet(sheet).part(other)
    return replaced(sheet, {one: first._replace(value=second.value),
                            other: second._replace(value=first.value)})


def test_every_row_passes(blocks: list[Measured]) -> None:
    rows = [row for block in blocks for row in block.rows]
    assert len(rows) > 130
    assert [row for row in rows if not row.passes] == []


def test_every_row_has_a_limit_and_where_it_comes_from(blocks: list[Measured]) -> None:
    for row in (row for block in blocks for row in block.rows):
        assert row.low is not None or row.high is not None, row.quantity
        assert len(row.reason) > 5, row.quantity
    names = [(row.block, row.quantity) for block in blocks for row in block.rows]
    assert len(set(names)) == len(names)


def test_committed_results_are_what_comes_out(blocks: list[Measured]) -> None:
    kept, fresh = json.loads(suite.RESULTS.read_text()), json.loads(suite.results_text(blocks, CIRCUIT))
    assert kept["current_ma"] == fresh["current_ma"]
    assert len(kept["rows"]) == len(fresh["rows"])
    for old, new in zip(kept["rows"], fresh["rows"], strict=True):
        assert old["value"] == pytest.approx(new["value"], rel=0.02, abs=1e-6), old["quantity"]
        assert old | {"value": 0} == new | {"value": 0}


def test_committed_table_has_every_row(blocks: list[Measured]) -> None:
    text = suite.READ_ME.read_text()
    assert text.splitlines()[2].startswith("Revision A, unbuilt")
    for row in (row for block in blocks for row in block.rows):
        assert any(line.startswith(f"| {row.quantity} | ")
                   and line.endswith(f" {row.unit} | {suite.limits_text(row)} | pass | {row.reason} |")
                   for line in text.splitlines()), row.quantity


def test_every_block_has_its_picture(blocks: list[Measured]) -> None:
    assert {block.name for block in blocks} == set(suite.BLOCKS)
    committed = {path.name for path in pictures.FOLDER.glob("spice_*.png")}
    assert committed == {pictures.path(block.name).name for block in blocks}
    for block in blocks:
        path = pictures.path(block.name)
        assert path.stat().st_size < 60_000
        with Image.open(path) as image:
            assert image.width >= 600
            assert len(image.convert("RGB").getcolors(image.width * image.height)) > 8
        for chart in block.charts:
            assert chart.x_label and chart.y_label and chart.curves


def test_a_picture_is_the_same_at_every_run(blocks: list[Measured], tmp_path: pytest.TempPathFactory) -> None:
    block = next(block for block in blocks if block.name == "gate")
    written = []
    for name in ("one", "two"):
        path = tmp_path / name  # type: ignore[operator]
        pictures.draw_all([block], path)
        written.append(pictures.path("gate", path).read_bytes())
    assert written[0] == written[1]


MUTATIONS = {
    "CV feedback of 32.4k": ("cv", changed("cv1", "feedback", "32.4k")),
    "CV corner of 33n": ("cv", changed("cv1", "corner", "33n")),
    "CV series resistor of 10k": ("cv", changed("cv1", "adc_series", "10k")),
    "CV amplifier's inputs swapped": ("cv", changed("cv1", "amplifier", pins={"3": "4", "4": "3"})),
    "offset divider swapped": ("cv", swapped("power", "offset_upper", "offset_lower")),
    "CV input of 10k": ("faults", changed("cv8", "input", "10k")),
    "gate divider swapped": ("gate", swapped("panel", "gate_upper", "gate_lower")),
    "gate feedback of 100k": ("gate", changed("panel", "gate_feedback", "100k")),
    "gate input of 10k": ("gate", changed("panel", "gate_input", "10k")),
    "knobs' common capacitor of 100n": ("knobs", changed("knobs", "common_hold", "100n")),
    "knob's capacitor of 100n": ("knobs", changed("knobs", "mix_hold", "100n")),
    "audio in feedback of 14.3k": ("audio_in", changed("audio_in", "left_feedback", "14.3k")),
    "audio in corner of 220p": ("audio_in", changed("audio_in", "left_corner", "220p")),
    "audio in coupling of 10n": ("audio_in", changed("audio_in", "left_coupling", "10n")),
    "audio in series of 470": ("audio_in", changed("audio_in", "left_series", "470")),
    "audio in right feedback of 16.9k": ("audio_in", changed("audio_in", "right_feedback", "16.9k")),
    "audio out feedback of 47k": ("audio_out", changed("audio_out", "left_feedback", "47k")),
    "audio out shunt of 22n": ("audio_out", changed("audio_out", "left_shunt", "22n")),
    "audio out integrator of 1n": ("audio_out", changed("audio_out", "left_integrator", "1n")),
    "audio out series of 100": ("audio_out", changed("audio_out", "left_series", "100")),
    "audio out coupling of 1u": ("audio_out", changed("audio_out", "left_coupling", "1u")),
    "supply diode reversed": ("power", changed("power", "plus_diode", pins={"1": "2", "2": "1"})),
    "offset capacitor of 100u": ("power", changed("power", "offset_bulk", "100u")),
    "switcher's input capacitor of 100n": ("power", changed("power", "switcher_input", "100n")),
    "light's resistor of 100": ("lights", changed("panel", "level_series", "100")),
    "light reversed": ("lights", changed("panel", "level", pins={"1": "2", "2": "1"})),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_wrong_part_fails(name: str) -> None:
    block, mutant = MUTATIONS[name]
    assert mutant != CIRCUIT
    assert [row for row in suite.BLOCKS[block](mutant).rows if not row.passes]


def test_a_row_passes_only_within_its_limits() -> None:
    row = Row("block", "quantity", "V", 1.0, 0.5, 1.5, "reason")
    assert row.passes
    assert row._replace(low=None).passes and row._replace(high=None).passes
    for value in (0.4, 1.6, math.nan, math.inf):
        assert not row._replace(value=value).passes


def test_firmware_expects_these_counts() -> None:
    (plot,) = simulate(cv.bench(CIRCUIT, cv.VIN), "dc Vin 0 5 5")
    zero, five = real(plot["v(cv1_adc)"]) / 3.3 * 65536
    assert zero == pytest.approx(spec.CV_ZERO_VOLT_COUNTS, abs=64)
    assert five == pytest.approx(spec.CV_FIVE_VOLT_COUNTS, abs=64)


def test_all_channels_are_the_same() -> None:
    alike = [[(part.role, part.kind, part.value) for part in sheet.parts[1:]]
             for sheet in CIRCUIT.sheets if sheet.drawing == "cv_channel"]
    assert len(alike) == 8
    assert all(parts == alike[0] for parts in alike)


def follower(name: str, *bench: str) -> list[str]:
    """Return an amplifier as a follower with supplies on either side of ground; `in` is its input."""
    half = SUPPLY_V[name]
    return ["* follower", *opamps.subcircuits(), f"Vp p 0 {half}", f"Vm m 0 {-half}",
            f"Xamp out m in out p {name.lower()}_core", *bench]


@pytest.mark.parametrize(("name", "limits"), [("MCP6001", MCP6001), ("TL072", TL072)])
def test_an_amplifier_is_what_its_limits_say(name: str, limits: Limits) -> None:
    small, noise = simulate(follower(name, "Vin in 0 DC 0 AC 1"), "ac dec 50 1k 100meg",
                            "noise v(out) Vin dec 10 100 10k")
    hz = real(small["frequency"])
    assert corners_hz(hz, db(small["v(out)"]), 0.0)[0] == pytest.approx(limits.bandwidth_hz, rel=0.05)
    assert real(noise["onoise_spectrum"])[10] == pytest.approx(limits.noise_v_per_rthz, rel=0.02)
    swing = SUPPLY_V[name] - limits.headroom_v
    rise_s = 2 * swing / limits.slew_v_per_s
    (step,) = simulate(follower(name, f"Vin in 0 PULSE({-swing} {swing} 1u 1n 1n 1 2)"),
                       f"tran {rise_s / 200} {4 * rise_s} 0 {rise_s / 100}")
    time, out = real(step["time"]), real(step["v(out)"])
    near = swing / 5  # towards its ends the swing's tanh bends
    took_s = np.interp(near, out, time) - np.interp(-near, out, time)
    assert 2 * near / took_s == pytest.approx(limits.slew_v_per_s, rel=0.05)


@pytest.mark.parametrize(("name", "limits"), [("MCP6001", MCP6001), ("TL072", TL072)])
def test_an_amplifier_gives_no_more_than_its_limits(name: str, limits: Limits) -> None:
    half = SUPPLY_V[name]
    (swing,) = simulate(follower(name, "Vin in 0 0", "Rload out 0 1meg"),
                        f"dc Vin {-half} {half} {half / 50}")
    assert real(swing["v(out)"]).max() == pytest.approx(half - limits.headroom_v, abs=0.01)
    (short,) = simulate(follower(name, f"Vin in 0 {half}", "Vload out 0 0"), "op")
    assert real(short["i(vload)"])[0] == pytest.approx(limits.short_a, rel=0.4)
    assert real(short["i(vload)"])[0] <= limits.short_a
    assert -real(short["i(vp)"])[0] == pytest.approx(real(short["i(vload)"])[0] + limits.quiescent_a,
                                                     rel=0.02)


def test_tolerances_reach_ngspice() -> None:
    builds = tolerances.builds(cv.parts(CIRCUIT), 20)
    assert builds == tolerances.builds(cv.parts(CIRCUIT), 20)
    plots = simulate_builds(cv.bench(CIRCUIT, cv.VIN), "dc Vin 0 4 4", [each.alters for each in builds],
                            ["v(cv1_adc)"])
    for build, plot in zip(builds, plots, strict=True):
        values = {words[1]: float(words[-1]) for words in (line.split() for line in build.alters)}
        feedback, source = (values[f"r{CIRCUIT.sheet('cv1').part(role).reference.lower()}"]
                            for role in ("feedback", "input"))
        out = real(plot["v(cv1_adc)"])
        assert (out[1] - out[0]) / 4 == pytest.approx(-feedback / source, rel=1e-3)
    kinds, parts = load(), cv.parts(CIRCUIT)
    for part in (part for part in parts if part.kind == "resistor"):
        tolerance = kinds[part.kind].tolerance
        assert tolerance == 0.01
        taken = [float(line.split()[-1]) / number(part.value) for each in builds for line in each.alters
                 if line.startswith(f"alter r{part.reference.lower()} ")]
        assert len(taken) == 20
        assert 1 - tolerance <= min(taken) < 1 < max(taken) <= 1 + tolerance


def test_an_offset_reaches_ngspice() -> None:
    reference = CIRCUIT.sheet("cv1").part("amplifier").reference
    at_zero = []
    for offset_v in (0.0, 4e-3):
        (plot,) = simulate(cv.bench(CIRCUIT, "Vin cv1_jack 0 0", settings=Settings({reference: offset_v})),
                           "op")
        at_zero.append(real(plot["v(cv1_adc)"])[0])
    (altered,) = simulate_builds(cv.bench(CIRCUIT, "Vin cv1_jack 0 0"), "op",
                                 [[f"alter v.x{reference.lower()}.xa.voffset dc = 4e-3"]], ["v(cv1_adc)"])
    assert at_zero[1] - at_zero[0] == pytest.approx(4e-3 * 1.309, rel=0.01)
    assert real(altered["v(cv1_adc)"])[0] == pytest.approx(at_zero[1], abs=1e-6)


def test_every_part_has_its_lines() -> None:
    for part in CIRCUIT.parts:
        lines = deck.part_lines(part)
        assert bool(lines) == (part.kind not in deck.SILENT), part.reference
    with pytest.raises(KeyError):
        deck.part_lines(CIRCUIT.parts[1]._replace(kind="valve"))


def test_what_ngspice_cannot_do_is_said() -> None:
    with pytest.raises(SimulationError):
        simulate(["* nothing", "Rone a 0 1k", "Vone a 0 1"], "dc Vtwo 0 1 1")
    with pytest.raises(SimulationError):
        simulate(audio_in.bench(CIRCUIT, "Xnone a b nowhere"), "op")
    with pytest.raises(SimulationError):
        read_raw(b"Title: none\n")


def test_current_is_the_sum_of_what_is_there() -> None:
    for worst in (False, True):
        sums = current.totals(CIRCUIT, worst)
        for rail, amperes in sums.items():
            assert amperes == pytest.approx(sum(each.amperes for each in current.draws(CIRCUIT, worst)
                                                if each.rail == rail))
    typical = current.totals(CIRCUIT)
    assert 0.120 < typical["+12V"] < 0.160
    assert typical["-12V"] == pytest.approx(4 * 1.4e-3 + 2 * 5.0 / 10e3 / math.pi)


def test_settling_is_the_last_time_outside() -> None:
    time = np.arange(5.0)
    assert settled_after(time, np.array([5.0, 1.0, 0.0, 1.0, 0.0]), 0.0, 0.5) == 3.0
    assert settled_after(time, np.zeros(5), 0.0, 0.5) == 0.0
