// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "flash_simulation.h"
#include "store_fixture.h"

namespace autocoder {
namespace {

TEST_CASE("flash keeps what was programmed until it is erased") {
  FlashSimulation flash(4);
  const Bytes page = RandomBytes(kFlashProgramBytes, 1);
  Bytes read(kFlashEraseBytes);
  REQUIRE(flash.Erase(kFlashEraseBytes));
  REQUIRE(flash.Read(kFlashEraseBytes, read.data(), read.size()));
  CHECK(read == Bytes(kFlashEraseBytes, 0xFF));
  REQUIRE(flash.Program(kFlashEraseBytes + 512, page.data(), page.size()));
  REQUIRE(flash.Program(kFlashEraseBytes + 512, page.data(), page.size()));  // sets no bit
  read.resize(page.size());
  REQUIRE(flash.Read(kFlashEraseBytes + 512, read.data(), read.size()));
  CHECK(read == page);
  CHECK(flash.erases() == 1);
  CHECK(flash.pages() == 2);
  CHECK(flash.most_erases_of_a_block() == 1);
}

// A page of zeros over one of ones, and the other way: how much came of it.
int ChangedBytes(CutOutcome outcome, uint32_t seed, bool erase) {
  FlashSimulation flash(2);
  const Bytes zeros(kFlashEraseBytes);
  REQUIRE(flash.Erase(0));
  if (erase) REQUIRE(flash.Program(0, zeros.data(), zeros.size()));
  flash.CutAt(0, outcome, seed);
  const bool done = erase ? flash.Erase(0) : flash.Program(0, zeros.data(), kFlashProgramBytes);
  CHECK_FALSE(done);
  CHECK(flash.is_off());
  uint8_t byte;
  const FlashSimulation::Image image = flash.image();
  CHECK_FALSE(flash.Read(0, &byte, 1));
  CHECK_FALSE(flash.Erase(kFlashEraseBytes));
  CHECK_FALSE(flash.Program(0, zeros.data(), kFlashProgramBytes));
  CHECK_FALSE(flash.Sync());
  CHECK(flash.image() == image);
  flash.PowerOn();
  CHECK(flash.Read(0, &byte, 1));
  int changed = 0;
  for (size_t i = 0; i < kFlashEraseBytes; ++i) changed += image[i] != (erase ? 0 : 0xFF);
  return changed;
}

TEST_CASE("a cut operation is done, not done, or anything between") {
  for (const bool erase : {false, true}) {
    const int whole = erase ? kFlashEraseBytes : kFlashProgramBytes;
    CHECK(ChangedBytes(CutOutcome::kNotDone, 1, erase) == 0);
    CHECK(ChangedBytes(CutOutcome::kDone, 1, erase) == whole);
    int between = 0;
    for (uint32_t seed = 0; seed < 100; ++seed) {
      const int changed = ChangedBytes(CutOutcome::kPartlyDone, seed, erase);
      between += changed > 0 && changed <= whole;
    }
    CHECK(between > 90);
  }
}

TEST_CASE("a cut comes in the operation that was said") {
  FlashSimulation flash(8);
  flash.CutAt(3, CutOutcome::kNotDone, 0);
  for (size_t block = 0; block < 3; ++block) CHECK(flash.Erase(block * kFlashEraseBytes));
  CHECK_FALSE(flash.Erase(3 * kFlashEraseBytes));
  flash.PowerOn();
  CHECK(flash.Erase(3 * kFlashEraseBytes));
}

}  // namespace
}  // namespace autocoder
