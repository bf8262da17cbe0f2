# SPDX-License-Identifier: MIT
"""Names that KiCad knows things by, the same at every run."""

import uuid

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://autocoder.invalid/hardware")
ROOT = "root"


def identity(*names: str) -> str:
    """Return the UUID of a thing, whatever kind it is, by names that no other thing has."""
    return str(uuid.uuid5(NAMESPACE, "/".join(names)))


def sheet_path(sheet: str) -> str:
    """Return the path of a sheet: the root's UUID, its symbol's."""
    return f"/{identity(ROOT)}/{identity('sheet', sheet)}"


def symbol(drawing: str, role: str, unit: int = 1) -> str:
    """Return the UUID of a part's symbol, one for all sheets that share a drawing. unit: of those it has."""
    return identity("symbol", drawing, role, *([] if unit == 1 else [str(unit)]))


def footprint_path(sheet: str, drawing: str, role: str) -> str:
    """Return the path that a board knows a part's symbol by: its sheet and itself, without the root."""
    return f"/{identity('sheet', sheet)}/{symbol(drawing, role)}"
