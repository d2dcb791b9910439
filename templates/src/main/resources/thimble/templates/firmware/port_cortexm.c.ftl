<#-- @model thimble.codegen.firmware.BoardText: the machine is a Cortex-M -->
/*
<#list head as line>
 * ${line}
</#list>
 *
 * The machine is a Cortex-M with a debugger or an emulator: files and console by semihosting, time
 * by SysTick.
 */
#include "port.h"

#include <string.h>

enum {
    SYS_OPEN = 0x01,
    SYS_CLOSE = 0x02,
    SYS_WRITE0 = 0x04,
    SYS_WRITE = 0x05,
    SYS_READ = 0x06,
    SYS_SEEK = 0x0A,
    SYS_FLEN = 0x0C,
    SYS_EXIT_EXTENDED = 0x20,
    OPEN_READ_BINARY = 1,
    OPEN_WRITE_BINARY = 5,
    ADP_STOPPED_APPLICATION_EXIT = 0x20026
};

/* Asks the debugger for a service; it may read and write any memory. */
static int semihost(int service, const void *arguments)
{
    register int r0 __asm__("r0") = service;
    register const void *r1 __asm__("r1") = arguments;
    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

static int open_file(const char *name, uintptr_t mode)
{
    const uintptr_t arguments[3] = {(uintptr_t)name, mode, strlen(name)};
    return semihost(SYS_OPEN, arguments);
}

int port_open_read(const char *name)
{
    return open_file(name, OPEN_READ_BINARY);
}

int port_open_write(const char *name)
{
    return open_file(name, OPEN_WRITE_BINARY);
}

uint32_t port_length(int file)
{
    const uintptr_t arguments[1] = {(uintptr_t)file};
    int length = semihost(SYS_FLEN, arguments);
    return length < 0 ? 0 : (uint32_t)length;
}

/* Both answer with the number of bytes that were not transferred. */
int port_read(int file, void *data, uint32_t bytes)
{
    const uintptr_t arguments[3] = {(uintptr_t)file, (uintptr_t)data, bytes};
    return bytes == 0 ? 0 : semihost(SYS_READ, arguments);
}

int port_write(int file, const void *data, uint32_t bytes)
{
    const uintptr_t arguments[3] = {(uintptr_t)file, (uintptr_t)data, bytes};
    return bytes == 0 ? 0 : semihost(SYS_WRITE, arguments);
}

void port_seek(int file, uint32_t offset)
{
    const uintptr_t arguments[2] = {(uintptr_t)file, offset};
    semihost(SYS_SEEK, arguments);
}

void port_close(int file)
{
    const uintptr_t arguments[1] = {(uintptr_t)file};
    if (file >= 0) {
        semihost(SYS_CLOSE, arguments);
    }
}

void port_print(const char *text)
{
    semihost(SYS_WRITE0, text);
}

_Noreturn void port_exit(int status)
{
    const uintptr_t arguments[2] = {ADP_STOPPED_APPLICATION_EXIT, (uintptr_t)status};
    semihost(SYS_EXIT_EXTENDED, arguments);
    for (;;) {
    }
}

/* SysTick counts the processor's clock down in 24 bits; its interrupt counts the wraps. */
#define SYST_CSR (*(volatile uint32_t *)0xE000E010u)
#define SYST_RVR (*(volatile uint32_t *)0xE000E014u)
#define SYST_CVR (*(volatile uint32_t *)0xE000E018u)
#define ICSR (*(volatile uint32_t *)0xE000ED04u)
#define ICSR_PENDSTSET (1u << 26)
#define SYST_PERIOD (1u << 24)

static volatile uint32_t wraps;

void SysTick_Handler(void);

void SysTick_Handler(void)
{
    wraps++;
}

void port_start_counter(void)
{
    SYST_RVR = SYST_PERIOD - 1;
    SYST_CVR = 0;
    SYST_CSR = 7; /* processor clock, interrupt, on */
    while (SYST_CVR == 0) {
    }
}

uint64_t port_ticks(void)
{
    uint32_t masked;
    __asm__ volatile("mrs %0, primask\n cpsid i" : "=r"(masked) : : "memory");
    uint32_t periods = wraps;
    uint32_t left = SYST_CVR;
    if ((ICSR & ICSR_PENDSTSET) != 0) {
        /* It wrapped and the interrupt has not been served: take the count that belongs to it. */
        left = SYST_CVR;
        periods++;
    }
    __asm__ volatile("msr primask, %0" : : "r"(masked) : "memory");
    /* The interrupt comes when the count reaches 0, which is therefore a period's first tick. */
    return ((uint64_t)periods << 24) + ((SYST_PERIOD - left) & (SYST_PERIOD - 1));
}

/* ${tickComment} */
uint64_t port_units(uint64_t ticks)
{
    return (ticks * ${tickNumerator}u + ${tickDenominator}u / 2u) / ${tickDenominator}u;
}

const char *port_unit_name(void) { return "${unitName}"; }

#define STACK_PAINT 0xC5A3965Au

extern uint32_t stack_limit[]; /* from the linker script */
static uintptr_t stack_caller;
static uintptr_t stack_painted_to;

__attribute__((noinline)) void port_paint_stack(void)
{
    uint32_t *here;
    __asm__ volatile("mov %0, sp" : "=r"(here));
    for (volatile uint32_t *word = stack_limit; word < here; word++) {
        *word = STACK_PAINT;
    }
    stack_caller = (uintptr_t)__builtin_dwarf_cfa();
    stack_painted_to = (uintptr_t)here;
}

uint32_t port_stack_bytes(void)
{
    const volatile uint32_t *word = stack_limit;
    while ((uintptr_t)word < stack_painted_to && *word == STACK_PAINT) {
        word++;
    }
    return word == stack_limit ? PORT_STACK_FULL : (uint32_t)(stack_caller - (uintptr_t)word);
}
