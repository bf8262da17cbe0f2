// SPDX-License-Identifier: MIT
// A board whose audio blocks are interrupts of a timer, as on hardware, while the main loop does
// what it comes to. Files are read before the first block and written after the last: a call to
// the host takes no emulated time, and would hide how late the loop is.
#include <atomic>
#include <cstdint>
#include <cstdio>

#include <generated/sizes.h>

#include "boards/board.h"
#include "boards/offline/offline_target.h"
#include "boards/qemu_interrupt/block_timer.h"
#include "boards/setting_record.h"

namespace autocoder {
namespace {

constexpr int kExitOk = 0;
constexpr int kExitBadFile = 2;
constexpr size_t kMostBlocks = 5 * kSampleRateHz / kBlockSamples;
constexpr size_t kMostSettings = 1024;

// What one block took, in ticks of the counting timer, and where it interrupted the main loop: 0
// where that was asleep.
struct BlockRecord {
  uint32_t callback_ticks;
  uint32_t loop_ticks;
  uint32_t preempted_at;
};

StereoFrame sound[kMostBlocks * kBlockSamples];  // the input, and in its place the output
AdcFrame controls[kMostBlocks];
uint32_t periods[kMostBlocks];  // ticks of the block timer before each block
SettingRecord settings[kMostSettings];
BlockRecord records[kMostBlocks];

class InterruptPlayer {
 public:
  bool Open(int argc, char** argv);
  void Start(AudioCallback audio, SettingCallback setting);
  void PlayBlock(uint32_t interrupted_at);
  bool Running(bool busy);
  int Close(uint32_t overruns);

 private:
  size_t Read(const char* path, void* values, size_t size, size_t most);
  void Write(const char* path, const void* values, size_t size, size_t count);
  void ApplySettings();

  AudioCallback audio_ = nullptr;
  SettingCallback setting_ = nullptr;
  bool failed_ = false;
  const char* output_ = nullptr;
  const char* counts_ = nullptr;
  size_t frames_ = 0;
  uint32_t blocks_ = 0;
  uint32_t settings_count_ = 0;
  uint32_t settings_applied_ = 0;
  uint32_t seen_ = 0;  // blocks that had begun when the loop was last sent to work

