<#-- @model thimble.codegen.ProjectText: tells CMake the compiler of the board -->
<#list network.head as line>
# ${line}
</#list>
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR arm)
set(CMAKE_C_COMPILER ${compiler})
set(CMAKE_C_FLAGS_INIT "${machineFlags}")
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
