# SPDX-License-Identifier: MIT
"""Who may know whom, on the host and in the firmware. Each rule is also shown a breach that it must see."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import import_rules
import include_rules
from autocoder.device.build import PROJECT

HOST = PROJECT / "host"
FIRMWARE = PROJECT / "firmware"

Rule = Callable[[Path], list[str]]


def plant(root: Path, files: dict[str, str]) -> Path:
    """Write files, by path, into a tree of their own."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


@pytest.mark.parametrize("rule", [
    import_rules.direction_breaches, import_rules.tensorflow_breaches, import_rules.terminal_breaches,
    import_rules.cycles, import_rules.encoding_breaches,
], ids=lambda rule: rule.__name__)
def test_the_host_keeps(rule: Rule) -> None:
    assert rule(HOST) == []


@pytest.mark.parametrize("rule", [
    include_rules.include_breaches, include_rules.condition_breaches, include_rules.allocation_breaches,
    include_rules.hardware_breaches,
], ids=lambda rule: rule.__name__)
def test_the_firmware_keeps(rule: Rule) -> None:
    assert rule(FIRMWARE) == []


def test_every_source_file_names_its_licence() -> None:
    assert include_rules.licence_breaches(PROJECT) == []


def test_the_rules_see_the_files() -> None:
    """A rule over an empty tree holds always."""
    modules = import_rules.modules_of(HOST)
    assert {"cli", "spec", "vae.train", "device.emulator", "spectra.mel", "bake.bake"} <= set(modules)
    assert "^tensorflow" in import_rules.imports_of("vae.train", modules["vae.train"], modules)
    assert "vae.train" in import_rules.imports_of("vae.create", modules["vae.create"], modules)
    assert {"main.cc", "engine/engine.cc", "decoder/decoder.h", "boards/board.h", "fft/real_fft.cc",
            "controls/controls.cc", "kernels/portable/dot_rows.cc"} <= set(include_rules.sources(FIRMWARE))
    names = {path.relative_to(PROJECT).as_posix() for path in include_rules.source_files(PROJECT)}
    assert {"Makefile", "platformio.ini", "pyproject.toml", ".ci/run", "tests/test_architecture.py",
            "firmware/boards/qemu/qemu.ld", "firmware/main.cc", "host/autocoder/spec.py"} <= names
    assert not any("egg-info" in name or "__pycache__" in name for name in names)


def test_the_light_install_runs_without_tensorflow() -> None:
    """What reading the source says, seen once at run time."""
    command = ("import sys, autocoder.reference, autocoder.bake.bake, autocoder.device.build,"
               " autocoder.device.emulator, autocoder.vae.runtime, autocoder.vae.quantize;"
               "sys.exit(len({'tensorflow', 'keras'} & set(sys.modules)))")
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


