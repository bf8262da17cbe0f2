// SPDX-License-Identifier: MIT
#include "link/frame.h"

#include "crc32.h"

namespace autocoder {

namespace {

// COBS: zeros become the distance to the next one, and only the end of a frame is a zero.
class CobsWriter {
 public:
  explicit CobsWriter(uint8_t* encoded) : code_(encoded), next_(encoded + 1) {}

  void Put(const uint8_t* bytes, size_t count) {
    for (size_t i = 0; i < count; ++i) Put(bytes[i]);
  }

  // Returns where the frame ends.
  const uint8_t* End() {
    *code_ = static_cast<uint8_t>(next_ - code_);
    *next_++ = 0;
    return next_;
  }

 private:
  void Put(uint8_t byte) {
    const size_t run = static_cast<size_t>(next_ - code_) - 1;
    // A full run is closed only when something follows, so that none is left empty at the end.
    if (run == kCobsRunBytes) Close();
    if (byte == 0) {
      Close();
    } else {
      *next_++ = byte;
    }
  }

  void Close() {
    *code_ = static_cast<uint8_t>(next_ - code_);
    code_ = next_++;
  }

  uint8_t* code_;
  uint8_t* next_;
};

}  // namespace

bool FrameDecoder::Take(uint8_t byte) {
  if (byte == 0) return End();
  begun_ = true;
  if (broken_) return false;
  if (run_left_ > 0) {
    --run_left_;
    Append(byte);
    return false;
  }
  if (zero_next_) Append(0);
  run_left_ = byte - 1;
  zero_next_ = run_left_ < kCobsRunBytes;
  return false;
}

void FrameDecoder::Append(uint8_t byte) {
  if (size_ == kFrameBytes) {
    broken_ = true;
  } else {
    bytes_[size_++] = byte;
  }
}

bool FrameDecoder::End() {
  const bool begun = begun_;
  const bool whole = begun && IsWhole();
  if (whole) {
    const size_t payload = size_ - kFrameHeaderBytes - kFrameChecksumBytes;
    frame_ = {bytes_[0], bytes_[1], {bytes_ + kFrameHeaderBytes, payload}};
    ++frames_;
  } else if (begun) {
    ++errors_;
  }
  size_ = 0;
  run_left_ = 0;
  zero_next_ = begun_ = broken_ = false;
  return whole;
}

bool FrameDecoder::IsWhole() const {
  if (broken_ || run_left_ > 0 || size_ < kFrameHeaderBytes + kFrameChecksumBytes) return false;
  const size_t checked = size_ - kFrameChecksumBytes;
  uint32_t checksum = 0;
  Reader(bytes_ + checked, kFrameChecksumBytes).Field(&checksum);
  return Crc32(bytes_, checked) == checksum;
}

size_t EncodeFrame(const Frame& frame, uint8_t* encoded) {
  const uint8_t header[kFrameHeaderBytes] = {frame.type, frame.sequence};
  const uint32_t checksum = Crc32(frame.payload.begin, frame.payload.size,
                                  Crc32(header, sizeof(header)));
  uint8_t end[kFrameChecksumBytes];
  Writer(end, sizeof(end)).Field(&checksum);
  CobsWriter cobs(encoded);
  cobs.Put(header, sizeof(header));
  cobs.Put(frame.payload.begin, frame.payload.size);
  cobs.Put(end, sizeof(end));
  return static_cast<size_t>(cobs.End() - encoded);
}

}  // namespace autocoder
