// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "module/banks.h"

namespace autocoder {
namespace {

constexpr uint32_t Id(ParameterId id) { return static_cast<uint32_t>(id); }

struct BanksFixture {
  float Get(size_t bank, uint32_t id) {
    float value = NAN;
    CHECK(banks.Get(bank, id, &value) == Status::kOk);
    return value;
  }

  ParameterStore panel;
  Presets presets;
  Banks banks{&panel, &presets};
};

TEST_CASE_FIXTURE(BanksFixture, "each bank has values of its own") {
  for (size_t bank = 0; bank < kBanks; ++bank) {
    CHECK(banks.Set(bank, Id(ParameterId::kMix), 0.25f * bank) == Status::kOk);
  }
  for (size_t bank = 0; bank < kBanks; ++bank) {
    CHECK(Get(bank, Id(ParameterId::kMix)) == 0.25f * bank);
  }
  CHECK(banks.Set(2, kParameterCount + 7, 1) == Status::kOk);
  CHECK(Get(2, kParameterCount + 7) == 1);
  CHECK(Get(1, kParameterCount + 7) == doctest::Approx(0.5).epsilon(1e-4));
}

TEST_CASE_FIXTURE(BanksFixture, "what is no bank, no parameter and no number is refused") {
  float value;
  CHECK(banks.Set(kBanks, 0, 0) == Status::kBadParameter);
  CHECK(banks.Get(kBanks, 0, &value) == Status::kBadParameter);
  CHECK(banks.Set(0, kParameterCount, 0) == Status::kBadParameter);
  CHECK(banks.Get(0, kParameterCount, &value) == Status::kBadParameter);
  CHECK(banks.Set(1, kBankValues, 0) == Status::kBadParameter);
  CHECK(banks.Get(1, kBankValues, &value) == Status::kBadParameter);
  CHECK(banks.Set(0, 0, NAN) == Status::kBadParameter);
}

TEST_CASE_FIXTURE(BanksFixture, "values are taken from firmware with fewer and more parameters") {
  BankValues values;
  banks.Set(1, 0, 0.125f);
  banks.Set(1, kParameterCount, 0.75f);
  banks.Read(1, values);

  const std::vector<float> fewer = {0.5f, 0, 0.25f, 0, 0, 0, 0, 0, 0};  // one, then latents
  banks.Write(2, fewer.data(), fewer.size());
  CHECK(Get(2, 0) == 0.5f);
  CHECK(Get(2, 1) == kParameterRanges[1].initial);
  CHECK(Get(2, kParameterCount + 1) == doctest::Approx(0.25).epsilon(1e-4));

  std::vector<float> more(values, values + kBankValues);
  more.insert(more.begin() + kParameterCount, {9, 9, 9});
  banks.Write(2, more.data(), more.size());
  CHECK(Get(2, 0) == 0.125f);
  CHECK(Get(2, kParameterCount) == doctest::Approx(0.75).epsilon(1e-4));
  CHECK(Get(2, kParameterCount + 1) == doctest::Approx(0.5).epsilon(1e-4));

  banks.Write(2, fewer.data(), kLatents - 1);  // too few to be any
  CHECK(Get(2, 0) == 0.125f);
}

}  // namespace
}  // namespace autocoder
