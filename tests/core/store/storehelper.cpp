// A second process for the store's tests: storehelper MODE FILE.
//   hold     takes the lock, prints "held", waits until stdin ends
//   commit   adds a run to the project and commits epochs to it until it is killed; prints each epoch's number
//   step     adds a run and commits an epoch to it for each line of stdin; prints "held", then each epoch's number
//   read     opens for reading as a user who may write nothing, prints the number of runs or the error
//   write    the same for writing

#include "projectfixture.h"

#include <iostream>
#include <unistd.h>

using namespace retort;

namespace {

void commitForEver(const char *file)
{
    const auto project = Project::open(file, ProjectLock::acquire(file));
    const std::int64_t run = project->addRun("killed", {});
    project->setRunState(run, RunState::Running);
    for (std::int64_t epoch = 1;; ++epoch) {
        project->commitEpoch(run, test::reportOf(epoch, 50, 400'000), std::nullopt);
        std::cout << epoch << std::endl;
    }
}

void commitAsTold(const char *file)
{
    const auto project = Project::open(file, ProjectLock::acquire(file));
    const std::int64_t run = project->addRun("told", {});
    project->setRunState(run, RunState::Running);
    std::cout << "held" << std::endl;
    std::string line;
    for (std::int64_t epoch = 1; std::getline(std::cin, line); ++epoch) {
        project->commitEpoch(run, test::reportOf(epoch), std::nullopt);
        std::cout << epoch << std::endl;
    }
}

void dropRights()
{
    constexpr uid_t nobody = 65534;
    if (::getuid() == 0 && (::setgid(nobody) != 0 || ::setuid(nobody) != 0))
        throw Error("rights cannot be dropped");
}

} // namespace

int main(int argc, char **argv)
{
    const std::string mode = argc == 3 ? argv[1] : "";
    try {
        if (mode == "hold") {
            const auto lock = ProjectLock::acquire(argv[2]);
            std::cout << "held" << std::endl;
            std::cin.get();
        } else if (mode == "commit") {
            commitForEver(argv[2]);
        } else if (mode == "step") {
            commitAsTold(argv[2]);
        } else if (mode == "read") {
            dropRights();
            std::cout << Project::open(argv[2], nullptr)->runs().size() << std::endl;
        } else if (mode == "write") {
            dropRights();
            const auto project = Project::open(argv[2], ProjectLock::acquire(argv[2]));
            std::cout << "writable" << std::endl;
        } else {
            return 2;
        }
    } catch (const Error &error) {
        std::cout << error.fullText() << std::endl;
        return 1;
    }
    return 0;
}
