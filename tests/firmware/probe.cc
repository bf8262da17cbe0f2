// SPDX-License-Identifier: MIT
// The firmware's parts one at a time, over files, on any offline board:
//   decode MODEL.tflite LATENTS.i8 MEL.i8     rows of int8
//   spectrum MEL.i8 OUT.f32                   rows of kMelBands to rows of kSpectrumBins, by the
//                                             gain of the first model baked in
//   impulse SPECTRUM.f32 OUT.f32              rows of kSpectrumBins to rows of kImpulseTaps
//   load MODEL.tflite                         prints the status; exits with 3 unless it is ok
//   design TAPS SEED MEL.i8 OUT.f32          a reverb's response from its rows of kMelBands
//   reverb IN.f32 RESPONSE.f32 OUT.f32        interleaved stereo, through a response
//   cross, drone, walk                        see probe_cross.h
//   encode MODEL.tflite MEL.i8 LATENTS.i8     rows of kMelBands
//   load-encoder MODEL.tflite                 as load
//   autocode MODEL.tflite or -, ...           without an encoder where it is -; see probe_autocoding.h
//   link IN OUT                               frames; see probe_link.h
#include <cstdio>
#include <cstring>
#include <new>

#include <generated/model.h>
#include <generated/sizes.h>

#include "board_decoder.h"
#include "boards/offline/offline_target.h"
#include "boards/sections.h"
#include "decoder/dense_encoder.h"
#include "engine/impulse_designer.h"
#include "engine/spectrum.h"
#include "probe_autocoding.h"
#include "probe_cross.h"
#include "probe_link.h"
#include "probe_reverb.h"
#include "status.h"

