/* The least that a program with newlib's semihosting needs to start on an emulated Cortex-M. */
#include <stdint.h>

extern void _start(void);
void reset(void);

typedef void (*Handler)(void);

/* The initial stack pointer lies in the boards' second memory. */
__attribute__((section(".vectors"), used)) const Handler vectors[] = {(Handler)0x20400000, reset};

void reset(void) {
  /* CPACR: switch the floating-point unit on, where there is one. */
  *(volatile uint32_t *)0xE000ED88 |= 0xFU << 20;
  __asm volatile("dsb\n isb");
  _start();
}
