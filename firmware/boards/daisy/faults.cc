// SPDX-License-Identifier: MIT
// The framework's names of the faults' vectors, all led to the handler that the boards share.
#include "boards/cortex_m7/fault_handler.h"
#include "boards/daisy/retained.h"

namespace autocoder {

FaultRecord* FaultMemory() { return RetainedFault(); }

}  // namespace autocoder

// Without a prologue: the handler looks at the stack as the processor left it.
#define AUTOCODER_FAULT_VECTOR(name) \
  extern "C" __attribute__((naked)) void name() { asm volatile("b FaultInterrupt"); }

AUTOCODER_FAULT_VECTOR(NMI_Handler)
AUTOCODER_FAULT_VECTOR(HardFault_Handler)
AUTOCODER_FAULT_VECTOR(MemManage_Handler)
AUTOCODER_FAULT_VECTOR(BusFault_Handler)
AUTOCODER_FAULT_VECTOR(UsageFault_Handler)
