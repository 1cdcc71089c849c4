# Finds LibTorch and checks that all of it comes from one place.

# A LibTorch with CUDA compiles and runs a program that looks for a GPU unless it is told an architecture, and fails where
# there is none. Retort has no kernels of its own, so any value does.
if(NOT DEFINED TORCH_CUDA_ARCH_LIST AND NOT DEFINED ENV{TORCH_CUDA_ARCH_LIST})
    set(TORCH_CUDA_ARCH_LIST 8.0)
endif()

# Debian's package config asks for CUDA and Kineto helpers that the CPU build does not need; the
# warnings it prints about them are noise.
find_package(Torch REQUIRED)

# With Debian's libtorch-dev installed, pointing CMAKE_PREFIX_PATH at another LibTorch still finds
# Debian's libc10 first, and the program aborts when it starts.
get_target_property(retort_torch_location torch IMPORTED_LOCATION)
if(NOT retort_torch_location)
    foreach(config RELWITHDEBINFO RELEASE NONE)
        if(NOT retort_torch_location)
            get_target_property(retort_torch_location torch IMPORTED_LOCATION_${config})
        endif()
    endforeach()
endif()
get_filename_component(retort_torch_dir "${retort_torch_location}" REALPATH)
get_filename_component(retort_torch_dir "${retort_torch_dir}" DIRECTORY)
foreach(library IN LISTS TORCH_LIBRARIES)
    if(library MATCHES "\\.so" AND library MATCHES "libc10|libtorch")
        get_filename_component(directory "${library}" REALPATH)
        get_filename_component(directory "${directory}" DIRECTORY)
        if(NOT directory STREQUAL retort_torch_dir)
            message(FATAL_ERROR
                "LibTorch is mixed from two places:\n  ${retort_torch_location}\n  ${library}\n"
                "Add -DCMAKE_LIBRARY_PATH=${retort_torch_dir} (and CMAKE_PREFIX_PATH to match), in a new build folder.")
        endif()
    endif()
endforeach()
# PyPI's libtorch.so gives an old std::filesystem to whoever looks there first, and remove_all() crashes in it. -lstdc++ does
# not help, for g++ moves it to the end.
if(CMAKE_SYSTEM_NAME STREQUAL Linux)
    add_link_options(LINKER:--push-state,--no-as-needed,-l:libstdc++.so.6,--pop-state)
endif()
# With CUDA or without: which of two sources stands behind tensor/cuda.h.
set(RETORT_CUDA OFF)
if(TARGET torch_cuda)
    set(RETORT_CUDA ON)
endif()
message(STATUS "LibTorch ${Torch_VERSION} (CUDA: ${RETORT_CUDA}) in ${retort_torch_dir}")

# Which parts of c10d can be used: LibTorch's headers include Gloo's and NCCL's, which come with other packages, and a
# library may lack what its headers declare.
include(CheckCXXSourceCompiles)
set(CMAKE_REQUIRED_INCLUDES ${TORCH_INCLUDE_DIRS})
set(CMAKE_REQUIRED_FLAGS ${TORCH_CXX_FLAGS})
# Files and definitions, for LibTorch's targets name others that a check does not know (protobuf's, in the one from PyPI).
set(CMAKE_REQUIRED_DEFINITIONS)
set(CMAKE_REQUIRED_LIBRARIES)
foreach(name torch torch_cpu torch_cuda c10 c10_cuda)
    if(NOT TARGET ${name})
        continue()
    endif()
    list(APPEND CMAKE_REQUIRED_LIBRARIES ${retort_torch_dir}/lib${name}.so)
    get_target_property(definitions ${name} INTERFACE_COMPILE_DEFINITIONS)
    foreach(definition IN LISTS definitions)
        if(definition MATCHES "^USE_")
            list(APPEND CMAKE_REQUIRED_DEFINITIONS -D${definition})
        endif()
    endforeach()
endforeach()
check_cxx_source_compiles("
#include <ATen/core/ivalue.h>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
int main()
{
    c10::intrusive_ptr<c10d::Store> store = c10::make_intrusive<c10d::TCPStore>(\"127.0.0.1\", c10d::TCPStoreOptions());
    return c10::make_intrusive<c10d::ProcessGroupGloo>(store, 0, 1)->getSize();
}" RETORT_HAVE_GLOO)
if(RETORT_HAVE_GLOO)
    check_cxx_source_compiles("
#include <ATen/core/ivalue.h>
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
int main()
{
    return c10d::ProcessGroupNCCL::Options::create()->is_high_priority_stream ? 1 : 0;
}" RETORT_HAVE_NCCL)
else()
    message(STATUS "LibTorch's Gloo cannot be used (libgloo-dev has its headers): Retort will train in one process")
endif()
unset(CMAKE_REQUIRED_INCLUDES)
unset(CMAKE_REQUIRED_FLAGS)
unset(CMAKE_REQUIRED_DEFINITIONS)
unset(CMAKE_REQUIRED_LIBRARIES)
