<#-- @model thimble.codegen.firmware.PortText: the program's few words -->
/*
<#list head as line>
 * ${line}
</#list>
 *
 * What the program says, without the C library's printf.
 */
#include "console.h"

#include "port.h"

/* number / 10, by quarters: dividing 64 bits at once would take a function of 700 bytes. */
static uint64_t tenth(uint64_t number, uint32_t *remainder)
{
    uint64_t quotient = 0;
    uint32_t rest = 0;
    for (int quarter = 3; quarter >= 0; quarter--) {
        rest = rest << 16 | (uint32_t)(number >> 16 * quarter & 0xFFFFu);
        quotient = quotient << 16 | rest / 10u;
        rest %= 10u;
    }
    *remainder = rest;
    return quotient;
}

void print_number(uint64_t number)
{
    char text[21];
    char *at = text + 20;
    *at = 0;
    do {
        uint32_t digit;
        number = tenth(number, &digit);
        *--at = (char)('0' + digit);
    } while (number != 0);
    port_print(at);
}

void print_field(const char *label, uint64_t number)
{
    port_print(label);
    print_number(number);
}

_Noreturn void fail(int status, const char *what)
{
    port_print("failed: ");
    port_print(what);
    port_print("\n");
    port_exit(status);
}
