#include "workflow/notifycommand.h"

#include "base/error.h"

#include <cerrno>
#include <cstring>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace retort {

void runNotifyCommand(const std::string &command,
                      const std::vector<std::pair<std::string, std::string>> &variables)
{
    // Made before the new process: between fork and exec a program with threads may do next to nothing.
    std::vector<std::string> environment;
    for (char **entry = environ; *entry; ++entry)
        environment.emplace_back(*entry);
    for (const auto &[name, value] : variables)
        environment.push_back(name + "=" + value);
    std::vector<char *> pointers;
    for (std::string &entry : environment)
        pointers.push_back(entry.data());
    pointers.push_back(nullptr);
    std::string shell = "sh", option = "-c", words = command;
    char *arguments[] = {shell.data(), option.data(), words.data(), nullptr};
    pid_t child = 0;
    if (const int failed = ::posix_spawnp(&child, "/bin/sh", nullptr, nullptr, arguments, pointers.data()))
        throw Error("The command \"" + command + "\" cannot be started: " + std::strerror(failed));
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        throw Error(
            "The command \"" + command + "\" failed" +
                (WIFEXITED(status) ? " with exit code " + std::to_string(WEXITSTATUS(status)) : std::string()),
            "Try it in a terminal.");
}

} // namespace retort
