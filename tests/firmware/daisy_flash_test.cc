// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "boards/daisy/nor_chip.h"
#include "nor_simulation.h"

namespace autocoder {
namespace {

constexpr size_t kChipBytes = 8 << 20;
constexpr uint32_t kBegin = 4 << 20;
constexpr size_t kRegionBytes = 64 << 10;

struct Fixture {
  Fixture() { REQUIRE(chip.Init()); }

  std::vector<uint8_t> Read(size_t offset, size_t count) {
    std::vector<uint8_t> bytes(count);
    REQUIRE(chip.Read(offset, bytes.data(), count));
    return bytes;
  }

  NorSimulation bus{kChipBytes};
  NorChip chip{&bus, kBegin, kRegionBytes};
};

std::vector<uint8_t> Bytes(size_t count, uint8_t first) {
  std::vector<uint8_t> bytes(count);
  for (size_t i = 0; i < count; ++i) bytes[i] = static_cast<uint8_t>(first + 7 * i + (i >> 8));
  return bytes;
}

unsigned works = 0;
void Work() { ++works; }

TEST_CASE("A NOR chip keeps what is programmed into erased blocks of its region, and nothing else") {
  Fixture fixture;
  const std::vector<uint8_t> before = fixture.bus.image();
  const std::vector<uint8_t> bytes = Bytes(3 * kFlashProgramBytes, 5);
  REQUIRE(fixture.chip.Erase(2 * kFlashEraseBytes));
  REQUIRE(fixture.chip.Program(2 * kFlashEraseBytes + kFlashProgramBytes, bytes.data(), bytes.size()));
  std::vector<uint8_t> wanted = before;
  const size_t block = kBegin + 2 * kFlashEraseBytes;
  std::fill_n(wanted.begin() + block, kFlashEraseBytes, uint8_t{0xFF});
  std::copy(bytes.begin(), bytes.end(), wanted.begin() + block + kFlashProgramBytes);
  CHECK(fixture.bus.image() == wanted);
  CHECK(fixture.Read(2 * kFlashEraseBytes + kFlashProgramBytes, bytes.size()) == bytes);
  CHECK(fixture.Read(2 * kFlashEraseBytes + 1, 3) == std::vector<uint8_t>(3, 0xFF));
  CHECK(fixture.chip.Sync());
  CHECK(fixture.chip.failure() == NorFailure::kNone);
}

TEST_CASE("A NOR chip is brought out of the modes in which a bootloader may leave it") {
  using Mode = NorSimulation::Mode;
  for (const Mode mode : {Mode::kPlain, Mode::kFourLines, Mode::kContinuousRead}) {
    NorSimulation bus(kChipBytes);
    bus.LeaveIn(mode);
    NorChip chip(&bus, kBegin, kRegionBytes);
    CHECK(chip.Init());
    CHECK(bus.resets() == 1);
  }
}

TEST_CASE("A NOR chip that is missing, or too small for its region, is not taken for one") {
  const uint8_t identities[][2] = {{0xFF, 0xFF}, {0x00, 0x00}, {0x9D, 22}, {0x9D, 200}};
  for (const auto& identity : identities) {
    NorSimulation bus(kChipBytes);
    bus.SetIdentity(identity[0], identity[1]);
    NorChip chip(&bus, kBegin, kRegionBytes);
    CHECK_FALSE(chip.Init());
    CHECK(chip.failure() == NorFailure::kNoChip);
  }
  NorSimulation bus(kChipBytes);
  bus.SetIdentity(0xEF, 24);  // another maker's, and larger
  NorChip chip(&bus, kBegin, kRegionBytes);
  CHECK(chip.Init());
}

TEST_CASE("While a NOR chip is busy the work that waits is done, over and over") {
  Fixture fixture;
  fixture.bus.TakeAsks(40);
  fixture.chip.WhileWaiting(Work);
  works = 0;
  REQUIRE(fixture.chip.Erase(0));
  CHECK(works == 40);
  const std::vector<uint8_t> page = Bytes(kFlashProgramBytes, 1);
  fixture.bus.TakeAsks(2);
  REQUIRE(fixture.chip.Program(0, page.data(), page.size()));
  CHECK(works == 42);
  fixture.chip.WhileWaiting(nullptr);
  REQUIRE(fixture.chip.Erase(0));
  CHECK(works == 42);
}

TEST_CASE("A NOR chip that stays busy is given up") {
  Fixture fixture;
  fixture.bus.TakeForever();
  CHECK_FALSE(fixture.chip.Erase(0));
  CHECK(fixture.chip.failure() == NorFailure::kTimeout);
}

TEST_CASE("What a NOR chip says has failed has failed, and the next call is not blamed for it") {
  const std::vector<uint8_t> page = Bytes(kFlashProgramBytes, 1);
  Fixture fixture;
  SUBCASE("programs") {
    fixture.bus.FailPrograms();
    CHECK_FALSE(fixture.chip.Program(0, page.data(), page.size()));
    CHECK(fixture.chip.failure() == NorFailure::kProgram);
    CHECK(fixture.chip.Erase(0));
  }
  SUBCASE("erases") {
    fixture.bus.FailErases();
    CHECK_FALSE(fixture.chip.Erase(0));
    CHECK(fixture.chip.failure() == NorFailure::kErase);
    CHECK(fixture.chip.Program(0, page.data(), page.size()));
  }
  SUBCASE("protected places") {
    fixture.bus.ProtectFrom(kBegin + kFlashEraseBytes);
    CHECK_FALSE(fixture.chip.Erase(kFlashEraseBytes));
    CHECK(fixture.chip.failure() == NorFailure::kProtected);
    CHECK(fixture.chip.Erase(0));
  }
  SUBCASE("leave to write") {
    fixture.bus.IgnoreWriteEnable();
    CHECK_FALSE(fixture.chip.Erase(0));
    CHECK(fixture.chip.failure() == NorFailure::kProtected);
  }
  CHECK_FALSE(fixture.bus.says_error());
}

TEST_CASE("Wherever the bus to a NOR chip breaks, the call says so") {
  const std::vector<uint8_t> page = Bytes(kFlashProgramBytes, 1);
  uint8_t byte;
  for (unsigned commands = 0; commands < 8; ++commands) {
    NorSimulation bus(kChipBytes);
    NorChip chip(&bus, kBegin, kRegionBytes);
    bus.BreakBusAfter(commands);
    CHECK(chip.Init() == (commands >= 6));
    if (commands < 6) CHECK(chip.failure() == NorFailure::kBus);
  }
  for (unsigned commands = 0; commands < 7; ++commands) {
    Fixture fixture;
    fixture.bus.BreakBusAfter(commands);
    CHECK_FALSE(fixture.chip.Program(0, page.data(), page.size()));
    CHECK(fixture.chip.failure() == NorFailure::kBus);
  }
  Fixture fixture;
  fixture.bus.BreakBusAfter(0);
  CHECK_FALSE(fixture.chip.Read(0, &byte, 1));
  CHECK_FALSE(fixture.chip.Erase(0));
}

TEST_CASE("Calls outside of a NOR chip's region, or not of whole units, change nothing") {
  Fixture fixture;
  const std::vector<uint8_t> before = fixture.bus.image();
  std::vector<uint8_t> bytes(2 * kFlashProgramBytes);
  CHECK_FALSE(fixture.chip.Program(1, bytes.data(), kFlashProgramBytes));
  CHECK_FALSE(fixture.chip.Program(0, bytes.data(), kFlashProgramBytes - 1));
  CHECK_FALSE(fixture.chip.Program(kRegionBytes - kFlashProgramBytes, bytes.data(), bytes.size()));
  CHECK_FALSE(fixture.chip.Erase(kFlashProgramBytes));
  CHECK_FALSE(fixture.chip.Erase(kRegionBytes));
  CHECK_FALSE(fixture.chip.Read(kRegionBytes - 1, bytes.data(), 2));
  CHECK_FALSE(fixture.chip.Read(SIZE_MAX, bytes.data(), 2));
  CHECK(fixture.chip.failure() == NorFailure::kRange);
  CHECK(fixture.chip.Read(kRegionBytes - 1, bytes.data(), 1));
  CHECK(fixture.chip.Read(0, bytes.data(), 0));
  CHECK(fixture.bus.image() == before);
}

}  // namespace
}  // namespace autocoder
