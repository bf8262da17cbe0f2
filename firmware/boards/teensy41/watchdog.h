// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_TEENSY41_WATCHDOG_H_
#define AUTOCODER_BOARDS_TEENSY41_WATCHDOG_H_

namespace autocoder {

// The third watchdog, since it alone can be stopped again: the bootloader would not feed it. It
// starts the module again where the main loop is away for two seconds, longer than the flash's
// longest erasure of 0.4 s.
void StartWatchdog();
void FeedWatchdog();
void StopWatchdog();

// Whether it started the module; asked once, before it is started.
bool StartedByWatchdog();

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_TEENSY41_WATCHDOG_H_
