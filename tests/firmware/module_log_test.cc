// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <string>

#include "module/log.h"

namespace autocoder {
namespace {

std::string TextFrom(const Log& log, uint32_t* position) {
  char text[4096];
  const size_t count = log.Read(position, text, sizeof(text));
  return {text, count};
}

TEST_CASE("the log keeps lines in order") {
  Log log;
  log.Say("begins");
  log.Say("slot ", 4294967295u, ": a model: ", "ok");
  log.Say("slot ", 0, " is empty");
  uint32_t position = 0;
  CHECK(TextFrom(log, &position) ==
        "begins\nslot 4294967295: a model: ok\nslot 0 is empty\n");
  CHECK(position == 0);
}

TEST_CASE("whoever has read to the end reads only what is new") {
  Log log;
  log.Say("one");
  uint32_t position = 4;
  CHECK(TextFrom(log, &position).empty());
  log.Say("two");
  CHECK(TextFrom(log, &position) == "two\n");
  CHECK(position == 4);
}

TEST_CASE("old lines make room, and a position that is gone or not there yet is corrected") {
  Log log;
  for (uint32_t i = 0; i < 1000; ++i) log.Say("line ", i, "");
  uint32_t position = 0;
  const std::string text = TextFrom(log, &position);
  CHECK(text.size() == 2048);
  CHECK(position > 0);
  CHECK(text.substr(text.size() - 9) == "line 999\n");
  uint32_t beyond = position + 1000000;
  CHECK(TextFrom(log, &beyond).empty());
  CHECK(beyond == position + 2048);
}

}  // namespace
}  // namespace autocoder
