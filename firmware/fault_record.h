// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_FAULT_RECORD_H_
#define AUTOCODER_FAULT_RECORD_H_

#include <cstddef>
#include <cstdint>

#include "crc32.h"

namespace autocoder {

enum class FaultKind : uint32_t { kNone, kHard, kMemory, kBus, kUsage, kWatchdog, kOther };

// What a fault handler leaves for the start after it, in memory that a reset keeps. After power-up
// that memory holds anything, which the checksum tells from a record.
struct FaultRecord {
  uint32_t magic;
  FaultKind kind;
  uint32_t pc;       // the instruction that failed, or that the watchdog interrupted
  uint32_t lr;       // where its function was called from
  uint32_t cfsr;     // the processor's configurable fault status
  uint32_t hfsr;     // its hard fault status
  uint32_t address;  // that was out of reach; 0 where the processor does not know
  uint32_t crc32;    // of all before it
};

constexpr uint32_t kFaultMagic = 0x544C4641;

inline uint32_t FaultChecksum(const FaultRecord& record) {
  return Crc32(&record, offsetof(FaultRecord, crc32));
}

// The handler's, when all else is in it.
inline void SealFault(FaultRecord* record) {
  record->magic = kFaultMagic;
  record->crc32 = FaultChecksum(*record);
}

inline bool HoldsFault(const FaultRecord& record) {
  return record.magic == kFaultMagic && record.crc32 == FaultChecksum(record);
}

}  // namespace autocoder

#endif  // AUTOCODER_FAULT_RECORD_H_
