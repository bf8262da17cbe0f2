# SPDX-License-Identifier: MIT
"""parts.toml: what each kind of part is."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

PARTS = Path(__file__).with_name("parts.toml")


class Kind(NamedTuple):
    """One kind of part. tolerance: as a fraction of the value; hole: of the panel, its middle from pad 1."""

    name: str
    description: str
    symbol: str
    footprint: str
    mount: str
    side: str
    height_mm: float
    tolerance: float | None = None
    hole_mm: float | None = None
    slot_mm: tuple[float, float] | None = None
    hole_at_mm: tuple[float, float] | None = None
    manufacturer: str = ""
    orders: Mapping[str, str] = {}
    substitute: str = ""
    eur: float = 0.0

    def order(self, value: str) -> str:
        """Return the manufacturer's number of a value. Raises KeyError where there is none."""
        number = self.orders.get(value, self.orders.get("*"))
        if number is None:
            raise KeyError(f"{self.name}: no order number for {value}")
        return number.format(code=yageo_code(value)) if "{code}" in number else number


def load(path: Path = PARTS) -> dict[str, Kind]:
    """Return all kinds by name."""
    return {name: _kind(name, entry) for name, entry in tomllib.loads(path.read_text()).items()}


def number(value: str) -> float:
    """Return what a value written as 32.4k, 3.3n or 470 is, in ohm, farad or whatever it is a value of."""
    scales = {"p": 1e-12, "n": 1e-9, "u": 1e-6, "m": 1e-3, "R": 1.0, "k": 1e3, "M": 1e6}
    if value[-1] in scales:
        return float(value[:-1]) * scales[value[-1]]
    return float(value)


def yageo_code(value: str) -> str:
    """Return a resistance as it stands in an order number: 100K, 32K4, 470R, 1M."""
    letter = value[-1].upper() if value[-1] in "kM" else "R"
    whole, _, rest = value.rstrip("kMR").partition(".")
    return whole + letter + rest


def _kind(name: str, entry: dict[str, Any]) -> Kind:
    for key in ("slot_mm", "hole_at_mm"):
        if key in entry:
            entry[key] = tuple(entry[key])
    return Kind(name=name, **entry)
