// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_LINK_WIRE_H_
#define AUTOCODER_LINK_WIRE_H_

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace autocoder {

// UTF-8 and bytes that lie in memory of someone else.
struct Text {
  const char* begin = nullptr;
  uint8_t size = 0;
};

struct Bytes {
  const uint8_t* begin = nullptr;
  size_t size = 0;
};

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "numbers are copied as they are on the wire");

// Takes the fields of a message from a payload, one after another. One that is not there any more
// stays as it is; one that the payload ends in the middle of is damage, as is text that is no UTF-8.
class Reader {
 public:
  Reader(const uint8_t* begin, size_t size) : next_(begin), left_(size) {}

  template <typename Number>
  void Field(Number* number) {
    static_assert(std::is_arithmetic<Number>::value, "a number");
    Take(number, sizeof(*number));
  }

  template <typename Number, size_t count>
  void Field(Number (*numbers)[count]) {
    static_assert(std::is_arithmetic<Number>::value, "numbers");
    Take(numbers, sizeof(*numbers));
  }

  void Field(Text* text);
  void Field(Bytes* bytes);

  bool ok() const { return ok_; }

 private:
  void Take(void* to, size_t size);
  void Fail();

  const uint8_t* next_;
  size_t left_;
  bool ok_ = true;
};

// Puts the fields of a message into a payload, as far as there is room.
class Writer {
 public:
  Writer(uint8_t* begin, size_t most) : begin_(begin), most_(most) {}

  template <typename Number>
  void Field(const Number* number) {
    static_assert(std::is_arithmetic<Number>::value, "a number");
    Put(number, sizeof(*number));
  }

  template <typename Number, size_t count>
  void Field(const Number (*numbers)[count]) {
    static_assert(std::is_arithmetic<Number>::value, "numbers");
    Put(numbers, sizeof(*numbers));
  }

  void Field(const Text* text);
  void Field(const Bytes* bytes);

  size_t size() const { return size_; }
  bool ok() const { return ok_; }  // all found room

 private:
  void Put(const void* from, size_t size);

  uint8_t* begin_;
  size_t most_;
  size_t size_ = 0;
  bool ok_ = true;
};

// Whether these are whole characters in their shortest form, as Unicode demands.
bool IsUtf8(const uint8_t* bytes, size_t size);

}  // namespace autocoder

#endif  // AUTOCODER_LINK_WIRE_H_
