# SPDX-License-Identifier: MIT
"""The circuit against itself, against the parts' list, and against the firmware's pins."""

import re
from pathlib import Path

import pytest

from design.circuit import circuit
from design.controller import read_net, seed_pin
from design.netlist import POWER, Builder
from design.panel import MODULE, load
from design.parts import load as load_kinds
from design.parts import number, yageo_code
from design.wiring import WIRING, wiring

PROJECT = Path(__file__).resolve().parents[2]
PINS = PROJECT / "firmware" / "boards" / "daisy" / "pins.h"
CIRCUIT = circuit()


def changed(tmp_path: Path, old: str, new: str) -> Path:
    """Return module.toml with one text in it replaced by another."""
    text = MODULE.read_text()
    assert old in text
    path = tmp_path / "module.toml"
    path.write_text(text.replace(old, new, 1))
    return path


def pins_of_firmware(name: str, text: str) -> list[int]:
    """Return the numbers of one constant of pins.h."""
    found = re.search(rf"{name}(?:\[\w+\])? = \{{?([\d, ]+)\}}?;", text)
    assert found is not None, name
    return [int(pin) for pin in found[1].split(",")]


def wanted_by_firmware(text: str) -> dict[str, str]:
    """Return the net that each of the Seed's pins must have, as pins.h says."""
    panel = load()
    rows = {"kMultiplexerPin": ["KNOBS_ADC"], "kSelectPins": ["SELECT_A", "SELECT_B", "SELECT_C"],
            "kCvPins": [read_net(each.net) for each in panel.of("cv")],
            "kFunctionPins": [read_net(each.net) for each in panel.of("function")],
            "kButtonPin": ["BUTTON"], "kGatePin": ["GATE_ADC"],
            "kLightPins": [each.net for each in panel.of("light")]}
    return {seed_pin(pin): net for name, nets in rows.items()
            for pin, net in zip(pins_of_firmware(name, text), nets, strict=True)}


def test_the_seed_has_the_firmwares_pins() -> None:
    seed = CIRCUIT.sheet("controller").part("seed")
    wanted = wanted_by_firmware(PINS.read_text())
    assert {pin: seed.pins[pin] for pin in wanted} == wanted
    others = {pin: net for pin, net in seed.pins.items() if pin not in wanted}
    assert others == {"16": "CODEC_IN_LEFT", "17": "CODEC_IN_RIGHT", "18": "CODEC_OUT_LEFT",
                      "19": "CODEC_OUT_RIGHT", "20": "GND", "21": "+3V3A", "39": "+6V5", "40": "GND"}


def test_a_swapped_pin_is_noticed(tmp_path: Path) -> None:
    swapped = circuit(load(changed(tmp_path, "{daisy = 15,", "{daisy = 16,")))
    seed = swapped.sheet("controller").part("seed")
    wanted = wanted_by_firmware(PINS.read_text())
    assert {pin: seed.pins.get(pin) for pin in wanted} != wanted


def test_each_knob_is_at_the_multiplexers_input_that_the_firmware_reads() -> None:
    inputs = ("13", "14", "15", "12", "1", "5", "2", "4")
    knobs = CIRCUIT.sheet("knobs")
    channels = pins_of_firmware("kKnobChannels", PINS.read_text())
    for latent, channel in enumerate(channels):
        wiper = knobs.part(f"knob{latent + 1}").pins["2"]
        assert knobs.part("multiplexer").pins[inputs[channel]] == wiper


def test_references_are_used_once() -> None:
    references = [part.reference for part in CIRCUIT.parts]
    assert len(set(references)) == len(references)


def test_each_net_joins_something() -> None:
    assert [net for net, pins in CIRCUIT.nets().items() if len(pins) < 2] == []


def test_each_control_of_the_panel_is_a_part() -> None:
    kinds = [part.kind for part in CIRCUIT.parts]
    for control in load().controls:
        assert control.part in kinds
    for kind in ("jack", "pot", "button", "usb"):
        assert kinds.count(kind) == sum(control.part == kind for control in load().controls)


def test_each_part_can_be_ordered() -> None:
    kinds = load_kinds()
    for part in CIRCUIT.parts:
        kind = kinds[part.kind]
        assert kind.mount in ("smd", "tht", "none") and kind.side in ("front", "back"), part.reference
        if kind.mount != "none":
            assert kind.order(part.value) and kind.manufacturer and kind.eur > 0, part.reference


def test_each_amplifier_and_logic_part_has_a_capacitor_of_its_own() -> None:
    for sheet in CIRCUIT.sheets:
        chips = [part for part in sheet.parts if part.reference.startswith("U") and part.kind != "daisy_seed"]
        supplies = [net for chip in chips for net in chip.pins.values() if net in POWER and net != "GND"]
        bypasses = [net for part in sheet.parts if part.kind == "ceramic_50v" for net in part.pins.values()]
        assert all(bypasses.count(net) >= supplies.count(net) for net in set(supplies)), sheet.name


def test_the_wiring_table_is_what_the_panel_says() -> None:
    assert WIRING.read_text() == wiring(), "run `make hardware`"


NUMBERS = [("32.4k", 32400.0), ("470", 470.0), ("1M", 1e6), ("3.3n", 3.3e-9)]


@pytest.mark.parametrize(("value", "meant"), NUMBERS)
def test_values_are_numbers(value: str, meant: float) -> None:
    assert number(value) == pytest.approx(meant)


CODES = [("32.4k", "32K4"), ("100k", "100K"), ("470", "470R"), ("1M", "1M")]


@pytest.mark.parametrize(("value", "code"), CODES)
def test_resistances_have_order_codes(value: str, code: str) -> None:
    assert yageo_code(value) == code


def test_a_role_is_there_once() -> None:
    builder = Builder("sheet", "Sheet", 100)
    builder.add("R", "resistor", "1k", "series", "GND", "out")
    with pytest.raises(ValueError, match="series is there twice"):
        builder.add("R", "resistor", "1k", "series", "GND", "out")
