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
<#if cmsisNn>

# CMSIS-NN: where CMSIS_NN_DIR points, or fetched.
set(CMSIS_NN_DIR "" CACHE PATH "a directory with CMSIS-NN ${cmsisNnTag}; fetched where empty")
if(CMSIS_NN_DIR)
    add_subdirectory(<#noparse>${CMSIS_NN_DIR} ${CMAKE_CURRENT_BINARY_DIR}</#noparse>/cmsis-nn EXCLUDE_FROM_ALL)
else()
    include(FetchContent)
    FetchContent_Declare(cmsis_nn
        GIT_REPOSITORY https://github.com/ARM-software/CMSIS-NN.git
        GIT_TAG ${cmsisNnTag}
    )
    FetchContent_MakeAvailable(cmsis_nn)
endif()
target_link_libraries(${network.net} cmsis-nn)
</#if>

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
