// SPDX-License-Identifier: MIT
// The live board's parts, one request at a time, each a letter and what it needs; u32 little endian:
//   e COUNT BYTES        the bytes back
//   p OFFSET BYTE        programs a page of flash with such bytes; answers 1, or 0 where it fails
//   x OFFSET             erases a block; answers as p
//   r OFFSET COUNT       the flash's bytes, at most 4096
//   c                    16 u16: what the last audio block read from the panel, of CVs the newest
//   t                    u32 each: ticks, ticks per second, blocks
//   w TICKS              keeps the main loop away for so long, then answers 1
//   b                    restarts
// Its sound is its input, turned around.
#include <atomic>
#include <cstdint>
#include <cstring>

#include "boards/board.h"

namespace autocoder {
namespace {

Board board;
AdcFrame last_counts;
std::atomic<uint32_t> blocks{0};

void TurnAround(const PanelFrame& panel, const StereoFrame* in, StereoFrame* out, size_t samples) {
  last_counts = panel.adc;
  for (size_t i = 0; i < samples; ++i) out[i] = {-in[i].left, -in[i].right};
  blocks.store(blocks.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

void NoSetting(const Setting&) {}

void ReadAll(void* to, size_t count) {
  uint8_t* bytes = static_cast<uint8_t*>(to);
  for (size_t done = 0; done < count;) {
    const size_t got = board.serial()->Read(bytes + done, count - done);
    if (got == 0) board.Running(false);
    done += got;
  }
}

void WriteAll(const void* from, size_t count) {
  const uint8_t* bytes = static_cast<const uint8_t*>(from);
  for (size_t done = 0; done < count;) {
    const size_t put = board.serial()->Write(bytes + done, count - done);
    if (put == 0) board.Running(false);
    done += put;
  }
}

uint32_t ReadNumber() {
  uint32_t number;
  ReadAll(&number, sizeof(number));
  return number;
}

void Echo() {
  uint8_t bytes[1000];
  for (uint32_t left = ReadNumber(); left > 0;) {
    const size_t got = board.serial()->Read(bytes, left < sizeof(bytes) ? left : sizeof(bytes));
    if (got == 0) board.Running(false);
    WriteAll(bytes, got);
    left -= static_cast<uint32_t>(got);
  }
}

bool Program() {
  uint8_t page[kFlashProgramBytes];
  const uint32_t offset = ReadNumber();
  ReadAll(page, 1);
  std::memset(page, page[0], sizeof(page));
  return board.flash()->Program(offset, page, sizeof(page)) && board.flash()->Sync();
}

void ReadFlash() {
  static uint8_t bytes[kFlashEraseBytes];
  const uint32_t offset = ReadNumber();
  const uint32_t count = ReadNumber();
  if (board.flash()->Read(offset, bytes, count)) WriteAll(bytes, count);
}

// Looks at the clock rarely: on the emulator that takes far longer than other instructions.
bool StayAway() {
  const uint32_t ticks = ReadNumber();
  const uint32_t begin = board.Ticks();
  while (board.Ticks() - begin < ticks) {
    for (volatile int i = 0; i < 10000; i = i + 1) {
    }
  }
  return true;
}

void AnswerBool(bool ok) {
  const uint8_t answer = ok ? 1 : 0;
  WriteAll(&answer, 1);
}

void AnswerCounts() {
  WriteAll(last_counts.knobs, sizeof(last_counts.knobs));
  WriteAll(last_counts.cvs[kCvScans - 1], sizeof(last_counts.cvs[0]));
}

void AnswerTime() {
  const uint32_t now[3] = {board.Ticks(), board.TicksPerSecond(), blocks.load()};
  WriteAll(now, sizeof(now));
}

void Serve(char request) {
  switch (request) {
    case 'e': return Echo();
    case 'p': return AnswerBool(Program());
    case 'x': return AnswerBool(board.flash()->Erase(ReadNumber()));
    case 'r': return ReadFlash();
    case 'c': return AnswerCounts();
    case 't': return AnswerTime();
    case 'w': return AnswerBool(StayAway());
    case 'b': return board.Restart(false);
  }
}

int Run(int argc, char** argv) {
  if (!board.Init(argc, argv)) return board.Stop(0);
  board.Start(TurnAround, NoSetting);
  for (;;) {
    char request;
    ReadAll(&request, 1);
    Serve(request);
  }
}

}  // namespace
}  // namespace autocoder

int main(int argc, char** argv) { return autocoder::Run(argc, argv); }