namespace autocoder {
namespace {

constexpr int kExitUsage = 2;
constexpr int kExitRefused = 3;
constexpr size_t kModelBytes = 3 << 20;
constexpr size_t kArenaBytes = 7 << 20;

// One command at a time runs, so all share what the emulated board has.
AUTOCODER_LARGE_MEMORY alignas(16) uint8_t large_memory[kModelBytes + kArenaBytes];
static_assert(sizeof(large_memory) >= sizeof(ReverbProbeMemory));
uint8_t* const model_bytes = large_memory;
BoardDecoder decoder(large_memory + kModelBytes, kArenaBytes);
DenseEncoder encoder(large_memory + kModelBytes, kArenaBytes);

int CannotOpen(const char* path) {
  std::fprintf(stderr, "probe: cannot open %s\n", path);
  return kExitUsage;
}

// Passes each row of `in` through `convert` to `out`.
template <typename In, size_t kIn, typename Out, typename Convert>
int ConvertRows(const char* in_path, const char* out_path, size_t out_values, Convert convert) {
  static In row[kIn];
  FILE* in = std::fopen(in_path, "rb");
  if (in == nullptr) return CannotOpen(in_path);
  FILE* out = std::fopen(out_path, "wb");
  if (out == nullptr) return CannotOpen(out_path);
  bool written = true;
  while (std::fread(row, sizeof(row), 1, in) == 1) {
    const Out* result = convert(row);
    written = written && std::fwrite(result, sizeof(Out), out_values, out) == out_values;
  }
  std::fclose(in);
  return std::fclose(out) == 0 && written ? 0 : CannotOpen(out_path);
}

template <typename Network>
int LoadInto(Network* network, const char* path) {
  FILE* file = std::fopen(path, "rb");
  if (file == nullptr) return CannotOpen(path);
  const size_t size = std::fread(model_bytes, 1, kModelBytes, file);
  std::fclose(file);
  const Status status = network->Load(model_bytes, size);
  std::printf("%s\n", StatusName(status));
  return status == Status::kOk ? 0 : kExitRefused;
}

int Load(char** paths) { return LoadInto(&decoder, paths[0]); }

int LoadEncoder(char** paths) { return LoadInto(&encoder, paths[0]); }

template <typename Network>
void PrintCosts(const char* name, uint32_t instructions, const Network& network) {
  std::printf("instructions_per_%s %lu\nmultiply_adds %lu\narena_bytes %lu\n", name,
              static_cast<unsigned long>(instructions),
              static_cast<unsigned long>(network.multiply_adds()),
              static_cast<unsigned long>(network.arena_used()));
}

int Decode(char** paths) {
  const int refused = Load(paths);
  if (refused != 0) return refused;
  static int8_t mel[kMaxMelBands];
  uint32_t instructions = 0;
  const auto decode = [&](const int8_t* latents) {
    const uint32_t begin = InstructionMark();
    decoder.Decode(latents, mel);
    instructions = InstructionsBetween(begin, InstructionMark());
    return mel;
  };
  const int status =
      ConvertRows<int8_t, kLatents, int8_t>(paths[1], paths[2], decoder.mel_bands(), decode);
  PrintCosts("decode", instructions, decoder);
  return status;
}

int Encode(char** paths) {
  const int refused = LoadEncoder(paths);
  if (refused != 0) return refused;
  if (encoder.mel_bands() != kMelBands) return kExitRefused;
  static int8_t latents[kLatents];
  uint32_t instructions = 0;
  const auto encode = [&](const int8_t* mel) {
    const uint32_t begin = InstructionMark();
    encoder.Begin(mel);
    while (!encoder.Step(latents)) {
    }
    instructions = InstructionsBetween(begin, InstructionMark());
    return latents;
  };
  const int status =
      ConvertRows<int8_t, kMelBands, int8_t>(paths[1], paths[2], kLatents, encode);
  PrintCosts("encode", instructions, encoder);
  return status;
}

int Autocode(char** paths) {
  static AutocodingMemory memory;
  const int refused = std::strcmp(paths[0], "-") == 0 ? 0 : LoadEncoder(paths);
  return refused != 0 ? refused : ProbeAutocoding(paths + 1, &encoder, &memory);
}

int Spectrum(char** paths) {
  static float bands[kMelBands];
  static float spectrum[kSpectrumBins];
  const auto convert = [](const int8_t* mel) {
    MelToBands(mel, kModels[0].gain, bands);
    BandsToSpectrum(bands, spectrum);
    return spectrum;
  };
  return ConvertRows<int8_t, kMelBands, float>(paths[0], paths[1], kSpectrumBins, convert);
}

int Impulse(char** paths) {
  static ImpulseDesignerMemory memory;
  static ImpulseDesigner designer;
  if (designer.Init(&memory) != Status::kOk) return kExitRefused;
  const auto convert = [](const float* spectrum) { return designer.Design(spectrum); };
  return ConvertRows<float, kSpectrumBins, float>(paths[0], paths[1], kImpulseTaps, convert);
}

int RunReverb(char** paths) {
  return ProbeReverb(paths, new (large_memory) ReverbProbeMemory) ? 0 : CannotOpen(paths[0]);
}

int Design(char** arguments) { return ProbeDesign(arguments) ? 0 : CannotOpen(arguments[2]); }

struct Command {
  const char* name;
  int paths;
  int (*run)(char** paths);
};

constexpr Command kCommands[] = {
    {"decode", 3, Decode}, {"spectrum", 2, Spectrum}, {"impulse", 2, Impulse}, {"load", 1, Load},
    {"design", 4, Design}, {"reverb", 3, RunReverb}, {"cross", 4, ProbeCross}, {"drone", 3, ProbeDrone},
    {"walk", 2, ProbeWalk},   {"encode", 3, Encode},    {"load-encoder", 1, LoadEncoder},
    {"autocode", 6, Autocode}, {"link", 2, ProbeLink}};

int Run(int argc, char** argv) {
  FlushSubnormals();
  for (const Command& command : kCommands) {
    if (argc == command.paths + 2 && std::strcmp(argv[1], command.name) == 0) {
      return command.run(argv + 2);
    }
  }
  std::fprintf(stderr, "probe: one of the commands at the head of probe.cc, with its files\n");
  return kExitUsage;
}

}  // namespace
}  // namespace autocoder

int main(int argc, char** argv) { return autocoder::Run(argc, argv); }
