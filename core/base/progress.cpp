#include "base/progress.h"

#include "base/error.h"

namespace retort {

void throwIfStopped(const std::stop_token &stop)
{
    if (stop.stop_requested())
        throw Cancelled();
}

} // namespace retort
