# SPDX-License-Identifier: MIT
"""The reverb of four seconds: instructions on the emulated Cortex-M7, and cost beside libzita-convolver."""

import subprocess
from collections.abc import Callable

import numpy as np

from autocoder.bench.measuring import Bench, Remarked, Row, shared
from autocoder.bench.programs import probe, program
from autocoder.bench.stimuli import noise
from autocoder.errors import ToolError
from autocoder.levels import signal_to_error_db
from autocoder.reference.filter import bands_from_mel
from autocoder.reference.reverb import frames_of, reverb_response, reverberate
from autocoder.spec import MEL_BANDS, REVERB_SAMPLES, SAMPLE_RATE_HZ, SHORT_REVERB_SAMPLES

Figures = dict[str, float]

COUNTED_SAMPLES = 2 * SAMPLE_RATE_HZ  # 23 partitions of the tail
CYCLES_PER_SAMPLE = 480_000_000 / SAMPLE_RATE_HZ
COMPLEX_BYTES = 8
CHANNELS = 2
# As in firmware/engine/reverb_layout.h.
MIDDLE_BEGIN, TAIL_BEGIN, TAIL_SIZE = 1024, 8192, 4096
MIDDLE_SIZE = 512


def figures(printed: str) -> Figures:
    """Return the figures by name of a program that prints one to a line, the name first."""
    pairs = (line.split() for line in printed.splitlines())
    return {pair[0]: float(pair[1]) for pair in pairs if len(pair) == 2}


@shared
def counted(bench: Bench) -> Figures:
    """Play noise through a response of full length on the emulated module, then change the response."""
    mel = np.zeros((frames_of(REVERB_SAMPLES), MEL_BANDS), dtype=np.int8)
    response = reverb_response(bands_from_mel(mel, 1.0), REVERB_SAMPLES, 1).astype("<f4")
    _, printed = probe(bench, "reverb", noise(COUNTED_SAMPLES).astype("<f4").tobytes(), response.tobytes(),
                       counts=True)
    return figures(printed)


@shared
def counted_small(bench: Bench) -> Figures:
    """Do the same with the memory of a board that has no external one, beside the float64 reference."""
    mel = np.zeros((frames_of(SHORT_REVERB_SAMPLES), MEL_BANDS), dtype=np.int8)
    response = reverb_response(bands_from_mel(mel, 1.0), SHORT_REVERB_SAMPLES, 1).astype("<f4")
    dry = noise(SAMPLE_RATE_HZ).astype("<f4")
    output, printed = probe(bench, "reverb", dry.tobytes(), response.tobytes(), counts=True,
                            environment="qemu_small_probe")
    wanted = reverberate(dry, response.astype(np.float64))
    return figures(printed) | {
        "snr_db": signal_to_error_db(wanted, np.frombuffer(output, "<f4").reshape(-1, 2))}


@shared
def designed(bench: Bench) -> Figures:
    """Design a response of full length on the emulated module."""
    mel = np.zeros((frames_of(REVERB_SAMPLES), MEL_BANDS), dtype=np.int8)
    _, printed = probe(bench, "design", mel.tobytes(), counts=True,
                       words=(str(REVERB_SAMPLES), "1"))
    return figures(printed)


@shared
def beside_zita(bench: Bench) -> Figures:
    """Run both convolvers on this computer by turns."""
    run = subprocess.run([str(program(bench, "native_zita"))], capture_output=True, text=True, check=False)
    if run.returncode != 0:
        raise ToolError("the comparison with libzita-convolver failed; install libzita-convolver-dev")
    return figures(run.stdout)


def instructions(bench: Bench, measure: Callable[[Bench], Figures] = counted) -> Remarked:
    """Return what interrupt and loop take together."""
    counts = measure(bench)
    interrupt, loop = counts["interrupt_per_sample"], counts["loop_per_sample"]
    return Remarked(interrupt + loop, f"{interrupt:.0f} in the interrupt, {loop:.0f} in the loop")


def fading_instructions(bench: Bench) -> float:
    """Return the same over the four tail partitions in which a response is exchanged."""
    counts = counted(bench)
    return counts["fading_interrupt_per_sample"] + counts["fading_loop_per_sample"]


def worst_over_mean(bench: Bench, worst: str = "interrupt_worst_block_per_sample",
                    measure: Callable[[Bench], Figures] = counted) -> float:
    """Return the interrupt's worst block over its mean at rest."""
    return measure(bench)[worst] / measure(bench)["interrupt_per_sample"]


def memory_bytes(bench: Bench, measure: Callable[[Bench], Figures]) -> Remarked:
    """Return what responses of full length, past and buffers take."""
    counts = measure(bench)
    large, fast = counts["large_bytes"], counts["fast_bytes"]
    return Remarked(large + fast, f"{large:.0f} beside the fast memory, {fast:.0f} in it")


def tail_slack(bench: Bench) -> float:
    """Return the share of the loop's time that is left over, at one instruction a cycle."""
    counts = counted(bench)
    return 1.0 - counts["loop_per_sample"] / (CYCLES_PER_SAMPLE - counts["interrupt_per_sample"])


def external_bytes(_: Bench) -> float:
    """Return the bytes that the products read per sample: past and response, each partition once."""
    middle = (TAIL_BEGIN - MIDDLE_BEGIN) // MIDDLE_SIZE
    tail = -(-(REVERB_SAMPLES - TAIL_BEGIN) // TAIL_SIZE)
    return float((middle + tail) * CHANNELS * COMPLEX_BYTES * 2)


ROWS = (
    Row("reverb4s.instructions_per_sample", "instructions", instructions),
    Row("reverb4s.instructions_per_sample.fading", "instructions", fading_instructions),
    Row("reverb4s.worst_over_mean_block", "of the interrupt, response at rest", worst_over_mean),
    Row("reverb4s.worst_over_mean_block.fading", "of the interrupt, over its mean at rest",
        lambda bench: worst_over_mean(bench, "fading_interrupt_worst_block_per_sample")),
    Row("reverb4s.tail_slack", "share of the main loop's time at 480 MHz", tail_slack),
    Row("reverb4s.longest_step_instructions", "instructions in the loop between two looks at what is due",
        lambda bench: max(counted(bench)["worst_step"], counted(bench)["worst_append"])),
    Row("reverb4s.design_instructions_per_tap", "instructions",
        lambda bench: designed(bench)["design_per_tap"]),
    Row("reverb4s.external_bytes_per_sample", "bytes of spectra read", external_bytes),
    Row("reverb4s.bytes", "bytes", lambda bench: memory_bytes(bench, counted)),
    Row("reverb_small.instructions_per_sample", "instructions",
        lambda bench: instructions(bench, counted_small)),
    Row("reverb_small.worst_over_mean_block.fading", "of the interrupt, over its mean at rest",
        lambda bench: worst_over_mean(bench, "fading_interrupt_worst_block_per_sample", counted_small)),
    Row("reverb_small.bytes", "bytes", lambda bench: memory_bytes(bench, counted_small)),
    Row("reverb_small.audio_snr_db", "dB beside the float64 reference",
        lambda bench: counted_small(bench)["snr_db"]),
    Row("reverb4s.cost_over_zita", "processor time over libzita-convolver's",
        lambda bench: beside_zita(bench)["cost_over_zita"]),
    Row("reverb4s.zita_difference_db", "dB", lambda bench: beside_zita(bench)["difference_db"]),
)
