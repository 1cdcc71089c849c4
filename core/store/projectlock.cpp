#include "store/projectlock.h"

#include "base/error.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <map>
#include <mutex>
#include <sys/file.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace retort {

namespace {

/// flock belongs to an open file, not to a process, so a second acquire in one process would block itself: the
/// process remembers what it holds. The one piece of state that several objects of the store share.
struct Registry
{
    std::mutex mutex;
    std::map<std::string, std::weak_ptr<ProjectLock>> locks;
};

Registry &registry()
{
    static Registry instance;
    return instance;
}

class Descriptor
{
public:
    explicit Descriptor(int descriptor) : m_descriptor(descriptor) {}
    ~Descriptor()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    [[nodiscard]] int get() const { return m_descriptor; }
    int release() { return std::exchange(m_descriptor, -1); }

private:
    int m_descriptor;
};

std::string nowText()
{
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    ::gmtime_r(&now, &utc);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S UTC", &utc);
    return text.data();
}

std::string hostName()
{
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "unknown host";
}

/// What the holder wrote: "process 4711 on alpha since ...", one line.
std::string describeHolder(int descriptor)
{
    std::array<char, 512> text{};
    const ssize_t n = ::pread(descriptor, text.data(), text.size(), 0);
    std::string line(text.data(), n > 0 ? static_cast<std::size_t>(n) : 0);
    line.resize(std::min(line.find('\n'), line.size()));
    return line.empty() ? "another process" : line;
}

/// The lock file may have been removed by a holder that just let go: then our lock is on a file nobody else will
/// see.
bool stillThere(int descriptor, const std::filesystem::path &file)
{
    struct stat opened
    {};
    struct stat named
    {};
    return ::fstat(descriptor, &opened) == 0 && ::stat(file.c_str(), &named) == 0 &&
           opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
}

} // namespace

ProjectHeld::ProjectHeld(const std::filesystem::path &project, const std::string &holder)
    : StoreError(project.string() + " is being written by " + holder,
                 "Wait until that is done, or end it. Meanwhile everything can be read: retort-cli runs " +
                     project.string() + " --follow shows what it does."),
      m_holder(holder)
{}

std::filesystem::path ProjectLock::lockFile(const std::filesystem::path &project)
{
    std::error_code ignored;
    std::filesystem::path file = std::filesystem::weakly_canonical(project, ignored);
    if (file.empty())
        file = project;
    file += file.extension() == ".retort" ? "-lock" : ".retort-lock";
    return file;
}

std::shared_ptr<ProjectLock> ProjectLock::acquire(const std::filesystem::path &project)
{
    const std::filesystem::path file = lockFile(project);
    const std::lock_guard guard(registry().mutex);
    std::erase_if(registry().locks, [](const auto &entry) { return entry.second.expired(); });
    if (const auto found = registry().locks.find(file.string()); found != registry().locks.end())
        if (auto lock = found->second.lock())
            return lock;

    // A holder that is just letting go, or somebody asking who holds it, is over in moments: worth a short wait.
    std::string holder;
    for (int attempt = 0; attempt < 25; ++attempt) {
        if (attempt > 0)
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        Descriptor descriptor(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
        if (descriptor.get() < 0)
            throw StoreError(project.string() + " cannot be opened for writing: " + file.string() + ": " +
                                 std::strerror(errno),
                             "Check that the folder exists and that you may write there, or work on a copy.");
        if (::flock(descriptor.get(), LOCK_EX | LOCK_NB) != 0) {
            if (errno != EWOULDBLOCK && errno != EINTR)
                throw StoreError(project.string() + " cannot be locked: " + std::strerror(errno),
                                 "Its file system has no file locks: copy the project to a local disk.");
            holder = describeHolder(descriptor.get());
            continue;
        }
        if (!stillThere(descriptor.get(), file))
            continue;
        const std::string text =
            "process " + std::to_string(::getpid()) + " on " + hostName() + " since " + nowText() + "\n";
        // Only for people: the lock holds even where this cannot be written (disk full).
        if (::ftruncate(descriptor.get(), 0) != 0 ||
            ::pwrite(descriptor.get(), text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
            static_cast<void>(::ftruncate(descriptor.get(), 0) == 0);
        std::shared_ptr<ProjectLock> lock(new ProjectLock(descriptor.release(), file));
        registry().locks[file.string()] = lock;
        return lock;
    }
    throw ProjectHeld(project, holder);
}

std::optional<std::string> ProjectLock::holder(const std::filesystem::path &project)
{
    const Descriptor descriptor(::open(lockFile(project).c_str(), O_RDONLY | O_CLOEXEC));
    if (descriptor.get() < 0 || ::flock(descriptor.get(), LOCK_SH | LOCK_NB) == 0)
        return std::nullopt;
    return describeHolder(descriptor.get());
}

ProjectLock::ProjectLock(int descriptor, std::filesystem::path file)
    : m_descriptor(descriptor), m_file(std::move(file))
{}

void ProjectLock::onFirstUse(const std::function<void()> &recover)
{
    const std::lock_guard guard(m_mutex);
    if (m_recovered)
        return;
    recover();
    m_recovered = true;
}

ProjectLock::~ProjectLock()
{
    // Removed while it is still held: whoever opened it meanwhile sees that it is gone and opens anew.
    ::unlink(m_file.c_str());
    ::close(m_descriptor);
}

} // namespace retort
