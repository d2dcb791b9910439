<#-- @model thimble.codegen.ProjectText: builds the network as a library, and the program -->
<#list network.head as line>
# ${line}
</#list>
cmake_minimum_required(VERSION 3.13)
project(${network.net} C)

# The network, to be linked into any program: add_subdirectory(this directory), then
# target_link_libraries(program ${network.net}).
add_library(${network.net} STATIC
<#list librarySources as source>
    ${source}
</#list>
)
target_include_directories(${network.net} PUBLIC <#noparse>${CMAKE_CURRENT_SOURCE_DIR}</#noparse>)
target_compile_options(${network.net} PRIVATE ${compileFlags})
target_link_libraries(${network.net} m)

# The program that runs it on files, where this directory is what is built.
if(CMAKE_CURRENT_SOURCE_DIR STREQUAL CMAKE_SOURCE_DIR)
    add_executable(${programName}
<#list programSources as source>
        ${source}
</#list>
    )
    target_include_directories(${programName} PRIVATE <#noparse>${CMAKE_CURRENT_SOURCE_DIR}</#noparse>/firmware)
    target_compile_options(${programName} PRIVATE ${compileFlags})
    target_link_libraries(${programName} ${network.net})
<#if linkFlags?has_content>
    target_link_options(${programName} PRIVATE ${linkFlags})
</#if>
endif()
