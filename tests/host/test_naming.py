# SPDX-License-Identifier: MIT
"""Models and parameters by their names: found, completed in a shell; and which extra has which package."""

import os
import re
import subprocess
import sys
import tomllib
from contextlib import suppress
from importlib import metadata
from pathlib import Path

import pytest

import autocoder as library
from autocoder.errors import ModelError, ToolError
from autocoder.installation import EXTRAS, PROJECT, how_to_get, need_packages
from autocoder.shipped import find_model, shipped_models


def test_a_path_that_exists_wins_over_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_model("strings") == PROJECT / "models" / "strings"
    assert find_model("models/voices") == PROJECT / "models" / "voices"
    (tmp_path / "strings").mkdir()
    assert find_model("strings") == Path("strings")


@pytest.mark.parametrize("name", ["nothing", "elsewhere/strings", "models/nothing", ""])
def test_what_is_not_there_lists_what_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path / "..")
    if not name:
        assert find_model(name) == Path()  # the folder that one is in
        return
    with pytest.raises(ModelError, match=r"no model there.*metal, strings, voices"):
        find_model(name)


def test_three_models_are_shipped() -> None:
    assert shipped_models() == ["metal", "strings", "voices"]


def plain(distribution: str) -> str:
    """Return a distribution's name without version and marks; TensorFlow is one, with GPUs and without."""
    name = re.split(r"[<>=~!;\[( ]", distribution)[0].lower().replace("_", "-")
    return "tensorflow" if name == "tensorflow-cpu" else name


def needs(distribution: str) -> set[str]:
    """Return what a distribution that is installed needs."""
    for each in (distribution, f"{distribution}-cpu"):
        with suppress(metadata.PackageNotFoundError):
            return {plain(need) for need in metadata.requires(each) or () if "extra ==" not in need}
    return set()


@pytest.mark.parametrize("package", EXTRAS)
def test_each_package_names_its_extra(package: str) -> None:
    """As pyproject.toml has it: one of the extra's distributions, or what one of them needs, brings it."""
    extras = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    listed = {plain(each) for each in extras[EXTRAS[package]]}
    brought = listed.union(*map(needs, listed))
    assert {plain(each) for each in metadata.packages_distributions()[package]} & brought
    assert how_to_get(f"{package}.part").endswith(f"'autocoder[{EXTRAS[package]}]'")


def test_a_package_that_no_extra_has_comes_with_autocoder() -> None:
    assert how_to_get("soxr").endswith("pip install autocoder")
    need_packages("numpy")
    with pytest.raises(ToolError, match="package nothing_such is missing; run `make setup`, or pip install"):
        need_packages("numpy", "nothing_such")


@pytest.mark.parametrize("package", ["rich", "click", "numpy", "scipy", "soundfile"])
def test_a_package_of_the_light_install_is_missed_in_one_line(package: str, tmp_path: Path) -> None:
    code = (f"import sys; sys.modules['{package}'] = None; sys.argv = ['autocoder', 'analyze', 'a.wav'];"
            "from autocoder.__main__ import run; run()")
    environment = {**os.environ, "PYTHONPATH": str(PROJECT / "host")}
    done = subprocess.run([sys.executable, "-c", code], env=environment, cwd=tmp_path, capture_output=True,
                          text=True, check=False)
    assert done.returncode == 2 and len(done.stderr.splitlines()) == 1
    assert f"package {package} is missing" in done.stderr
    assert done.stderr.rstrip().endswith("pip install autocoder")


def completed(words: str, shell: str = "zsh") -> list[str]:
    """Return what a shell is offered for the last word."""
    environment = {**os.environ, "_AUTOCODER_COMPLETE": f"{shell}_complete", "COMP_WORDS": words,
                   "COMP_CWORD": str(len(words.split()) - 1), "PYTHONPATH": str(PROJECT / "host")}
    code = "import sys; sys.argv[0] = 'autocoder'; from autocoder.cli import run; run()"
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True,
                          check=True)
    return done.stdout.splitlines()


@pytest.mark.parametrize(("words", "offered"), [
    ("autocoder get mi", "mix"), ("autocoder get a.latent_1", "a.latent_1"), ("autocoder set mo", "mode="),
    ("autocoder set mode=cr", "mode=cross"), ("autocoder set freeze=o", "freeze=on"),
    ("autocoder emulate --set 2.5:mo", r"2.5\:mode="), ("autocoder emulate --set mi", "mix="),
    ("autocoder emulate --set 2:kno", "2:knob1="), ("autocoder emulate --set gate=o", "gate=on"),
    ("autocoder panel cv", "cv8="), ("autocoder panel button=of", "button=off"),
    ("autocoder render str", "strings"), ("autocoder play render vo", "voices"),
    ("autocoder upload me", "metal"), ("autocoder flash daisy --model me", "metal"),
])
def test_a_shell_completes_names(words: str, offered: str) -> None:
    assert offered in completed(words)


@pytest.mark.parametrize(("words", "offered", "told"), [
    ("autocoder set mi", "mix=", "-o nospace"), ("autocoder render str", "strings", "-o default"),
    ("autocoder set mode = c", "cross", ""), ("autocoder set freeze =", "on off", ""),
    ("autocoder set mode = cross mi", "mix=", "-o nospace"),
    ("autocoder emulate --set 2 : slew", "slew_ms=", "-o nospace"),
    ("autocoder emulate --set 2 : mode = dr", "drone", ""), ("autocoder set mode=c", "mode=cross", ""),
])
def test_a_real_bash_completes_by_the_lines_that_the_command_prints(tmp_path: Path, words: str, offered: str,
                                                                    told: str) -> None:
    """Behind the name of a parameter comes no blank; where no model has the name, files are completed.

    Bash takes words apart at = and :, and replaces the last piece.
    """
    environment = {**os.environ, "PYTHONPATH": str(PROJECT / "host")}
    command = tmp_path / "autocoder"
    code = "import sys; sys.argv[0] = 'autocoder'; from autocoder.cli import run; run()"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{code}" "$@"\n')
    command.chmod(0o755)
    script = f"""PATH={tmp_path}:$PATH; eval "$(autocoder completion bash)"; compopt() {{ echo "$@"; }}
        COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
        _autocoder_completion autocoder; echo "${{COMPREPLY[@]}}" """
    done = subprocess.run(["bash", "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [*filter(None, [told]), offered]


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_get_their_lines(autocoder, shell: str) -> None:
    code, out, _ = autocoder("completion", shell)
    assert code == 0 and "_AUTOCODER_COMPLETE" in out and f"{shell}_complete" in out


def test_the_library_lists_what_it_offers() -> None:
    assert set(library.__all__) <= set(dir(library))
    assert not any(each.startswith("_") and each != "__version__" for each in dir(library))


def test_python_m_autocoder_is_the_command() -> None:
    done = subprocess.run([sys.executable, "-m", "autocoder", "--version"], capture_output=True, text=True,
                          check=True, env={**os.environ, "PYTHONPATH": str(PROJECT / "host")})
    assert done.stdout.strip().startswith("autocoder") and library.__version__ in done.stdout
