# SPDX-License-Identifier: MIT
"""S-expressions as KiCad writes them: lists of atoms and of quoted texts."""

import re
from collections.abc import Sequence
from typing import TypeAlias

TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|([()])|([^\s()"]+)')


class Text(str):
    """An atom that stands in quotes."""

    __slots__ = ()


Node: TypeAlias = str | list["Node"]


def parse(source: str) -> list[Node]:
    """Return the one list that a text holds. Raises ValueError where brackets do not match."""
    open_lists: list[list[Node]] = [[]]
    for match in TOKEN.finditer(source):
        quoted, bracket, atom = match.groups()
        if bracket == "(":
            open_lists.append([])
        elif bracket == ")":
            if len(open_lists) < 2:
                raise ValueError("a bracket closes what none opened")
            done = open_lists.pop()
            open_lists[-1].append(done)
        else:
            open_lists[-1].append(Text(_unescaped(quoted)) if quoted is not None else atom)
    if len(open_lists) != 1 or len(open_lists[0]) != 1 or isinstance(open_lists[0][0], str):
        raise ValueError("not one list")
    return open_lists[0][0]


def dump(node: Sequence[Node], depth: int = 0) -> str:
    """Return a list's text: lists within it on lines of their own, but those of atoms only."""
    indent = "\t" * depth
    if not any(isinstance(each, list) for each in node):
        return f"{indent}({' '.join(map(_atom, node))})"
    lines = []
    head: list[str] = []
    for each in node:
        if isinstance(each, list):
            lines.append(dump(each, depth + 1))
        else:
            head.append(_atom(each))
    return "\n".join([f"{indent}({' '.join(head)}", *lines, f"{indent})"])


def children(node: Sequence[Node], name: str) -> list[list[Node]]:
    """Return the lists within a list that begin with a name."""
    return [each for each in node if isinstance(each, list) and each and each[0] == name]


def child(node: Sequence[Node], name: str) -> list[Node]:
    """Return the first list within a list that begins with a name. Raises KeyError."""
    for each in children(node, name):
        return each
    raise KeyError(name)


def text(node: Sequence[Node], place: int = 1) -> str:
    """Return an atom of a list. Raises TypeError where a list stands there."""
    each = node[place]
    if not isinstance(each, str):
        raise TypeError(f"a list where an atom should stand: {each}")
    return each


def number(value: float) -> str:
    """Return millimetres or degrees as KiCad writes them."""
    return f"{round(value, 4) + 0.0:.4f}".rstrip("0").rstrip(".")


def _atom(node: Node) -> str:
    if isinstance(node, list):
        raise TypeError("a list is no atom")
    if isinstance(node, Text):
        return '"' + node.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    return node


def _unescaped(quoted: str) -> str:
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] == "n" else match[1], quoted)
