#include "teacher/benchmark.h"

#include "base/random.h"
#include "data/packedimages.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <span>
#include <string>
#include <vector>

namespace retort {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// "RssAnon" or "RssFile" of this process, in bytes.
std::int64_t residentBytes(const std::string &kind)
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with(kind + ":"))
            return 1024 * std::stoll(line.substr(kind.size() + 1));
    }
    return 0;
}

PackedImages noise(int side, std::int64_t count)
{
    RandomStream random({1, static_cast<std::uint64_t>(Purpose::Sample)});
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(count) * 3 * static_cast<std::size_t>(side) *
                                     static_cast<std::size_t>(side));
    for (std::uint8_t &pixel : pixels)
        pixel = static_cast<std::uint8_t>(random());
    return PackedImages(side, side, 3, std::move(pixels),
                        std::vector<ContentKey>(static_cast<std::size_t>(count)));
}

/// 8 to 20 tokens of CLIP's vocabulary, as most prompts.
std::vector<std::string> prompts(std::int64_t count)
{
    const char *const templates[] = {"a photo of a {}.", "a bad photo of the {}.", "itap of my {}.",
                                     "a close-up photo of a {} on a table.",
                                     "a drawing of the {}, in black and white."};
    const char *const names[] = {"cat",     "golden retriever", "container ship",
                                 "t-shirt", "screwdriver",      "espresso maker"};
    std::vector<std::string> texts;
    for (std::int64_t i = 0; i < count; ++i) {
        std::string text = templates[i % std::ssize(templates)];
        texts.push_back(text.replace(text.find("{}"), 2, names[i / std::ssize(templates) % std::ssize(names)]));
    }
    return texts;
}

} // namespace

TowerSpeed benchTowers(const Teacher &teacher, std::int64_t images, std::int64_t texts, std::stop_token stop,
                       const Reporter &reporter)
{
    constexpr std::int64_t different = 256;
    const PackedImages source = noise(teacher.info().preprocessing.crop, std::min(images, different));
    std::vector<std::int64_t> indices(static_cast<std::size_t>(images));
    for (std::size_t i = 0; i < indices.size(); ++i)
        indices[i] = static_cast<std::int64_t>(i) % source.size();
    const std::vector<std::string> lines = prompts(texts);

    TowerSpeed speed{images, texts};
    const std::span all(indices);
    static_cast<void>(teacher.encodeImages(source, all.first(std::min<std::size_t>(all.size(), 16)), stop, {}));
    auto start = Clock::now();
    static_cast<void>(teacher.encodeImages(source, all, stop, reporter));
    speed.imagesPerSecond = static_cast<double>(images) / secondsSince(start);
    start = Clock::now();
    static_cast<void>(teacher.encodeTexts(lines, stop, reporter));
    speed.textsPerSecond = static_cast<double>(texts) / secondsSince(start);
    return speed;
}

LoadSpeed benchLoad(const std::filesystem::path &teacher, int times, std::stop_token stop)
{
    LoadSpeed speed;
    const std::int64_t anonymous = residentBytes("RssAnon");
    const std::int64_t mapped = residentBytes("RssFile");
    auto start = Clock::now();
    {
        const auto opened = Teacher::open(teacher);
        speed.firstSeconds = secondsSince(start);
        speed.weightBytes = opened->info().weightBytes;
        speed.anonymousBytes = residentBytes("RssAnon") - anonymous;
        speed.mappedBytes = residentBytes("RssFile") - mapped;
    }
    std::vector<double> all;
    for (int i = 0; i < std::max(1, times - 1); ++i) {
        throwIfStopped(stop);
        start = Clock::now();
        static_cast<void>(Teacher::open(teacher));
        all.push_back(secondsSince(start));
    }
    std::sort(all.begin(), all.end());
    speed.seconds = all[all.size() / 2];
    return speed;
}

} // namespace retort
