#include "datasets/listeddataset.h"

#include "base/error.h"
#include "base/parallel.h"
#include "datasets/encodedimages.h"
#include "datasets/folderindex.h"
#include "datasets/keyfilter.h"
#include "images/decode.h"
#include "images/imageheader.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <span>
#include <utility>

namespace retort {

namespace {

/// What is known of one file.
struct Reading
{
    IndexEntry entry;
    bool wasRead = false; ///< else entry.problem says why not, which may pass, and so is not remembered
    bool deepGrey = false;
};

Reading readOne(const EncodedFiles &store, const FoundFile &file, bool decode)
{
    std::vector<std::byte> bytes;
    try {
        bytes = store.read(file);
    } catch (const InputError &e) {
        // Beside the file's name in a list, the path again would be noise.
        std::string problem = e.what();
        if (const std::string prefix = store.path(file).string() + ": "; problem.rfind(prefix, 0) == 0)
            problem.erase(0, prefix.size());
        return {{{}, std::move(problem), false}, false, false};
    }
    IndexEntry entry;
    entry.key = contentKey({reinterpret_cast<const std::uint8_t *>(bytes.data()), bytes.size()});
    const ImageHeader header = readImageHeader(bytes);
    entry.problem = header.problem;
    if (decode && entry.problem.empty()) {
        entry.problem = decodeImage(bytes).problem;
        entry.decoded = true;
    }
    return {std::move(entry), true, header.deepGrey};
}

/// The readings of a data set's files, and the index that keeps them.
class Readings
{
public:
    Readings(const ListedFiles &listed, bool decode, const Reporter &reporter)
        : m_listed(listed), m_decode(decode), m_reporter(reporter), m_index(listed.location, listed.part),
          m_readings(listed.files.size())
    {
        for (std::size_t i = 0; i < m_readings.size(); ++i) {
            const std::optional<IndexEntry> entry = m_index.find(listed.files[i]);
            if (entry)
                m_readings[i] = {*entry, true, false};
            if (!entry || (decode && entry->problem.empty() && !entry->decoded))
                m_open.push_back(i);
        }
    }

    void readAll(const std::stop_token &stop)
    {
        using Clock = std::chrono::steady_clock;
        // What a kill may lose of the work.
        constexpr auto betweenSaves = std::chrono::seconds(30);
        constexpr std::size_t blockSize = 4096;
        const auto total = static_cast<std::int64_t>(m_readings.size());
        const char *stage = m_decode ? "checking images" : "reading images";
        Clock::time_point saved = Clock::now();
        for (std::size_t begin = 0; begin < m_open.size(); begin += blockSize) {
            const auto block = std::span(m_open).subspan(begin, std::min(blockSize, m_open.size() - begin));
            const auto before = total - static_cast<std::int64_t>(m_open.size() - begin);
            try {
                parallelFor(
                    static_cast<std::int64_t>(block.size()), stop,
                    [&](std::int64_t i) {
                        const std::size_t file = block[static_cast<std::size_t>(i)];
                        m_readings[file] = readOne(*m_listed.store, m_listed.files[file], m_decode);
                    },
                    [&](std::int64_t done) {
                        m_reporter.report({stage, before + done, total, "images"});
                    });
            } catch (const Cancelled &) {
                save(); // the next attempt goes on from here
                throw;
            }
            if (Clock::now() - saved > betweenSaves) {
                save();
                saved = Clock::now();
            }
        }
        if (!m_open.empty() || m_index.size() != m_readings.size())
            save();
        m_reporter.report({stage, total, total, "images"});
    }

    [[nodiscard]] const std::vector<Reading> &all() const { return m_readings; }

private:
    void save()
    {
        try {
            m_index.save(
                m_listed.files,
                [&](std::size_t i) { return m_readings[i].wasRead ? &m_readings[i].entry : nullptr; }, m_started);
        } catch (const Error &e) {
            if (!m_saidUnsaved)
                m_reporter.say(std::string("The images will be read again when they are opened the next time: ") +
                               e.what());
            m_saidUnsaved = true;
        }
    }