HOST_BREACHES: list[tuple[Rule, dict[str, str], str]] = [
    (import_rules.direction_breaches, {"spectra/mel.py": "from autocoder.vae.model import x"},
     "spectra.mel imports vae.model"),
    (import_rules.direction_breaches, {"device/build.py": "import autocoder.bake.bake"},
     "device.build imports bake.bake"),
    (import_rules.direction_breaches, {"vae/model.py": "def f():\n    from autocoder import bake",
                                       "bake/__init__.py": ""}, "vae.model imports bake"),
    (import_rules.direction_breaches, {"spec.py": "from autocoder.errors import E"}, "spec imports errors"),
    (import_rules.direction_breaches, {"demo/run.py": "from autocoder.cli import run"},
     "demo.run imports cli"),
    (import_rules.direction_breaches, {"bench/rows.py": "from autocoder.terminal import Terminal"},
     "bench.rows imports terminal"),
    (import_rules.tensorflow_breaches, {"device/build.py": "import tensorflow as tf"}, "device.build"),
    (import_rules.tensorflow_breaches, {"synth/render.py": "def f():\n    from keras import layers"},
     "synth.render"),
    (import_rules.tensorflow_breaches, {"vae/model.py": "from autocoder.vae import network",
                                        "vae/network.py": "import tensorflow.lite"}, "vae.model"),
    # Through the package itself: importing vae.model runs vae/__init__.py.
    (import_rules.tensorflow_breaches, {"reference.py": "from autocoder.vae.model import x",
                                        "vae/model.py": "", "vae/__init__.py": "import keras"}, "reference"),
    (import_rules.terminal_breaches, {"demo/run.py": "x = 1\nprint(x)"}, "demo.run, line 2: print"),
    (import_rules.terminal_breaches, {"bench/rows.py": "import sys\nsys.exit(2)"},
     "bench.rows, line 2: sys.exit"),
    (import_rules.terminal_breaches, {"audio.py": "import click\nclick.echo('a')"},
     "audio, line 2: click.echo"),
    (import_rules.terminal_breaches, {"vae/train.py": "raise SystemExit"}, "vae.train, line 1: SystemExit"),
    (import_rules.terminal_breaches, {"audio.py": "import sys\nsys.stderr.write('a')"},
     "audio, line 2: sys.stderr"),
    (import_rules.encoding_breaches, {"demo/run.py": "x = 1\nplace.write_text('é')"},
     "demo.run, line 2: write_text"),
    (import_rules.cycles, {"demo/run.py": "from autocoder.bench import rows", "bench/rows.py":
                           "from autocoder.demo import run"}, "bench"),
]


@pytest.mark.parametrize(("rule", "files", "breach"), HOST_BREACHES)
def test_a_breach_on_the_host_is_seen(tmp_path: Path, rule: Rule, files: dict[str, str], breach: str) -> None:
    root = plant(tmp_path, {f"autocoder/{name}": text for name, text in files.items()})
    assert breach in rule(root)


FIRMWARE_FILES = {
    "status.h": "", "audio_types.h": "", "engine/engine.h": "", "engine/spectrum.h": "",
    "decoder/decoder.h": "", "decoder/dense_decoder.h": "", "controls/controls.h": "", "fft/real_fft.h": "",
    "kernels/dot_rows.h": "", "kernels/portable/inner.h": "", "boards/board.h": "", "link/server.h": "",
    "boards/qemu/semihosting.h": "", "bundle/bundle.h": "", "decoder/tflm/tflm_decoder.h": "",
}
FIRMWARE_BREACHES: list[tuple[Rule, str, str]] = [
    *((include_rules.include_breaches, path, f'#include "{header}"') for path, header in (
        ("engine/engine.cc", "decoder/dense_decoder.h"),
        ("engine/engine.cc", "board_decoder.h"),
        ("module/module.cc", "decoder/tflm/tflm_decoder.h"),
        ("decoder/self_test.cc", "tensorflow/lite/micro/micro_interpreter.h"),
        ("engine/engine.cc", "controls/controls.h"),
        ("engine/engine.cc", "boards/board.h"),
        ("engine/engine.cc", "kernels/portable/inner.h"),
        ("engine/engine.cc", "arm_math.h"),
        ("decoder/self_test.cc", "engine/engine.h"),
        ("decoder/self_test.cc", "generated/model.h"),
        ("decoder/self_test.cc", "fft/real_fft.h"),
        ("controls/controls.cc", "engine/spectrum.h"),
        ("controls/controls.cc", "generated/model.h"),
        ("controls/controls.cc", "boards/qemu/semihosting.h"),
        ("fft/real_fft.cc", "engine/engine.h"),
        ("kernels/portable/dot_rows.cc", "decoder/decoder.h"),
        ("bundle/bundle.cc", "engine/engine.h"),
        ("bundle/bundle.cc", "decoder/dense_decoder.h"),
        ("engine/engine.cc", "bundle/bundle.h"),
        ("engine/engine.cc", "sodium/utils.h"),
        ("link/server.cc", "engine/engine.h"),
        ("link/server.cc", "generated/model.h"),
        ("engine/engine.cc", "link/server.h"),
        ("boards/native/native_target.cc", "engine/engine.h"),
        ("main.cc", "stm32h7xx_hal.h"),
        ("main.cc", "kernels/dot_rows.h"),
        ("engine/engine.cc", "vector"),
    )),
    (include_rules.condition_breaches, "engine/engine.cc", "#ifdef TEST"),
    (include_rules.condition_breaches, "decoder/dense_decoder.cc", "  # if defined(__ARM_FEATURE_DSP)"),
    (include_rules.condition_breaches, "main.cc", "#ifndef NDEBUG"),
    (include_rules.allocation_breaches, "engine/engine.cc", "float* taps = new float[3];"),
    (include_rules.allocation_breaches, "engine/engine.cc", "auto* taps = new (std::nothrow) float;"),
    (include_rules.allocation_breaches, "fft/real_fft.cc", "void* p = malloc(3);"),
    (include_rules.allocation_breaches, "main.cc", "std::vector<int> x;"),
    (include_rules.allocation_breaches, "main.cc", "delete decoder;"),
    (include_rules.hardware_breaches, "engine/engine.cc", "*reinterpret_cast<volatile int*>(0x40000000);"),
    (include_rules.hardware_breaches, "main.cc", 'asm volatile("wfi");'),
]


