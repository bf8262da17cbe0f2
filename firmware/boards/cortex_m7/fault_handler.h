// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_CORTEX_M7_FAULT_HANDLER_H_
#define AUTOCODER_BOARDS_CORTEX_M7_FAULT_HANDLER_H_

#include <cstdint>

#include "fault_record.h"

namespace autocoder {

// Implemented by the board: a place that neither a reset nor the start after it changes.
FaultRecord* FaultMemory();

// Leaves a record of what went wrong, and starts the module again.
[[noreturn]] void RestartAfterFault(FaultKind kind, uint32_t pc, uint32_t lr);

}  // namespace autocoder

// For the vectors of all faults, and for that of a watchdog that warns before it bites.
extern "C" void FaultInterrupt();

#endif  // AUTOCODER_BOARDS_CORTEX_M7_FAULT_HANDLER_H_
