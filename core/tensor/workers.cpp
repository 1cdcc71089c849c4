#include "tensor/workers.h"

#include "tensor/c10d.h"

#include <atomic>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <thread>
#include <unistd.h>
#include <vector>

namespace retort {

#ifdef RETORT_HAVE_GLOO

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds beat{1};                    // each process says so often that it is alive
constexpr seconds longestSilence{30};         // and is given up after so long without a word,
constexpr seconds longestSilenceInTrouble{5}; // or so long where a connection has broken off
constexpr seconds explaining{12};             // how long to find out who it was
constexpr seconds goodBye{5};                 // how long the first process waits for the others' last words
// Of c10d's own: beats notice sooner who is gone, and do not mistake the slow for it.
constexpr std::chrono::minutes operationLimit{60};

std::string nameOf(int rank, int count, const std::string &host)
{
    return "process " + std::to_string(rank) + " of " + std::to_string(count) +
           (host.empty() ? std::string() : " (" + host + ")");
}

std::vector<std::uint8_t> bytesOf(const std::string &text)
{
    return {text.begin(), text.end()};
}

std::string hostName()
{
    char name[256] = {};
    return gethostname(name, sizeof name - 1) == 0 ? name : "";
}

const char *const lostRemedy = "Start all processes again; what was saved is kept, and --resume goes on from it.";

} // namespace

/// A connection to the store that the first process holds: a few texts and counters that all can read.
class MeetingPlace
{
public:
    /// The first process opens it.
    MeetingPlace(const WorkerPlace &place, bool opens, seconds patience)
    {
        c10d::TCPStoreOptions options;
        options.port = static_cast<std::uint16_t>(place.port);
        options.isServer = opens;
        options.waitWorkers = false;
        options.timeout = patience;
        m_store = c10::make_intrusive<c10d::TCPStore>(place.host, options);
    }

    void set(const std::string &key, const std::string &text) { m_store->set(key, bytesOf("=" + text)); }
    [[nodiscard]] std::optional<std::string> get(const std::string &key)
    {
        if (!m_store->check({key}))
            return std::nullopt;
        const std::vector<std::uint8_t> bytes = m_store->get(key);
        return std::string(bytes.begin() + 1, bytes.end());
    }
    std::int64_t add(const std::string &key, std::int64_t value) { return m_store->add(key, value); }
    [[nodiscard]] const c10::intrusive_ptr<c10d::TCPStore> &store() const { return m_store; }

private:
    c10::intrusive_ptr<c10d::TCPStore> m_store;
};

struct Workers::Connection
{
    Connection(const WorkerPlace &where, const std::stop_token &stop, seconds patience);

    void beWatchful();
    void watch();
    void lookAfterOthers(const std::vector<std::string> &hosts, MeetingPlace &beats);
    void throwIfLost();
    [[noreturn]] void explain(const std::string &failure);
    void finish(const c10::intrusive_ptr<c10d::Work> &work);
    template<typename Done>
    void waitFor(const Done &done);
    void useGpu(int device);

    const WorkerPlace place;
    MeetingPlace board;
    c10::intrusive_ptr<c10d::ProcessGroupGloo> gloo;
#ifdef RETORT_HAVE_NCCL
    c10::intrusive_ptr<c10d::ProcessGroupNCCL> nccl; ///< from the first tensor on a GPU on
#endif
    std::int64_t meetings = 0;
    std::int64_t texts = 0;
    std::atomic<bool> over{false};
    bool isBroken = false; ///< c10d may still wait for somebody, and its destructors with it

    std::mutex lostMutex;
    std::string lost; ///< why the work cannot go on; empty while it can
    std::thread watchman;
};

Workers::Connection::Connection(const WorkerPlace &where, const std::stop_token &stop, seconds patience)
    : place(where), board(where, where.isFirst(), patience)
{
    board.set("host/" + std::to_string(place.rank), hostName());
    const Clock::time_point end = Clock::now() + patience;
    for (int rank = 0; rank < place.count; ++rank) {
        while (!board.get("host/" + std::to_string(rank))) {
            if (stop.stop_requested())
                throw Cancelled();
            if (Clock::now() > end)
                throw Error(nameOf(rank, place.count, "") + " has not come to " + place.host + ":" +
                                std::to_string(place.port) + " within " + std::to_string(patience.count()) +
                                " seconds",
                            "Start all of them with torchrun or srun, on machines that reach each other.");
            std::this_thread::sleep_for(milliseconds(20));
        }
    }
    const auto options = c10d::ProcessGroupGloo::Options::create(operationLimit);
    const char *const interface = std::getenv("GLOO_SOCKET_IFNAME"); // as in PyTorch itself
    options->devices.push_back(
        interface && *interface           ? c10d::ProcessGroupGloo::createDeviceForInterface(interface)
        : place.localCount == place.count ? c10d::ProcessGroupGloo::createDeviceForHostname("127.0.0.1")
                                          : c10d::ProcessGroupGloo::createDefaultDevice());
    gloo = c10::make_intrusive<c10d::ProcessGroupGloo>(
        c10::make_intrusive<c10d::PrefixStore>("gloo", board.store()), place.rank, place.count, options);
}

