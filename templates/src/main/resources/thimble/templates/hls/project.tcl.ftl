<#-- @ftlvariable type=thimble.codegen.hls.HlsProject.ProjectText -->
<#list code.head as line>
# ${line}
</#list>
#
# Runs test bench, synthesis, co-simulation and export:  vitis-run --mode hls --tcl hls/project.tcl
open_project -reset build_${code.net}
set_top ${code.net}
add_files src/${code.net}.cpp -cflags "-std=c++14 -Isrc"
add_files -tb test/${code.net}_test.cpp -cflags "-std=c++14 -Isrc"
open_solution -reset solution -flow_target vivado
set_part ${fpga.part}
create_clock -period ${period}ns
csim_design
csynth_design
cosim_design
export_design -format ip_catalog
exit
