// SPDX-License-Identifier: MIT
// A server whose handler keeps what it is told, through whatever sessions the fuzzer makes up.
// With AUTOCODER_PLANTED_FAULT in the environment it has a fault that must be found.
#include <cstdlib>

#include "demand.h"
#include "every_request.h"
#include "server_session.h"

namespace autocoder {
namespace {

constexpr size_t kModelBytes = 6000;
constexpr size_t kPresets = 4;

const bool planted_fault = std::getenv("AUTOCODER_PLANTED_FAULT") != nullptr;

class KeepingHandler : public EveryRequest<KeepingHandler> {
 public:
  // Writes down the whole request, so that each of its bytes is touched, and answers with it
  // whatever of it the answer takes.
  template <typename Request, typename Response>
  Status Any(const Request& request, Response* response) {
    Request copy = request;
    Writer writer(written_, sizeof(written_));
    copy.Fields(&writer);
    Demand(writer.ok(), "what was read can be written");
    Reader reader(written_, writer.size());
    response->Fields(&reader);
    return reader.ok() ? Status::kOk : Status::kNotSupported;
  }

  Status Any(const PresetSaveRequest& request, PresetSaveResponse*) {
    if (request.number >= kPresets && !planted_fault) return Status::kNotFound;
    names_[request.number].assign(request.name.begin, request.name.begin + request.name.size);
    return Status::kOk;
  }

  Status Any(const PresetInfoRequest& request, PresetInfoResponse* response) {
    if (request.number >= kPresets) return Status::kNotFound;
    const Octets& name = names_[request.number];
    response->used = 1;
    response->name = {reinterpret_cast<const char*>(name.data()), static_cast<uint8_t>(name.size())};
    return Status::kOk;
  }

  Status Any(const ModelBeginRequest& request, ModelBeginResponse* response) {
    if (request.size_bytes > kModelBytes) return Status::kTooLarge;
    if (request.size_bytes < model_.size()) model_.clear();
    response->offset = static_cast<uint32_t>(model_.size());
    return Status::kOk;
  }

  Status Any(const ModelWriteRequest& request, ModelWriteResponse* response) {
    if (request.offset != model_.size()) return Status::kWrongOffset;
    if (request.data.size > kModelBytes - model_.size()) return Status::kTooLarge;
    model_.insert(model_.end(), request.data.begin, request.data.begin + request.data.size);
    response->next = static_cast<uint32_t>(model_.size());
    return Status::kOk;
  }

  Status Any(const ModelReadRequest& request, ModelReadResponse* response) {
    if (request.offset > model_.size()) return Status::kWrongOffset;
    const size_t left = model_.size() - request.offset;
    response->data = {model_.data() + request.offset, std::min<size_t>(request.count, left)};
    return Status::kOk;
  }

 private:
  uint8_t written_[kPayloadBytes];
  Octets names_[kPresets];
  Octets model_;
};

class KeepingSession : public ServerSession {
 public:
  using ServerSession::ServerSession;
};

}  // namespace
}  // namespace autocoder

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  autocoder::KeepingHandler handler;
  autocoder::KeepingSession(&handler).Play(data, size);
  return 0;
}
