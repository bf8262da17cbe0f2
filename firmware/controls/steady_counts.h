// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_CONTROLS_STEADY_COUNTS_H_
#define AUTOCODER_CONTROLS_STEADY_COUNTS_H_

#include <cstddef>
#include <cstdint>

namespace autocoder {

// A converter's counts without its noise, and without lag: what moves on in its direction is
// followed to the count, so that a slow turn gives steps of one direction; what turns back has a
// play. A control that has not moved for a while rests: then it has a smaller play in its own
// direction too, or it would creep from one highest count of the noise to the next.
class SteadyCounts {
 public:
  // Evenly, every so many samples. The first counts, and any that stay, are returned as they are.
  uint16_t Follow(uint16_t counts, size_t samples);

 private:
  uint16_t held_ = 0;
  int8_t direction_ = 0;  // of the last move; 0 before any
  bool any_ = false;
  uint16_t still_samples_ = 0;
};

}  // namespace autocoder

#endif  // AUTOCODER_CONTROLS_STEADY_COUNTS_H_
