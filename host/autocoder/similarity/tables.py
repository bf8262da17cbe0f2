# SPDX-License-Identifier: MIT
"""Neighbours as CSV and JSON, line by line: ten million lines are no more than one at a time."""

import csv
import io
import json
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TextIO

from autocoder.similarity.neighbours import Neighbour, Recordings

COLUMNS = ("file", "time_s", "rank", "near_file", "near_time_s", "distance")


def write_csv(recordings: Recordings, found: Iterable[Neighbour], stream: TextIO) -> None:
    """Write a line for each neighbour under a line of COLUMNS; times of files are empty."""
    def cells(point: int) -> str:
        line = io.StringIO()
        csv.writer(line, lineterminator="").writerow(recordings.label(point))
        return line.getvalue()

    text = _remembered(cells)
    stream.write(",".join(COLUMNS) + "\n")
    stream.writelines(f"{text(of)},{rank},{text(near)},{distance:.9g}\n"
                      for of, rank, near, distance in found)


def write_json(recordings: Recordings, found: Iterable[Neighbour], stream: TextIO) -> None:
    """Write a list of an object for each neighbour, with COLUMNS as names; times of files are null."""
    def fields(prefix: str) -> Callable[[int], str]:
        def of_point(point: int) -> str:
            file, time_s = recordings.label(point)
            return (f'"{prefix}file": {json.dumps(file, ensure_ascii=False)}, '
                    f'"{prefix}time_s": {json.dumps(time_s)}')
        return _remembered(of_point)

    first, second = fields(""), fields("near_")
    between = "[\n "
    for of, rank, near, distance in found:
        stream.write(f'{between}{{{first(of)}, "rank": {rank}, {second(near)}, "distance": {distance:.9g}}}')
        between = ",\n "
    stream.write("\n]\n")


def _remembered(text: Callable[[int], str]) -> Callable[[int], str]:
    """Return the function with its answers kept: a point is in many lines."""
    return lru_cache(maxsize=None)(text)
