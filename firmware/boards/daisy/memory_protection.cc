// SPDX-License-Identifier: MIT
#include "boards/daisy/memory_protection.h"

#include <stm32_def.h>

#include <cstddef>
#include <cstdint>

extern "C" {

extern uint32_t dma_begin[];
extern uint32_t sdram_begin[];
extern uint32_t backup_begin[];

}  // extern "C"

namespace autocoder {
namespace {

enum class Kind { kUncached, kCached, kNothing };

struct Region {
  const void* begin;
  uint8_t size;  // as the unit counts it
  Kind kind;
};

constexpr uintptr_t kQuadSpiWindow = 0x90000000;

// Sizes that the linker script checks: a region begins at a multiple of its size.
const Region kRegions[] = {
    {dma_begin, MPU_REGION_SIZE_4KB, Kind::kUncached},
    {backup_begin, MPU_REGION_SIZE_4KB, Kind::kUncached},
    {sdram_begin, MPU_REGION_SIZE_64MB, Kind::kCached},
    // Instruction memory, which is not used: a null pointer shall not find memory there.
    {nullptr, MPU_REGION_SIZE_64KB, Kind::kNothing},
    // Flash is read by commands. A guess of the processor's at a read through this window, of which
    // nobody would know, would block the bus.
    {reinterpret_cast<const void*>(kQuadSpiWindow), MPU_REGION_SIZE_256MB, Kind::kNothing},
};

void Configure(uint8_t number, const Region& region) {
  MPU_Region_InitTypeDef wanted = {};
  wanted.Enable = MPU_REGION_ENABLE;
  wanted.Number = number;
  wanted.BaseAddress = reinterpret_cast<uintptr_t>(region.begin);
  wanted.Size = region.size;
  const bool nothing = region.kind == Kind::kNothing;
  const bool cached = region.kind == Kind::kCached;
  wanted.AccessPermission = nothing ? MPU_REGION_NO_ACCESS : MPU_REGION_FULL_ACCESS;
  wanted.DisableExec = MPU_INSTRUCTION_ACCESS_DISABLE;
  // Normal memory: written back and allocated on writes, or not cached at all.
  wanted.TypeExtField = MPU_TEX_LEVEL1;
  wanted.IsCacheable = cached ? MPU_ACCESS_CACHEABLE : MPU_ACCESS_NOT_CACHEABLE;
  wanted.IsBufferable = cached ? MPU_ACCESS_BUFFERABLE : MPU_ACCESS_NOT_BUFFERABLE;
  wanted.IsShareable = MPU_ACCESS_NOT_SHAREABLE;
  HAL_MPU_ConfigRegion(&wanted);
}

}  // namespace

void ProtectMemory() {
  HAL_MPU_Disable();
  uint8_t number = MPU_REGION_NUMBER0;
  for (const Region& region : kRegions) Configure(number++, region);
  HAL_MPU_Enable(MPU_PRIVILEGED_DEFAULT);
}

}  // namespace autocoder