/// Beats, and looks whether the others do, until the work is over.
void Workers::Connection::watch()
{
    try {
        MeetingPlace beats(place, false, longestSilence); // its own: nobody waits long on it
        std::vector<std::string> hosts;
        for (int rank = 0; rank < place.count; ++rank)
            hosts.push_back(beats.get("host/" + std::to_string(rank)).value_or(""));
        lookAfterOthers(hosts, beats);
    } catch (const std::exception &) {
        // The store is gone, and with it the process that held it.
        const std::scoped_lock lock(lostMutex);
        if (lost.empty() && !over)
            lost = nameOf(0, place.count, place.host) + ", which keeps what is made, is gone";
    }
}

void Workers::Connection::lookAfterOthers(const std::vector<std::string> &hosts, MeetingPlace &beats)
{
    struct Heard
    {
        std::int64_t beats = 0;
        Clock::time_point at = Clock::now();
    };
    std::vector<Heard> heard(hosts.size());
    for (int round = 0; !over; ++round) {
        if (round % 10 == 0) // the loop itself runs more often, to end soon
            beats.add("beat/" + std::to_string(place.rank), 1);
        if (place.isFirst() && round % 10 == 5) {
            const Clock::time_point now = Clock::now();
            const seconds limit = beats.get("trouble") ? longestSilenceInTrouble : longestSilence;
            for (std::size_t rank = 1; rank < heard.size(); ++rank) {
                const std::int64_t count = beats.add("beat/" + std::to_string(rank), 0);
                if (count != heard[rank].beats)
                    heard[rank] = {count, now};
                else if (now - heard[rank].at > limit && !beats.get("left/" + std::to_string(rank)) &&
                         !beats.get("lost"))
                    beats.set("lost", nameOf(static_cast<int>(rank), place.count, hosts[rank]) +
                                          " was killed or cannot be reached");
            }
        }
        if (round % 5 == 0) {
            if (const std::optional<std::string> why = beats.get("lost")) {
                const std::scoped_lock lock(lostMutex);
                if (lost.empty())
                    lost = *why;
            }
        }
        std::this_thread::sleep_for(beat / 10);
    }
}

void Workers::Connection::throwIfLost()
{
    const std::scoped_lock lock(lostMutex);
    if (lost.empty())
        return;
    isBroken = true;
    throw WorkerLost(lost, lostRemedy);
}

/// An operation has failed, which says that somebody's connection ended but not whose.
void Workers::Connection::explain(const std::string &failure)
{
    isBroken = true;
    try {
        board.set("trouble", "");
    } catch (const std::exception &) {
        // The watchman sees that, too.
    }
    for (const Clock::time_point end = Clock::now() + explaining; Clock::now() < end;) {
        throwIfLost();
        std::this_thread::sleep_for(milliseconds(50));
    }
    throw WorkerLost("the processes that work together have lost each other: " + failure, lostRemedy);
}

void Workers::Connection::finish(const c10::intrusive_ptr<c10d::Work> &work)
{
    while (!work->isCompleted()) {
        try {
            work->wait(milliseconds(500));
        } catch (const std::exception &) {
            // The time is over, or the work has failed: wait() says so again.
        }
        if (!work->isCompleted())
            throwIfLost();
    }
    try {
        work->wait();
    } catch (const std::exception &failure) {
        explain(failure.what());
    }
}

/// Asks the meeting place again and again, at first soon and then at leisure.
template<typename Done>
void Workers::Connection::waitFor(const Done &done)
{
    milliseconds pause{1};
    try {
        while (!done()) {
            throwIfLost();
            std::this_thread::sleep_for(pause);
            pause = std::min(2 * pause, milliseconds(100));
        }
    } catch (const Error &) {
        throw;
    } catch (const std::exception &failure) {
        explain(failure.what());
    }
}

bool Workers::areThere()
{
    return true;
}

Workers::Workers(const WorkerPlace &place, const std::stop_token &stop, std::chrono::seconds patience)
    : m_place(place)
{
    try {
        m_connection = std::make_shared<Connection>(place, stop, patience);
    } catch (const Error &) {
        throw;
    } catch (const std::exception &failure) {
        throw Error(nameOf(place.rank, place.count, hostName()) + " cannot meet the others at " + place.host +
                        ":" + std::to_string(place.port) + ": " + failure.what(),
                    place.isFirst() ? "Choose a free port (MASTER_PORT)."
                                    : "Check that process 0 runs and can be reached there.");
    }
    m_connection->watchman = std::thread([connection = m_connection] { connection->watch(); });
}

