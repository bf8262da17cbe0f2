# SPDX-License-Identifier: MIT
"""Which rooms of hardware/ know which: all know what the module is, and it knows none of them."""

import ast
from pathlib import Path

import pytest

HARDWARE = Path(__file__).resolve().parents[2] / "hardware"
MAY_IMPORT = {
    "design": set(), "spice": {"design"}, "panel": {"design"}, "schematic": {"design"},
    "layout": {"design", "schematic"},  # tracks have the names of the drawn nets
    "fabrication": {"design", "spice"},  # a module's current stands beside its price
}
KICAD = {"layout", "panel"}  # those that write boards load KiCad into their own process


def imports(folder: Path) -> set[str]:
    """Return the first name of each import below a folder."""
    names: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(), str(path))):
            if isinstance(node, ast.Import):
                names |= {each.name.partition(".")[0] for each in node.names}
            if isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.partition(".")[0])
    return names


def breaches(root: Path) -> list[str]:
    """Return what rooms know that they must not."""
    found = []
    for room, allowed in MAY_IMPORT.items():
        known = imports(root / room)
        found += [f"{room} knows {each}" for each in sorted(known & set(MAY_IMPORT) - allowed - {room})]
        found += [f"{room} loads KiCad" for each in known if each == "pcbnew" and room not in KICAD]
    return found


def test_rooms_know_what_they_may() -> None:
    assert breaches(HARDWARE) == []


def test_each_room_is_listed() -> None:
    assert {path.parent.name for path in HARDWARE.glob("*/__init__.py")} == set(MAY_IMPORT)


@pytest.mark.parametrize(("room", "line", "breach"), [
    ("design", "from layout.grid import Grid", "design knows layout"),
    ("spice", "import pcbnew", "spice loads KiCad"),
])
def test_a_breach_is_seen(tmp_path: Path, room: str, line: str, breach: str) -> None:
    (tmp_path / room).mkdir()
    (tmp_path / room / "new.py").write_text(line + "\n")
    assert breaches(tmp_path) == [breach]