    const ListedFiles &m_listed;
    bool m_decode;
    const Reporter &m_reporter;
    const std::int64_t m_started =
        std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
            .count();
    FolderIndex m_index;
    std::vector<Reading> m_readings;
    std::vector<std::size_t> m_open; ///< those that the index does not answer
    bool m_saidUnsaved = false;
};

} // namespace

OpenedDataset openListed(ListedFiles listed, const DatasetChoice &choice, Opening opening,
                         const std::string &remedy, const std::stop_token &stop, const Reporter &reporter)
{
    Readings readings(listed, opening == Opening::Thorough, reporter);
    readings.readAll(stop);

    OpenedDataset opened;
    opened.kind = listed.kind;
    opened.location = listed.location;
    opened.unreadable = std::move(listed.unreadable);
    opened.parts = std::move(listed.parts);
    opened.classNames = std::move(listed.classNames);
    opened.labelFile = std::move(listed.labelFile);
    const std::size_t count = listed.files.size();
    const std::size_t found = count + opened.unreadable.size(); // with those that are not even read, such as links
    // Those that looked sound and cannot be decoded are counted too: what is chosen does not change when they are
    // found out.
    std::vector<ContentKey> sound;
    for (const Reading &reading : readings.all()) {
        if (reading.wasRead && (reading.entry.problem.empty() || reading.entry.decoded))
            sound.push_back(reading.entry.key);
    }
    const KeyFilter filter(choice, sound);
    std::vector<FoundFile> files;
    std::vector<ContentKey> keys;
    std::vector<ContentKey> soundKeys;
    std::vector<std::string> groups;
    bool someFailed = false;
    for (std::size_t i = 0; i < count; ++i) {
        const Reading &reading = readings.all()[i];
        const IndexEntry &entry = reading.entry;
        const bool good = reading.wasRead && entry.problem.empty();
        if (reading.wasRead && (good || entry.decoded) && filter.holds(entry.key)) {
            soundKeys.push_back(entry.key);
            someFailed = someFailed || !good;
        }
        if (!good) {
            opened.unreadable.push_back({listed.files[i].name, entry.problem});
            continue;
        }
        if (!filter.holds(entry.key))
            continue;
        opened.bytes += static_cast<std::int64_t>(listed.files[i].size);
        files.push_back(std::move(listed.files[i]));
        keys.push_back(entry.key);
        if (!listed.labels.empty())
            opened.labels.push_back(listed.labels[i]);
        if (!listed.groups.empty())
            groups.push_back(std::move(listed.groups[i]));
    }
    std::sort(opened.unreadable.begin(), opened.unreadable.end(),
              [](const UnreadableImage &a, const UnreadableImage &b) { return a.name < b.name; });
    if (opened.unreadable.size() >= found && files.empty())
        throw InputError(opened.location, {},
                         "none of its " + std::to_string(found) + " images can be read; the first, " +
                             opened.unreadable.front().name + ", " + opened.unreadable.front().reason,
                         remedy);
    if (!opened.unreadable.empty())
        reporter.say(std::to_string(opened.unreadable.size()) + " of " + std::to_string(found) +
                     " images cannot be read and are left out; the first: " + opened.unreadable.front().name +
                     ": " + opened.unreadable.front().reason);
    const auto deep = std::count_if(readings.all().begin(), readings.all().end(),
                                    [](const Reading &reading) { return reading.deepGrey; });
    if (deep > 0)
        reporter.say(std::to_string(deep) +
                     " images are grey with 16 bits: whatever is above 255 in them is white to "
                     "the teacher. Save them with 8 bits where that hides what matters.");
    opened.fingerprint = fingerprint(keys);
    if (someFailed)
        opened.fingerprintBefore = fingerprint(soundKeys);
    opened.groups = std::move(groups);
    opened.images = std::make_shared<const EncodedImages>(listed.store, std::move(files), std::move(keys));
    return opened;
}

} // namespace retort
