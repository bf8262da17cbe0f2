// SPDX-License-Identifier: MIT
// What boards that play files have in place of a link to a host, lights and a memory of faults.
#include "boards/board.h"

namespace autocoder {

SerialPort* Board::serial() { return nullptr; }

FlashDevice* Board::flash() { return nullptr; }

uint32_t Board::Ticks() { return 0; }

uint32_t Board::TicksPerSecond() { return 0; }

void Board::Show(const Lights&) {}

FaultRecord* Board::fault() { return nullptr; }

void Board::WhileWaiting(void (*)()) {}

void Board::Restart(bool) {}

const char* Board::name() { return "offline"; }

}  // namespace autocoder
