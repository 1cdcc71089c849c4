#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>

namespace retort {

/// How far a unit of work is. A rate and the time left follow from successive reports.
struct Progress
{
    std::string stage;      ///< what is being done: "embedding images"
    std::int64_t done = 0;  ///< 0 .. total
    std::int64_t total = 0; ///< 0 when unknown
    std::string unit;       ///< what is counted: "images"
};

/// Where a unit of work says how far it is and what a person should know. Both may be empty.
/// Called on the thread that does the work, so receivers must be cheap or hand over.
struct Reporter
{
    std::function<void(const Progress &)> progress;
    std::function<void(const std::string &)> note; ///< "row term of the edge loss is off: 2 classes"

    void report(const Progress &p) const
    {
        if (progress)
            progress(p);
    }
    void say(const std::string &text) const
    {
        if (note)
            note(text);
    }
};

/// Throws Cancelled when stop was asked for.
void throwIfStopped(const std::stop_token &stop);

} // namespace retort
