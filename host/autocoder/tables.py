# SPDX-License-Identifier: MIT
"""Tables of numbers as other programs write them: any line ends, separators, decimal commas and marks.

Rows keep the lines they come from, so that what is refused can be found.
"""

import codecs
import csv
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from autocoder.errors import InputError

# Longest first: the mark of UTF-16 is the start of one of UTF-32.
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
         (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
SEPARATORS = ";\t,"  # the first that a table's first line has; blanks where it has none
NAMED_SEPARATOR = re.compile(r'"?sep=(.)"?')  # a line for spreadsheets
DECIMAL_COMMA = re.compile(r'\s*"?([+-]?\d+)(?:,\d+)?(?:[eE][+-]?\d+)?"?\s*')  # a spreadsheet's 1,0 is 1


@dataclass(frozen=True)
class Row:
    """The cells of a line, without the blanks around them.

    line: counted from 1; separated: by more than blanks
    """

    line: int
    cells: list[str]
    separated: bool = True


def text_of(content: bytes) -> str:
    """Return a text file's content with line feeds alone. Raises ValueError where it is no UTF-8 or UTF-16.

    UTF-16 and UTF-32 are known by their marks.
    """
    for mark, encoding in MARKS:
        if content.startswith(mark):
            text = content[len(mark):].decode(encoding)
            break
    else:
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            column = error.start - content.rfind(b"\n", 0, error.start)
            raise ValueError(f"line {line}, byte {column}: not UTF-8; save it as UTF-8") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_rows(path: Path, columns: int | None = None) -> list[Row]:
    """Return the rows of a table that are not blank.

    columns: how many it should have, where that is known: of one column, `0,5` is a decimal

    Raises InputError.
    """
    try:
        lines = text_of(path.read_bytes()).split("\n")
    except FileNotFoundError as error:
        raise InputError(f"{path}: no such file; check the path") from error
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check its permissions") from error
    except ValueError as error:
        raise InputError(f"{path}: {error}") from error
    try:
        return list(_rows(lines, columns == 1))
    except csv.Error as error:
        raise InputError(f"{path}: not a table ({error}); save it as CSV") from error


def _rows(lines: list[str], single: bool) -> Iterator[Row]:
    first = next((each for each in lines if each.strip()), "")
    named = NAMED_SEPARATOR.fullmatch(first.strip())
    start = lines.index(first) + 1 if named else 0
    separator = named[1] if named else _separator(first)
    if separator is None or (single and separator == "," and _are_decimals(lines)):
        for number, line in enumerate(lines, 1):
            if cells := [each.strip('"') for each in line.split()]:
                yield Row(number, cells, separated=False)
        return
    reader = csv.reader((f"{line}\n" for line in lines[start:]), delimiter=separator, skipinitialspace=True)
    at = start + 1
    for cells in reader:
        stripped = [each.strip() for each in cells]
        while stripped and not stripped[-1]:
            stripped.pop()  # spreadsheets fill up rows
        if stripped:
            yield Row(at, stripped)
        at = start + reader.line_num + 1


def _separator(line: str) -> str | None:
    outside = re.sub(r'"[^"]*"', "", line)
    return next((each for each in SEPARATORS if each in outside.strip(" ")), None)


def _are_decimals(lines: list[str]) -> bool:
    """Tell whether each line is one number with a decimal comma, and not a count and a value beside it."""
    found = [DECIMAL_COMMA.fullmatch(each) for each in lines if each.strip()]
    whole = [int(each[1]) for each in found if each]
    counts = len(whole) > 2 and all(after - before == 1 for before, after in pairwise(whole))
    return all(found) and not counts


def number(text: str) -> float:
    """Return the finite number that a cell holds, with a decimal point or comma. Raises ValueError."""
    plain = text.strip().replace("\u2212", "-")
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    value = float(plain) if "_" not in plain else math.nan
    if not math.isfinite(value):
        raise ValueError(f"'{text}' is not finite")
    return value


def numbers_of(path: Path, row: Row, names: Iterable[str] = ()) -> list[float]:
    """Return the numbers of a row; names: of the columns. Raises InputError that names line and column."""
    values = []
    for cell in row.cells:
        try:
            values.append(number(cell))
        except ValueError as error:
            raise InputError(f"{place_of(path, row, len(values), names)}: '{cell}' is not a finite number; "
                             "correct it") from error
    return values


def place_of(path: Path, row: Row, column: int, names: Iterable[str] = ()) -> str:
    """Return where a cell stands, in words; column: counted from 0."""
    name = next((f" ({each})" for index, each in enumerate(names) if index == column), "")
    return f"{path}: line {row.line}, column {column + 1}{name}"
