# SPDX-License-Identifier: MIT
"""One float network, ready to run row after row."""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from autocoder.errors import ModelError
from autocoder.quiet import quiet
from autocoder.vae.runtime import load_interpreter

FloatArray = npt.NDArray[np.float32]


class Network:
    """A .tflite network by LiteRT, its tensors allocated once: a row takes some 10 µs.

    Rows one by one, as they are even faster than batches of the same network and never depend on others.
    """

    def __init__(self, path: Path, inputs: int, outputs: int) -> None:
        """Raises ModelError when the file is no network of float rows with so many inputs and outputs."""
        self._interpreter = load_interpreter(path)
        entry, leaving = self._interpreter.get_input_details(), self._interpreter.get_output_details()
        if len(entry) != 1 or len(leaving) != 1 or entry[0]["dtype"] != np.float32:
            raise ModelError(f"{path}: not a network of float rows; train again")
        if (entry[0]["shape"][-1], leaving[0]["shape"][-1]) != (inputs, outputs):
            raise ModelError(f"{path}: not a network of {inputs} inputs and {outputs} outputs; train again")
        self._entry, self._leaving = entry[0]["index"], leaving[0]["index"]
        self.inputs, self.outputs = inputs, outputs
        self._interpreter.resize_tensor_input(self._entry, (1, self.inputs))
        with quiet():
            self._interpreter.allocate_tensors()

    def run(self, row: FloatArray) -> FloatArray:
        """Return the outputs, float32 [outputs], of one row [inputs]."""
        self._interpreter.set_tensor(self._entry, row.reshape(1, self.inputs))
        self._interpreter.invoke()
        return np.asarray(self._interpreter.get_tensor(self._leaving)[0], dtype=np.float32)
