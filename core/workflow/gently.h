#pragma once

#include <functional>

namespace retort {

/// Calls work on a thread of its own, which gives way to every other program, and on which whatever computes
/// starts no further threads. (A thread cannot raise its priority again: the calling one keeps its own.) What work
/// throws comes out.
void gently(const std::function<void()> &work);

} // namespace retort
