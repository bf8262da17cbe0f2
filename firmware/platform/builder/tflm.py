# SPDX-License-Identifier: MIT
"""The part of TensorFlow Lite Micro and CMSIS-NN that firmware/decoder/tflm uses, as a static library.

The packaging is the one that PlatformIO's registry has as spaziochirale/Chirale_TensorFLowLite. Two operators
need 35 of its files; those that print or ask for the time, and so want a framework, are not among them.
"""

import os

Import("env", "sources_of", "static_library")  # noqa: F821 - SCons provides Import and Return

LITE = "tensorflow/lite"
CMSIS_NN = "third_party/cmsis_nn"
SOURCES = (
    f"{LITE}/core/api/flatbuffer_conversions.cpp",
    f"{LITE}/core/api/op_resolver.cpp",
    f"{LITE}/core/c/common.cpp",
    f"{LITE}/kernels/internal/portable_tensor_utils.cpp",
    f"{LITE}/kernels/internal/quantization_util.cpp",
    f"{LITE}/kernels/kernel_util.cpp",
    f"{LITE}/micro/arena_allocator/non_persistent_arena_buffer_allocator.cpp",
    f"{LITE}/micro/arena_allocator/persistent_arena_buffer_allocator.cpp",
    f"{LITE}/micro/arena_allocator/single_arena_buffer_allocator.cpp",
    f"{LITE}/micro/flatbuffer_utils.cpp",
    f"{LITE}/micro/kernels/cmsis_nn/fully_connected.cpp",
    f"{LITE}/micro/kernels/fully_connected_common.cpp",
    f"{LITE}/micro/kernels/kernel_util.cpp",
    f"{LITE}/micro/kernels/logistic.cpp",
    f"{LITE}/micro/kernels/logistic_common.cpp",
    f"{LITE}/micro/memory_helpers.cpp",
    f"{LITE}/micro/memory_planner/greedy_memory_planner.cpp",
    f"{LITE}/micro/micro_allocation_info.cpp",
    f"{LITE}/micro/micro_allocator.cpp",
    f"{LITE}/micro/micro_context.cpp",
    f"{LITE}/micro/micro_graph.cpp",
    f"{LITE}/micro/micro_interpreter.cpp",
    f"{LITE}/micro/micro_log.cpp",
    f"{LITE}/micro/micro_resource_variable.cpp",
    f"{LITE}/micro/micro_utils.cpp",
    f"{LITE}/micro/tflite_bridge/flatbuffer_conversions_bridge.cpp",
    f"{LITE}/micro/tflite_bridge/micro_error_reporter.cpp",
    f"{LITE}/micro/tflite_bridge/op_resolver_bridge.cpp",
    f"{LITE}/schema/schema_utils.cpp",
    f"{CMSIS_NN}/Source/ConvolutionFunctions/arm_convolve_1x1_s8_fast.c",
    f"{CMSIS_NN}/Source/FullyConnectedFunctions/arm_fully_connected_s16.c",
    f"{CMSIS_NN}/Source/FullyConnectedFunctions/arm_fully_connected_s8.c",
    f"{CMSIS_NN}/Source/NNSupportFunctions/arm_nn_mat_mult_nt_t_s8.c",
    f"{CMSIS_NN}/Source/NNSupportFunctions/arm_nn_vec_mat_mult_t_s16.c",
    f"{CMSIS_NN}/Source/NNSupportFunctions/arm_nn_vec_mat_mult_t_s8.c",
)
INCLUDES = ("", "third_party/flatbuffers/include", "third_party/gemmlowp", "third_party/ruy",
            f"{CMSIS_NN}/Include")
# The layout of its structs depends on the first; without the others it prints, and ends where it asserts.
DEFINES = ["TF_LITE_STATIC_MEMORY", "TF_LITE_STRIP_ERROR_STRINGS", "NDEBUG", "CMSIS_NN"]

# A real board's framework defines it; the packaging does not compile without.
names = [each if isinstance(each, str) else each[0] for each in env.get("CPPDEFINES", [])]  # noqa: F821
if "ARDUINO" not in names:
    DEFINES.append("ARDUINO")

folder = os.path.join(sources_of("tflm", "src/" + SOURCES[0]), "src")  # noqa: F821
env.Append(CPPDEFINES=DEFINES)  # noqa: F821 - its headers read them too
includes = [os.path.normpath(os.path.join(folder, include)) for include in INCLUDES]
library = static_library("tflm", folder, SOURCES, includes)  # noqa: F821
Return("library")  # noqa: F821
