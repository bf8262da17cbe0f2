# SPDX-License-Identifier: MIT
"""Coverage-guided fuzzing of the link: `make fuzz RUNS=10000000`, and a short run among the tests.

What was found to lead further is kept in out/fuzz, where the next long run begins.
"""

import argparse
import os
import re
import resource
import subprocess
import time
from pathlib import Path
from typing import NamedTuple

from autocoder.device.build import PROJECT, build_firmware
from link_seeds import seeds, write_seeds

# What is worth trying: a little more than the longest frame; sessions of a few requests.
LONGEST_BYTES = {"frames": 2200, "server": 1500}
LONGEST_S = 300  # of one input, which takes a millisecond: a machine that stands still is no finding
MOST_MB = 2048  # over what Linux counts from the start: a program begins with its parent's largest size
DONE = re.compile(r"^#(\d+)\s+DONE\s+cov: (\d+) ft: (\d+) corp: (\d+)", re.MULTILINE)


class Fuzzed(NamedTuple):
    """A run without findings: branches reached in the firmware, and inputs that each led further."""

    executions: int
    branches: int
    features: int
    inputs: int
    seconds: float


class Found(Exception):  # noqa: N818 - what a fuzzer is for
    """An input that breaks something; its text is what the sanitizers said."""


def fuzz(fuzzer: str, program: Path, folder: Path, runs: int, seed: int = 1, planted: bool = False) -> Fuzzed:
    """Run a fuzzer; its log, inputs that lead further and one that breaks something go below `folder`."""
    corpus, begins = folder / fuzzer, folder / f"{fuzzer}_seeds"
    corpus.mkdir(parents=True, exist_ok=True)
    write_seeds(begins, fuzzer)
    environment = {**os.environ, "ASAN_OPTIONS": "malloc_context_size=0"}  # twice as fast
    if planted:
        environment["AUTOCODER_PLANTED_FAULT"] = "1"
    most_mb = MOST_MB + resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    log, begin = folder / f"{fuzzer}.log", time.monotonic()
    command = [str(program), f"-runs={runs}", f"-seed={seed}", f"-max_len={LONGEST_BYTES[fuzzer]}",
               f"-timeout={LONGEST_S}", f"-rss_limit_mb={most_mb}", f"-artifact_prefix={folder}/{fuzzer}-",
               str(corpus), str(begins)]
    with log.open("w") as file:
        done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=file, stderr=file,
                              check=False)
    said = log.read_text(errors="replace")
    summary = DONE.search(said)
    if done.returncode != 0 or summary is None:
        raise Found(said[-6000:])
    return Fuzzed(*map(int, summary.groups()), time.monotonic() - begin)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10_000_000)
    parser.add_argument("--fuzzer", choices=[*seeds()], action="append")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    chosen = parser.parse_args()
    for fuzzer in chosen.fuzzer or seeds():
        program = build_firmware(f"native_fuzz_{fuzzer}")
        done = fuzz(fuzzer, program, PROJECT / "out" / "fuzz", chosen.runs, chosen.seed)
        print(f"{fuzzer}: nothing found in {done.executions} executions, {done.seconds:.0f} s; "
              f"{done.branches} branches, {done.inputs} inputs kept, seed {chosen.seed}", flush=True)


if __name__ == "__main__":
    main()
