# SPDX-License-Identifier: MIT
"""How much of what the emulated wire carries is left for a model, at each size of its pieces."""

import os
import tempfile
import time
from pathlib import Path

from autocoder.bench.measuring import Bench, Remarked, Row, shared
from autocoder.bench.programs import program
from autocoder.bench.wire import bare_bytes_per_second
from autocoder.device.client import Module
from autocoder.device.live import LiveModule
from autocoder.device.messages import ModelAbortRequest, ModelBeginRequest
from autocoder.device.upload import bundle_hash, send_pieces

PIECES_BYTES = (256, 512, 1024, 2048)
MODEL_BYTES = 140_000  # about those of a module's model
ROUNDS = 3  # bare and as pieces by turns; the fastest of each, being the least disturbed, count


@shared
def bare(bench: Bench) -> float:
    """Return the bytes a second of the wire with nothing on it but bytes."""
    return max(bare_bytes_per_second(bench, os.urandom(MODEL_BYTES), size) for size in PIECES_BYTES)


def uploading(bench: Bench, piece_bytes: int) -> tuple[float, float]:
    """Return the bytes a second of a model in pieces, and of the bare wire between them."""
    rates, bare_rates = [], [bare(bench)]
    for _ in range(ROUNDS):
        with (tempfile.TemporaryDirectory(prefix="autocoder-") as folder,
              LiveModule(program(bench, "qemu_live"), Path(folder)) as live, Module(live.port) as module):
            rates.append(_model_rate(module, piece_bytes))
        bare_rates.append(bare_bytes_per_second(bench, os.urandom(MODEL_BYTES), piece_bytes))
    return max(rates), max(bare_rates)


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
    """Return the smallest share of all sizes of pieces, and each beside what the bare wire carried."""
    shares = []
    for index, size in enumerate(PIECES_BYTES):
        rate, bare_rate = uploading(bench, size)
        shares.append((100.0 * rate / bare_rate, f"{size}: {100.0 * rate / bare_rate:.1f} % of "
                                                 f"{bare_rate / 1000.0:.1f} kB/s"))
        bench.progress(index + 1, len(PIECES_BYTES))
    return Remarked(min(share for share, _ in shares), "pieces of " + ", ".join(said for _, said in shares))


ROWS = (Row("upload.share_of_wire", "%", share_of_wire),)
