# SPDX-License-Identifier: MIT
"""C++ source text of constants and arrays: the same input gives the same bytes."""

import textwrap
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

LINE = 100


def number(value: float | int | np.generic) -> str:
    """Return a literal that reads back as exactly this value."""
    if isinstance(value, (float, np.floating)):
        text = np.format_float_scientific(np.float32(value), unique=True, trim="0")
        return f"{text}f"
    return str(int(value))


def values(items: Iterable[float | int | np.generic]) -> str:
    """Return the literals of an initialiser, wrapped and indented."""
    text = ", ".join(number(item) for item in items)
    return textwrap.fill(text, LINE, initial_indent="    ", subsequent_indent="    ",
                         break_long_words=False, break_on_hyphens=False)


def byte_values(data: bytes) -> str:
    """Return the decimal literals of many bytes, without spaces: a model is most of a source file."""
    return "\n".join(
        ",".join(str(byte) for byte in data[start:start + 32]) + "," for start in range(0, len(data), 32)
    )


def text(content: bytes) -> str:
    """Return the literal of a string; what is not plain ASCII stands there as three octal digits."""
    return '"' + "".join(chr(each) if 32 <= each < 127 and each not in b'"\\?' else f"\\{each:03o}"
                         for each in content) + '"'


def array(declaration: str, items: npt.NDArray[np.generic] | Iterable[float | int]) -> str:
    """Return `declaration = {...};`."""
    return f"{declaration} = {{\n{values(items)}\n}};\n"


def constants(named: dict[str, int | float]) -> str:
    """Return a `constexpr` for each name: `size_t` for whole numbers, `float` for others."""
    lines = []
    for name, value in named.items():
        kind = "float" if isinstance(value, float) else "size_t"
        lines.append(f"constexpr {kind} {name} = {number(value)};")
    return "\n".join(lines) + "\n"


def source(provenance: list[str], includes: list[str], body: str, guard: str | None = None) -> str:
    """Return a whole file in namespace autocoder, with an include guard when it is a header."""
    head = ["// SPDX-License-Identifier: MIT", *(f"// {line}" for line in provenance)]
    if guard:
        head += [f"#ifndef {guard}", f"#define {guard}"]
    head += ["", *(f"#include {each}" if each else "" for each in includes), "", "namespace autocoder {", ""]
    tail = ["", "}  // namespace autocoder"]
    if guard:
        tail += ["", f"#endif  // {guard}"]
    return "\n".join(head) + "\n" + body.rstrip("\n") + "\n" + "\n".join(tail) + "\n"
