// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "flash_simulation.h"
#include "store_fixture.h"

namespace autocoder {
namespace {

class RecordsFixture {
 public:
  RecordsFixture() { REQUIRE(store.Mount(&flash) == Status::kOk); }

  Status Write(const char* name, uint16_t version, const Bytes& bytes) {
    return store.WriteRecord(name, version, bytes.data(), bytes.size());
  }

  Status Read(const char* name) {
    data.assign(70000, 0xEE);
    size_t size = 0;
    const Status status = store.ReadRecord(name, &version, data.data(), data.size(), &size);
    data.resize(size);
    return status;
  }

  FlashSimulation flash{64};
  Store store;
  Bytes data;
  uint16_t version = 0;
};

TEST_CASE("an empty flash becomes a store, which the next start finds") {
  FlashSimulation flash(64);
  Store store;
  CHECK(store.Mount(&flash) == Status::kOk);
  CHECK(store.WriteRecord("key", 1, "abc", 3) == Status::kOk);
  Store next;
  CHECK(next.Mount(&flash) == Status::kOk);
  char text[3];
  uint16_t version;
  size_t size;
  CHECK(next.ReadRecord("key", &version, text, sizeof(text), &size) == Status::kOk);
  CHECK(std::string(text, size) == "abc");
}

TEST_CASE_FIXTURE(RecordsFixture, "records of every size come back, also after a start") {
  const size_t sizes[] = {0, 1, 100, 247, 248, 249, 480, 4096, 5000, 65535};
  for (const size_t size : sizes) {
    CHECK(Write(("r" + std::to_string(size)).c_str(), static_cast<uint16_t>(size),
                RandomBytes(size, 1)) == Status::kOk);
  }
  REQUIRE(store.Mount(&flash) == Status::kOk);
  for (const size_t size : sizes) {
    CHECK(Read(("r" + std::to_string(size)).c_str()) == Status::kOk);
    CHECK(version == size);
    CHECK(data == RandomBytes(size, 1));
  }
  CHECK(Write("r65536", 1, RandomBytes(65536, 1)) == Status::kTooLarge);
}

TEST_CASE_FIXTURE(RecordsFixture, "a record is replaced, and removed") {
  CHECK(Write("settings", 1, RandomBytes(300, 1)) == Status::kOk);
  CHECK(Write("settings", 2, RandomBytes(20, 2)) == Status::kOk);
  CHECK(Read("settings") == Status::kOk);
  CHECK(version == 2);
  CHECK(data == RandomBytes(20, 2));
  CHECK(store.RemoveRecord("settings") == Status::kOk);
  CHECK(Read("settings") == Status::kNotFound);
  CHECK(store.RemoveRecord("settings") == Status::kOk);
}

TEST_CASE_FIXTURE(RecordsFixture, "what does not fit the reader is said to be too large") {
  CHECK(Write("settings", 1, RandomBytes(300, 1)) == Status::kOk);
  uint8_t little[299];
  size_t size;
  CHECK(store.ReadRecord("settings", &version, little, 299, &size) == Status::kTooLarge);
}

TEST_CASE_FIXTURE(RecordsFixture, "names that no record can have are refused") {
  const std::string longest(31, 'a');
  for (const std::string& name : {std::string(), std::string("."), std::string(".."),
                                  std::string("a/b"), std::string("/a"), longest + "a"}) {
    CHECK(Write(name.c_str(), 1, {1}) == Status::kBadParameter);
    CHECK(Read(name.c_str()) == Status::kBadParameter);
    CHECK(store.RemoveRecord(name.c_str()) == Status::kBadParameter);
  }
  CHECK(Write(longest.c_str(), 1, {1}) == Status::kOk);
  CHECK(Read(longest.c_str()) == Status::kOk);
}

// A record of a block of its own; littlefs checks only what is in folders.
TEST_CASE_FIXTURE(RecordsFixture, "each damaged bit of a record is noticed") {
  constexpr size_t kHeadBytes = 8;
  const Bytes bytes = RandomBytes(400, 9);
  REQUIRE(Write("settings", 1, bytes) == Status::kOk);
  const FlashSimulation::Image image = flash.image();
  const auto found = std::search(image.begin(), image.end(), bytes.begin(), bytes.end());
  REQUIRE(found != image.end());
  const size_t begin = static_cast<size_t>(found - image.begin()) - kHeadBytes;
  for (size_t bit = 0; bit < 8 * (kHeadBytes + bytes.size()); bit += bit < 64 ? 1 : 7) {
    FlashSimulation::Image damaged = image;
    damaged[begin + bit / 8] ^= 1u << bit % 8;
    flash.SetImage(damaged);
    REQUIRE(store.Mount(&flash) == Status::kOk);
    CHECK(Read("settings") == Status::kBadChecksum);
  }
}

TEST_CASE("without a flash there is no store") {
  Store store;
  uint16_t version;
  size_t size;
  uint32_t offset;
  uint8_t bytes[kHashBytes] = {};
  CHECK(store.Mount(nullptr) == Status::kNoStore);
  CHECK(store.WriteRecord("a", 1, bytes, 1) == Status::kNoStore);
  CHECK(store.ReadRecord("a", &version, bytes, 1, &size) == Status::kNoStore);
  CHECK(store.RemoveRecord("a") == Status::kNoStore);
  CHECK(store.BeginUpload({}, &offset) == Status::kNoStore);
  CHECK(store.AppendUpload(0, bytes, 1) == Status::kNoStore);
  CHECK(store.ReadUpload(0, bytes, 1) == Status::kNoStore);
  CHECK(store.upload() == nullptr);
  CHECK(store.CommitUpload() == Status::kNoStore);
  CHECK(store.AbortUpload() == Status::kNoStore);
  CHECK(store.ModelBytes(0) == 0);
  CHECK(store.ReadModel(0, 0, bytes, 1) == Status::kNoStore);
  CHECK(store.ModelHash(0, bytes) == Status::kNoStore);
  CHECK(store.RemoveModel(0) == Status::kNoStore);
  CHECK(store.FactoryReset() == Status::kNoStore);
  CHECK(store.usage().blocks == 0);
}

}  // namespace
}  // namespace autocoder
