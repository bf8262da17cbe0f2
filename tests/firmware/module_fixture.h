// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_TESTS_MODULE_FIXTURE_H_
#define AUTOCODER_TESTS_MODULE_FIXTURE_H_

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "bundle/hash.h"
#include "flash_simulation.h"
#include "link_fixture.h"
#include "module/module.h"

namespace autocoder {

// A whole module between a port and a flash in memory, from when it is switched on.
class TestModule {
 public:
  explicit TestModule(FlashDevice* flash, const PowerUp& power_up = {}, FaultRecord* fault = nullptr)
      : module_(new Module({{tight_.get(), modes_.get(), large_.get()}, memory_.get()}, "test", &port_)),
        started_(module_->Init(flash, 0, power_up, fault)) {
    for (auto& scanned : panel.adc.cvs) {
      for (uint16_t& cv : scanned) cv = static_cast<uint16_t>(kCvZeroVoltCounts);
    }
  }

  Status started() const { return started_; }
  Restart restart() const { return module_->restart(); }

  // Asks until the module is not busy. What an answer points to is there until the next question.
  template <typename Request, typename Response>
  Status Ask(const Request& request, Response* response) {
    Status status = Status::kBusy;
    while (status == Status::kBusy) {
      status = AskOnce(request, response);
      Play();
    }
    return status;
  }

  // Parts of bundles as the link brings them; commits and returns what came of it.
  Status Upload(uint8_t slot, const Octets& bundle, size_t most = SIZE_MAX) {
    ModelBeginRequest begin;
    begin.slot = slot;
    begin.size_bytes = static_cast<uint32_t>(bundle.size());
    HashOf(bundle, begin.hash);
    ModelBeginResponse begun;
    Status status = Ask(begin, &begun);
    if (status != Status::kOk || begun.present) return status;
    constexpr size_t kPieceBytes = 1024;
    for (size_t at = begun.offset; at < std::min(most, bundle.size());) {
      const size_t count = std::min(kPieceBytes, bundle.size() - at);
      ModelWriteResponse written;
      status = Ask(ModelWriteRequest{static_cast<uint32_t>(at), {bundle.data() + at, count}}, &written);
      if (status != Status::kOk) return status;
      at = written.next;
    }
    if (most < bundle.size()) return Status::kOk;
    ModelCommitRequest commit;
    commit.slot = slot;
    std::copy_n(begin.hash, kHashBytes, commit.hash);
    ModelCommitResponse committed;
    return Ask(commit, &committed);
  }

  // A block with a click at its beginning, and what there is to do after it. Returns whether all of
  // it is a number.
  bool Play() {
    StereoFrame in[kBlockSamples] = {{0.5f, -0.5f}};
    module_->Process(panel, in, played);
    module_->BlockTook(0);
    while (module_->Work()) {
    }
    return std::all_of(std::begin(played), std::end(played), [](const StereoFrame& frame) {
      return std::isfinite(frame.left) && std::isfinite(frame.right);
    });
  }

  // What somebody does with the panel, and the last block that came of it.
  PanelFrame panel = {};
  StereoFrame played[kBlockSamples] = {};

  bool ShowsLights(Lights* lights) { return module_->ShowsLights(lights); }

  // All that the module has logged.
  std::string LogText() {
    LogResponse response;
    if (Ask(LogRequest{0}, &response) != Status::kOk) return "";
    return {reinterpret_cast<const char*>(response.text.begin), response.text.size};
  }

  float Get(uint8_t bank, ParameterId parameter) {
    ParameterGetResponse response;
    Ask(ParameterGetRequest{bank, static_cast<uint16_t>(parameter)}, &response);
    return response.value;
  }

  Status Set(uint8_t bank, ParameterId parameter, float value) {
    ParameterSetResponse response;
    return Ask(ParameterSetRequest{bank, static_cast<uint16_t>(parameter), value}, &response);
  }

  static void HashOf(const Octets& bytes, uint8_t (&hash)[kHashBytes]) {
    Hash whole;
    whole.Add(bytes.data(), bytes.size());
    whole.End(hash);
  }

 private:
  template <typename Request, typename Response>
  Status AskOnce(Request request, Response* response) {
    uint8_t payload[kPayloadBytes];
    Writer writer(payload, sizeof(payload));
    request.Fields(&writer);
    port_.to_host.clear();
    port_.Send(Encoded(Request::kNumber, ++sequence_, Octets(payload, payload + writer.size())));
    while (module_->Work()) {
    }
    FrameDecoder decoder;
    frames_ = Decoded(port_.to_host, &decoder);
    if (frames_.size() != 1 || frames_[0].sequence != sequence_) return Status::kBadMessage;
    const KeptFrame& answer = frames_[0];
    if (answer.type == kRefusal) return static_cast<Status>(answer.payload.at(1));
    *response = {};
    Reader reader(answer.payload.data(), answer.payload.size());
    response->Fields(&reader);
    return reader.ok() ? Status::kOk : Status::kBadMessage;
  }

  std::unique_ptr<EngineTightMemory> tight_ = std::make_unique<EngineTightMemory>();
  std::unique_ptr<EngineModeMemory> modes_ = std::make_unique<EngineModeMemory>();
  std::unique_ptr<EngineLargeMemory> large_ = std::make_unique<EngineLargeMemory>();
  std::unique_ptr<ModuleLargeMemory> memory_ = std::make_unique<ModuleLargeMemory>();
  MemoryPort port_;
  std::unique_ptr<Module> module_;
  Status started_;
  uint8_t sequence_ = 0;
  std::vector<KeptFrame> frames_;
};

}  // namespace autocoder

#endif  // AUTOCODER_TESTS_MODULE_FIXTURE_H_
