<#-- @model thimble.codegen.firmware.BoardText: before main, and when all is lost -->
/*
<#list head as line>
 * ${line}
</#list>
 *
 * From reset to main() on ${title}, and what happens on a fault.
 */
#include <stdint.h>

#include "port.h"

/* From the linker script. */
extern uint32_t data_start[], data_end[], data_load[], bss_start[], bss_end[];
extern uint32_t stack_limit[], stack_top[];

int main(void);
void Reset_Handler(void);
void Fault_Handler(void);
void SysTick_Handler(void);
_Noreturn void start(void);
_Noreturn void report_fault(const uint32_t *frame);

#define EXIT_FAULT 99

/* Nothing compiled may run before the processor has what the compiler takes for granted. */
__attribute__((naked)) void Reset_Handler(void)
{
    __asm__ volatile(
        "ldr r0, =stack_top\n"
        "msr msp, r0\n"
<#if stackLimit>
        "ldr r0, =stack_limit\n"
        "msr msplim, r0\n"
</#if>
<#if fpu>
        "ldr r0, =0xE000ED88\n" /* CPACR: floating-point and vector registers */
        "ldr r1, [r0]\n"
        "orr r1, r1, #0xF00000\n"
        "str r1, [r0]\n"
</#if>
<#if lob>
        "ldr r0, =0xE000ED14\n" /* CCR: low-overhead loops */
        "ldr r1, [r0]\n"
        "orr r1, r1, #0x80000\n"
        "str r1, [r0]\n"
</#if>
        "dsb\n"
        "isb\n"
        "ldr r0, =start\n"
        "bx r0\n");
}

_Noreturn void start(void)
{
    const uint32_t *from = data_load;
    for (volatile uint32_t *to = data_start; to < data_end; to++) {
        *to = *from++;
    }
    for (volatile uint32_t *to = bss_start; to < bss_end; to++) {
        *to = 0;
    }
    port_exit(main());
}

/* Reports on the stack as it is, if there is room on it, and otherwise on a new one. */
__attribute__((naked)) void Fault_Handler(void)
{
    __asm__ volatile(
        ".syntax unified\n"
        "mov r0, lr\n"
        "movs r1, #4\n"
        "tst r0, r1\n"
        "mrs r0, msp\n"
        "beq 3f\n"
        "mrs r0, psp\n"
        "3:\n"
        "mov r1, sp\n"
        "ldr r2, =stack_limit + 256\n"
        "ldr r3, =stack_top\n"
        "cmp r1, r2\n"
        "blo 1f\n"
        "cmp r1, r3\n"
        "bls 2f\n"
        "1:\n"
        "mov sp, r3\n"
        "2:\n"
        "ldr r2, =report_fault\n"
        "bx r2\n");
}

static void print_hex(const char *label, uint32_t value)
{
    char text[11] = "0x";
    for (int i = 0; i < 8; i++) {
        text[2 + i] = "0123456789abcdef"[(value >> (28 - 4 * i)) & 15];
    }
    text[10] = 0;
    port_print(label);
    port_print(text);
}

/* Bits of the Configurable Fault Status Register. */
static const struct {
    uint32_t bits;
    const char *meaning;
} causes[] = {
    {1u << 0, "code fetched from where none may be"},
    {1u << 1, "memory access not allowed"},
    {1u << 8, "code fetched from where nothing is"},
    {1u << 9, "read or written where nothing is"},
    {1u << 10, "written where nothing is"},
    {1u << 12 | 1u << 11 | 1u << 4 | 1u << 3, "stack outside its memory"},
    {1u << 16, "undefined instruction"},
    {1u << 17, "jump to an address without the Thumb bit"},
    {1u << 19, "coprocessor or floating point switched off"},
    {1u << 20, "stack overflow"},
    {1u << 24, "unaligned access"},
    {1u << 25, "division by zero"},
};

_Noreturn void report_fault(const uint32_t *frame)
{
    uint32_t exception;
    __asm__ volatile("mrs %0, ipsr" : "=r"(exception));
    uint32_t status = *(volatile uint32_t *)0xE000ED28u;
    port_print("\nfault:");
    const char *separator = " ";
    for (unsigned i = 0; i < sizeof causes / sizeof causes[0]; i++) {
        if ((status & causes[i].bits) != 0) {
            port_print(separator);
            port_print(causes[i].meaning);
            separator = ", ";
        }
    }
    if (exception > 6) {
        port_print(" unexpected interrupt");
    }
    /* Word 6 of the frame that the processor stacked is where it happened, if there is a frame. */
    if (frame >= stack_limit && frame + 8 <= stack_top) {
        print_hex(", at ", frame[6]);
    } else {
        print_hex(", stack pointer ", (uint32_t)(uintptr_t)frame);
    }
    if ((status & (1u << 7)) != 0) {
        print_hex(", address ", *(volatile uint32_t *)0xE000ED34u);
    } else if ((status & (1u << 15)) != 0) {
        print_hex(", address ", *(volatile uint32_t *)0xE000ED38u);
    }
    print_hex(", exception ", exception);
    print_hex(", CFSR ", status);
    port_print("\n");
    port_exit(EXIT_FAULT);
}

typedef void (*vector)(void);

/* The processor's own exceptions; a board's interrupts are off after reset and stay so. */
__attribute__((section(".vectors"), used)) static const vector vectors[16] = {
    (vector)(uintptr_t)stack_top, /* initial stack pointer */
    Reset_Handler,
    Fault_Handler, /* NMI */
    Fault_Handler, /* hard fault */
    Fault_Handler, /* memory management fault */
    Fault_Handler, /* bus fault */
    Fault_Handler, /* usage fault */
    Fault_Handler, /* secure fault */
    0,
    0,
    0,
    Fault_Handler, /* SVCall */
    Fault_Handler, /* debug monitor */
    0,
    Fault_Handler, /* PendSV */
    SysTick_Handler,
};
