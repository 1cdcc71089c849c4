# Finds LibTorch and checks that all of it comes from one place.

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
message(STATUS "LibTorch ${Torch_VERSION} in ${retort_torch_dir}")
