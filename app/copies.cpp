#include "copies.h"

#include "base/error.h"

#include <arpa/inet.h>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <map>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

namespace retort {

namespace {

/// That nobody uses at the moment.
int freePort()
{
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    const bool found = socket >= 0 && bind(socket, reinterpret_cast<sockaddr *>(&address), size) == 0 &&
                       getsockname(socket, reinterpret_cast<sockaddr *>(&address), &size) == 0;
    if (socket >= 0)
        close(socket);
    if (!found)
        throw Error(std::string("no port is free for processes to meet: ") + std::strerror(errno));
    return ntohs(address.sin_port);
}

std::vector<char *> pointersTo(std::vector<std::string> &texts)
{
    std::vector<char *> pointers;
    for (std::string &text : texts)
        pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

} // namespace

int runCopies(int count, const std::vector<std::string> &arguments)
{
    const std::string port = std::to_string(freePort());
    std::vector<pid_t> processes;
    int failure = 0;
    for (int rank = 0; rank < count && failure == 0; ++rank) {
        std::map<std::string, std::string> own{
            {"RANK", std::to_string(rank)},        {"LOCAL_RANK", std::to_string(rank)},
            {"WORLD_SIZE", std::to_string(count)}, {"LOCAL_WORLD_SIZE", std::to_string(count)},
            {"MASTER_ADDR", "127.0.0.1"},          {"MASTER_PORT", port}};
        std::vector<std::string> environment;
        for (const auto &[name, value] : own)
            environment.push_back(name + "=" + value);
        for (char **entry = environ; *entry; ++entry)
            if (const std::string text = *entry; own.count(text.substr(0, text.find('='))) == 0)
                environment.push_back(text);
        std::vector<std::string> words{"retort-cli"};
        words.insert(words.end(), arguments.begin(), arguments.end());
        pid_t process = 0;
        failure = posix_spawn(&process, "/proc/self/exe", nullptr, nullptr, pointersTo(words).data(),
                              pointersTo(environment).data());
        if (failure == 0)
            processes.push_back(process);
    }
    if (failure != 0)
        for (const pid_t process : processes)
            kill(process, SIGTERM);
    int code = 0;
    for (const pid_t process : processes) {
        int status = 0;
        while (waitpid(process, &status, 0) < 0 && errno == EINTR)
            continue;
        if (code == 0)
            code = WIFEXITED(status) ? WEXITSTATUS(status) : 1;
    }
    if (failure != 0)
        throw Error(std::string("another process cannot be started: ") + std::strerror(failure));
    return code;
}

} // namespace retort
