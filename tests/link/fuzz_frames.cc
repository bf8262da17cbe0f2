// SPDX-License-Identifier: MIT
// Any bytes at the frame decoder: as they are, as the payload of a frame, and as a damaged frame.
#include <algorithm>

#include "demand.h"
#include "naive_frames.h"

namespace autocoder {
namespace {

bool Equal(const KeptFrame& one, const KeptFrame& other) {
  return one.type == other.type && one.sequence == other.sequence && one.payload == other.payload;
}

void DecodeLikeTheBook(const Octets& wire) {
  FrameDecoder decoder;
  const std::vector<KeptFrame> got = Decoded(wire, &decoder);
  const NaiveFrames wanted = FindFrames(wire);
  Demand(std::equal(got.begin(), got.end(), wanted.frames.begin(), wanted.frames.end(), Equal),
         "the frames are those of the book");
  Demand(decoder.frames() == got.size() && decoder.errors() == wanted.errors, "all are counted");
  Decoded({0}, &decoder);
  Demand(Decoded(Encoded(1, 2, {0, 3}), &decoder).size() == 1, "the next good frame is found");
}

Octets EncodeAndBack(const Octets& payload) {
  const Octets wire = Encoded(payload.empty() ? 0 : payload[0], 5, payload);
  Demand(wire.size() <= kEncodedFrameBytes, "a frame has room");
  Demand(std::find(wire.begin(), wire.end(), 0) == wire.end() - 1, "the only zero ends the frame");
  FrameDecoder decoder;
  const std::vector<KeptFrame> got = Decoded(wire, &decoder);
  Demand(got.size() == 1 && got[0].payload == payload, "a frame comes back");
  return wire;
}

}  // namespace
}  // namespace autocoder

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace autocoder;
  const Octets input(data, data + size);
  DecodeLikeTheBook(input);
  Octets wire = EncodeAndBack(Octets(data, data + std::min(size, kPayloadBytes)));
  if (size >= 3) {
    wire[(data[0] | data[1] << 8) % wire.size()] ^= data[2];
    DecodeLikeTheBook(wire);
  }
  return 0;
}
