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

void print_number(uint64_t number)
{
    char text[21];
    char *at = text + 20;
    *at = 0;
    do {
        *--at = (char)('0' + number % 10u);
        number /= 10u;
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
