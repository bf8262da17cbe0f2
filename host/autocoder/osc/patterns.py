# SPDX-License-Identifier: MIT
"""Address patterns of OSC: which addresses a pattern with ? * [] {} or // means.

All ways through a pattern are followed together, so that no pattern takes longer than its length times the
address's.
"""

import re

from autocoder.errors import InputError

SIGNS = frozenset("?*[]{}")
LONGEST = 64  # characters of a pattern

TOKEN = re.compile(r"//+|\*+|\[[^\]/]*\]|\{[^}]*\}|.", re.DOTALL)


def is_pattern(address: str) -> bool:
    """Say whether an address stands for several."""
    return not SIGNS.isdisjoint(address) or "//" in address


def fitting(pattern: str, names: tuple[str, ...]) -> list[str]:
    """Return the names that a pattern means, in their order. Raises InputError for one that is no pattern."""
    if len(pattern) > LONGEST:
        raise InputError(f"a pattern of {len(pattern)} characters; at most {LONGEST}")
    tokens = TOKEN.findall(pattern)
    for sign in "[]{}":
        if sign in tokens:
            raise InputError(f"the pattern has a {sign} without its partner")
    found = [name for name in names if _fits(tokens, name)]
    if not found:
        raise InputError("the pattern fits no address; `autocoder remote --help` lists them")
    return found


def _fits(tokens: list[str], name: str) -> bool:
    places = {0}
    for token in tokens:
        places = {after for place in places for after in _after(token, name, place)}
        if not places:
            return False
    return len(name) in places


def _after(token: str, name: str, place: int) -> list[int]:
    """Return where a name may go on when the token begins at a place."""
    rest = name[place:]
    if token.startswith("*"):
        part = rest.split("/", 1)[0]
        return list(range(place, place + len(part) + 1))
    if token.startswith("//"):  # any number of levels, from OSC 1.1
        inside = rest.startswith("/")
        return [place + index + 1 for index, sign in enumerate(rest) if sign == "/"] if inside else []
    if token.startswith("{"):
        return [place + len(each) for each in token[1:-1].split(",") if rest.startswith(each)]
    if not rest or rest[0] == "/" != token:
        return []
    fits = token in ("?", rest[0]) or (token.startswith("[") and _in_set(token[1:-1], rest[0]))
    return [place + 1] if fits else []


def _in_set(signs: str, sign: str) -> bool:
    """Say whether a sign is in a set such as a-z09, or outside one that ! begins."""
    inverted, signs = signs.startswith("!"), signs.removeprefix("!")
    found = any(low <= sign <= high for low, high in re.findall(r"(.)-(.)", signs))
    return (found or sign in re.sub(r".-.", "", signs)) != inverted
