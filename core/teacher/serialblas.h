#pragma once

namespace retort {

/// While one lives, OpenBLAS computes on the thread that calls it. Towers work on many images at the same time,
/// one part on each of LibTorch's threads; OpenBLAS as Debian installs it would start threads of its own under
/// each of them, and they would wait for each other. Does nothing where another library multiplies, or where
/// OpenBLAS shares LibTorch's OpenMP threads and knows this by itself. The setting is one for the whole process;
/// scopes may overlap.
class SerialBlas
{
public:
    SerialBlas();
    ~SerialBlas();
    SerialBlas(const SerialBlas &) = delete;
    SerialBlas &operator=(const SerialBlas &) = delete;
};

} // namespace retort
