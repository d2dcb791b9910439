<#-- @model thimble.codegen.firmware.PortText: the machine is the host -->
/*
<#list head as line>
 * ${line}
</#list>
 *
 * The machine is this computer: files and console of the C library, nothing counted.
 */
#include "port.h"

#include <stdio.h>
#include <stdlib.h>

enum { FILES = 8 };
static FILE *files[FILES];

static int open_file(const char *name, const char *mode)
{
    for (int i = 0; i < FILES; i++) {
        if (files[i] == NULL) {
            files[i] = fopen(name, mode);
            return files[i] == NULL ? -1 : i;
        }
    }
    return -1;
}

int port_open_read(const char *name)
{
    return open_file(name, "rb");
}

int port_open_write(const char *name)
{
    return open_file(name, "wb");
}

uint32_t port_length(int file)
{
    long here = ftell(files[file]);
    fseek(files[file], 0, SEEK_END);
    long length = ftell(files[file]);
    fseek(files[file], here, SEEK_SET);
    return length < 0 ? 0 : (uint32_t)length;
}

int port_read(int file, void *data, uint32_t bytes)
{
    return fread(data, 1, bytes, files[file]) == bytes ? 0 : -1;
}

int port_write(int file, const void *data, uint32_t bytes)
{
    return fwrite(data, 1, bytes, files[file]) == bytes ? 0 : -1;
}

void port_seek(int file, uint32_t offset)
{
    fseek(files[file], (long)offset, SEEK_SET);
}

void port_close(int file)
{
    if (file >= 0) {
        fclose(files[file]);
        files[file] = NULL;
    }
}

void port_print(const char *text)
{
    fputs(text, stdout);
}

_Noreturn void port_exit(int status)
{
    exit(status);
}

void port_start_counter(void)
{
}

uint64_t port_ticks(void)
{
    return 0;
}

uint64_t port_units(uint64_t ticks)
{
    return ticks;
}

const char *port_unit_name(void) { return ""; }

void port_paint_stack(void)
{
}

uint32_t port_stack_bytes(void)
{
    return 0;
}
