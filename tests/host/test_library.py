# SPDX-License-Identifier: MIT
"""The library's page runs as written, and what it offers is there, documented and loaded late."""

import inspect
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import autocoder
from autocoder.audio import write_wav
from sounds import strings

PAGE = Path(__file__).resolve().parents[2] / "host" / "README.md"


def test_the_page_runs_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_wav(tmp_path / "bells.wav", strings(6.0, seed=8))
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(), flags=re.DOTALL)
    assert len(blocks) == 4
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, str(PAGE), "exec"), names)
    assert (tmp_path / "drone.wav").exists() and (tmp_path / "spoken.wav").exists()
    assert (tmp_path / "generated" / "model.cc").exists()
    assert np.shape(names["played"]) == (96_000, 2)


def test_everything_offered_is_there_and_documented() -> None:
    for name in autocoder.__all__:
        offered = getattr(autocoder, name)
        assert offered.__name__ == name
        assert inspect.getdoc(offered)


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'drone'"):
        _ = autocoder.drone


@pytest.mark.parametrize("module", ["autocoder", "autocoder.cli"])
def test_importing_loads_nothing_heavy(module: str) -> None:
    """Starting the command must not wait for arrays or networks; only what is used is loaded."""
    script = f"import sys, {module}; print(sorted({{name.split('.')[0] for name in sys.modules}}))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    for heavy in ("numpy", "scipy", "tensorflow", "keras", "matplotlib", "soundfile"):
        assert f"'{heavy}'" not in loaded
