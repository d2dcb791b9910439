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

<#if cmsisNn>
# CMSIS-NN (${cmsisNnTag}) lies beside this project: make CMSIS_NN_DIR=/where/it/is
ifeq ($(wildcard $(CMSIS_NN_DIR)/Include/arm_nnfunctions.h),)
$(error CMSIS_NN_DIR is to name a directory with CMSIS-NN ${cmsisNnTag}, of which $(CMSIS_NN_DIR)/Include/arm_nnfunctions.h is a part)
endif
CMSIS_NN_SOURCES = $(sort $(wildcard $(CMSIS_NN_DIR)/Source/*/*_s8*.c $(CMSIS_NN_DIR)/Source/NNSupportFunctions/*.c))

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
<#if cmsisNn>
CMSIS_NN_OBJECTS = $(CMSIS_NN_SOURCES:$(CMSIS_NN_DIR)/%.c=$(BUILD)/cmsis-nn/%.o)
CMSIS_NN = $(BUILD)/libcmsis-nn.a
</#if>

all: $(PROGRAM)

$(PROGRAM): $(OBJECTS)<#if cmsisNn> $(CMSIS_NN)</#if><#if !host> firmware/link.ld</#if>
	$(CC) $(MACHINE) $(CFLAGS) $(OPT) $(LDFLAGS) $(OBJECTS)<#if cmsisNn> $(CMSIS_NN)</#if> -lm -o $@

# What runs around the network need not be fast.
$(BUILD)/firmware/%.o: AROUND = -Os

# One directory for each way to build: say BUILD=build-profile with PROFILE=1.
$(BUILD)/%.o: %.c Makefile
	@mkdir -p $(dir $@)
	$(CC) $(MACHINE) $(CFLAGS) $(AROUND) $(OPT) $(WARNINGS) -I. -Ifirmware<#if cmsisNn> -isystem $(CMSIS_NN_DIR)/Include</#if> -DTHIMBLE_PROFILE=$(PROFILE) \
	    -DTHIMBLE_TRACE=$(TRACE) -MMD -MP -c $< -o $@

<#if cmsisNn>
$(CMSIS_NN): $(CMSIS_NN_OBJECTS)
	@rm -f $@
	${archiver} rcs $@ $(CMSIS_NN_OBJECTS)

$(BUILD)/cmsis-nn/%.o: $(CMSIS_NN_DIR)/%.c Makefile
	@mkdir -p $(dir $@)
	$(CC) $(MACHINE) $(CFLAGS) $(OPT) -w -I$(CMSIS_NN_DIR)/Include -MMD -MP -c $< -o $@

</#if>
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
