#pragma once

// Internal to core/store: how arrays lie in a BLOB column. Little-endian, in a frame with codec, length and
// CRC-32, so that a damaged one is told from a good one.

#include "distil/epochsink.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace retort {

using Bytes = std::vector<std::byte>;

/// Frames the content; compressed (zlib) when asked for and when it helps.
[[nodiscard]] Bytes framed(std::span<const std::byte> content, bool compress);
/// Throws StoreError naming `what` when the frame is not whole.
[[nodiscard]] Bytes unframed(std::span<const std::byte> frame, const std::string &what);

class ArrayWriter
{
public:
    void number(std::uint64_t value) { append(std::as_bytes(std::span(&value, 1))); }
    /// Length, then elements.
    template<typename T>
    void array(std::span<const T> values)
    {
        static_assert(std::is_arithmetic_v<T>);
        number(values.size());
        append(std::as_bytes(values));
    }
    [[nodiscard]] const Bytes &bytes() const { return m_bytes; }

private:
    void append(std::span<const std::byte> more) { m_bytes.insert(m_bytes.end(), more.begin(), more.end()); }
    Bytes m_bytes;
};

/// Reads what ArrayWriter wrote; throws StoreError naming `what` when it ends too early.
class ArrayReader
{
public:
    ArrayReader(Bytes bytes, std::string what);
    [[nodiscard]] std::uint64_t number();
    template<typename T>
    [[nodiscard]] std::vector<T> array()
    {
        std::vector<T> values(checkedCount(number(), sizeof(T)));
        take(std::as_writable_bytes(std::span(values)));
        return values;
    }
    /// Nothing is left: what a later version wrote behind the rest is not there.
    [[nodiscard]] bool atEnd() const { return m_position == m_bytes.size(); }

private:
    [[nodiscard]] std::size_t checkedCount(std::uint64_t count, std::size_t elementBytes) const;
    void take(std::span<std::byte> into);
    Bytes m_bytes;
    std::size_t m_position = 0;
    std::string m_what;
};

// Steps of an epoch, answers to the evaluation images, indices of the probe set.
[[nodiscard]] Bytes encodeSteps(std::span<const StepMetrics> steps);
[[nodiscard]] std::vector<StepMetrics> decodeSteps(std::span<const std::byte> frame, const std::string &what);
[[nodiscard]] Bytes encodeAnswers(const Answers &answers);
[[nodiscard]] Answers decodeAnswers(std::span<const std::byte> frame, const std::string &what);
[[nodiscard]] Bytes encodeIndices(std::span<const std::int64_t> indices);
[[nodiscard]] std::vector<std::int64_t> decodeIndices(std::span<const std::byte> frame, const std::string &what);

} // namespace retort
