# SPDX-License-Identifier: MIT
"""What a module computes beside what it should: mel frames to the bit, spectra to 0.01 dB."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from autocoder.device.client import Module
from autocoder.device.messages import (
    DecodeRequest,
    ModelInfoRequest,
    SelfTestRequest,
    SpectrumRequest,
    StatisticsRequest,
)
from autocoder.progress import Progress, silent

Int8Array = npt.NDArray[np.int8]
DoubleArray = npt.NDArray[np.float64]

MOST_DB = 0.01
BINS_AT_ONCE = 500
SPECTRA = 16  # of the vectors
# What a module may find failed when it is switched on, by bit, and what to do about each.
PARTS = (
    ("memory", "the external memory does not keep what is written; the board is faulty"),
    ("codec", "the codec does not answer; check its board, and that it has power"),
    ("converters", "the converters do not convert; check what is soldered to the board's analogue pins"),
    ("store", "it could not be taken up at the start; see `autocoder log`, then `autocoder factory-reset`"),
    ("decoder", "a decoder does not compute what it should; flash the firmware again"),
)
QUIET = 1e-12  # beside which nothing is heard; keeps the logarithm finite


@dataclass(frozen=True)
class Expected:
    """What a model gives: int8 latents [rows, latents], mel [rows, bands]; spectrum: of a mel frame.

    decoder_crc32: of the model's int8 decoder, by which the module's slot is known
    """

    name: str
    decoder_crc32: int
    latents: Int8Array
    mel: Int8Array
    spectrum: Callable[[Int8Array], DoubleArray]


@dataclass
class Verdict:
    """What was found; differences: a line for each, none where all is well."""

    vectors: int = 0
    wrong_bytes: int = 0
    spectra: int = 0
    worst_db: float = 0.0
    self_tested: list[int] = field(default_factory=list)
    store: bool = False
    failed: list[str] = field(default_factory=list)
    safe_mode: bool = False
    differences: list[str] = field(default_factory=list)


def compare(module: Module, slot: int, expected: Expected, verdict: Verdict,
            progress: Progress = silent) -> None:
    """Compare the module's mel frames and spectra with what they should be."""
    info = module.ask(ModelInfoRequest(slot))
    if info.decoder_crc32 != expected.decoder_crc32:
        verdict.differences.append(
            f"slot {slot} holds another model ('{info.name}', decoder {info.decoder_crc32:08x}) than "
            f"{expected.name} ({expected.decoder_crc32:08x}); upload it first, or name another slot")
        return
    frames = module.ask_all(DecodeRequest(slot, tuple(map(int, row))) for row in expected.latents)
    for index, (answer, right) in enumerate(zip(frames, expected.mel, strict=True)):
        wrong = _wrong_bytes(np.frombuffer(answer.mel, dtype=np.int8), right)
        verdict.vectors += 1
        verdict.wrong_bytes += wrong
        if wrong:
            verdict.differences.append(f"mel frame of latents {expected.latents[index].tolist()}: {wrong} of "
                                       f"{len(right)} values differ")
        progress(index + 1, len(expected.latents) + SPECTRA)
    _compare_spectra(module, slot, expected, verdict)


def _wrong_bytes(found: Int8Array, right: Int8Array) -> int:
    return len(right) if found.shape != right.shape else int(np.count_nonzero(found != right))


def _compare_spectra(module: Module, slot: int, expected: Expected, verdict: Verdict) -> None:
    for latents, mel in zip(expected.latents[:SPECTRA], expected.mel[:SPECTRA], strict=True):
        right = expected.spectrum(mel)
        answers = module.ask_all(_stretches(slot, tuple(map(int, latents)), len(right)))
        found = np.frombuffer(b"".join(each.amplitudes for each in answers), dtype="<f4").astype(np.float64)
        verdict.spectra += 1
        if found.shape != right.shape or not np.isfinite(found).all():
            verdict.differences.append(f"spectrum of latents {latents.tolist()}: {len(found)} finite bins of "
                                       f"{len(right)}")
            continue
        ratio = np.maximum(np.abs(found), QUIET) / np.maximum(right, QUIET)
        worst_db = float(np.abs(20.0 * np.log10(ratio)).max())
        verdict.worst_db = max(verdict.worst_db, worst_db)
        if worst_db > MOST_DB:
            verdict.differences.append(f"spectrum of latents {latents.tolist()}: {worst_db:.3f} dB off, at "
                                       f"most {MOST_DB} are right")


def _stretches(slot: int, latents: tuple[int, ...], bins: int) -> Iterator[SpectrumRequest]:
    for first in range(0, bins, BINS_AT_ONCE):
        yield SpectrumRequest(slot, latents, first, min(BINS_AT_ONCE, bins - first))


def self_test(module: Module, verdict: Verdict) -> None:
    """Have the module test itself: what failed at power-up, each slot's golden vectors, its store.

    A module in safe mode leaves its store alone: that is no difference.
    """
    found = module.finish(SelfTestRequest())
    states = module.ask_all(ModelInfoRequest(slot) for slot in range(module.hello.slots))
    for slot, each in enumerate(states):
        if found.models >> slot & 1:
            verdict.self_tested.append(slot)
        elif each.state:
            verdict.differences.append(f"slot {slot} ('{each.name}') does not decode its own golden vectors; "
                                       "upload it again, and if it stays, the module's memory is faulty")
    for bit, (part, advice) in enumerate(PARTS):
        if found.failed >> bit & 1:
            verdict.failed.append(part)
            verdict.differences.append(f"{part}: {advice}")
    verdict.safe_mode = bool(found.safe_mode)
    verdict.store = bool(found.store)
    if not found.store and not verdict.safe_mode:
        verdict.differences.append("the store does not keep what is written; see `autocoder log`")


def budget(module: Module) -> dict[str, float]:
    """Return the budget as measured on the module since it was switched on."""
    found = module.ask(StatisticsRequest())
    return {
        "load": found.load, "worst_load": found.worst_load, "loop_load": found.loop_load,
        "overruns": found.overruns, "blocks": found.blocks, "ram_bytes": found.ram_bytes,
        "external_ram_bytes": found.external_ram_bytes, "store_bytes": found.store_bytes,
        "store_used_bytes": found.store_used,
        "flash_erases_per_block": found.flash_erases / found.flash_blocks if found.flash_blocks else 0.0,
        "link_frames": found.link_frames, "link_errors": found.link_errors,
    }
