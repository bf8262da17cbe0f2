// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "allocation_counter.h"
#include "flash_simulation.h"
#include "store_fixture.h"

namespace autocoder {
namespace {

class FlashFixture {
 public:
  FlashFixture() { REQUIRE(store.Mount(&flash) == Status::kOk); }

  Status Put(uint8_t slot, size_t bytes, uint32_t seed) {
    const Bytes model = RandomBytes(bytes, seed);
    return UploadAll(&store, Announce(slot, model, seed), model);
  }

  Status Save(const std::string& name, size_t bytes, uint32_t seed) {
    const Bytes data = RandomBytes(bytes, seed);
    return store.WriteRecord(name.c_str(), 1, data.data(), data.size());
  }

  bool HasSaved(const std::string& name, size_t bytes, uint32_t seed) {
    Bytes data(bytes + 1);
    uint16_t version;
    size_t size;
    const Status status =
        store.ReadRecord(name.c_str(), &version, data.data(), data.size(), &size);
    data.resize(bytes);
    return status == Status::kOk && size == bytes && data == RandomBytes(bytes, seed);
  }

  FlashSimulation flash{128};
  Store store;
  uint32_t offset = 0;
};

TEST_CASE_FIXTURE(FlashFixture, "a full store says so and stays as it is, with room for presets") {
  REQUIRE(Put(0, 150000, 1) == Status::kOk);
  REQUIRE(Put(1, 150000, 2) == Status::kOk);
  const Bytes model = RandomBytes(150000, 3);
  REQUIRE(store.BeginUpload(Announce(2, RandomBytes(50000, 4), 4), &offset) == Status::kOk);
  REQUIRE(AppendAll(&store, RandomBytes(50000, 4), 0, 40000) == Status::kOk);
  const FlashSimulation::Image before = flash.image();
  CHECK(store.BeginUpload(Announce(2, model, 3), &offset) == Status::kStoreFull);
  CHECK(store.BeginUpload(Announce(0, model, 3), &offset) == Status::kStoreFull);
  CHECK(store.upload_bytes() == 40000);
  CHECK(ReadWholeModel(&store, 0) == RandomBytes(150000, 1));
  for (int preset = 0; preset < 16; ++preset) {
    CHECK(Save("preset" + std::to_string(preset), 480, 5) == Status::kOk);
  }
  CHECK(store.AbortUpload() == Status::kOk);
  CHECK(store.RemoveModel(1) == Status::kOk);
  CHECK(UploadAll(&store, Announce(2, model, 3), model) == Status::kOk);
  CHECK(ReadWholeModel(&store, 2) == model);
  CHECK(HasSaved("preset15", 480, 5));
}

TEST_CASE_FIXTURE(FlashFixture, "an upload that is given up makes room for the next") {
  const Bytes model = RandomBytes(150000, 3);
  REQUIRE(Put(0, 150000, 1) == Status::kOk);
  for (uint32_t seed = 0; seed < 3; ++seed) {
    REQUIRE(store.BeginUpload(Announce(1, model, seed), &offset) == Status::kOk);
    REQUIRE(AppendAll(&store, model, offset, 140000) == Status::kOk);
  }
  CHECK(store.upload_bytes() == 140000);
}

TEST_CASE_FIXTURE(FlashFixture, "records fill a store to the end, and the old ones stay whole") {
  int written = 0;
  Status status = Status::kOk;
  for (; status == Status::kOk; ++written) status = Save("r" + std::to_string(written), 4000, 1);
  CHECK(status == Status::kStoreFull);
  --written;
  CHECK(written > 100);
  CHECK(Save("r0", 4001, 2) == Status::kStoreFull);  // a new one beside the old one
  REQUIRE(store.Mount(&flash) == Status::kOk);
  for (int i = 0; i < written; ++i) CHECK(HasSaved("r" + std::to_string(i), 4000, 1));
  CHECK(store.RemoveRecord("r5") == Status::kOk);
  CHECK(Save("r0", 4001, 2) == Status::kOk);
  CHECK(HasSaved("r0", 4001, 2));
  CHECK(store.FactoryReset() == Status::kOk);
  CHECK_FALSE(HasSaved("r0", 4001, 2));
}

TEST_CASE_FIXTURE(FlashFixture, "a piece costs few operations, an upload little more than it is") {
  const Bytes model = RandomBytes(300000, 1);
  REQUIRE(store.BeginUpload(Announce(0, model, 1), &offset) == Status::kOk);
  const uint64_t erases = flash.erases();
  const uint64_t pages = flash.pages();
  for (size_t done = 0; done < model.size(); done += kPieceBytes) {
    const uint64_t erases_before = flash.erases();
    const uint64_t pages_before = flash.pages();
    REQUIRE(AppendAll(&store, model, static_cast<uint32_t>(done), done + kPieceBytes) ==
            Status::kOk);
    CHECK(flash.erases() - erases_before <= 3);
    CHECK(flash.pages() - pages_before <= 24);
  }
  REQUIRE(store.CommitUpload() == Status::kOk);
  CHECK(flash.erases() - erases <= model.size() / kFlashEraseBytes * 106 / 100);
  CHECK(flash.pages() - pages <= model.size() / kFlashProgramBytes * 104 / 100);
}

TEST_CASE_FIXTURE(FlashFixture, "wear is spread, counted and remembered") {
  for (uint32_t i = 0; i < 3000; ++i) REQUIRE(Save("settings", 336, i) == Status::kOk);
  CHECK(store.usage().erases == flash.erases());
  CHECK(flash.most_erases_of_a_block() < 30 * flash.erases() / 128);
  REQUIRE(store.Mount(&flash) == Status::kOk);
  CHECK(store.usage().erases + 32 > flash.erases());
  CHECK(store.usage().erases <= flash.erases());
  CHECK(store.usage().bytes == 128 * 4096);
  CHECK(store.usage().blocks == 128);
  CHECK(store.usage().used < 16 * 4096);
}

TEST_CASE_FIXTURE(FlashFixture, "worn blocks are left out") {
  bool says_so = false;
  SUBCASE("that say so") { says_so = true; }
  SUBCASE("that do not") {}
  REQUIRE(Put(0, 30000, 1) == Status::kOk);
  for (size_t block = 40; block < 100; block += 3) flash.Wear(block, says_so);
  for (uint32_t round = 0; round < 5; ++round) {
    REQUIRE(Put(1, 100000, round) == Status::kOk);
    REQUIRE(Save("settings", 300, round) == Status::kOk);
    REQUIRE(store.Mount(&flash) == Status::kOk);
    CHECK(ReadWholeModel(&store, 0) == RandomBytes(30000, 1));
    CHECK(ReadWholeModel(&store, 1) == RandomBytes(100000, round));
    CHECK(HasSaved("settings", 300, round));
  }
}

TEST_CASE_FIXTURE(FlashFixture, "a flash that fails is not called full, nor empty") {
  REQUIRE(Save("settings", 300, 0) == Status::kOk);
  REQUIRE(store.BeginUpload(Announce(0, RandomBytes(30000, 1), 1), &offset) == Status::kOk);
  flash.CutAt(0, CutOutcome::kNotDone, 0);
  CHECK(Save("settings", 300, 1) == Status::kStoreFailed);
  CHECK(AppendAll(&store, RandomBytes(30000, 1), 0) == Status::kStoreFailed);
  CHECK(store.Mount(&flash) == Status::kStoreFailed);
  CHECK(Save("settings", 300, 1) == Status::kNoStore);
  flash.PowerOn();
  CHECK(store.Mount(&flash) == Status::kOk);
  CHECK(HasSaved("settings", 300, 0));
}

TEST_CASE_FIXTURE(FlashFixture, "a factory reset forgets everything") {
  REQUIRE(Put(0, 30000, 1) == Status::kOk);
  REQUIRE(Save("settings", 300, 1) == Status::kOk);
  REQUIRE(store.BeginUpload(Announce(1, RandomBytes(9000, 2), 2), &offset) == Status::kOk);
  REQUIRE(AppendAll(&store, RandomBytes(9000, 2), 0, 5000) == Status::kOk);
  CHECK(store.FactoryReset() == Status::kOk);
  for (int start = 0; start < 2; ++start) {
    CHECK(store.ModelBytes(0) == 0);
    CHECK_FALSE(HasSaved("settings", 300, 1));
    CHECK(store.upload() == nullptr);
    CHECK(store.usage().used == 8 * 4096);  // four folders
    REQUIRE(store.Mount(&flash) == Status::kOk);
  }
  CHECK(Put(0, 3000, 7) == Status::kOk);
}

TEST_CASE("a file system of another make stays until a factory reset") {
  FlashSimulation flash(64);
  Store store;
  REQUIRE(store.Mount(&flash) == Status::kOk);
  FlashSimulation smaller(48);
  FlashSimulation::Image image = flash.image();
  image.resize(smaller.bytes());
  smaller.SetImage(image);
  CHECK(store.Mount(&smaller) == Status::kUnsupportedVersion);
  CHECK(store.WriteRecord("a", 1, "a", 1) == Status::kNoStore);
  CHECK(smaller.image() == image);
  CHECK(store.FactoryReset() == Status::kOk);
  CHECK(store.WriteRecord("a", 1, "a", 1) == Status::kOk);
  CHECK(store.Mount(&smaller) == Status::kOk);
}

TEST_CASE("a first start that was cut is followed by one that is whole") {
  FlashSimulation whole(64);
  Store first;
  REQUIRE(first.Mount(&whole) == Status::kOk);
  REQUIRE(whole.operations() > 5);
  for (uint64_t operation = 0; operation < whole.operations(); ++operation) {
    for (const CutOutcome outcome : kCutOutcomes) {
      FlashSimulation flash(64);
      Store store;
      flash.CutAt(operation, outcome, static_cast<uint32_t>(operation));
      CHECK(store.Mount(&flash) == Status::kStoreFailed);
      flash.PowerOn();
      CHECK(store.Mount(&flash) == Status::kOk);
      CHECK(store.WriteRecord("a", 1, "a", 1) == Status::kOk);
      CHECK(store.Mount(&flash) == Status::kOk);
      char text[1];
      uint16_t version;
      size_t size;
      CHECK(store.ReadRecord("a", &version, text, sizeof(text), &size) == Status::kOk);
    }
  }
}

TEST_CASE_FIXTURE(FlashFixture, "nothing the store does allocates") {
  const Bytes model = RandomBytes(100000, 1);
  const Bytes preset = RandomBytes(480, 1);
  const Upload upload = Announce(0, model, 1);
  Bytes read(2000);
  AllocationCounter counter;
  bool fine = store.Mount(&flash) == Status::kOk;
  fine &= UploadAll(&store, upload, model) == Status::kOk;
  fine &= store.WriteRecord("a", 1, preset.data(), preset.size()) == Status::kOk;
  uint16_t version;
  size_t size;
  fine &= store.ReadRecord("a", &version, read.data(), read.size(), &size) == Status::kOk;
  fine &= store.ReadModel(0, 5000, read.data(), read.size()) == Status::kOk;
  fine &= store.usage().erases > 0;
  fine &= store.RemoveModel(0) == Status::kOk;
  fine &= store.FactoryReset() == Status::kOk;
  CHECK(counter.allocations() == 0);
  CHECK(counter.releases() == 0);
  CHECK(fine);
}

}  // namespace
}  // namespace autocoder
