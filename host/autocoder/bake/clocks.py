# SPDX-License-Identifier: MIT
"""What firmware/generated is for a board of another sample rate or block: only the files that differ.

Run as a module it writes those of all boards; the build puts them before the files of firmware/generated.
"""

from pathlib import Path

from autocoder import spec
from autocoder.atomic import replacing
from autocoder.bake.bake import clock_files
from autocoder.bake.messages import PROJECT
from autocoder.device.flashing.boards import BOARDS


def outputs() -> dict[Path, str]:
    """Return the text of each file by its path below the project."""
    return {Path("firmware") / f"generated_{name}" / file: text
            for name, board in BOARDS.items() if board.clock != spec.CLOCK
            for file, text in clock_files(board.clock).items()}


if __name__ == "__main__":
    for place, text in outputs().items():
        with replacing(PROJECT / place) as temporary:
            temporary.write_text(text, encoding="utf-8")
