<#-- @ftlvariable type=thimble.codegen.hls.HlsProject.ProjectText -->
<#list code.head as line>
# ${line}
</#list>
#
# The test bench on this computer:  make test INCLUDE=<directory of ap_int.h, hls_stream.h and ap_axi_sdata.h>
# (the vendor's include directory of Vitis HLS), and the vendor's flow:  make project
INCLUDE ?= $(XILINX_HLS)/include

test: build/${code.net}_test
	build/${code.net}_test

build/${code.net}_test: test/${code.net}_test.cpp src/${code.net}.cpp $(wildcard src/*.h* src/units/*.hpp)
	mkdir -p build
	$(CXX) -std=c++14 -O1 -Wno-unknown-pragmas -isystem $(INCLUDE) -Isrc test/${code.net}_test.cpp src/${code.net}.cpp -o $@

project:
	vitis-run --mode hls --tcl hls/project.tcl

.PHONY: test project
