# SPDX-License-Identifier: MIT
"""The command that proves a module right: what a builder runs when it is first switched on."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autocoder.commands.linked import connected, port_option, spelled
from autocoder.commands.naming import MODEL
from autocoder.commands.results import json_option, report
from autocoder.errors import AutocoderError
from autocoder.terminal import TaskBar, Terminal

if TYPE_CHECKING:
    from autocoder.device.client import Module
    from autocoder.device.verify import Expected, Verdict

BUILT_IN, STORED = 1, 2


@click.command()
@click.argument("model", type=MODEL, required=False)
@click.option("--slot", type=click.IntRange(0, 255), help="Only this slot; otherwise all that hold MODEL.")
@port_option
@json_option
def verify(model: Path | None, slot: int | None, port: str | None, as_json: bool) -> None:
    """Compare what the module computes with what it must, and show its budget; fails on any difference.

    MODEL is the folder or the .acb file of what a slot holds. Without it, models that were uploaded are read
    back, and those that are built in are looked for among those that come with autocoder.

    Example: autocoder verify models/strings
    """
    from autocoder.device.verify import budget

    with connected(port) as module, Terminal().bar("verify") as bar:
        verdict, pairs = compared(module, model, slot, bar)
        figures = budget(module)
    result = {**asdict(verdict), "slots": [number for number, _ in pairs], "budget": figures,
              "right": not verdict.differences}
    report(result, as_json, "verify", _rows(verdict, pairs, figures))
    if verdict.differences:
        raise AutocoderError(first_difference(verdict))


def compared(module: "Module", model: Path | None, slot: int | None, bar: TaskBar
             ) -> tuple["Verdict", list[tuple[int, "Expected"]]]:
    """Return what the module's own tests and the comparison of its slots found, and what was compared."""
    from autocoder.device.verify import Verdict, compare, self_test

    verdict = Verdict()
    self_test(module, verdict)
    pairs = _named(module, model, slot) if model else _found(module, slot, bar)
    for number, expected in pairs:
        compare(module, number, expected, verdict, bar)
    return verdict, pairs


def first_difference(verdict: "Verdict") -> str:
    """Return what was found wrong first, and how much more there is."""
    first, more = verdict.differences[0], len(verdict.differences) - 1
    return f"{first}{f' (and {more} more: see --json)' if more else ''}"


def _named(module: "Module", model: Path, slot: int | None) -> list[tuple[int, "Expected"]]:
    """Return the slots to compare with a model that was named: all that hold it, or the one that should."""
    from autocoder.bake.bundle import is_bundle, read_bundle
    from autocoder.device.messages import ModelInfoRequest
    from autocoder.reference.expected import expected_of_bundle, expected_of_folder

    rate_hz = module.hello.sample_rate_hz
    expected = (expected_of_bundle(read_bundle(model), str(model), rate_hz) if is_bundle(model)
                else expected_of_folder(model, rate_hz))
    if slot is not None:
        return [(slot, expected)]
    infos = module.ask_all(ModelInfoRequest(number) for number in range(module.hello.slots))
    holding = [number for number, each in enumerate(infos)
               if each.state and each.decoder_crc32 == expected.decoder_crc32]
    return [(number, expected) for number in holding or [0]]  # where none does, the first says so


def _found(module: "Module", slot: int | None, bar: TaskBar) -> list[tuple[int, "Expected"]]:
    """Return the slots whose models can be had here, with what they must give."""
    from autocoder.bake.bundle import parse_bundle
    from autocoder.device.messages import ModelInfoRequest
    from autocoder.device.upload import download
    from autocoder.reference.expected import expected_of_bundle, expected_of_folder

    rate_hz, pairs = module.hello.sample_rate_hz, []
    for number in range(module.hello.slots) if slot is None else [slot]:
        info = module.ask(ModelInfoRequest(number))
        if info.state == STORED:
            name = f"the model of slot {number}"
            bundle = parse_bundle(download(module, number, bar), Path(name))
            pairs.append((number, expected_of_bundle(bundle, name, rate_hz)))
        elif info.state == BUILT_IN:
            folder = _built_in(info.decoder_crc32)
            if folder is None:
                Terminal().note(f"slot {number}: '{info.name}' is built in and not one that comes with "
                                "autocoder; name its folder to compare it, too")
            else:
                pairs.append((number, expected_of_folder(folder, rate_hz)))
    return pairs


def _built_in(decoder_crc32: int) -> Path | None:
    """Return the folder of a shipped model with a decoder."""
    import zlib

    from autocoder.shipped import shipped_folder
    from autocoder.vae.model import DECODER_INT8

    decoders = sorted(shipped_folder().glob(f"*/{DECODER_INT8}"))
    return next((each.parent for each in decoders if zlib.crc32(each.read_bytes()) == decoder_crc32), None)


def _rows(verdict: "Verdict", pairs: list[tuple[int, "Expected"]], figures: dict[str, float]
          ) -> list[tuple[str, str]]:
    compared = [f"slot {number}, {each.name}" for number, each in pairs]
    return [
        ("compared", spelled(compared)),
        ("mel frames", f"{verdict.vectors}, {verdict.wrong_bytes} values wrong"),
        ("spectra", f"{verdict.spectra}, {verdict.worst_db:.4f} dB off at worst"),
        ("golden vectors", f"right in slots {spelled([str(each) for each in verdict.self_tested])}"),
        ("store", _store(verdict)),
        ("at power-up", f"failed: {spelled(verdict.failed)}" if verdict.failed else "nothing failed"),
        *((f"budget: {name.replace('_', ' ')}", _figure(name, value)) for name, value in figures.items()),
        *(("difference", each) for each in verdict.differences),
    ]


def _store(verdict: "Verdict") -> str:
    if verdict.safe_mode:
        return "left as it is: the module is in safe mode until it is started without its button"
    return "keeps what is written" if verdict.store else "does not keep what is written"


def _figure(name: str, value: float) -> str:
    return f"{value:.2%}" if "load" in name else f"{value:,.3f}".rstrip("0").rstrip(".")
