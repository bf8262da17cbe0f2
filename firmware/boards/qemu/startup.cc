// SPDX-License-Identifier: MIT
// From reset to main, and from any fault to an exit status. The emulator loads initialised data
// to its place; a board that boots from flash has to copy it.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "boards/qemu/semihosting.h"

int main(int argc, char** argv);

extern "C" {

extern uint32_t stack_top[];
extern uint32_t bss_begin[];
extern uint32_t bss_end[];
extern void (*init_array_begin[])();
extern void (*init_array_end[])();
void* __dso_handle = nullptr;
void initialise_monitor_handles();  // newlib's semihosted stdio

// Plain assembly, since compiled code may use the floating point unit at once.
[[noreturn]] __attribute__((naked)) void Reset() {
  asm volatile(
      "ldr r0, =0xE000ED88      \n"  // CPACR: full access to the coprocessors of the FPU
      "ldr r1, [r0]             \n"
      "orr r1, r1, #0xF00000    \n"
      "str r1, [r0]             \n"
      "dsb                      \n"
      "isb                      \n"
      "b Boot                   \n");
}

[[noreturn]] void Boot() {
  constexpr int kMaxArguments = 8;
  static char line[4096];
  static char* arguments[kMaxArguments];
  for (uint32_t* word = bss_begin; word < bss_end; ++word) *word = 0;
  initialise_monitor_handles();
  for (auto constructor = init_array_begin; constructor < init_array_end; ++constructor) {
    (*constructor)();
  }
  const int count =
      autocoder::HostArguments(line, sizeof(line), arguments, kMaxArguments);
  const int status = main(count, arguments);
  std::fflush(stdout);
  autocoder::HostExit(status);
}

// Unless the board has what starts it again. Other interrupts are defined by a board that has them.
__attribute__((weak)) void FaultInterrupt() {
  autocoder::HostWrite("firmware: processor fault\n");
  autocoder::HostExit(70);
}

__attribute__((weak)) void SysTickInterrupt() { FaultInterrupt(); }
__attribute__((weak)) void Uart0ReceiveInterrupt() { FaultInterrupt(); }
__attribute__((weak)) void Uart0TransmitInterrupt() { FaultInterrupt(); }

__attribute__((section(".vectors"), used)) const void* const vectors[] = {
    stack_top,
    reinterpret_cast<const void*>(Reset),
    reinterpret_cast<const void*>(FaultInterrupt),  // NMI
    reinterpret_cast<const void*>(FaultInterrupt),  // hard fault
    reinterpret_cast<const void*>(FaultInterrupt),  // memory management
    reinterpret_cast<const void*>(FaultInterrupt),  // bus fault
    reinterpret_cast<const void*>(FaultInterrupt),  // usage fault
    nullptr,
    nullptr,
    nullptr,
    nullptr,
    reinterpret_cast<const void*>(FaultInterrupt),  // SVCall
    reinterpret_cast<const void*>(FaultInterrupt),  // debug monitor
    nullptr,
    reinterpret_cast<const void*>(FaultInterrupt),  // PendSV
    reinterpret_cast<const void*>(SysTickInterrupt),
    reinterpret_cast<const void*>(Uart0ReceiveInterrupt),
    reinterpret_cast<const void*>(Uart0TransmitInterrupt),
};

}  // extern "C"