  std::atomic<uint32_t> begun_{0};
  std::atomic<bool> working_{false};  // the main loop
  std::atomic<uint32_t> idle_since_{0};
  uint32_t block_end_ = 0;
};

InterruptPlayer player;

size_t InterruptPlayer::Read(const char* path, void* values, size_t size, size_t most) {
  if (failed_) return 0;
  FILE* file = std::fopen(path, "rb");
  if (file == nullptr) {
    std::fprintf(stderr, "firmware: cannot read %s\n", path);
    failed_ = true;
    return 0;
  }
  const size_t count = std::fread(values, size, most, file);
  if (count == most && std::fgetc(file) != EOF) {
    std::fprintf(stderr, "firmware: no room for %s\n", path);
    failed_ = true;
  }
  std::fclose(file);
  return count;
}

void InterruptPlayer::Write(const char* path, const void* values, size_t size, size_t count) {
  FILE* file = std::fopen(path, "wb");
  bool written = file != nullptr && std::fwrite(values, size, count, file) == count;
  if (file != nullptr && std::fclose(file) != 0) written = false;
  if (written) return;
  std::fprintf(stderr, "firmware: cannot write %s\n", path);
  failed_ = true;
}

bool InterruptPlayer::Open(int argc, char** argv) {
  if (argc != 7) {
    std::fprintf(stderr, "firmware: takes IN.f32 CONTROLS.u16 SETTINGS.bin OUT.f32 COUNTS.u32 "
                         "PERIODS.u32\n");
    failed_ = true;
    return false;
  }
  frames_ = Read(argv[1], sound, sizeof(sound[0]), kMostBlocks * kBlockSamples);
  blocks_ = static_cast<uint32_t>((frames_ + kBlockSamples - 1) / kBlockSamples);
  const size_t rows = Read(argv[2], controls, sizeof(controls[0]), kMostBlocks);
  settings_count_ = Read(argv[3], settings, sizeof(settings[0]), kMostSettings);
  output_ = argv[4];
  counts_ = argv[5];
  const size_t timed = Read(argv[6], periods, sizeof(periods[0]), kMostBlocks);
  if (failed_ || (rows >= blocks_ && timed >= blocks_)) return !failed_;
  std::fprintf(stderr, "firmware: controls or periods end before the input does\n");
  failed_ = true;
  return false;
}

void InterruptPlayer::Start(AudioCallback audio, SettingCallback setting) {
  audio_ = audio;
  setting_ = setting;
  ApplySettings();
  block_end_ = InstructionMark();
  idle_since_.store(block_end_, std::memory_order_relaxed);
  if (blocks_ > 0) StartBlockTimer(periods[0], periods[blocks_ > 1 ? 1 : 0]);
}

// In the interrupt. The timer already runs towards the next block; what is set is the one after.
void InterruptPlayer::PlayBlock(uint32_t interrupted_at) {
  const uint32_t begin = InstructionMark();
  const uint32_t block = begun_.load(std::memory_order_relaxed);
  const bool working = working_.load(std::memory_order_relaxed);
  const uint32_t idle = idle_since_.load(std::memory_order_relaxed);
  if (block + 1 == blocks_) {
    StopBlockTimer();
  } else if (block + 2 < blocks_) {
    SetPeriodAfterNext(periods[block + 2]);
  }
  StereoFrame* frames = sound + block * kBlockSamples;
  StereoFrame out[kBlockSamples];
  PanelFrame panel = {};
  panel.adc = controls[block];
  audio_(panel, frames, out, kBlockSamples);
  for (size_t i = 0; i < kBlockSamples; ++i) frames[i] = out[i];
  if (block > 0) records[block - 1].loop_ticks = block_end_ - (working ? begin : idle);
  records[block].preempted_at = working ? interrupted_at : 0;
  begun_.store(block + 1, std::memory_order_release);
  block_end_ = InstructionMark();
  records[block].callback_ticks = begin - block_end_;
}

// A block that began since the loop was sent to work may have given it something to do, of which it
// has not heard: then it does not sleep.
bool InterruptPlayer::Running(bool busy) {
  idle_since_.store(InstructionMark(), std::memory_order_relaxed);
  working_.store(false, std::memory_order_relaxed);
  if (!busy) SleepWhile([this] { return begun_.load(std::memory_order_relaxed) == seen_; });
  seen_ = begun_.load(std::memory_order_acquire);
  if (seen_ >= blocks_) return false;
  ApplySettings();
  working_.store(true, std::memory_order_relaxed);
  return true;
}

void InterruptPlayer::ApplySettings() {
  for (; settings_applied_ < settings_count_; ++settings_applied_) {
    const SettingRecord& next = settings[settings_applied_];
    if (next.block > begun_.load(std::memory_order_relaxed)) return;
    setting_(next.setting);
  }
}

int InterruptPlayer::Close(uint32_t overruns) {
  if (!failed_) {
    if (overruns > 0) std::fprintf(stderr, "firmware: overruns: %u\n", unsigned{overruns});
    Write(output_, sound, sizeof(sound[0]), frames_);
    Write(counts_, records, sizeof(records[0]), blocks_);
  }
  return failed_ ? kExitBadFile : kExitOk;
}

}  // namespace

void OnBlockTimer(uint32_t interrupted_at) { player.PlayBlock(interrupted_at); }

bool Board::Init(int argc, char** argv) {
  FlushSubnormals();
  return player.Open(argc, argv);
}

void Board::Start(AudioCallback audio, SettingCallback setting) { player.Start(audio, setting); }

bool Board::Running(bool busy) { return player.Running(busy); }

PowerUp Board::power_up() { return {}; }

int Board::Stop(uint32_t overruns) { return player.Close(overruns); }

}  // namespace autocoder