@pytest.mark.parametrize(("rule", "path", "line"), FIRMWARE_BREACHES)
def test_a_breach_in_the_firmware_is_seen(tmp_path: Path, rule: Rule, path: str, line: str) -> None:
    """Alone, in a file that keeps all else."""
    clean = "// SPDX\n#include <cstddef>\n/* new malloc( asm */\n"
    plant(tmp_path, {**FIRMWARE_FILES, path: clean})
    assert rule(tmp_path) == []
    (tmp_path / path).write_text(clean + line + "\n")
    found = rule(tmp_path)
    assert len(found) == 1
    assert found[0].startswith(path)


def test_what_is_no_breach_in_the_firmware(tmp_path: Path) -> None:
    plant(tmp_path, {**FIRMWARE_FILES, "fft/real_fft.cc": """
#include <dsp/transform_functions.h>
#include <new>
Plan* plan = new (plan_) Plan{};
RealFft(const RealFft&) = delete;
// free (malloc) of new things
const char* text = "new malloc(3) asm";
""", "engine/engine.h": "#ifndef AUTOCODER_ENGINE_ENGINE_H_\n#endif\n",
                     "module/slots.h": '#include "board_decoder.h"\n',
                     "decoder/tflm/tflm_decoder.cc": """
#include "decoder/tflm/tflm_decoder.h"
#include <tensorflow/lite/micro/micro_interpreter.h>
""",
                     "boards/daisy/board.cc": "#include <daisy_seed.h>\n#if 1\nasm(\"wfi\");\n#endif\n"})
    for rule in (include_rules.include_breaches, include_rules.condition_breaches,
                 include_rules.allocation_breaches, include_rules.hardware_breaches):
        assert rule(tmp_path) == []


@pytest.mark.parametrize(("name", "text"), [
    ("host/a.py", '"""No licence."""\n'), ("firmware/b.cc", "\n// SPDX-License-Identifier: MIT\n"),
    (".ci/run", "#!/bin/sh\nset -e\n"), ("Makefile", "all:\n"), ("tests/c.h", ""),
])
def test_a_file_without_its_licence_is_seen(tmp_path: Path, name: str, text: str) -> None:
    plant(tmp_path, {"host/ok.py": "# SPDX-License-Identifier: MIT\n", name: text,
                     ".ci/ok": "#!/bin/sh\n# SPDX-License-Identifier: MIT\n", "host/data.json": "{}"})
    assert include_rules.licence_breaches(tmp_path) == [name]
