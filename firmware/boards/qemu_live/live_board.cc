// SPDX-License-Identifier: MIT
// A module that runs until it is killed, on the emulated processor: blocks are interrupts of a
// timer at the module's rate, the link is a serial port, the flash, the panel and the jacks are
// files.
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstring>

#include <generated/sizes.h>

#include "boards/board.h"
#include "boards/cortex_m7/fault_handler.h"
#include "boards/offline/offline_target.h"
#include "boards/qemu_interrupt/block_timer.h"
#include "boards/qemu_live/file_flash.h"
#include "boards/qemu_live/panel.h"
#include "boards/qemu_live/sound_files.h"
#include "boards/qemu_live/uart.h"

extern "C" autocoder::FaultRecord kept_fault;  // where the linker script says

namespace autocoder {
namespace {

constexpr int kExitBadFile = 2;
constexpr uint32_t kTicksPerSecond = 25'000'000;  // of both timers
constexpr uint32_t kBlocksBetweenLooks = kSampleRateHz / kBlockSamples / 20;  // at the panel: 50 ms
constexpr uint32_t kBlocksUntilBite = 2 * kSampleRateHz / kBlockSamples;  // of the watchdog: 2 s
constexpr uint32_t kTicksToSend = kTicksPerSecond / 2;

volatile uint32_t& ResetControl() { return *reinterpret_cast<volatile uint32_t*>(0xE000ED0C); }
constexpr uint32_t kResetWithKey = 0x05FA0004;

// Nothing is there.
volatile uint32_t& Nowhere() { return *reinterpret_cast<volatile uint32_t*>(0xD0000000); }

uint32_t Now() { return ~InstructionMark(); }  // that timer counts down

class LiveModule {
 public:
  bool Open(int argc, char** argv);
  void Start(AudioCallback audio);
  void PlayBlock(uint32_t interrupted_at);
  void Run(bool busy);
  void Restart();
  FlashDevice* flash() { return &flash_; }
  PowerUp power_up() const { return power_up_; }

 private:
  bool Fail(const char* problem, const char* what);
  uint32_t NextPeriod();
  void Report();
  void LookAtPanel();

