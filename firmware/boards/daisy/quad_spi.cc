// SPDX-License-Identifier: MIT
#include "boards/daisy/quad_spi.h"

#include <PeripheralPins.h>
#include <pinmap.h>
#include <stm32_def.h>

namespace autocoder {
namespace {

constexpr uint32_t kMostMs = 50;
// 60 MHz of the bus's 240: the chip reads at up to 133, but nothing here waits for its reads.
constexpr uint32_t kClockDivider = 4;

struct Connection {
  PinName name;
  const PinMap* map;
};

const Connection kConnections[] = {
    {PF_8, PinMap_QUADSPI_DATA0}, {PF_9, PinMap_QUADSPI_DATA1}, {PF_7, PinMap_QUADSPI_DATA2},
    {PF_6, PinMap_QUADSPI_DATA3}, {PF_10, PinMap_QUADSPI_SCLK}, {PG_6, PinMap_QUADSPI_SSEL},
};

QSPI_HandleTypeDef interface;

bool Begin(const NorCommand& command, bool has_data, size_t count) {
  QSPI_CommandTypeDef wanted = {};
  wanted.InstructionMode =
      command.four_lines ? QSPI_INSTRUCTION_4_LINES : QSPI_INSTRUCTION_1_LINE;
  wanted.Instruction = command.instruction;
  wanted.AddressMode = !command.addressed    ? QSPI_ADDRESS_NONE
                       : command.four_lines ? QSPI_ADDRESS_4_LINES
                                            : QSPI_ADDRESS_1_LINE;
  wanted.AddressSize = QSPI_ADDRESS_24_BITS;
  wanted.Address = command.address;
  wanted.AlternateByteMode = QSPI_ALTERNATE_BYTES_NONE;
  wanted.DummyCycles = command.idle_cycles;
  wanted.DataMode = has_data ? QSPI_DATA_1_LINE : QSPI_DATA_NONE;
  wanted.NbData = count;
  wanted.DdrMode = QSPI_DDR_MODE_DISABLE;
  wanted.SIOOMode = QSPI_SIOO_INST_EVERY_CMD;
  if (HAL_QSPI_Command(&interface, &wanted, kMostMs) == HAL_OK) return true;
  HAL_QSPI_Abort(&interface);
  return false;
}

}  // namespace

// The bootloader has read the image through it and left it as it was.
bool QuadSpi::Init() {
  __HAL_RCC_QSPI_CLK_ENABLE();
  __HAL_RCC_QSPI_FORCE_RESET();
  __HAL_RCC_QSPI_RELEASE_RESET();
  for (const Connection& each : kConnections) pinmap_pinout(each.name, each.map);
  interface.Instance = QUADSPI;
  interface.Init.ClockPrescaler = kClockDivider - 1;
  interface.Init.FifoThreshold = 1;
  interface.Init.SampleShifting = QSPI_SAMPLE_SHIFTING_NONE;
  interface.Init.FlashSize = 22;  // 8 MB are two to the power of this and one
  interface.Init.ChipSelectHighTime = QSPI_CS_HIGH_TIME_4_CYCLE;
  interface.Init.ClockMode = QSPI_CLOCK_MODE_0;
  interface.Init.FlashID = QSPI_FLASH_ID_1;
  interface.Init.DualFlash = QSPI_DUALFLASH_DISABLE;
  return HAL_QSPI_Init(&interface) == HAL_OK;
}

bool QuadSpi::Send(const NorCommand& command, const void* bytes, size_t count) {
  if (!Begin(command, count > 0, count)) return false;
  if (count == 0) return true;
  auto* data = static_cast<uint8_t*>(const_cast<void*>(bytes));
  return HAL_QSPI_Transmit(&interface, data, kMostMs) == HAL_OK;
}

bool QuadSpi::Receive(const NorCommand& command, void* bytes, size_t count) {
  return Begin(command, true, count) &&
         HAL_QSPI_Receive(&interface, static_cast<uint8_t*>(bytes), kMostMs) == HAL_OK;
}

uint32_t QuadSpi::Milliseconds() { return HAL_GetTick(); }

}  // namespace autocoder
