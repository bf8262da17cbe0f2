# SPDX-License-Identifier: MIT
"""What stands for the package sounddevice where there is nothing to hear with."""

import types

import numpy as np
import numpy.typing as npt


class FakeSoundCard(types.ModuleType):
    """Keeps what is written to it, or has no device."""

    class PortAudioError(Exception):
        pass

    def __init__(self, present: bool = True) -> None:
        super().__init__("sounddevice")
        self.heard: list[npt.NDArray[np.float32]] = []
        self.opened: dict[str, object] = {}
        self.present = present

    def OutputStream(self, **options: object) -> "FakeSoundCard":  # noqa: N802
        if not self.present:
            raise self.PortAudioError("Error querying device -1")
        self.opened = options
        return self

    def __enter__(self) -> "FakeSoundCard":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def write(self, block: npt.NDArray[np.float32]) -> None:
        assert block.flags.c_contiguous and block.dtype == np.float32
        self.heard.append(block.copy())
