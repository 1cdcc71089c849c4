#pragma once

#include <cstdint>
#include <functional>

namespace retort {

/// Calls f(first, last) for pieces of 0 .. count of `grain` each (the last may be smaller), on as many threads as
/// there are cores, the calling one among them. Which thread takes which piece is left open, so f must not depend
/// on it. Returns when all are done; the first exception that f throws is thrown again, pieces not begun by then
/// are left out.
void forPieces(std::int64_t count, std::int64_t grain,
               const std::function<void(std::int64_t first, std::int64_t last)> &f);

} // namespace retort
