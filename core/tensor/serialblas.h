#pragma once

namespace retort {

/// While one lives, OpenBLAS computes on the thread that calls it. Training works on a part of a batch on each
/// thread; OpenBLAS as Debian installs it would start threads of its own beside them, which wait for each other
/// and, after each small product, spin for a while on a processor that a part of the batch needs. Does nothing
/// where another library multiplies, or where OpenBLAS shares LibTorch's OpenMP threads and knows this by itself.
/// The setting is one for the whole process; scopes may overlap.
class SerialBlas
{
public:
    SerialBlas();
    ~SerialBlas();
    SerialBlas(const SerialBlas &) = delete;
    SerialBlas &operator=(const SerialBlas &) = delete;
};

} // namespace retort
