# SPDX-License-Identifier: MIT
"""Who may use the boards on Linux: a rule for udev, offered where a port or a bootloader is refused."""

RULE_FILE = "/etc/udev/rules.d/70-autocoder.rules"  # before 73-seat-late.rules, which acts on `uaccess`

# Vendor, product, what it is.
DEVICES = (
    ("0483", "df11", "Daisy Seed in a bootloader"),
    ("0483", "5740", "Daisy Seed, running"),
    ("16c0", "0478", "Teensy in its bootloader"),
    ("16c0", "0483", "Teensy, running"),
)
INSTALL = (f"autocoder flash --udev-rule | sudo tee {RULE_FILE} && sudo udevadm control --reload && "
           "sudo udevadm trigger")
HINT = f"allow it once with `{INSTALL}`, then unplug the board and plug it in again"


def rule() -> str:
    """Return the rule's text: whoever sits at the computer may use the boards, and no modem program does."""
    lines = ["# SPDX-License-Identifier: MIT",
             f"# Boards of autocoder. Install: {INSTALL}"]
    for vendor, product, what in DEVICES:
        lines += [f"# {what}",
                  f'SUBSYSTEMS=="usb", ATTRS{{idVendor}}=="{vendor}", ATTRS{{idProduct}}=="{product}", '
                  'MODE="0660", TAG+="uaccess", ENV{ID_MM_DEVICE_IGNORE}="1"']
    return "\n".join(lines)
