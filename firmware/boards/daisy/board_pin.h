// SPDX-License-Identifier: MIT
#ifndef AUTOCODER_BOARDS_DAISY_BOARD_PIN_H_
#define AUTOCODER_BOARDS_DAISY_BOARD_PIN_H_

#include <pins_arduino.h>
#include <stm32_def.h>

#include <cstdint>

namespace autocoder {

// A digital pin, by the board's own number or by the processor's.
class BoardPin {
 public:
  explicit BoardPin(uint8_t number) : BoardPin(digitalPinToPinName(number)) {}
  explicit BoardPin(PinName name)
      : port_(get_GPIO_Port(STM_PORT(name))), mask_(STM_GPIO_PIN(name)), name_(name) {}

  void Configure(uint32_t mode, uint32_t pull) const {
    GPIO_InitTypeDef wanted = {};
    wanted.Pin = mask_;
    wanted.Mode = mode;
    wanted.Pull = pull;
    wanted.Speed = GPIO_SPEED_FREQ_LOW;
    HAL_GPIO_Init(set_GPIO_Port_Clock(STM_PORT(name_)), &wanted);
  }

  bool high() const { return (port_->IDR & mask_) != 0; }
  void Set(bool high) const { port_->BSRR = high ? mask_ : mask_ << 16; }

 private:
  GPIO_TypeDef* port_;
  uint32_t mask_;
  PinName name_;
};

}  // namespace autocoder

#endif  // AUTOCODER_BOARDS_DAISY_BOARD_PIN_H_
