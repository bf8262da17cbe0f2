// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_DAISY_WATCHDOG_H_
#define AUTOCODER_BOARDS_DAISY_WATCHDOG_H_

namespace autocoder {

// Whether it was the watchdog that reset the processor; asked once after a start.
bool WatchdogCameIn();

// From here on it resets the processor four seconds after it was last fed. It cannot be stopped.
void StartWatchdog();
void FeedWatchdog();

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_DAISY_WATCHDOG_H_
