// SPDX-License-Identifier: MIT
// A board that plays files: the input, the controls of each block and the settings from three, the
// output to a fourth. The main loop does all there is to do after each block, so that the same
// files always give the same output. Where the controls go on after the input, silence follows
// until the sound has died away.
#include <cmath>
#include <cstdio>
#include <initializer_list>

#include <generated/sizes.h>

#include "boards/board.h"
#include "boards/offline/held_panel.h"
#include "boards/offline/offline_target.h"
#include "boards/sections.h"
#include "boards/setting_record.h"

namespace autocoder {
namespace {

constexpr int kExitOk = 0;
constexpr int kExitBadFile = 2;

// Few large transfers: on an emulated board each one is a call to the host.
constexpr size_t kFileBufferBytes = 1 << 16;

// The sound has died away after a tenth of a second below -90 dBFS: no mode pauses for as long.
constexpr float kQuiet = 3.1623e-5f;
constexpr uint32_t kQuietBlocks = kSampleRateHz / kBlockSamples / 10;

class FilePlayer {
 public:
  bool Open(int argc, char** argv);
  void set_callbacks(AudioCallback audio, SettingCallback setting) {
    audio_ = audio;
    setting_ = setting;
  }
  bool PlayBlock();
  int Close();

  // Function knobs are there when the settings begin with one.
  bool has_functions() const { return has_functions_; }

 private:
  FILE* OpenFile(const char* path, const char* mode, char* buffer);
  bool Fail(const char* problem, const char* path);
  size_t ReadBlock(StereoFrame* in, AdcFrame* adc);
  void Listen(const StereoFrame* out);
  void WriteCounts();
  void ReadSetting();
  void ApplySettings();

  AudioCallback audio_ = nullptr;
  SettingCallback setting_ = nullptr;
  FILE* input_ = nullptr;
  FILE* controls_ = nullptr;
  FILE* settings_ = nullptr;
  FILE* output_ = nullptr;
  FILE* counts_ = nullptr;
  bool failed_ = false;
  bool block_played_ = false;
  uint32_t block_ = 0;
  SettingRecord next_setting_ = {};
  bool setting_waits_ = false;
  HeldPanel held_;
  bool has_functions_ = false;
  bool input_ended_ = false;
  uint32_t quiet_blocks_ = 0;  // since the input ended
  uint32_t callback_instructions_ = 0;
  uint32_t loop_begin_ = 0;
};

FilePlayer player;
AUTOCODER_LARGE_MEMORY char file_buffers[5][kFileBufferBytes];

bool FilePlayer::Fail(const char* problem, const char* path) {
  std::fprintf(stderr, "firmware: %s %s\n", problem, path);
  failed_ = true;
  return false;
}

FILE* FilePlayer::OpenFile(const char* path, const char* mode, char* buffer) {
  FILE* file = std::fopen(path, mode);
  if (file == nullptr) {
    Fail(mode[0] == 'r' ? "cannot read" : "cannot write", path);
  } else {
    std::setvbuf(file, buffer, _IOFBF, kFileBufferBytes);
  }
  return file;
}

bool FilePlayer::Open(int argc, char** argv) {
  if (argc != 5 && argc != 6) {
    return Fail("takes", "IN.f32 CONTROLS.u16 SETTINGS.bin OUT.f32 [COUNTS.u32]");
  }
  input_ = OpenFile(argv[1], "rb", file_buffers[0]);
  controls_ = OpenFile(argv[2], "rb", file_buffers[1]);
  settings_ = OpenFile(argv[3], "rb", file_buffers[2]);
  if (failed_) return false;  // before an earlier output is touched
  output_ = OpenFile(argv[4], "wb", file_buffers[3]);
  if (argc == 6) counts_ = OpenFile(argv[5], "wb", file_buffers[4]);
  ReadSetting();
  has_functions_ = setting_waits_ && HeldPanel::IsFunction(next_setting_.setting);
  return !failed_;
}

void FilePlayer::ReadSetting() {
  setting_waits_ = std::fread(&next_setting_, sizeof(next_setting_), 1, settings_) == 1;
}

void FilePlayer::ApplySettings() {
  while (setting_waits_ && next_setting_.block <= block_) {
    if (HeldPanel::IsMove(next_setting_.setting)) {
      held_.Move(next_setting_.setting);
    } else {
      setting_(next_setting_.setting);
    }
    ReadSetting();
  }
}

// Frames that are to be played, 0 at the end.
size_t FilePlayer::ReadBlock(StereoFrame* in, AdcFrame* adc) {
  const size_t frames = std::fread(in, sizeof(in[0]), kBlockSamples, input_);
  const bool controlled = std::fread(adc, sizeof(*adc), 1, controls_) == 1;
  if (frames > 0 && !controlled) Fail("controls end before the input", "does");
  input_ended_ = frames == 0;
  if (!controlled || quiet_blocks_ >= kQuietBlocks) return 0;
  return input_ended_ ? kBlockSamples : frames;
}

void FilePlayer::Listen(const StereoFrame* out) {
  if (!input_ended_) return;
  ++quiet_blocks_;
  for (size_t i = 0; i < kBlockSamples; ++i) {
    if (std::abs(out[i].left) > kQuiet || std::abs(out[i].right) > kQuiet) quiet_blocks_ = 0;
  }
}

bool FilePlayer::PlayBlock() {
  if (block_played_) WriteCounts();
  block_played_ = false;
  StereoFrame in[kBlockSamples] = {};
  StereoFrame out[kBlockSamples];
  PanelFrame panel = {};
  const size_t frames = ReadBlock(in, &panel.adc);
  if (frames == 0) return false;
  ApplySettings();
  held_.Fill(&panel);
  ++block_;
  const uint32_t begin = InstructionMark();
  audio_(panel, in, out, kBlockSamples);
  callback_instructions_ = InstructionsBetween(begin, InstructionMark());
  if (std::fwrite(out, sizeof(out[0]), frames, output_) != frames) {
    return Fail("cannot write", "the output");
  }
  Listen(out);
  block_played_ = true;
  loop_begin_ = InstructionMark();
  return true;
}

void FilePlayer::WriteCounts() {
  const uint32_t loop_instructions = InstructionsBetween(loop_begin_, InstructionMark());
  const uint32_t counts[2] = {callback_instructions_, loop_instructions};
  if (counts_ != nullptr && std::fwrite(counts, sizeof(counts), 1, counts_) != 1) {
    Fail("cannot write", "the counts");
  }
}

int FilePlayer::Close() {
  for (FILE* file : {input_, controls_, settings_, output_, counts_}) {
    if (file != nullptr && std::fclose(file) != 0) Fail("cannot finish", "a file");
  }
  return failed_ ? kExitBadFile : kExitOk;
}

}  // namespace

bool Board::Init(int argc, char** argv) {
  FlushSubnormals();
  return player.Open(argc, argv);
}

void Board::Start(AudioCallback audio, SettingCallback setting) {
  player.set_callbacks(audio, setting);
}

bool Board::Running(bool busy) { return busy || player.PlayBlock(); }

PowerUp Board::power_up() {
  PowerUp found;
  found.has_functions = player.has_functions();
  return found;
}

int Board::Stop(uint32_t overruns) {
  if (overruns > 0) std::fprintf(stderr, "firmware: overruns: %u\n", unsigned{overruns});
  return player.Close();
}

}  // namespace autocoder
