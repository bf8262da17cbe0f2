// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <random>

#include "flash_simulation.h"
#include "store_fixture.h"

namespace autocoder {
namespace {

class ModelsFixture {
 public:
  ModelsFixture() { REQUIRE(store.Mount(&flash) == Status::kOk); }

  Status Put(uint8_t slot, size_t bytes, uint32_t seed) {
    const Bytes model = RandomBytes(bytes, seed);
    return UploadAll(&store, Announce(slot, model, seed), model);
  }

  bool Holds(uint8_t slot, size_t bytes, uint32_t seed) {
    const Bytes model = RandomBytes(bytes, seed);
    uint8_t hash[kHashBytes];
    return store.ModelBytes(slot) == bytes && ReadWholeModel(&store, slot) == model &&
           store.ModelHash(slot, hash) == Status::kOk &&
           std::memcmp(hash, Announce(slot, model, seed).hash, kHashBytes) == 0;
  }

  FlashSimulation flash{128};
  Store store;
  const Bytes model = RandomBytes(150000, 1);
  const Upload upload = Announce(0, model, 1);
  uint32_t offset = 77;
};

TEST_CASE_FIXTURE(ModelsFixture, "a model comes in pieces, and stays") {
  CHECK(store.ModelBytes(0) == 0);
  CHECK(Put(0, 100000, 1) == Status::kOk);
  CHECK(Put(3, 1, 2) == Status::kOk);
  CHECK(Holds(0, 100000, 1));
  REQUIRE(store.Mount(&flash) == Status::kOk);
  CHECK(Holds(0, 100000, 1));
  CHECK(Holds(3, 1, 2));
  CHECK(store.upload() == nullptr);
  CHECK(Put(0, 70000, 3) == Status::kOk);
  CHECK(Holds(0, 70000, 3));
  CHECK(store.RemoveModel(0) == Status::kOk);
  CHECK(store.RemoveModel(0) == Status::kOk);
  CHECK(store.ModelBytes(0) == 0);
  uint8_t hash[kHashBytes];
  CHECK(store.ModelHash(0, hash) == Status::kNotFound);
  CHECK(store.ReadModel(0, 0, hash, 1) == Status::kNotFound);
  CHECK(Holds(3, 1, 2));
}

TEST_CASE_FIXTURE(ModelsFixture, "pieces of all sizes, and a look at what has come in between") {
  REQUIRE(store.BeginUpload(upload, &offset) == Status::kOk);
  std::minstd_rand random(3);
  while (offset < model.size()) {
    const size_t count = std::min<size_t>(random() % 9000, model.size() - offset);
    REQUIRE(store.AppendUpload(offset, model.data() + offset, count) == Status::kOk);
    offset += static_cast<uint32_t>(count);
    Bytes come(offset);
    REQUIRE(store.ReadUpload(0, come.data(), come.size()) == Status::kOk);
    REQUIRE(std::equal(come.begin(), come.end(), model.begin()));
  }
  CHECK(store.CommitUpload() == Status::kOk);
  CHECK(Holds(0, model.size(), 1));
}

TEST_CASE_FIXTURE(ModelsFixture, "what is out of order is refused and changes nothing") {
  uint8_t byte = 0;
  CHECK(store.upload() == nullptr);
  CHECK(store.AppendUpload(0, &byte, 1) == Status::kNoUpload);
  CHECK(store.ReadUpload(0, &byte, 1) == Status::kNoUpload);
  CHECK(store.CommitUpload() == Status::kNoUpload);
  CHECK(store.AbortUpload() == Status::kOk);
  Upload beyond = upload;
  beyond.slot = kStoreSlots;
  CHECK(store.BeginUpload(beyond, &offset) == Status::kUnknownSlot);
  CHECK(store.ReadModel(kStoreSlots, 0, &byte, 1) == Status::kUnknownSlot);
  CHECK(store.RemoveModel(kStoreSlots) == Status::kUnknownSlot);
  CHECK(store.ModelBytes(255) == 0);

  REQUIRE(store.BeginUpload(upload, &offset) == Status::kOk);
  CHECK(offset == 0);
  REQUIRE(AppendAll(&store, model, 0, 6000) == Status::kOk);
  CHECK(store.upload_bytes() == 6000);
  CHECK(store.AppendUpload(5999, model.data(), 1) == Status::kWrongOffset);
  CHECK(store.AppendUpload(6001, model.data(), 1) == Status::kWrongOffset);
  CHECK(store.AppendUpload(6000, model.data(), model.size()) == Status::kTooLarge);
  CHECK(store.ReadUpload(5999, &byte, 2) == Status::kTruncated);
  CHECK(store.CommitUpload() == Status::kTruncated);
  CHECK(AppendAll(&store, model, 6000) == Status::kOk);
  CHECK(store.CommitUpload() == Status::kOk);
  CHECK(Holds(0, model.size(), 1));
  CHECK(store.ReadModel(0, 149999, &byte, 2) == Status::kTruncated);
}

TEST_CASE_FIXTURE(ModelsFixture, "after a start an upload goes on, at most 32 kB before its end") {
  REQUIRE(store.BeginUpload(upload, &offset) == Status::kOk);
  uint32_t come = 0;
  for (int starts = 0; come < model.size() && starts < 100; ++starts) {
    const size_t end = std::min<size_t>(come + 3000 + 12345u * starts % 50000, model.size());
    REQUIRE(AppendAll(&store, model, come, end) == Status::kOk);
    REQUIRE(store.Mount(&flash) == Status::kOk);
    REQUIRE(store.upload() != nullptr);
    REQUIRE(store.BeginUpload(upload, &offset) == Status::kOk);
    CHECK(offset == store.upload_bytes());
    CHECK(offset + 8 * kFlashEraseBytes >= end);
    CHECK(offset <= end);
    come = offset;
  }
  CHECK(come == model.size());
  CHECK(store.CommitUpload() == Status::kOk);
  CHECK(Holds(0, model.size(), 1));
}

TEST_CASE_FIXTURE(ModelsFixture, "another upload begins anew, and one can be given up") {
  REQUIRE(Put(0, 9000, 5) == Status::kOk);
  const uint32_t used = store.usage().used;
  REQUIRE(store.BeginUpload(upload, &offset) == Status::kOk);
  REQUIRE(AppendAll(&store, model, 0, 80000) == Status::kOk);
  Upload other = upload;
  SUBCASE("of another slot") { other.slot = 1; }
  SUBCASE("of another length") { --other.bytes; }
  SUBCASE("of another content") { other.hash[31] ^= 1; }
  CHECK(store.BeginUpload(other, &offset) == Status::kOk);
  CHECK(offset == 0);
  CHECK(store.upload_bytes() == 0);
  CHECK(store.upload()->slot == other.slot);
  CHECK(store.usage().used == used);
  REQUIRE(AppendAll(&store, model, 0, 5000) == Status::kOk);
  CHECK(store.AbortUpload() == Status::kOk);
  CHECK(store.upload() == nullptr);
  CHECK(store.upload_bytes() == 0);
  CHECK(store.usage().used == used);
  CHECK(Holds(0, 9000, 5));
}

TEST_CASE_FIXTURE(ModelsFixture, "other things can be done between the pieces") {
  REQUIRE(Put(1, 60000, 4) == Status::kOk);
  REQUIRE(store.BeginUpload(upload, &offset) == Status::kOk);
  for (; offset < model.size(); offset += 2000) {
    REQUIRE(store.AppendUpload(offset, model.data() + offset, 2000) == Status::kOk);
    REQUIRE(store.WriteRecord("settings", 1, &offset, sizeof(offset)) == Status::kOk);
    if (offset % 30000 == 0) REQUIRE(Holds(1, 60000, 4));
  }
  CHECK(store.CommitUpload() == Status::kOk);
  CHECK(Holds(0, model.size(), 1));
  CHECK(Holds(1, 60000, 4));
}

}  // namespace
}  // namespace autocoder
