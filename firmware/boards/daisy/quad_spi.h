// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_DAISY_QUAD_SPI_H_
#define AUTOCODER_BOARDS_DAISY_QUAD_SPI_H_

#include "boards/daisy/nor_chip.h"

namespace autocoder {

// The processor's interface to the flash beside it, by commands alone: never through its window in
// the address space, which would fault while the chip writes.
class QuadSpi : public NorBus {
 public:
  bool Init();

  bool Send(const NorCommand& command, const void* bytes, size_t count) override;
  bool Receive(const NorCommand& command, void* bytes, size_t count) override;
  uint32_t Milliseconds() override;
};

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_DAISY_QUAD_SPI_H_
