// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <string>

#include "link/wire.h"

namespace autocoder {
namespace {

bool Utf8(const std::string& text) {
  return IsUtf8(reinterpret_cast<const uint8_t*>(text.data()), text.size());
}

TEST_CASE("what a payload lacks stays as it is, what it has beyond is ignored") {
  const uint8_t payload[] = {1, 2, 3, 4, 5};
  uint8_t first = 0;
  uint16_t second = 0;
  uint32_t third = 7;
  Reader reader(payload, 3);
  reader.Field(&first);
  reader.Field(&second);
  reader.Field(&third);
  CHECK(first == 1);
  CHECK(second == 0x0302);
  CHECK(third == 7);
  CHECK(reader.ok());
  Reader longer(payload, sizeof(payload));
  longer.Field(&first);
  CHECK(longer.ok());
}

TEST_CASE("a payload that ends within a field is damaged, and nothing is read from then on") {
  const uint8_t payload[] = {1, 2, 3};
  uint32_t number = 7;
  uint8_t next = 9;
  Reader reader(payload, sizeof(payload));
  reader.Field(&number);
  reader.Field(&next);
  CHECK_FALSE(reader.ok());
  CHECK(number == 7);
  CHECK(next == 9);
  uint16_t numbers[2] = {};
  Reader run(payload, sizeof(payload));
  run.Field(&numbers);
  CHECK_FALSE(run.ok());
}

TEST_CASE("text is as long as it says, or damaged") {
  const uint8_t payload[] = {2, 'a', 'b', 3, 'c'};
  Text text;
  Reader reader(payload, sizeof(payload));
  reader.Field(&text);
  CHECK(std::string(text.begin, text.size) == "ab");
  CHECK(reader.ok());
  reader.Field(&text);
  CHECK_FALSE(reader.ok());
}

TEST_CASE("bytes are all that is left") {
  const uint8_t payload[] = {1, 2, 3};
  uint8_t first = 0;
  Bytes rest;
  Reader reader(payload, sizeof(payload));
  reader.Field(&first);
  reader.Field(&rest);
  CHECK(rest.begin == payload + 1);
  CHECK(rest.size == 2);
  reader.Field(&rest);
  CHECK(rest.size == 0);
  CHECK(reader.ok());
}

TEST_CASE("what finds no room is not written, nor what comes after it") {
  uint8_t payload[6] = {};
  const uint16_t number = 0x0201;
  const uint32_t large = 0xFFFFFFFF;
  Writer writer(payload, sizeof(payload) - 1);
  writer.Field(&number);
  CHECK(writer.ok());
  writer.Field(&large);
  CHECK_FALSE(writer.ok());
  const uint8_t small = 9;
  writer.Field(&small);
  CHECK(writer.size() == 2);
  CHECK(payload[0] == 1);
  CHECK(payload[1] == 2);
  CHECK(payload[2] == 0);
}

TEST_CASE("text must be UTF-8 in its shortest form") {
  for (const char* good : {"", "a", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF",
                           "\xEE\x80\x80", "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    CHECK(Utf8(good));
  }
  for (const char* bad : {"\x80", "\xC2", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xED\xBF\xBF",
                          "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "\xFF",
                          "\xE2\x82", "a\xC3", "\xC3""a"}) {
    CHECK_FALSE(Utf8(bad));
  }
  const uint8_t cut[] = {'a', 0xC3, 0xA9};  // its last byte is someone else's
  CHECK(IsUtf8(cut, 3));
  CHECK_FALSE(IsUtf8(cut, 2));
}

}  // namespace
}  // namespace autocoder
