<#-- @model thimble.codegen.firmware.BoardText: what goes where -->
/*
<#list head as line>
 * ${line}
</#list>
 *
 * Memory map of ${title}.
 */
ENTRY(Reset_Handler)

MEMORY
{
<#list regions as region>
  ${region.name} (${region.access}) : ORIGIN = ${region.origin}, LENGTH = ${region.bytes}
</#list>
}

SECTIONS
{
  .text : {
    KEEP(*(.vectors))
    *(.text .text.*)
  } > ${codeRegion}

  /* Constant tables of the networks; first, so that .rodata does not take them. */
  .weights : ALIGN(16) {
    *(.rodata.*_weights)
  } > ${weightsRegion}

  .rodata : ALIGN(8) {
    *(.rodata .rodata.*)
    . = ALIGN(4);
  } > ${codeRegion}

  .ARM.exidx : {
    *(.ARM.exidx*)
  } > ${codeRegion}

  .data : ALIGN(8) {
    data_start = .;
    *(.data .data.*)
    . = ALIGN(8);
    data_end = .;
  } > ${dataRegion} AT> ${codeRegion}
  data_load = LOADADDR(.data);

  /* Not cleared at start: the program paints it. Before .bss, which would take it. */
  .arena (NOLOAD) : ALIGN(16) {
    *(${arenaSection}*)
  } > ${arenaRegion}

  .bss (NOLOAD) : ALIGN(8) {
    bss_start = .;
    *(.bss .bss.* COMMON)
    . = ALIGN(8);
    bss_end = .;
  } > ${dataRegion}

  /* What the stack has at least: the linker refuses when it does not fit. It gets all the rest. */
  .stack (NOLOAD) : ALIGN(8) {
    stack_area = .;
    . += ${stackBytes};
  } > ${stackRegion}
  stack_top = ORIGIN(${stackRegion}) + LENGTH(${stackRegion});
  /* Painting and checking stop here, however large the region. */
  stack_limit = MAX(stack_area, stack_top - ${stackWatchedBytes});
}
