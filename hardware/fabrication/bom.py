# SPDX-License-Identifier: MIT
"""The parts' list: what to order for one module, how much of it, what it costs."""

import csv
import io
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from design.netlist import Circuit, Part
from design.parts import Kind
from fabrication.kicad import DATED

EXTRAS = Path(__file__).with_name("extras.toml")
MOUNTS = ("smd", "tht", "hand", "board")  # in the order of the list
ASSEMBLY = {"smd": "by the fabricator", "tht": "by hand: solder", "hand": "by hand: no solder",
            "board": "made to order"}


class Row(NamedTuple):
    """What one line orders. mount: smd, tht, hand (no joint) or board (made to order); eur: of one."""

    quantity: int
    references: tuple[str, ...]
    value: str
    description: str
    manufacturer: str
    number: str
    substitute: str
    mount: str
    eur: Decimal

    @property
    def sum_eur(self) -> Decimal:
        """What the line costs."""
        return self.quantity * self.eur

    @property
    def assembly(self) -> str:
        """Who puts it on."""
        return ASSEMBLY[self.mount]


def rows(circuit: Circuit, kinds: Mapping[str, Kind]) -> list[Row]:
    """Return the whole list. Raises KeyError for a part of no kind or without an order number."""
    groups: dict[tuple[str, str], list[Part]] = defaultdict(list)
    for part in circuit.parts:
        kind = kinds[part.kind]
        if kind.mount != "none":
            groups[part.kind, kind.order(part.value)].append(part)
    found = [_row(kinds[kind], number, parts) for (kind, number), parts in groups.items()]
    found += _extras(circuit)
    return sorted(found, key=lambda row: (MOUNTS.index(row.mount), *map(_natural, row.references[:1])))


def total_eur(lines: Iterable[Row]) -> Decimal:
    """Return what all lines cost."""
    return sum((row.sum_eur for row in lines), Decimal())


def table(lines: Sequence[Row]) -> str:
    """Return the list as CSV; its last line is what one module costs."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("quantity", "references", "value", "description", "manufacturer", "number", "substitute",
                     "mount", "assembly", "unit cost EUR", "sum EUR"))
    for row in lines:
        writer.writerow((row.quantity, " ".join(row.references), row.value, row.description, row.manufacturer,
                         row.number, row.substitute, row.mount, row.assembly, f"{row.eur:.2f}",
                         f"{row.sum_eur:.2f}"))
    total = f"One module, estimated on {DATED} for tens of modules, without freight and tax"
    writer.writerow(("", "", "", total, *[""] * 6, f"{total_eur(lines):.2f}"))
    return text.getvalue()


def _row(kind: Kind, number: str, parts: list[Part]) -> Row:
    labelled = kind.orders.get("*") == number  # their values are the panel's labels, they are all the same
    references = sorted((part.reference for part in parts), key=_natural)
    return Row(len(parts), tuple(references), "" if labelled else parts[0].value, kind.description,
               kind.manufacturer, number, kind.substitute, kind.mount, Decimal(str(kind.eur)))


def _extras(circuit: Circuit) -> list[Row]:
    found = []
    for entry in tomllib.loads(EXTRAS.read_text()).values():
        parts = sum(part.kind == entry["per"] for part in circuit.parts) if "per" in entry else 1
        maker, number, other = (str(entry.get(key, "")) for key in ("manufacturer", "number", "substitute"))
        found.append(Row(parts * entry.get("each", 1), (), "", entry["description"], maker, number, other,
                         entry["mount"], Decimal(str(entry["eur"]))))
    return found


def _natural(reference: str) -> tuple[str, int]:
    letters, digits = re.fullmatch(r"(\D+)(\d+)", reference).groups()  # type: ignore[union-attr]
    return letters, int(digits)
