# SPDX-License-Identifier: MIT
"""Which net meets which pin of a carrier, as a table: hardware/wiring.md.

Run as a module it writes the file.
"""

import tomllib
from pathlib import Path
from typing import Any

from design.controller import read_net, seed_pin
from design.panel import MODULE

WIRING = MODULE.parents[1] / "wiring.md"
HEADER = """<!-- SPDX-License-Identifier: CERN-OHL-P-2.0 -->
<!-- Written by `make hardware` from hardware/design/module.toml; do not edit. -->
# Wiring

Each net of the panel, and the pin it meets: of a Daisy Seed, for which the board is, and of a Teensy 4.1 with
its audio shield (SGTL5000), for which there is a pin file and firmware but no board. A Teensy wants 5 V where
the Seed takes 6.5 V (a TSR 1-2450 for U101), its own 3.3 V as the reference of the knobs, and line level at
the shield.

| net | what | Daisy Seed | its header's pin | Teensy 4.1 |
|---|---|---|---|---|
"""


def wiring(path: Path = MODULE) -> str:
    """Return the table of a file like module.toml."""
    entries = tomllib.loads(path.read_text())
    rows = [(net, what, pins["daisy"], pins["teensy41"]) for net, what, pins in _rows(entries)]
    return HEADER + "".join(f"| {net} | {what} | D{daisy} | {seed_pin(daisy)} | {teensy} |\n"
                            for net, what, daisy, teensy in rows)


def _rows(entries: dict[str, Any]) -> list[tuple[str, str, dict[str, int]]]:
    multiplexer = entries["multiplexer"]
    rows = [("KNOBS_ADC", "knobs, by the multiplexer", multiplexer["common"])]
    rows += [(f"SELECT_{letter}", "multiplexer", pins)
             for letter, pins in zip("ABC", multiplexer["select"], strict=True)]
    for kind in ("cv", "function"):
        rows += [(read_net(each["net"]), each["label"], each["pin"]) for each in entries[kind]]
    rows.append((read_net(entries["gate"]["net"]), "gate", entries["gate"]["pin"]))
    rows.append((entries["button"]["net"], "button", entries["button"]["pin"]))
    return rows + [(each["net"], f"light {each['label']}", each["pin"]) for each in entries["light"]]


if __name__ == "__main__":
    WIRING.write_text(wiring())
