// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_DECODER_FLATBUFFER_H_
#define AUTOCODER_DECODER_FLATBUFFER_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace autocoder {

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
              "FlatBuffers are little-endian and are read in place");

// Bounds-checked view of FlatBuffer bytes from an untrusted source. A read
// that would leave the bytes yields zero and clears intact(), so a parser may
// read on and ask once. Positions are absolute; 0 stands for "absent", which
// no object can have because the root offset lies there.
class FlatBuffer {
 public:
  FlatBuffer(const uint8_t* bytes, size_t size) : bytes_(bytes), size_(size) {}

  bool intact() const { return intact_; }
  size_t size() const { return size_; }
  const uint8_t* At(size_t position) const { return bytes_ + position; }

  bool Contains(size_t position, size_t count) {
    if (position <= size_ && count <= size_ - position) return true;
    intact_ = false;
    return false;
  }

  template <typename T>
  T Read(size_t position) {
    static_assert(std::is_arithmetic<T>::value, "scalars only");
    T value{};
    if (Contains(position, sizeof(T))) {
      std::memcpy(&value, bytes_ + position, sizeof(T));
    }
    return value;
  }

  // Where the unsigned offset stored at `position` leads.
  size_t Follow(size_t position) {
    const uint32_t offset = Read<uint32_t>(position);
    if (!intact_ || offset == 0 || !Contains(position, offset)) {
      intact_ = false;
      return 0;
    }
    return position + offset;
  }

  void MarkBroken() { intact_ = false; }

 private:
  const uint8_t* bytes_;
  size_t size_;
  bool intact_ = true;
};

// A vector of scalars; an absent one is empty.
template <typename T>
class FlatVector {
 public:
  FlatVector(FlatBuffer* buffer, size_t position) : buffer_(buffer) {
    if (position == 0) return;
    const size_t count = buffer->Read<uint32_t>(position);
    if (!buffer->intact()) return;
    const size_t first = position + sizeof(uint32_t);
    if (count > (buffer->size() - first) / sizeof(T)) {
      buffer->MarkBroken();
      return;
    }
    first_ = first;
    size_ = count;
  }

  size_t size() const { return size_; }
  const uint8_t* bytes() const { return buffer_->At(first_); }

  // Position of an element; marks the buffer as broken beyond the end.
  size_t PositionOf(size_t index) const {
    if (index < size_) return first_ + index * sizeof(T);
    buffer_->MarkBroken();
    return 0;
  }

  T operator[](size_t index) const {
    const size_t position = PositionOf(index);
    return position == 0 ? T{} : buffer_->Read<T>(position);
  }

 private:
  FlatBuffer* buffer_;
  size_t first_ = 0;
  size_t size_ = 0;
};

// A table; fields are named by their index in the schema.
class FlatTable {
 public:
  FlatTable(FlatBuffer* buffer, size_t position) : buffer_(buffer) {
    if (position == 0) return;
    const int64_t vtable =
        static_cast<int64_t>(position) - buffer->Read<int32_t>(position);
    if (!buffer->intact() || vtable < 0 ||
        vtable > static_cast<int64_t>(buffer->size())) {
      buffer->MarkBroken();
      return;
    }
    vtable_ = static_cast<size_t>(vtable);
    vtable_bytes_ = buffer->Read<uint16_t>(vtable_);
    if (vtable_bytes_ < kVtableHeaderBytes ||
        !buffer->Contains(vtable_, vtable_bytes_)) {
      buffer->MarkBroken();
      return;
    }
    position_ = position;
  }

  bool present() const { return position_ != 0; }

  template <typename T>
  T Scalar(unsigned field, T default_value) const {
    const size_t position = FieldPosition(field);
    return position == 0 ? default_value : buffer_->Read<T>(position);
  }

  FlatTable Table(unsigned field) const {
    return FlatTable(buffer_, FollowField(field));
  }

  template <typename T>
  FlatVector<T> Vector(unsigned field) const {
    return FlatVector<T>(buffer_, FollowField(field));
  }

  // Element `index` of a field that is a vector of tables.
  FlatTable TableInVector(unsigned field, size_t index) const {
    const size_t slot = Vector<uint32_t>(field).PositionOf(index);
    return FlatTable(buffer_, slot == 0 ? 0 : buffer_->Follow(slot));
  }

 private:
  static constexpr size_t kVtableHeaderBytes = 4;

  size_t FieldPosition(unsigned field) const {
    const size_t slot = kVtableHeaderBytes + field * sizeof(uint16_t);
    if (position_ == 0 || slot + sizeof(uint16_t) > vtable_bytes_) return 0;
    const uint16_t offset = buffer_->Read<uint16_t>(vtable_ + slot);
    return offset == 0 ? 0 : position_ + offset;
  }

  size_t FollowField(unsigned field) const {
    const size_t position = FieldPosition(field);
    return position == 0 ? 0 : buffer_->Follow(position);
  }

  FlatBuffer* buffer_;
  size_t position_ = 0;
  size_t vtable_ = 0;
  size_t vtable_bytes_ = 0;
};

}  // namespace autocoder

#endif  // AUTOCODER_DECODER_FLATBUFFER_H_
