# How every target of Retort is compiled, and the one function that declares a core folder.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
# The window loads everything that stands on LibTorch as a module, after its first frame: see app/CMakeLists.txt.
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release)
endif()
# -g0 in Release keeps the torch objects small; asserts stay off there and on in Debug.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG -fno-semantic-interposition")

find_program(RETORT_CCACHE ccache)
if(RETORT_CCACHE)
    # The precompiled header is shared by all torch sources; ccache must be told that this is fine.
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
        CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
        CCACHE_NOHASHDIR=1 CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} ${RETORT_CCACHE})
endif()

find_package(Threads REQUIRED)

add_library(retort_compile INTERFACE)
target_compile_options(retort_compile INTERFACE -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion)
target_include_directories(retort_compile INTERFACE ${CMAKE_SOURCE_DIR}/core)
target_link_libraries(retort_compile INTERFACE Threads::Threads)
if(RETORT_SANITIZE)
    # Without the second flag undefined behaviour would be printed and the test would pass.
    add_compile_options(-fsanitize=${RETORT_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -g1)
    add_link_options(-fsanitize=${RETORT_SANITIZE})
endif()

# retort_core(NAME SOURCES a.cpp ... [USES base data ...] [LINK lib ...] [TORCH])
# One core folder = one static target retort_NAME. USES names the folders it stands on; TORCH says
# that its sources include tensor/torch.h and share its precompiled header.
function(retort_core name)
    cmake_parse_arguments(ARG "TORCH" "" "SOURCES;USES;LINK" ${ARGN})
    add_library(retort_${name} STATIC ${ARG_SOURCES})
    target_link_libraries(retort_${name} PUBLIC retort_compile PRIVATE ${ARG_LINK})
    foreach(used IN LISTS ARG_USES)
        target_link_libraries(retort_${name} PUBLIC retort_${used})
    endforeach()
    if(ARG_TORCH)
        target_link_libraries(retort_${name} PUBLIC retort_tensor)
        target_precompile_headers(retort_${name} REUSE_FROM retort_tensor)
    endif()
endfunction()
