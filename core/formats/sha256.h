#pragma once

#include "base/namedtensor.h"

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace retort {

/// SHA-256 (FIPS 180-4) of bytes that come in pieces.
class Sha256
{
public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256 &) = delete;
    Sha256 &operator=(const Sha256 &) = delete;

    void update(std::span<const std::byte> bytes);
    /// 64 lower-case hexadecimal digits. Call once, last.
    [[nodiscard]] std::string finish();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

[[nodiscard]] std::string sha256(std::span<const std::byte> bytes);

/// Names weights: SHA-256 over the raw bytes of all tensors, one after the other in byte order of their names,
/// whatever order they come in. Names, shapes and types are not part of it.
[[nodiscard]] std::string weightsSha256(const NamedTensors &tensors);

} // namespace retort
