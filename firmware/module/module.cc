// SPDX-License-Identifier: MIT
#include "module/module.h"

#include "controls/functions.h"
#include "module/fault_report.h"

namespace autocoder {
namespace {

constexpr uint64_t kSeed = 1;  // of random phases and walks: the same at each start

}  // namespace

Module::Module(const ModuleMemory& memory, const char* board, SerialPort* port)
    : memory_(memory),
      upload_(&store_, &slots_, &settings_, &log_, memory.module->bundle, kBoardModelBytes),
      requests_({board, &engine_, &controls_, &banks_, &settings_, &stored_presets_, &store_,
                 &slots_, &upload_, &check_, &meters_, &log_, &server_,
                 sizeof(Module) + sizeof(EngineTightMemory) + sizeof(EngineModeMemory),
                 sizeof(EngineLargeMemory) + sizeof(ModuleLargeMemory)}),
      server_(port, &requests_),
      linked_(port != nullptr) {}

Status Module::Init(FlashDevice* flash, uint32_t ticks_per_second, const PowerUp& power_up,
                    FaultRecord* fault) {
  controls_.Init();
  meters_.Init(ticks_per_second);
  log_.Say("autocoder ", kFirmwareVersion);
  ReportFault(fault, power_up, &log_);
  check_.Init(power_up);
  if (flash != nullptr) InitStore(flash);
  front_.Init(power_up.has_functions, !check_.safe_mode() && !settings_.saved());
  const Status status = InitSound();
  if (status != Status::kOk) check_.Failed(kDecoderFailed);
  check_.Report(&log_);
  return status;
}

void Module::InitStore(FlashDevice* flash) {
  if (check_.safe_mode()) {
    store_.LeaveAlone(flash);
    log_.Say("safe mode: built-in model, default settings, the store as it is");
    return;
  }
  const Status mounted = store_.Mount(flash);
  if (mounted != Status::kOk) check_.Failed(kStoreFailed);
  log_.Say("store", mounted);
  log_.Say("settings", settings_.Load());
}

Status Module::InitSound() {
  Status status = slots_.Init(&memory_.module->slots);
  if (status == Status::kOk) {
    status = engine_.Init(memory_.engine, slots_.models(), slots_.encoder(), kSeed);
  }
  if (status == Status::kOk) upload_.LoadStored();
  return status;
}

void Module::Process(const PanelFrame& panel, const StereoFrame* in, StereoFrame* out) {
  front_.Follow(panel);
  const uint16_t* in_place_of_knobs = presets_.Read(panel_, &parameters_);
  ApplyGate(panel.gate, &parameters_);
  controls_.Process(panel.adc, in_place_of_knobs, parameters_.latents);
  engine_.Process(parameters_, in, out);
  meters_.Block(panel.adc, parameters_, in, out);
  front_.Played(out);
}

// The sound first, which has deadlines; but a response that is designed takes all the time there
// is, so that the rest has a turn now and then even so.
bool Module::Work() {
  constexpr uint32_t kSoundTurns = 4;
  const bool sound = engine_.Prepare();
  const bool link = linked_ && server_.Poll();
  if ((sound || link) && ++turns_ % kSoundTurns != 0) return true;
  const bool rest = front_.Step() || upload_.Step() || check_.Step();
  return sound || link || rest;
}

bool Module::ShowsLights(Lights* lights) {
  LightState state;
  state.mode = meters_.mode();
  state.failures = check_.failures();
  state.safe_mode = check_.safe_mode();
  return front_.Shows(meters_.blocks(), state, lights);
}

void Module::Set(const Setting& setting) {
  banks_.Set(setting.bank, setting.parameter, setting.value);
}

Restart Module::restart() const {
  return server_.idle() ? requests_.restart() : Restart::kNone;
}

}  // namespace autocoder
