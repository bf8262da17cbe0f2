// SPDX-License-Identifier: MIT
// A board that plays files: the input, the controls of each block and the settings from three, the
// output to a fourth. The main loop does all there is to do after each block, so that the same
// files always give the same output.
#include <cstdio>
#include <initializer_list>

#include <generated/sizes.h>

#include "boards/board.h"
#include "boards/offline/offline_target.h"
#include "boards/sections.h"
#include "boards/setting_record.h"

namespace autocoder {
namespace {

constexpr int kExitOk = 0;
constexpr int kExitBadFile = 2;

// Few large transfers: on an emulated board each one is a call to the host.
constexpr size_t kFileBufferBytes = 1 << 16;

class FilePlayer {
 public:
  bool Open(int argc, char** argv);
  void set_callbacks(AudioCallback audio, SettingCallback setting) {
    audio_ = audio;
    setting_ = setting;
  }
  bool PlayBlock();
  int Close();

 private:
  FILE* OpenFile(const char* path, const char* mode, char* buffer);
  bool Fail(const char* problem, const char* path);
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
  return !failed_;
}

void FilePlayer::ReadSetting() {
  setting_waits_ = std::fread(&next_setting_, sizeof(next_setting_), 1, settings_) == 1;
}

void FilePlayer::ApplySettings() {
  while (setting_waits_ && next_setting_.block <= block_) {
    setting_(next_setting_.setting);
    ReadSetting();
  }
}

bool FilePlayer::PlayBlock() {
  if (block_played_) WriteCounts();
  block_played_ = false;
  StereoFrame in[kBlockSamples] = {};
  StereoFrame out[kBlockSamples];
  PanelFrame panel = {};
  const size_t frames = std::fread(in, sizeof(in[0]), kBlockSamples, input_);
  if (frames == 0) return false;
  if (std::fread(&panel.adc, sizeof(panel.adc), 1, controls_) != 1) {
    return Fail("controls end before the input", "does");
  }
  ApplySettings();
  ++block_;
  const uint32_t begin = InstructionMark();
  audio_(panel, in, out, kBlockSamples);
  callback_instructions_ = InstructionsBetween(begin, InstructionMark());
  if (std::fwrite(out, sizeof(out[0]), frames, output_) != frames) {
    return Fail("cannot write", "the output");
  }
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

int Board::Stop(uint32_t overruns) {
  if (overruns > 0) std::fprintf(stderr, "firmware: overruns: %u\n", unsigned{overruns});
  return player.Close();
}

}  // namespace autocoder