  AudioCallback audio_ = nullptr;
  FileFlash flash_;
  Panel panel_;
  PowerUp power_up_;
  LoopedInput input_;
  Recorder recorder_;
  uint64_t periods_ = 0;
  uint64_t periods_end_ = 0;  // ticks
  uint32_t looked_ = 0;       // blocks that had begun at the last look at the panel
  uint32_t seen_ = 0;         // that had begun when the loop was last sent to work
  bool late_said_ = false;
  bool lost_said_ = false;
  std::atomic<uint32_t> begun_{0};
  std::atomic<uint32_t> fed_{0};   // blocks that had begun when the watchdog was last fed
  std::atomic<uint32_t> late_{0};  // blocks that took longer than a block
};

LiveModule module;

// "-" in place of the last two names is no input and no recording.
bool LiveModule::Open(int argc, char** argv) {
  const auto given = [argv](int index) { return std::strcmp(argv[index], "-") != 0; };
  if (argc != 5) return Fail("takes", "FLASH.bin PANEL.u16 IN.f32 OUT.f32");
  if (!flash_.Open(argv[1])) return Fail("cannot keep flash in", argv[1]);
  if (given(3) && !input_.Open(argv[3])) return Fail("no room for", argv[3]);
  if (given(4) && !recorder_.Open(argv[4])) return Fail("cannot write", argv[4]);
  panel_.Open(argv[2]);
  power_up_ = panel_.power_up();
  power_up_.by_watchdog = HoldsFault(kept_fault) && kept_fault.kind == FaultKind::kWatchdog;
  Now();  // starts the clock
  TheUart().Init();
  return true;
}

bool LiveModule::Fail(const char* problem, const char* what) {
  std::fprintf(stderr, "firmware: %s %s\n", problem, what);
  return false;
}

void LiveModule::Start(AudioCallback audio) {
  audio_ = audio;
  const uint32_t period = NextPeriod();
  StartBlockTimer(period, period);
}

// Whole ticks, right on average.
uint32_t LiveModule::NextPeriod() {
  const uint64_t end = ++periods_ * kBlockSamples * kTicksPerSecond / kSampleRateHz;
  const uint32_t period = static_cast<uint32_t>(end - periods_end_);
  periods_end_ = end;
  return period;
}

// In the interrupt. Where this computer was away while the emulated processor slept, blocks are due
// that nobody could play: the timer begins anew, so that the main loop has its time after each.
// Counted in blocks, the watchdog does not bite for time that this computer was away.
void LiveModule::PlayBlock(uint32_t interrupted_at) {
  const uint32_t fed = fed_.load(std::memory_order_relaxed);
  if (begun_.load(std::memory_order_relaxed) - fed > kBlocksUntilBite) {
    RestartAfterFault(FaultKind::kWatchdog, interrupted_at, 0);
  }
  RestartBlockTimer(NextPeriod());
  StereoFrame in[kBlockSamples];
  StereoFrame out[kBlockSamples];
  input_.NextBlock(in);
  audio_(panel_.frame(), in, out, kBlockSamples);
  recorder_.Take(out);
  begun_.store(begun_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
  if (BlockTimerWaits()) {
    late_.store(late_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  }
}

// A block that began since the loop was sent to work may have given it something to do, of which it
// has not heard: then it does not sleep. Bytes that come meanwhile wait for the next block, since a
// loop for each of them would keep the emulator from taking more.
void LiveModule::Run(bool busy) {
  const uint32_t begun = begun_.load(std::memory_order_relaxed);
  fed_.store(begun, std::memory_order_relaxed);
  Report();
  if (begun - looked_ >= kBlocksBetweenLooks) {
    looked_ = begun;
    LookAtPanel();
  }
  const auto quiet = [this] { return begun_.load(std::memory_order_relaxed) == seen_; };
  while (!busy && quiet()) SleepWhile(quiet);
  seen_ = begun_.load(std::memory_order_acquire);
}

void LiveModule::LookAtPanel() {
  panel_.Look();
  if (panel_.came_up(kFaultNow)) static_cast<void>(uint32_t{Nowhere()});
  while (panel_.came_up(kHangNow)) asm volatile("nop");
}

void LiveModule::Report() {
  if (!recorder_.Write()) std::fprintf(stderr, "firmware: recording cannot be written\n");
  if (!lost_said_ && recorder_.lost() > 0) {
    std::fprintf(stderr, "firmware: recording ended, the main loop was away for too long\n");
    lost_said_ = true;
  }
  if (!late_said_ && late_.load(std::memory_order_relaxed) > 0) {
    std::fprintf(stderr, "firmware: late audio blocks\n");
    late_said_ = true;
  }
}

void LiveModule::Restart() {
  const uint32_t begin = Now();
  while (!TheUart().sent() && Now() - begin < kTicksToSend) {
  }
  StopBlockTimer();
  recorder_.WriteAll();
  recorder_.Close();
  flash_.Close();
  for (;;) ResetControl() = kResetWithKey;
}

}  // namespace

FaultRecord* FaultMemory() { return &kept_fault; }

void OnBlockTimer(uint32_t interrupted_at) { module.PlayBlock(interrupted_at); }

bool Board::Init(int argc, char** argv) {
  FlushSubnormals();
  return module.Open(argc, argv);
}

void Board::Start(AudioCallback audio, SettingCallback) { module.Start(audio); }

bool Board::Running(bool busy) {
  module.Run(busy);
  return true;
}

int Board::Stop(uint32_t) { return kExitBadFile; }  // only what cannot start ends

SerialPort* Board::serial() { return &TheUart(); }

FlashDevice* Board::flash() { return module.flash(); }

void Board::Show(const Lights&) {}

PowerUp Board::power_up() { return module.power_up(); }

FaultRecord* Board::fault() { return &kept_fault; }

void Board::WhileWaiting(void (*)()) {}  // its flash takes no time

uint32_t Board::Ticks() { return Now(); }

uint32_t Board::TicksPerSecond() { return kTicksPerSecond; }

void Board::Restart(bool) { module.Restart(); }

const char* Board::name() { return "qemu"; }

}  // namespace autocoder
