#include "base/launch.h"

#include "base/error.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace retort {

namespace {

/// Reads the variables of one launcher.
class Variables
{
public:
    Variables(const std::function<const char *(const char *)> &variable, const char *launcher)
        : m_variable(variable), m_launcher(launcher)
    {}

    [[nodiscard]] std::optional<std::string> text(const char *name) const
    {
        const char *const value = m_variable(name);
        return value && *value ? std::optional<std::string>(value) : std::nullopt;
    }

    /// Throws where it is no whole number from `least` to `most`; nothing where the variable is not set.
    [[nodiscard]] std::optional<std::int64_t> number(const char *name, std::int64_t least, std::int64_t most) const
    {
        const std::optional<std::string> value = text(name);
        if (!value)
            return std::nullopt;
        std::int64_t result = 0;
        const auto [end, error] = std::from_chars(value->data(), value->data() + value->size(), result);
        if (error != std::errc() || end != value->data() + value->size() || result < least || result > most)
            throw ValueError("the environment variable " + std::string(name) + " is \"" + *value +
                                 "\"; accepted: " + std::to_string(least) + " to " + std::to_string(most),
                             remedy());
        return result;
    }

    [[nodiscard]] std::int64_t needed(const char *name, std::int64_t least, std::int64_t most) const
    {
        const std::optional<std::int64_t> value = number(name, least, most);
        if (!value)
            throw missing(name);
        return *value;
    }

    [[nodiscard]] ValueError missing(const char *name) const
    {
        return ValueError("the environment variable " + std::string(name) + " is missing, and others of " +
                              m_launcher + " are there",
                          remedy());
    }

private:
    [[nodiscard]] std::string remedy() const
    {
        return std::string("Start all processes with ") + m_launcher +
               ", or unset its variables to work with one process.";
    }

    const std::function<const char *(const char *)> &m_variable;
    const char *m_launcher;
};

constexpr std::int64_t mostProcesses = 1 << 16;
constexpr std::int64_t mostPorts = 65535;

WorkerPlace ofTorchrun(const Variables &variables)
{
    WorkerPlace place;
    place.count = static_cast<int>(variables.needed("WORLD_SIZE", 1, mostProcesses));
    place.rank = static_cast<int>(variables.needed("RANK", 0, place.count - 1));
    place.localRank = static_cast<int>(variables.number("LOCAL_RANK", 0, place.count - 1).value_or(place.rank));
    place.localCount =
        static_cast<int>(variables.number("LOCAL_WORLD_SIZE", 1, place.count).value_or(place.count));
    if (place.count == 1)
        return place;
    const std::optional<std::string> host = variables.text("MASTER_ADDR");
    if (!host)
        throw variables.missing("MASTER_ADDR");
    place.host = *host;
    const bool taken = variables.text("TORCHELASTIC_USE_AGENT_STORE") == "True";
    place.port = static_cast<int>(variables.needed("MASTER_PORT", 1, mostPorts)) + (taken ? 1 : 0);
    if (place.port > mostPorts)
        place.port -= 2;
    return place;
}

/// Ports that programs may take for themselves and systems rarely hand out.
int portOf(std::int64_t job, std::int64_t step)
{
    constexpr std::int64_t first = 15000;
    constexpr std::int64_t ports = 15000;
    return static_cast<int>(first + (job + step) % ports);
}

WorkerPlace ofSlurm(const Variables &variables)
{
    WorkerPlace place;
    const std::optional<std::int64_t> tasks = variables.number("SLURM_STEP_NUM_TASKS", 1, mostProcesses);
    place.count = static_cast<int>(tasks ? *tasks : variables.needed("SLURM_NTASKS", 1, mostProcesses));
    place.rank = static_cast<int>(variables.needed("SLURM_PROCID", 0, place.count - 1));
    place.localRank = static_cast<int>(variables.number("SLURM_LOCALID", 0, place.count - 1).value_or(0));
    // "2(x3),1": tasks a node; the share of the processor only needs a good guess.
    if (const std::optional<std::string> local = variables.text("SLURM_STEP_TASKS_PER_NODE"))
        std::from_chars(local->data(), local->data() + local->size(), place.localCount);
    place.localCount = std::clamp(place.localCount, place.localRank + 1, place.count);
    if (place.count == 1)
        return place;
    std::optional<std::string> host = variables.text("MASTER_ADDR");
    for (const char *list : {"SLURM_STEP_NODELIST", "SLURM_JOB_NODELIST", "SLURM_NODELIST"})
        if (const std::optional<std::string> nodes = host ? std::nullopt : variables.text(list))
            host = firstHost(*nodes);
    if (!host)
        throw variables.missing("SLURM_STEP_NODELIST");
    place.host = *host;
    constexpr std::int64_t mostJobs = INT64_C(1) << 40;
    const std::optional<std::int64_t> port = variables.number("MASTER_PORT", 1, mostPorts);
    place.port = port ? static_cast<int>(*port)
                      : portOf(variables.number("SLURM_JOB_ID", 0, mostJobs).value_or(0),
                               variables.number("SLURM_STEP_ID", 0, mostJobs).value_or(0));
    return place;
}

} // namespace

std::optional<WorkerPlace> launchedPlace(const std::function<const char *(const char *)> &variable)
{
    std::optional<WorkerPlace> place;
    const Variables torchrun(variable, "torchrun");
    const Variables slurm(variable, "srun");
    if (torchrun.text("RANK") || torchrun.text("WORLD_SIZE"))
        place = ofTorchrun(torchrun);
    else if (slurm.text("SLURM_PROCID") && slurm.text("SLURM_STEP_ID"))
        place = ofSlurm(slurm);
    return place && place->count > 1 ? place : std::nullopt;
}

std::optional<WorkerPlace> launchedPlace()
{
    return launchedPlace([](const char *name) { return std::getenv(name); });
}

std::string firstHost(const std::string &nodeList)
{
    std::string host;
    for (std::size_t i = 0; i < nodeList.size() && nodeList[i] != ','; ++i) {
        if (nodeList[i] != '[') {
            host += nodeList[i];
            continue;
        }
        const std::size_t end = std::min(nodeList.find_first_of(",-]", i), nodeList.size());
        host += nodeList.substr(i + 1, end - i - 1);
        i = std::min(nodeList.find(']', i), nodeList.size());
    }
    return host;
}

} // namespace retort
