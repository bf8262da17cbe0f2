// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_DAISY_RETAINED_H_
#define AUTOCODER_BOARDS_DAISY_RETAINED_H_

#include "fault_record.h"

namespace autocoder {

// Switches on the memory that a reset keeps.
void StartRetainedMemory();

FaultRecord* RetainedFault();

// Has the bootloader wait for a new image after the reset that follows.
void AskForBootloader();

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_DAISY_RETAINED_H_
