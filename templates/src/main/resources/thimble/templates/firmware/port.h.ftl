<#-- @model thimble.codegen.firmware.PortText: what the program asks of the machine -->
/*
<#list head as line>
 * ${line}
</#list>
 *
 * What the main program asks of the machine it runs on.
 */
#ifndef PORT_H
#define PORT_H

#include <stdint.h>

/* Files in the working directory of the tool that runs the program. */
int port_open_read(const char *name);  /* negative: there is no such file */
int port_open_write(const char *name); /* negative: it cannot be written */
uint32_t port_length(int file);
int port_read(int file, void *data, uint32_t bytes);        /* 0: all bytes were there */
int port_write(int file, const void *data, uint32_t bytes); /* 0: all bytes were written */
void port_seek(int file, uint32_t offset); /* from the file's first byte */
void port_close(int file); /* does nothing to what could not be opened */

void port_print(const char *text);
_Noreturn void port_exit(int status);

/* A counter of work done, and what one unit of it is called: "" where nothing is counted. */
void port_start_counter(void);
uint64_t port_ticks(void);
uint64_t port_units(uint64_t ticks);
const char *port_unit_name(void);

/* How deep the stack goes below the function that calls both: paint, run, ask. 0: not known. */
#define PORT_STACK_FULL UINT32_MAX
void port_paint_stack(void);
uint32_t port_stack_bytes(void);

#endif
