<#-- @model thimble.codegen.firmware.PortText: the program's few words -->
/*
<#list head as line>
 * ${line}
</#list>
 *
 * What the program says, and how it ends.
 */
#ifndef CONSOLE_H
#define CONSOLE_H

#include <stdint.h>

enum {
    EXIT_FILES = 1,   /* missing, not readable, of the wrong size */
    EXIT_NETWORK = 2, /* the network refused */
    EXIT_MEMORY = 3   /* written that is not the network's, or read before it was written */
};

void print_number(uint64_t number);
void print_field(const char *label, uint64_t number);
_Noreturn void fail(int status, const char *what);

#endif
