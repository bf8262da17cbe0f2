# SPDX-License-Identifier: MIT
"""Keras models to .tflite files: float, and int8 as the module runs it (needs the `train` extra)."""

import warnings
from typing import Any

import numpy as np
import numpy.typing as npt

from autocoder.quiet import quiet
from autocoder.vae.backend import flatbuffer_utils, keras, tf
from autocoder.vae.quantize import LATENT_STEPS
from autocoder.vae.scaling import OUTPUT_SCALE, logit_limit, to_sigmoid

FloatArray = npt.NDArray[np.floating]


def _converter(model: keras.Model) -> Any:
    return tf.lite.TFLiteConverter.from_keras_model(model)


def to_tflite(model: keras.Model) -> bytes:
    """Return the float .tflite of a model."""
    with quiet():
        return _named_by_place(bytes(_converter(model).convert()))


def to_int8_tflite(decoder: keras.Model, representative: FloatArray) -> bytes:
    """Return the full int8 .tflite of a decoder: int8 in and out, per-tensor dense weights.

    representative: latents 0..1 [count, latents] that the ranges of the layers are measured over.
    """
    return limit_logits(_to_int8(decoder, representative))


def to_int8_encoder(encoder: keras.Model, representative: FloatArray) -> bytes:
    """Return the full int8 .tflite of an encoder; its ends are what a decoder's are, the other way round.

    representative: targets 0..1 [count, bands] that the ranges of the layers are measured over.
    """
    return _with_decoder_ends(_to_int8(encoder, to_sigmoid(representative)), encoder.get_weights()[1])


def _to_int8(model: keras.Model, representative: FloatArray) -> bytes:
    converter = _converter(model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    rows = representative.astype(np.float32)[:, np.newaxis]
    converter.representative_dataset = lambda: ([row] for row in rows)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = converter.inference_output_type = tf.int8
    # Per channel is the default, but the TFLite Micro that boards get as a package runs per tensor only.
    converter._experimental_disable_per_channel_quantization_for_dense_layers = True
    with quiet(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it asks for ranges of inputs that the representative set gives
        return _named_by_place(bytes(converter.convert()))


def _named_by_place(content: bytes) -> bytes:
    """Return the model with tensors named by their index: Keras numbers layers through a whole process.

    Equal weights then give equal bytes whatever was built before.
    """
    model = flatbuffer_utils.convert_bytearray_to_object(bytearray(content))
    model.signatureDefs = []
    for index, tensor in enumerate(model.subgraphs[0].tensors):
        tensor.name = f"tensor{index}".encode()
    return bytes(flatbuffer_utils.convert_object_to_bytearray(model))


def limit_logits(content: bytes) -> bytes:
    """Return the model with the scale of the last layer's logits set to what targets need.

    Beyond that range the int8 value saturates, which is the clipping to the floor and to 0 dB; inside,
    every step counts. Calibration would spend most of the 256 steps on logits that sound the same.
    """
    model = flatbuffer_utils.convert_bytearray_to_object(bytearray(content))
    graph = model.subgraphs[0]
    logits = graph.tensors[graph.operators[-1].inputs[0]]
    logits.quantization.scale = [2.0 * logit_limit() / 255.0]
    logits.quantization.zeroPoint = [0]
    return bytes(flatbuffer_utils.convert_object_to_bytearray(model))


def _with_decoder_ends(content: bytes, first_bias: FloatArray) -> bytes:
    """Return an int8 encoder that takes what a decoder gives, and gives what it takes, value by value.

    The first layer's bias counts in steps of its input's scale and is quantized anew. Latents beyond 0..1
    saturate, which is their clipping.
    """
    model = flatbuffer_utils.convert_bytearray_to_object(bytearray(content))
    graph = model.subgraphs[0]
    first, last = graph.operators[0], graph.operators[-1]
    entry, weights, bias = (graph.tensors[index] for index in first.inputs)
    entry.quantization.scale, entry.quantization.zeroPoint = [OUTPUT_SCALE], [-128]
    step = np.float32(OUTPUT_SCALE) * np.float32(weights.quantization.scale[0])
    bias.quantization.scale = [float(step)]
    steps = np.rint(first_bias.astype(np.float64) / step).astype("<i4")
    model.buffers[bias.buffer].data = np.frombuffer(steps.tobytes(), dtype=np.uint8)
    leaving = graph.tensors[last.outputs[0]].quantization
    leaving.scale, leaving.zeroPoint = [1.0 / LATENT_STEPS], [-128]
    return bytes(flatbuffer_utils.convert_object_to_bytearray(model))


def dense_weights(content: bytes) -> list[npt.NDArray[np.float32]]:
    """Return kernel [inputs, outputs] and bias [outputs] of each dense layer of a float .tflite, in order."""
    model = flatbuffer_utils.convert_bytearray_to_object(bytearray(content))
    graph = model.subgraphs[0]
    weights = []
    for operator in graph.operators:
        for tensor in (graph.tensors[index] for index in operator.inputs[1:]):
            values = np.asarray(model.buffers[tensor.buffer].data, dtype=np.uint8).view(np.float32)
            weights.append(values.reshape(tensor.shape).T)
    return weights
