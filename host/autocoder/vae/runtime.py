# SPDX-License-Identifier: MIT
"""Running a model's .tflite files on the host. Needs no TensorFlow."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from autocoder.errors import ModelError
from autocoder.quiet import quiet

FloatArray = npt.NDArray[np.float32]
BATCH = 512


def load_interpreter(path: Path) -> Any:
    """Return a LiteRT interpreter. Raises ModelError when the file is not one."""
    try:
        with quiet():
            from ai_edge_litert.interpreter import Interpreter

            # By content: the library opens no path that is not UTF-8.
            return Interpreter(model_content=path.read_bytes(), num_threads=1)
    except (ValueError, RuntimeError, OSError) as error:
        raise ModelError(f"{path}: not a TensorFlow Lite model; train again") from error


def run_float(path: Path, rows: npt.NDArray[np.floating]) -> FloatArray:
    """Run a float model over rows [rows, inputs] and return [rows, outputs], float32."""
    interpreter = load_interpreter(path)
    entry, leaving = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    if entry["dtype"] != np.float32 or entry["shape"][-1] != rows.shape[-1]:
        raise ModelError(f"{path}: takes {entry['shape'][-1]} inputs, not {rows.shape[-1]}; train again")
    results = [np.empty((0, int(leaving["shape"][-1])), dtype=np.float32)]
    for start in range(0, len(rows), BATCH):
        batch = np.ascontiguousarray(rows[start:start + BATCH], dtype=np.float32)
        interpreter.resize_tensor_input(entry["index"], batch.shape)
        with quiet():
            interpreter.allocate_tensors()
        interpreter.set_tensor(entry["index"], batch)
        interpreter.invoke()
        results.append(interpreter.get_tensor(leaving["index"]).copy())
    return np.concatenate(results)