Workers::~Workers()
{
    Connection &connection = *m_connection;
    try {
        connection.board.set("left/" + std::to_string(m_place.rank), "");
        // The board ends with the first process, and what is written there.
        const Clock::time_point end = Clock::now() + goodBye;
        for (int rank = 1; rank < m_place.count && m_place.isFirst(); ++rank)
            while (Clock::now() < end && !connection.board.get("left/" + std::to_string(rank)))
                std::this_thread::sleep_for(milliseconds(20));
    } catch (const std::exception &) {
        // The first one was faster.
    }
    connection.over = true;
    if (!connection.isBroken) {
        connection.watchman.join();
        return;
    }
    // Its threads may wait for a machine that is gone: they are left to the end of the process.
    connection.watchman.detach();
    static_cast<void>(new std::shared_ptr<Connection>(std::move(m_connection)));
}

void Workers::sum(at::Tensor &values)
{
    std::vector<at::Tensor> tensors{values};
#ifdef RETORT_HAVE_NCCL
    if (values.is_cuda()) {
        m_connection->useGpu(values.get_device());
        m_connection->nccl->allreduce(tensors)->wait();
        return;
    }
#endif
    if (values.is_cuda())
        tensors[0] = values.cpu();
    m_connection->finish(m_connection->gloo->allreduce(tensors));
    if (values.is_cuda())
        values.copy_(tensors[0]);
}

at::Tensor Workers::gather(const at::Tensor &rows, std::int64_t total)
{
    const Share own = shareOf(total, m_place.part());
    TORCH_CHECK(rows.size(0) == own.count, "a process brings ", rows.size(0), " rows where its share is ",
                own.count);
    std::vector<std::int64_t> sizes = rows.sizes().vec();
    sizes[0] = total;
    // Sums with zeros, which change no value: shares need not be of one size.
    at::Tensor all = at::zeros(sizes, rows.options());
    all.narrow(0, own.first, own.count).copy_(rows);
    sum(all);
    return all;
}

bool Workers::any(bool here)
{
    at::Tensor says = at::zeros({1}, at::kFloat);
    says.fill_(here ? 1 : 0);
    sum(says);
    return says.item<float>() > 0;
}

std::string Workers::toldByFirst(const std::string &text)
{
    const std::string key = "text/" + std::to_string(m_connection->texts++);
    std::optional<std::string> told = text;
    m_connection->waitFor([&] {
        if (isFirst())
            m_connection->board.set(key, text);
        else
            told = m_connection->board.get(key);
        return told.has_value();
    });
    return *told;
}

void Workers::meet()
{
    const std::string key = "meeting/" + std::to_string(m_connection->meetings++);
    bool come = false;
    m_connection->waitFor([&] {
        const std::int64_t there = m_connection->board.add(key, come ? 0 : 1);
        come = true;
        return there >= count();
    });
}

void Workers::leave(const std::string &why) noexcept
{
    try {
        m_connection->isBroken = true;
        if (!m_connection->board.get("lost"))
            m_connection->board.set("lost",
                                    nameOf(m_place.rank, m_place.count, hostName()) + " has stopped: " + why);
    } catch (const std::exception &) {
        // Nobody is left to be told.
    }
}

#ifdef RETORT_HAVE_NCCL
void Workers::Connection::useGpu(int device)
{
    if (nccl)
        return;
    c10::cuda::set_device(static_cast<c10::DeviceIndex>(device));
    auto options = c10d::ProcessGroupNCCL::Options::create();
    options->timeout = operationLimit;
    nccl = c10::make_intrusive<c10d::ProcessGroupNCCL>(
        c10::make_intrusive<c10d::PrefixStore>("nccl", board.store()), place.rank, place.count, options);
}
#endif

#else // without Gloo

struct Workers::Connection
{};

namespace {

[[noreturn]] void refuse()
{
    throw Error("this Retort works in one process: its LibTorch has no Gloo that could be used",
                "Build it with a LibTorch that has Gloo, and Gloo's headers beside it (libgloo-dev).");
}

} // namespace

bool Workers::areThere()
{
    return false;
}
Workers::Workers(const WorkerPlace &place, const std::stop_token &, std::chrono::seconds) : m_place(place)
{
    refuse();
}
Workers::~Workers() = default;
void Workers::sum(at::Tensor &)
{
    refuse();
}
at::Tensor Workers::gather(const at::Tensor &, std::int64_t)
{
    refuse();
}
bool Workers::any(bool)
{
    refuse();
}
std::string Workers::toldByFirst(const std::string &)
{
    refuse();
}
void Workers::meet()
{
    refuse();
}
void Workers::leave(const std::string &) noexcept {}

#endif

} // namespace retort
