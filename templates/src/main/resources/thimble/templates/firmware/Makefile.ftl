<#-- @model thimble.codegen.firmware.MakefileText: builds and runs the program -->
<#list head as line>
# ${line}
</#list>
#
#   make             the program, in ${r"$(BUILD)"}/
#   make OPT=-Os     with another optimization
<#if !host>
#   make PROFILE=1   counts ${unitName} for each layer
</#if>
#   make TRACE=1     writes every layer's output to trace.bin
<#if emulated>
#   make run         runs it in the emulator on ./input.bin
<#elseif host>
#   make run         runs it on ./input.bin
</#if>

CC = ${compiler}
BUILD = build
MACHINE = ${machineFlags}
CFLAGS = ${compileFlags}
OPT =
WARNINGS = ${warnings}
LDFLAGS = ${linkFlags}
PROFILE = 0
TRACE = 0

PROGRAM = $(BUILD)/${programName}
SOURCES = \
<#list sources as source>
	${source}<#sep> \</#sep>
</#list>
OBJECTS = $(SOURCES:%.c=$(BUILD)/%.o)

all: $(PROGRAM)

$(PROGRAM): $(OBJECTS)<#if !host> firmware/link.ld</#if>
	$(CC) $(MACHINE) $(CFLAGS) $(OPT) $(LDFLAGS) $(OBJECTS) -lm -o $@

# One directory for each way to build: say BUILD=build-profile with PROFILE=1.
$(BUILD)/%.o: %.c Makefile
	@mkdir -p $(dir $@)
	$(CC) $(MACHINE) $(CFLAGS) $(OPT) $(WARNINGS) -I. -Ifirmware -DTHIMBLE_PROFILE=$(PROFILE) \
	    -DTHIMBLE_TRACE=$(TRACE) -MMD -MP -c $< -o $@

<#if emulated>
run: $(PROGRAM)
	${emulatorCommand} $(PROGRAM)

<#elseif host>
run: $(PROGRAM)
	$(PROGRAM)

</#if>
clean:
	rm -rf $(BUILD)

.PHONY: all run clean

-include $(OBJECTS:.o=.d)
