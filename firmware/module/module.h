// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_MODULE_MODULE_H_
#define AUTOCODER_MODULE_MODULE_H_

#include <cstddef>
#include <cstdint>

#include "audio_types.h"
#include "board_memory.h"
#include "controls/controls.h"
#include "engine/engine.h"
#include "engine/parameter_store.h"
#include "engine/parameters.h"
#include "engine/presets.h"
#include "fault_record.h"
#include "flash_device.h"
#include "link/server.h"
#include "module/banks.h"
#include "module/front_panel.h"
#include "module/log.h"
#include "module/meters.h"
#include "module/model_slots.h"
#include "module/model_upload.h"
#include "module/requests.h"
#include "module/self_check.h"
#include "module/settings.h"
#include "module/stored_presets.h"
#include "power_up.h"
#include "serial_port.h"
#include "status.h"
#include "store/store.h"

namespace autocoder {

// Large memory of all that is no sound.
struct ModuleLargeMemory {
  ModelSlotsMemory slots;
  uint8_t bundle[kBoardModelBytes > 0 ? kBoardModelBytes : 1];  // that is being checked
};

struct ModuleMemory {
  EngineMemory engine;
  ModuleLargeMemory* module;
};

// The whole module but its hardware: controls, engine, models, store and link. Process runs in the
// audio interrupt, everything else in the main loop.
class Module {
 public:
  // Without a port nobody asks.
  Module(const ModuleMemory& memory, const char* board, SerialPort* port);

  // Takes up what the store keeps; without flash nothing is kept. Where the button is held it is
  // safe mode: the store is left as it is, so that nothing in it can keep the module from starting.
  // `fault` may be null. Not kOk where it cannot sound.
  Status Init(FlashDevice* flash, uint32_t ticks_per_second, const PowerUp& power_up = {},
              FaultRecord* fault = nullptr);

  // One block of kBlockSamples frames, then how long all of it took.
  void Process(const PanelFrame& panel, const StereoFrame* in, StereoFrame* out);
  void BlockTook(uint32_t ticks) { meters_.BlockTook(ticks); }

  // Does the most urgent piece of what there is to do. False where nothing is left.
  bool Work();
  void WorkTook(uint32_t ticks) { meters_.Gather(ticks); }

  // The most urgent of that alone which the sound waits for, while the rest waits for the flash.
  void KeepSounding() { engine_.Prepare(); }

  // Whether the lights have another thing to show.
  bool ShowsLights(Lights* lights);

  void Set(const Setting& setting);

  uint32_t overruns() const { return engine_.overruns(); }
  // What somebody asked for, once the answer has gone.
  Restart restart() const;

 private:
  void InitStore(FlashDevice* flash);
  Status InitSound();

  ModuleMemory memory_;
  Controls controls_;
  Engine engine_;
  ParameterStore panel_;
  Presets presets_;
  Parameters parameters_;  // of the block
  Meters meters_;
  Log log_;
  Store store_;
  ModelSlots slots_{&engine_};
  Banks banks_{&panel_, &presets_};
  Settings settings_{&store_, &banks_, &controls_};
  StoredPresets stored_presets_{&store_};
  ModelUpload upload_;
  SelfCheck check_{&store_, &slots_};
  FrontPanel front_{&panel_, &slots_};
  Requests requests_;
  Server server_;
  bool linked_;
  uint32_t turns_ = 0;
};

}  // namespace autocoder

#endif  // AUTOCODER_MODULE_MODULE_H_
