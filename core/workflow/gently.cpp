#include "workflow/gently.h"

#include "base/parallel.h"
#include "tensor/threadsscope.h"

#include <exception>
#include <sys/resource.h>
#include <thread>

namespace retort {

void gently(const std::function<void()> &work)
{
    std::exception_ptr failure;
    std::jthread([&] {
        // On Linux this is the thread's own, and those that it starts inherit it. Where it is refused, the work
        // goes on as it would have.
        constexpr int lowest = 19;
        static_cast<void>(::setpriority(PRIO_PROCESS, 0, lowest) == 0);
        const ThreadsAtMost alone(1);
        const ThreadsScope libTorchToo(1);
        try {
            work();
        } catch (...) {
            failure = std::current_exception();
        }
    }).join();
    if (failure)
        std::rethrow_exception(failure);
}

} // namespace retort
