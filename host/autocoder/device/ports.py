# SPDX-License-Identifier: MIT
"""Serial ports at which a module may be, and the one to talk to."""

from dataclasses import dataclass

from autocoder.device.announced import announced_ports
from autocoder.device.pyserial import usb_ports
from autocoder.errors import LinkError
from autocoder.installation import is_checkout

EMULATED = "emulated"
# Vendor and product that the boards' USB serial ports show.
USB_BOARDS = {
    (0x0483, 0x5740): "Daisy Seed",
    (0x16C0, 0x0483): "Teensy",
    (0x16C0, 0x0487): "Teensy",
    (0x16C0, 0x0489): "Teensy",
}


@dataclass(frozen=True)
class Port:
    """A serial port; kind: the board that it looks like, '' for none that is known."""

    path: str
    kind: str


def serial_ports() -> list[Port]:
    """Return the ports of emulated modules and all that hang on USB."""
    emulated = [Port(path, EMULATED) for path in announced_ports()]
    usb = [Port(each.device, USB_BOARDS.get((each.vid, each.pid or 0), ""))
           for each in usb_ports()]
    return emulated + usb


def module_ports() -> list[Port]:
    """Return the ports that look like a module's."""
    return [each for each in serial_ports() if each.kind]


def choose_port(port: str | None, kind: str = "") -> str:
    """Return the port that was named, or else the only one that looks like a module's, of a kind.

    Raises LinkError where there is none, or more than one.
    """
    if port:
        return port
    found = [each for each in module_ports() if kind in ("", each.kind)]
    if len(found) == 1:
        return found[0].path
    if found:
        listed = ", ".join(f"{each.path} ({each.kind})" for each in found)
        raise LinkError(f"there are {len(found)} modules: {listed}; choose one with --port")
    if kind == EMULATED:
        raise LinkError("no emulated module runs; start one with `autocoder emulate --serial`, or name its "
                        "port with --port")
    raise LinkError(f"{none_found()}; or name its port with --port")


def none_found() -> str:
    """Return that no module is found, what was looked at, and what to do."""
    others = [each.path for each in serial_ports() if not each.kind]
    tried = f"no USB port of a Daisy or Teensy (but {', '.join(others)})" if others else "no USB serial port"
    emulated = ", or start one with `autocoder emulate --serial`" if is_checkout() else ""
    return (f"no module found: {tried}, and no emulated module; plug it in with a cable that carries data "
            f"(many only charge), and see that it has power{emulated}")
