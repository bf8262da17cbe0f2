// SPDX-License-Identifier: MIT
#include "powercut_image.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <memory>

#include "crc32.h"
#include "flash_simulation.h"
#include "powercut_scenarios.h"
#include "powercut_state.h"

namespace autocoder {
namespace {

constexpr size_t kImageBlocks = 256;

// What the other side can make, too.
Bytes Pattern(size_t count) {
  Bytes bytes(count);
  for (size_t i = 0; i < count; ++i) bytes[i] = static_cast<uint8_t>(i * 7 + i / 256);
  return bytes;
}

Upload PatternUpload(uint8_t slot, size_t bytes) {
  Upload upload = {slot, static_cast<uint32_t>(bytes), {}};
  const Bytes hash = Pattern(kHashBytes);
  std::copy(hash.begin(), hash.end(), upload.hash);
  return upload;
}

Status Fill(Store* store) {
  const Bytes model = Pattern(50000);
  const Bytes coming = Pattern(40000);
  uint32_t offset;
  Status status = WriteBytes(store, "settings", Pattern(100));  // within its folder
  if (status == Status::kOk) status = WriteBytes(store, "preset01", Pattern(480));
  if (status == Status::kOk) status = UploadAll(store, PatternUpload(0, 50000), model);
  if (status == Status::kOk) status = store->BeginUpload(PatternUpload(2, 40000), &offset);
  return status == Status::kOk ? AppendAll(store, coming, 0) : status;
}

int Report(Status status) {
  if (status == Status::kOk) return 0;
  std::fprintf(stderr, "powercut: %s\n", StatusName(status));
  return 1;
}

}  // namespace

int WriteImage(const char* path) {
  FlashSimulation flash(kImageBlocks);
  const auto store = std::make_unique<Store>();
  Status status = store->Mount(&flash);
  if (status == Status::kOk) status = Fill(store.get());
  FILE* file = std::fopen(path, "wb");
  if (file == nullptr) return 2;
  const size_t written = std::fwrite(flash.image().data(), 1, flash.bytes(), file);
  return std::fclose(file) == 0 && written == flash.bytes() ? Report(status) : 2;
}

int ReadImage(const char* path) {
  FlashSimulation flash(kImageBlocks);
  FlashSimulation::Image image(flash.bytes());
  FILE* file = std::fopen(path, "rb");
  if (file == nullptr) return 2;
  const size_t got = std::fread(image.data(), 1, image.size(), file);
  std::fclose(file);
  if (got != image.size()) return 2;
  flash.SetImage(image);
  const auto store = std::make_unique<Store>();
  const Status status = store->Mount(&flash);
  if (status != Status::kOk) return Report(status);
  for (const char* name : kRecordNames) {
    uint8_t data[1024];
    uint16_t version;
    size_t size;
    const Status found = store->ReadRecord(name, &version, data, sizeof(data), &size);
    std::printf("%s: %s", name, StatusName(found));
    if (found == Status::kOk) std::printf(" %u %zu %08x", version, size, Crc32(data, size));
    std::printf("\n");
  }
  const Bytes model = ReadWholeModel(store.get(), 0);
  uint8_t hash[kHashBytes] = {};
  store->ModelHash(0, hash);
  std::printf("model: %zu %08x %08x\n", model.size(), Crc32(model.data(), model.size()),
              Crc32(hash, sizeof(hash)));
  return 0;
}

int PrintWear(size_t blocks, size_t bytes) {
  FlashSimulation flash(blocks);
  const auto store = std::make_unique<Store>();
  Status status = store->Mount(&flash);
  for (uint32_t seed = 0; seed < 2 && status == Status::kOk; ++seed) {
    const StoredModel model = MakeModel(0, bytes, seed);
    const uint64_t erases = flash.erases();
    const uint64_t pages = flash.pages();
    status = UploadAll(store.get(), model.upload, model.bytes);
    std::printf("%zu bytes: %llu erases of 4 kB, %llu pages of 256 bytes\n", bytes,
                static_cast<unsigned long long>(flash.erases() - erases),
                static_cast<unsigned long long>(flash.pages() - pages));
  }
  return Report(status);
}

int Misuse(const char* how) {
  FlashSimulation flash(2);
  const Bytes ones(kFlashProgramBytes, 0xFF);
  const Bytes zeros(kFlashProgramBytes);
  flash.Erase(0);
  flash.Program(0, zeros.data(), zeros.size());
  if (std::strcmp(how, "set-bits") == 0) flash.Program(0, ones.data(), ones.size());
  if (std::strcmp(how, "half-page") == 0) flash.Program(0, zeros.data(), zeros.size() / 2);
  if (std::strcmp(how, "half-block") == 0) flash.Erase(kFlashEraseBytes / 2);
  if (std::strcmp(how, "beyond") == 0) flash.Program(flash.bytes(), zeros.data(), zeros.size());
  return 0;
}

}  // namespace autocoder
