<#-- @ftlvariable type=thimble.codegen.hls.HlsProject.ProjectText -->
<#list code.head as line>
# ${line}
</#list>
#
# For v++ -c --mode hls --config hls/hls_config.cfg --work_dir build
part=${fpga.part}

[hls]
flow_target=vivado
package.output.format=ip_catalog
clock=${period}ns
syn.top=${code.net}
syn.file=src/${code.net}.cpp
syn.cflags=-std=c++14 -Isrc
tb.file=test/${code.net}_test.cpp
tb.cflags=-std=c++14 -Isrc
