# SPDX-License-Identifier: MIT
"""Neighbours as CSV and JSON, line by line: ten million lines are no more than one point's at a time."""

import csv
import io
import json
from collections.abc import Callable, Iterable
from typing import TextIO

from autocoder.similarity.neighbours import Recordings

COLUMNS = ("file", "time_s", "rank", "near_file", "near_time_s", "distance")

Rows = Iterable[tuple[int, list[int], list[float]]]


def write_csv(recordings: Recordings, rows: Rows, stream: TextIO) -> None:
    """Write a line for each neighbour of the `rows` under a line of COLUMNS; times of files are empty."""
    def cell(value: str) -> str:
        line = io.StringIO()
        csv.writer(line, lineterminator="").writerow([value])
        return line.getvalue()

    def cells(file: str, time_s: float | None) -> str:
        return f"{file},{'' if time_s is None else repr(time_s)}"

    texts = _Texts(recordings, cell, cells)
    stream.write(",".join(COLUMNS) + "\n")
    for of, near, apart in rows:
        own = texts[of]
        stream.writelines([f"{own},{rank},{texts[each]},{distance:.9g}\n"
                           for rank, (each, distance) in enumerate(zip(near, apart, strict=True), start=1)])


def write_json(recordings: Recordings, rows: Rows, stream: TextIO) -> None:
    """Write a list of an object for each neighbour, with COLUMNS as names; times of files are null."""
    def quoted(value: str) -> str:
        return json.dumps(value, ensure_ascii=not _is_utf8(value))  # JSON takes no stray bytes

    def fields(prefix: str) -> Callable[[str, float | None], str]:
        return lambda file, time_s: f'"{prefix}file": {file}, "{prefix}time_s": {json.dumps(time_s)}'

    first, second = (_Texts(recordings, quoted, fields(prefix)) for prefix in ("", "near_"))
    between = "[\n "
    for of, near, apart in rows:
        own = first[of]
        for rank, (each, distance) in enumerate(zip(near, apart, strict=True), start=1):
            stream.write(f'{between}{{{own}, "rank": {rank}, {second[each]}, "distance": {distance:.9g}}}')
            between = ",\n "
    stream.write("\n]\n")


def _is_utf8(text: str) -> bool:
    return not any("\ud800" <= each <= "\udfff" for each in text)


class _Texts(dict[int, str]):
    """What is written of each point, made when it is first looked up: a point stands in many lines."""

    def __init__(self, recordings: Recordings, name: Callable[[str], str],
                 text: Callable[[str, float | None], str]) -> None:
        self._recordings, self._text = recordings, text
        self._names = [name(file) for file in recordings.encoded.files]

    def __missing__(self, point: int) -> str:
        time_s = self._recordings.label(point)[1]
        made = self[point] = self._text(self._names[self._recordings.number(point)], time_s)
        return made
