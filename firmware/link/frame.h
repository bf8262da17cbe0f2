// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_LINK_FRAME_H_
#define AUTOCODER_LINK_FRAME_H_

#include <cstddef>
#include <cstdint>

#include "link/messages.h"

namespace autocoder {

constexpr uint8_t kAnswerBit = 0x80;  // is added to the number of a request
constexpr uint8_t kQuietBit = 0x40;   // is added to a request that is only answered by a refusal
constexpr uint8_t kRefusal = 0xFF;    // its payload: number of the request, Status

constexpr size_t kFrameHeaderBytes = 2;  // type, sequence
constexpr size_t kFrameChecksumBytes = 4;
constexpr size_t kFrameBytes = kFrameHeaderBytes + kPayloadBytes + kFrameChecksumBytes;
constexpr size_t kCobsRunBytes = 254;  // that one code byte announces at most
// On the wire: a code byte for each run that begins, and the zero at the end.
constexpr size_t kEncodedFrameBytes =
    kFrameBytes + (kFrameBytes + kCobsRunBytes - 1) / kCobsRunBytes + 1;

struct Frame {
  uint8_t type = 0;
  uint8_t sequence = 0;
  Bytes payload;
};

// Finds frames in what comes over the wire, a byte at a time; never keeps more than one.
class FrameDecoder {
 public:
  // True where the byte ends a whole frame, which is there until the next call.
  bool Take(uint8_t byte);

  const Frame& frame() const { return frame_; }
  uint32_t frames() const { return frames_; }
  uint32_t errors() const { return errors_; }  // damaged ones, which are dropped

 private:
  bool End();
  void Append(uint8_t byte);
  bool IsWhole() const;

  uint8_t bytes_[kFrameBytes];
  size_t size_ = 0;
  uint8_t run_left_ = 0;     // bytes until the next code byte
  bool zero_next_ = false;   // the run that ends is followed by a zero, unless the frame ends with it
  bool begun_ = false;
  bool broken_ = false;
  Frame frame_;
  uint32_t frames_ = 0;
  uint32_t errors_ = 0;
};

// Writes a frame as it goes onto the wire, at most kEncodedFrameBytes, and returns their number.
// The payload is kPayloadBytes at most.
size_t EncodeFrame(const Frame& frame, uint8_t* encoded);

}  // namespace autocoder

#endif  // AUTOCODER_LINK_FRAME_H_
