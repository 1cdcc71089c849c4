#pragma once

/// Before a function whose loops are to be compiled twice: for any processor, and for those with AVX2, chosen when
/// the program starts. Both give the same bits, as long as the source is compiled with -ffp-contract=off. Not
/// under sanitizers, which are not ready when that choice is made.
#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(__SANITIZE_ADDRESS__) &&                            \
    !defined(__SANITIZE_THREAD__) && !defined(__clang__)
#define RETORT_VECTOR_CODE __attribute__((target_clones("default", "arch=x86-64-v3")))
#else
#define RETORT_VECTOR_CODE
#endif

/// Before a small function that such a function calls, to be compiled into it.
#if defined(__GNUC__)
#define RETORT_INLINE inline __attribute__((always_inline))
#else
#define RETORT_INLINE inline
#endif
