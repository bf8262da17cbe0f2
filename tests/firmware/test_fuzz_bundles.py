# SPDX-License-Identifier: MIT
"""Damaged bundles at the module, under address and undefined-behaviour sanitizers."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

PLAIN = 100_000
REPAIRED = 30_000  # each of which goes through loading and the self-test
SUMMARY = re.compile(r"(\d+) mutations, (\d+) unchanged, (\d+) well formed, (\d+) accepted, (\d+) signed\n")


def fuzz(program: Path, *arguments: str) -> tuple[list[int], set[str]]:
    """Return the counts of the summary, and the reasons of refusals."""
    done = subprocess.run([str(program), *arguments], capture_output=True, text=True, timeout=900,
                          check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    summary = SUMMARY.match(done.stdout)
    assert summary is not None, done.stdout
    return [int(each) for each in summary.groups()], set(re.findall(r"^ *\d+ ([a-z -]+)$", done.stdout, re.M))


def test_no_damaged_bundle_plays(firmware_program: Callable[[str], Path]) -> None:
    (count, unchanged, *played), reasons = fuzz(firmware_program("native_fuzz_bundle"), "--count", str(PLAIN))
    assert count == PLAIN and unchanged < PLAIN // 20
    assert played == [0, 0, 0]
    assert reasons == {"truncated", "bad identifier", "bad offset", "unsupported version", "bad checksum"}


def test_what_passes_the_checksums_plays_only_what_its_golden_vectors_say(
        firmware_program: Callable[[str], Path]) -> None:
    (count, unchanged, formed, accepted, signed), reasons = fuzz(
        firmware_program("native_fuzz_bundle"), "--count", str(REPAIRED), "--repair", "--seed", "2")
    assert count == REPAIRED and unchanged < REPAIRED // 20
    assert formed > REPAIRED // 2 and accepted > REPAIRED // 50  # else the mutations are too wild
    assert signed < REPAIRED // 1000  # those of which only the signature's own head was changed
    assert reasons >= {"ok", "truncated", "bad identifier", "bad offset", "bad shape", "bad type",
                       "too large", "bad quantization", "unsupported version", "unsupported operator",
                       "self-test failed", "bad parameter"}
