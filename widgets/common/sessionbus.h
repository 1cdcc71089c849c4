#pragma once

namespace retort {

/// Whether the desktop's message bus is there. Without this question libdbus would try to launch one, which takes
/// long.
[[nodiscard]] bool sessionBusRuns();

} // namespace retort
