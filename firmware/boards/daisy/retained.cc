// SPDX-License-Identifier: MIT
#include "boards/daisy/retained.h"

#include <stm32_def.h>

#include <cstdint>

#include "boards/daisy/memory.h"

extern "C" {

extern volatile uint32_t bootloader_request[];  // the first word that the Daisy bootloader looks at

}  // extern "C"

namespace autocoder {
namespace {

constexpr uint32_t kWaitForImage = 0xB0074EFA;  // its word for "do not go on by yourself"

AUTOCODER_RETAINED_MEMORY FaultRecord fault;

}  // namespace

void StartRetainedMemory() {
  HAL_PWR_EnableBkUpAccess();
  __HAL_RCC_BKPRAM_CLKAM_ENABLE();
  __HAL_RCC_BKPRAM_CLK_ENABLE();
}

FaultRecord* RetainedFault() { return &fault; }

void AskForBootloader() { bootloader_request[0] = kWaitForImage; }

}  // namespace autocoder
