// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <random>

#include "every_request.h"
#include "link/server.h"
#include "link_fixture.h"

namespace autocoder {
namespace {

// Answers requests for pieces of a model, counts the other ones and refuses them.
class PieceHandler : public EveryRequest<PieceHandler> {
 public:
  template <typename Request, typename Response>
  Status Any(const Request&, Response*) {
    ++others;
    return Status::kNotSupported;
  }

  Status Any(const ModelReadRequest& request, ModelReadResponse* response) {
    ++reads;
    piece_.assign(request.count, static_cast<uint8_t>(request.offset));
    response->data = {piece_.data(), piece_.size()};
    return Status::kOk;
  }

  Status Any(const PresetSaveRequest& request, PresetSaveResponse*) {
    name.assign(request.name.begin, request.name.begin + request.name.size);
    return Status::kOk;
  }

  int reads = 0;
  int others = 0;
  Octets name;

 private:
  Octets piece_;
};

struct Link {
  // Polls until nothing more happens and returns what was answered.
  std::vector<KeptFrame> Answers() {
    while (server.Poll()) {
    }
    FrameDecoder decoder;
    auto answers = Decoded(port.to_host, &decoder);
    CHECK(decoder.errors() == 0);
    port.to_host.clear();
    return answers;
  }

  MemoryPort port;
  PieceHandler handler;
  Server server{&port, &handler};
};

Octets ReadPayload(uint8_t offset, uint16_t count) {
  return {0, offset, 0, 0, 0, static_cast<uint8_t>(count), static_cast<uint8_t>(count >> 8)};
}

Octets ReadRequest(uint8_t sequence, uint8_t offset, uint16_t count) {
  return Encoded(ModelReadRequest::kNumber, sequence, ReadPayload(offset, count));
}

bool Refused(const KeptFrame& answer, uint8_t number, Status status) {
  return answer.type == kRefusal && answer.payload == Octets{number, static_cast<uint8_t>(status)};
}

TEST_CASE("requests are answered in their order, each with its sequence") {
  Link link;
  for (uint8_t i = 0; i < 20; ++i) link.port.Send(ReadRequest(i, i, i * 100));
  const auto answers = link.Answers();
  REQUIRE(answers.size() == 20);
  for (uint8_t i = 0; i < 20; ++i) {
    CHECK(answers[i].type == (ModelReadRequest::kNumber | kAnswerBit));
    CHECK(answers[i].sequence == i);
    CHECK(answers[i].payload == Octets(i * 100, i));
  }
  CHECK(link.server.frames() == 20);
  CHECK(link.server.errors() == 0);
}

TEST_CASE("a quiet request is handled, and answered by a refusal alone") {
  Link link;
  constexpr uint8_t kQuietRead = ModelReadRequest::kNumber | kQuietBit;
  for (uint8_t i = 0; i < 3; ++i) link.port.Send(Encoded(kQuietRead, i, ReadPayload(i, 1)));
  link.port.Send(Encoded(kQuietRead, 7, ReadPayload(0, kPayloadBytes + 1)));
  link.port.Send(ReadRequest(8, 8, 1));
  const auto answers = link.Answers();
  CHECK(link.handler.reads == 5);
  REQUIRE(answers.size() == 2);
  CHECK(Refused(answers[0], ModelReadRequest::kNumber, Status::kTooLarge));
  CHECK(answers[0].sequence == 7);
  CHECK(answers[1].sequence == 8);
}

TEST_CASE("one call handles one request") {
  Link link;
  for (uint8_t i = 0; i < 3; ++i) link.port.Send(ReadRequest(i, i, 1));
  for (int i = 1; i <= 3; ++i) {
    CHECK(link.server.Poll());
    CHECK(link.handler.reads == i);
  }
  CHECK_FALSE(link.server.Poll());
}

TEST_CASE("a request is refused for its reason, with its number and sequence") {
  Link link;
  link.port.Send(Encoded(HelloRequest::kNumber, 1, {}));
  link.port.Send(Encoded(kMessageCount + 1, 2, {}));
  link.port.Send(Encoded(0, 3, {}));
  link.port.Send(Encoded(ModelReadRequest::kNumber, 4, {0, 1}));  // ends within a field
  link.port.Send(ReadRequest(5, 0, kPayloadBytes));
  link.port.Send(ReadRequest(6, 0, kPayloadBytes + 1));
  link.port.Send(Encoded(PresetSaveRequest::kNumber, 7, {0, 0, 2, 0xC3, 'a'}));  // no UTF-8
  const auto answers = link.Answers();
  REQUIRE(answers.size() == 7);
  for (uint8_t i = 0; i < 7; ++i) CHECK(answers[i].sequence == i + 1);
  CHECK(Refused(answers[0], HelloRequest::kNumber, Status::kNotSupported));
  CHECK(Refused(answers[1], kMessageCount + 1, Status::kUnknownMessage));
  CHECK(Refused(answers[2], 0, Status::kUnknownMessage));
  CHECK(Refused(answers[3], ModelReadRequest::kNumber, Status::kBadMessage));
  CHECK(answers[4].payload.size() == kPayloadBytes);
  CHECK(Refused(answers[5], ModelReadRequest::kNumber, Status::kTooLarge));
  CHECK(Refused(answers[6], PresetSaveRequest::kNumber, Status::kBadMessage));
  CHECK(link.handler.name.empty());
}

TEST_CASE("answers that come back are not answered") {
  Link link;
  link.port.Send(ReadRequest(1, 1, 10));
  for (int i = 0; i < 3; ++i) {
    while (link.server.Poll()) {
    }
    const Octets back = link.port.to_host;
    link.port.to_host.clear();
    link.port.Send(back);
    link.port.Send(Encoded(kRefusal, 3, {1, 1}));
  }
  CHECK(link.Answers().empty());
  CHECK(link.handler.reads == 1);
  CHECK(link.handler.others == 0);
}

TEST_CASE("while an answer waits for room no request is taken") {
  Link link;
  link.port.write_most = 0;
  link.port.Send(ReadRequest(1, 1, 300));
  link.port.Send(ReadRequest(2, 2, 300));
  CHECK(link.server.Poll());
  for (int i = 0; i < 10; ++i) CHECK_FALSE(link.server.Poll());
  CHECK(link.handler.reads == 1);
  link.port.write_most = 7;
  const auto answers = link.Answers();
  REQUIRE(answers.size() == 2);
  CHECK(answers[0].payload == Octets(300, 1));
  CHECK(answers[1].payload == Octets(300, 2));
}

TEST_CASE("one call takes no more of a flood than the longest frame") {
  Link link;
  link.port.Send(Octets(100000, 0x55));
  CHECK(link.server.Poll());
  CHECK(link.port.waiting() > 100000 - kEncodedFrameBytes - 256);
}

TEST_CASE("whatever pieces it comes in and whatever noise there is, good requests are answered") {
  std::mt19937 random(3);
  for (int run = 0; run < 200; ++run) {
    Link link;
    link.port.read_most = 1 + random() % 300;
    link.port.write_most = 1 + random() % 300;
    uint32_t wanted = 0;
    for (uint8_t i = 0; i < 20; ++i) {
      Octets bytes = ReadRequest(i, i, random() % 600);
      const bool harmed = random() % 2 == 0;
      if (harmed) bytes[random() % (bytes.size() - 1)] ^= 1 + random() % 255;
      bytes.push_back(0);  // as a host does after a repeat: ends whatever was begun
      link.port.Send(bytes);
      if (!harmed) ++wanted;
    }
    CHECK(link.Answers().size() == wanted);
    CHECK(link.server.frames() == wanted);
    CHECK(link.server.errors() >= 20 - wanted);
  }
}

}  // namespace
}  // namespace autocoder
