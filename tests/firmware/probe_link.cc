// SPDX-License-Identifier: MIT
#include "probe_link.h"

#include <cstdio>
#include <cstring>

#include "boards/offline/offline_target.h"
#include "every_request.h"
#include "link/frame.h"
#include "status.h"

namespace autocoder {
namespace {

constexpr int kExitBadFile = 2;

// Keeps requests as they would be written, and answers what it was given before.
class MirrorHandler : public EveryRequest<MirrorHandler> {
 public:
  template <typename Request, typename Response>
  Status Any(const Request& request, Response* response) {
    Request copy = request;
    Writer writer(request_, sizeof(request_));
    copy.Fields(&writer);
    written = {request_, writer.size()};
    Reader reader(answer_, answer_bytes_);
    response->Fields(&reader);
    return writer.ok() && reader.ok() ? Status::kOk : Status::kBadMessage;
  }

  void SetAnswer(const Bytes& payload) {
    std::memcpy(answer_, payload.begin, payload.size);
    answer_bytes_ = payload.size;
  }

  Bytes written;

 private:
  uint8_t request_[kPayloadBytes];
  uint8_t answer_[kPayloadBytes];
  size_t answer_bytes_ = 0;
};

class Mirror {
 public:
  explicit Mirror(FILE* out) : out_(out) {}

  void Take(const uint8_t* bytes, size_t count) {
    taken_ += count;
    const uint8_t* const end = bytes + count;
    while (bytes < end) {
      const uint32_t begin = InstructionMark();
      bool whole = false;
      while (bytes < end && !whole) whole = decoder_.Take(*bytes++);
      taking_ += InstructionsBetween(begin, InstructionMark());
      if (whole) Answer(decoder_.frame());
    }
  }

  void Print() const {
    std::printf("%s\nframes %lu\nerrors %lu\n", StatusName(status_),
                static_cast<unsigned long>(decoder_.frames()),
                static_cast<unsigned long>(decoder_.errors()));
    std::printf("decoded %lu bytes %lu instructions\nencoded %lu bytes %lu instructions\n",
                static_cast<unsigned long>(taken_), static_cast<unsigned long>(taking_),
                static_cast<unsigned long>(written_), static_cast<unsigned long>(writing_));
  }

 private:
  void Answer(const Frame& frame) {
    if ((frame.type & kAnswerBit) != 0) return handler_.SetAnswer(frame.payload);
    static uint8_t payload[kPayloadBytes];
    Reader reader(frame.payload.begin, frame.payload.size);
    Writer writer(payload, sizeof(payload));
    status_ = Dispatch(frame.type, &reader, &handler_, &writer);
    if (status_ != Status::kOk) return;
    Write({frame.type, frame.sequence, handler_.written});
    const uint8_t answer = frame.type | kAnswerBit;
    Write({answer, frame.sequence, {payload, writer.size()}});
  }

  void Write(const Frame& frame) {
    static uint8_t encoded[kEncodedFrameBytes];
    const uint32_t begin = InstructionMark();
    const size_t count = EncodeFrame(frame, encoded);
    writing_ += InstructionsBetween(begin, InstructionMark());
    written_ += count;
    std::fwrite(encoded, 1, count, out_);
  }

  FILE* out_;
  FrameDecoder decoder_;
  MirrorHandler handler_;
  Status status_ = Status::kOk;
  uint64_t taking_ = 0;
  uint64_t taken_ = 0;
  uint64_t writing_ = 0;
  uint64_t written_ = 0;
};

}  // namespace

int ProbeLink(char** paths) {
  FILE* in = std::fopen(paths[0], "rb");
  FILE* out = std::fopen(paths[1], "wb");
  if (in == nullptr || out == nullptr) return kExitBadFile;
  static Mirror mirror(out);
  static uint8_t piece[4096];
  while (const size_t count = std::fread(piece, 1, sizeof(piece), in)) mirror.Take(piece, count);
  mirror.Print();
  std::fclose(in);
  return std::fclose(out) == 0 ? 0 : kExitBadFile;
}

}  // namespace autocoder
