// SPDX-License-Identifier: MIT
#include "bundle/bundle.h"

#include <algorithm>
#include <cstring>

#include "bundle/format.h"
#include "bundle/info.h"
#include "crc32.h"

namespace autocoder {
namespace {

constexpr size_t kPieceBytes = 32 << 10;  // that are summed up at once
constexpr size_t kGoldenBytes = kLatents + sizeof(uint32_t);

// From anywhere, in the processor's own order, which is the file's.
template <typename T>
T Read(const uint8_t* bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof(value));
  return value;
}

constexpr size_t Filled(size_t bytes) {
  return (bytes + kBundleAlignment - 1) / kBundleAlignment * kBundleAlignment;
}

bool IsKnown(uint32_t type) {
  for (const uint32_t known : {kInfoSection, kDecoderSection, kGoldenSection, kEncoderSection,
                               kEncodedSection, kSignatureSection}) {
    if (type == known) return true;
  }
  return false;
}

}  // namespace

void BundleReader::Begin(const uint8_t* bytes, size_t size) {
  bytes_ = bytes;
  size_ = size;
  count_ = checked_ = summed_ = 0;
  crc32_ = 0;
  bundle_ = {};
  status_ = ReadSections();
  working_ = status_ == Status::kOk;
}

// Where all sections lie: no byte of the file is outside of one, its head, the head or the end.
Status BundleReader::ReadSections() {
  if (size_ < kBundleHeadBytes + kBundleEndBytes) return Status::kTruncated;
  if (Read<uint32_t>(bytes_) != kBundleMagic) return Status::kBadIdentifier;
  if (Read<uint16_t>(bytes_ + 4) != kBundleVersion) return Status::kUnsupportedVersion;
  if (Read<uint32_t>(bytes_ + 8) != size_) return Status::kTruncated;
  const size_t end = size_ - kBundleEndBytes;
  if (end % kBundleAlignment != 0) return Status::kBadOffset;
  size_t at = kBundleHeadBytes;
  while (at < end) {
    const Status status = AddSection(at);
    if (status != Status::kOk) return status;
    at += kSectionHeadBytes + Filled(sections_[count_ - 1].size);
  }
  return Status::kOk;
}

Status BundleReader::AddSection(size_t at) {
  const size_t end = size_ - kBundleEndBytes;
  const uint8_t* head = bytes_ + at;  // a whole one, since all is a multiple of its size
  const BundleSection section = {Read<uint32_t>(head), head + kSectionHeadBytes,
                                 Read<uint32_t>(head + 8), Read<uint32_t>(head + 12)};
  const bool optional = (Read<uint32_t>(head + 4) & kSectionOptional) != 0;
  if (section.size > end - at - kSectionHeadBytes) return Status::kBadOffset;
  if (!IsKnown(section.type) && !optional) return Status::kUnsupportedVersion;
  if (IsKnown(section.type) && Find(section.type) != nullptr) return Status::kBadOffset;
  if (Find(kSignatureSection) != nullptr) return Status::kBadOffset;  // it would not be signed
  if (count_ == kMostSections) return Status::kTooLarge;
  sections_[count_++] = section;
  return Status::kOk;
}

const BundleSection* BundleReader::Find(uint32_t type) const {
  const BundleSection* end = sections_ + count_;
  const BundleSection* found = std::find_if(
      sections_, end, [type](const BundleSection& section) { return section.type == type; });
  return found == end ? nullptr : found;
}

bool BundleReader::Step() {
  if (!working_) return false;
  if (checked_ < count_) {
    const BundleSection& section = sections_[checked_];
    return SumUp(section.bytes, section.size, section.crc32);
  }
  if (checked_ == count_) {
    const size_t size = size_ - kBundleEndBytes;
    return SumUp(bytes_, size, Read<uint32_t>(bytes_ + size));
  }
  status_ = ReadContents();
  working_ = false;
  return true;
}

bool BundleReader::SumUp(const uint8_t* bytes, size_t size, uint32_t wanted) {
  const size_t piece = std::min(size - summed_, kPieceBytes);
  crc32_ = Crc32(bytes + summed_, piece, crc32_);
  summed_ += piece;
  if (summed_ < size) return true;
  if (crc32_ != wanted) {
    status_ = Status::kBadChecksum;
    working_ = false;
  }
  ++checked_;
  summed_ = 0;
  crc32_ = 0;
  return true;
}

Status BundleReader::ReadContents() {
  const BundleSection* info = Find(kInfoSection);
  if (info == nullptr) return Status::kTruncated;
  Status status = ReadInfo(*info, &bundle_);
  if (status == Status::kOk) status = ReadModel();
  if (status == Status::kOk) status = ReadEncoder();
  if (status == Status::kOk) status = ReadSignature();
  return status;
}

Status BundleReader::ReadModel() {
  const BundleSection* decoder = Find(kDecoderSection);
  const BundleSection* golden = Find(kGoldenSection);
  if (decoder == nullptr || golden == nullptr) return Status::kTruncated;
  if (golden->size != kGoldenCount * kGoldenBytes) return Status::kBadShape;
  bundle_.decoder = decoder->bytes;
  bundle_.decoder_bytes = decoder->size;
  bundle_.decoder_crc32 = decoder->crc32;
  for (size_t i = 0; i < kGoldenCount; ++i) {
    const uint8_t* vector = golden->bytes + i * kGoldenBytes;
    std::memcpy(bundle_.golden[i].latents, vector, kLatents);
    bundle_.golden[i].mel_crc32 = Read<uint32_t>(vector + kLatents);
  }
  return Status::kOk;
}

Status BundleReader::ReadEncoder() {
  const BundleSection* encoder = Find(kEncoderSection);
  const BundleSection* encoded = Find(kEncodedSection);
  if (encoder == nullptr && encoded == nullptr) return Status::kOk;
  if (encoder == nullptr || encoded == nullptr) return Status::kTruncated;
  if (encoded->size != sizeof(bundle_.encoded)) return Status::kBadShape;
  bundle_.encoder = encoder->bytes;
  bundle_.encoder_bytes = encoder->size;
  std::memcpy(bundle_.encoded, encoded->bytes, sizeof(bundle_.encoded));
  return Status::kOk;
}

Status BundleReader::ReadSignature() {
  const BundleSection* signature = Find(kSignatureSection);
  if (signature == nullptr) return Status::kOk;
  if (signature->size != kKeyBytes + kSignatureBytes) return Status::kBadSignature;
  bundle_.key = signature->bytes;
  bundle_.signature = signature->bytes + kKeyBytes;
  bundle_.signed_bytes = bytes_;
  bundle_.signed_size = static_cast<size_t>(signature->bytes - kSectionHeadBytes - bytes_);
  return Status::kOk;
}

}  // namespace autocoder
