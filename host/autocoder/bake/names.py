# SPDX-License-Identifier: MIT
"""A model's name as the module shows it."""

MODULE_NAME_BYTES = 31
NAMELESS = "model"


def module_name(name: str) -> bytes:
    """Return a name's UTF-8, without what cannot be shown, cut between two characters to what fits."""
    kept = b""
    for each in name:
        character = each.encode("utf-8", errors="ignore") if each.isprintable() else b""
        if len(kept) + len(character) > MODULE_NAME_BYTES:
            break
        kept += character
    return kept.strip() or NAMELESS.encode()
