// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_TESTS_NAIVE_NETWORK_H_
#define AUTOCODER_TESTS_NAIVE_NETWORK_H_

#include <cstdint>
#include <vector>

#include "tflite_writer.h"

namespace autocoder {

// The first dense layers of a model straight from the definition, with no
// folding and no packing.
std::vector<int8_t> NaiveLayers(const TestModel& model, size_t layers,
                                std::vector<int8_t> values);

}  // namespace autocoder

#endif  // AUTOCODER_TESTS_NAIVE_NETWORK_H_
