// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "decoder/flatbuffer.h"
#include "tflite_writer.h"

namespace autocoder {
namespace {

TEST_CASE("reads inside the bytes succeed, reads across the end do not") {
  const std::vector<uint8_t> bytes = {1, 2, 3, 4, 5};
  FlatBuffer buffer(bytes.data(), bytes.size());
  CHECK(buffer.Read<uint16_t>(3) == 0x0504);
  CHECK(buffer.Read<uint32_t>(1) == 0x05040302);
  CHECK(buffer.intact());
  CHECK(buffer.Read<uint32_t>(2) == 0);
  CHECK_FALSE(buffer.intact());
}

TEST_CASE("positions and counts that would wrap around are outside") {
  const std::vector<uint8_t> bytes(16, 0xFF);
  for (size_t position : {size_t{17}, SIZE_MAX, SIZE_MAX - 3}) {
    FlatBuffer buffer(bytes.data(), bytes.size());
    CHECK_FALSE(buffer.Contains(position, 4));
    CHECK_FALSE(buffer.intact());
  }
  FlatBuffer buffer(bytes.data(), bytes.size());
  CHECK_FALSE(buffer.Contains(8, SIZE_MAX - 4));
}

TEST_CASE("an offset of zero or beyond the end leads nowhere") {
  for (uint32_t offset : {0u, 9u, 0xFFFFFFFFu}) {
    std::vector<uint8_t> bytes(8);
    std::memcpy(bytes.data(), &offset, sizeof(offset));
    FlatBuffer buffer(bytes.data(), bytes.size());
    CHECK(buffer.Follow(0) == 0);
    CHECK_FALSE(buffer.intact());
  }
}

TEST_CASE("a vector longer than the bytes is broken, not shortened") {
  for (uint32_t count : {3u, 0x40000000u, 0xFFFFFFFFu}) {
    FlatWriter writer;
    writer.Put(uint32_t{0});
    const size_t position = writer.Put(count);
    writer.Put(uint32_t{7});
    writer.Put(uint32_t{8});
    FlatBuffer buffer(writer.bytes.data(), writer.bytes.size());
    const FlatVector<uint32_t> vector(&buffer, position);
    CHECK(vector.size() == 0);
    CHECK_FALSE(buffer.intact());
  }
}

TEST_CASE("an index beyond a vector breaks the buffer") {
  FlatWriter writer;
  writer.Put(uint32_t{0});
  const size_t position = writer.Put(uint32_t{1});
  writer.Put(int32_t{-5});
  writer.Put(int32_t{-6});
  FlatBuffer buffer(writer.bytes.data(), writer.bytes.size());
  const FlatVector<int32_t> vector(&buffer, position);
  CHECK(vector[0] == -5);
  CHECK(buffer.intact());
  CHECK(vector[1] == 0);
  CHECK_FALSE(buffer.intact());
}

TEST_CASE("tables give stored fields, defaults and nested tables") {
  FlatWriter writer;
  writer.Put(uint32_t{0});
  const auto outer = writer.Table(
      {FlatWriter::Scalar<int8_t>(2, -7), FlatWriter::Offset(0)});
  const auto inner = writer.Table({FlatWriter::Scalar<float>(1, 2.5f)});
  writer.Link(outer.fields[1], inner.position);
  FlatBuffer buffer(writer.bytes.data(), writer.bytes.size());
  const FlatTable table(&buffer, outer.position);
  CHECK(table.Scalar<int8_t>(2, 0) == -7);
  CHECK(table.Scalar<int8_t>(1, 42) == 42);
  CHECK(table.Scalar<int8_t>(9, 43) == 43);
  CHECK(table.Table(0).Scalar<float>(1, 0.0f) == 2.5f);
  CHECK_FALSE(table.Table(3).present());
  CHECK(buffer.intact());
}

TEST_CASE("a table whose field directory lies outside is broken") {
  for (int32_t distance : {100, -100, 2147483647, -2147483647 - 1}) {
    FlatWriter writer;
    writer.Put(uint32_t{0});
    const size_t position = writer.Put(distance);
    writer.Put(uint32_t{0});
    FlatBuffer buffer(writer.bytes.data(), writer.bytes.size());
    CHECK_FALSE(FlatTable(&buffer, position).present());
    CHECK_FALSE(buffer.intact());
  }
}

}  // namespace
}  // namespace autocoder
