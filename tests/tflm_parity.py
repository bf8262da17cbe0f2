# SPDX-License-Identifier: MIT
"""TensorFlow Lite Micro on the emulated Cortex-M7, by hand: its sources come in no package that CI installs.

With AUTOCODER_TFLM naming a folder of them, see firmware/README.md:
`PYTHONPATH=tests .venv/bin/python tests/tflm_parity.py`. Ends with an error at the first wrong byte.
"""

import re
import sys
import tempfile
from pathlib import Path

import numpy as np

from autocoder.device.build import PROJECT, build_firmware
from autocoder.device.emulator import run_program
from decoder_models import LATENTS, Int8Array, official_decode, random_decoder

ENVIRONMENTS = {"tflm": "qemu_tflm_probe", "dense": "qemu_probe"}
MODELS = ("strings", "voices", "metal")
DEEP = (LATENTS, 16, 32, 64, 128, 256, 512, 1000, 512)
DEEPEST = (LATENTS, *[16] * 14, 1024, 512)  # as many layers as the parser accepts, and as wide
COUNTED = 4


def decode(program: Path, model: bytes, latents: Int8Array, counts: bool = False) -> tuple[
        bytes, dict[str, int]]:
    """Return mel values and the figures that the probe printed."""
    with tempfile.TemporaryDirectory(prefix="autocoder-") as name:
        folder = Path(name)
        (folder / "model").write_bytes(model)
        latents.tofile(folder / "latents")
        printed = run_program("qemu", program, ["decode", "model", "latents", "mel"], folder, counts)
        figures = re.findall(r"^(\w+) (\d+)$", printed, re.MULTILINE)
        return (folder / "mel").read_bytes(), {name: int(value) for name, value in figures}


def main() -> int:
    """Compare and print; the number of models that differ."""
    programs = {engine: build_firmware(environment) for engine, environment in ENVIRONMENTS.items()}
    folders = {name: PROJECT / "models" / name / "decoder.int8.tflite" for name in MODELS}
    models = {name: (file.read_bytes(), 10_000) for name, file in folders.items()}
    models |= {"deep": (random_decoder(DEEP), 1000), "deepest": (random_decoder(DEEPEST), 1000)}
    wrong = 0
    for name, (model, count) in models.items():
        latents = np.random.default_rng(1).integers(-128, 128, (count, LATENTS)).astype(np.int8)
        mel, _ = decode(programs["tflm"], model, latents)
        equal = mel == official_decode(model, latents).tobytes()
        wrong += not equal
        print(f"{name}: {len(mel)} bytes {'equal' if equal else 'DIFFER'}")
        for engine, program in programs.items():
            _, figures = decode(program, model, latents[:COUNTED], counts=True)
            print(f"  {engine}: {figures['instructions_per_decode']} instructions for "
                  f"{figures['multiply_adds']} multiply-adds, {figures['arena_bytes']} bytes of memory "
                  f"for a file of {len(model)}", flush=True)
    return wrong


if __name__ == "__main__":
    sys.exit(main())
