# SPDX-License-Identifier: MIT
"""How much of what the emulated wire carries is left for a model, at each size of its pieces."""

import os
import tempfile
import time
from pathlib import Path
from statistics import median

from autocoder.bench.measuring import Bench, Remarked, Row
from autocoder.bench.programs import program
from autocoder.bench.wire import bare_bytes_per_second
from autocoder.device.client import Module
from autocoder.device.live import LiveModule
from autocoder.device.messages import ModelAbortRequest, ModelBeginRequest
from autocoder.device.upload import bundle_hash, send_pieces

PIECES_BYTES = (256, 512, 1024, 2048)
MODEL_BYTES = 140_000  # about those of a module's model
ROUNDS = 5  # the bare wire and all sizes by turns: what else this computer does slows them alike


def rates(bench: Bench) -> tuple[list[float], list[list[float]]]:
    """Return the bytes a second of the bare wire in each round, and those of a model at each size."""
    bare: list[float] = []
    as_pieces: list[list[float]] = [[] for _ in PIECES_BYTES]
    for turn in range(ROUNDS):
        size = PIECES_BYTES[turn % len(PIECES_BYTES)]
        bare.append(bare_bytes_per_second(bench, os.urandom(MODEL_BYTES), size))
        with (tempfile.TemporaryDirectory(prefix="autocoder-") as folder,
              LiveModule(program(bench, "qemu_live"), Path(folder)) as live, Module(live.port) as module):
            for size, found in zip(PIECES_BYTES, as_pieces, strict=True):
                found.append(_model_rate(module, size))
        bench.progress(turn + 1, ROUNDS)
    return bare, as_pieces


def _model_rate(module: Module, piece_bytes: int) -> float:
    """Return the bytes a second until the module has all of a model in its store."""
    content = os.urandom(MODEL_BYTES)
    begin = ModelBeginRequest(0, len(content), bundle_hash(content))
    begun = module.ask(begin)
    start_s = time.monotonic()
    send_pieces(module, begin, begun, content, piece_bytes)
    rate = len(content) / (time.monotonic() - start_s)
    module.ask(ModelAbortRequest())
    return rate


def share_of_wire(bench: Bench) -> Remarked:
    """Return the smallest share of all sizes of pieces, and each beside what the bare wire carried.

    Of each size the median of the rounds' shares: what slows a round slows all that it compares.
    """
    bare, as_pieces = rates(bench)
    shares = {size: 100.0 * median(rate / wire for rate, wire in zip(found, bare, strict=True))
              for size, found in zip(PIECES_BYTES, as_pieces, strict=True)}
    listed = ", ".join(f"{size}: {share:.1f} %" for size, share in shares.items())
    return Remarked(min(shares.values()), f"pieces of {listed} of {median(bare) / 1000.0:.1f} kB/s")


ROWS = (Row("upload.share_of_wire", "%", share_of_wire),)
