#include "terminal.h"

#include "base/bytestext.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <sys/ioctl.h>
#include <unistd.h>

namespace retort {

namespace {

constexpr auto barInterval = std::chrono::milliseconds(100);
constexpr auto lineInterval = std::chrono::seconds(10);

std::string formatted(const char *format, double value)
{
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), format, value);
    return text.data();
}

std::string rateText(double rate)
{
    return formatted(rate >= 100 ? "%.0f" : rate >= 1 ? "%.1f" : "%.2f", rate);
}

std::string durationText(double seconds)
{
    const long total = std::lround(std::min(seconds, 1e8));
    std::array<char, 64> text{};
    if (total >= 3600)
        std::snprintf(text.data(), text.size(), "%ld:%02ld:%02ld", total / 3600, total / 60 % 60, total % 60);
    else
        std::snprintf(text.data(), text.size(), "%ld:%02ld", total / 60, total % 60);
    return text.data();
}

std::size_t terminalWidth()
{
    winsize size{};
    return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20 ? size.ws_col : 80;
}

double shareDone(const Progress &progress)
{
    return std::clamp(static_cast<double>(progress.done) / static_cast<double>(progress.total), 0.0, 1.0);
}

void put(const std::string &text)
{
    std::fwrite(text.data(), 1, text.size(), stderr);
    std::fflush(stderr);
}

} // namespace

Terminal::Terminal()
    : m_isTerminal(::isatty(STDERR_FILENO) == 1), m_colours(m_isTerminal && std::getenv("NO_COLOR") == nullptr)
{}

Terminal::~Terminal()
{
    clearBar();
}

Reporter Terminal::reporter()
{
    return {[this](const Progress &p) { progress(p); }, [this](const std::string &text) { note(text); }};
}

std::string Terminal::describe(const Progress &progress, double secondsInStage) const
{
    std::string text = progress.stage;
    if (progress.total > 0)
        text += " " + formatted("%3.0f %%", 100.0 * shareDone(progress));
    const bool bytes = progress.unit == "bytes";
    const auto amount = [&](std::int64_t count) {
        return bytes ? bytesText(static_cast<std::uint64_t>(count)) : std::to_string(count);
    };
    if (!progress.unit.empty() && progress.done > 0) {
        text += ", " + amount(progress.done);
        if (progress.total > 0)
            text += " of " + amount(progress.total);
        if (!bytes)
            text += " " + progress.unit;
    }
    // A rate over less than half a second says nothing.
    const auto sinceFirst = static_cast<double>(progress.done - m_stageFirst);
    if (secondsInStage > 0.5 && sinceFirst > 0) {
        const double rate = sinceFirst / secondsInStage;
        if (!progress.unit.empty())
            text += ", " + (bytes ? bytesText(static_cast<std::uint64_t>(rate)) : rateText(rate)) + "/s";
        if (progress.total > progress.done)
            text += ", " + durationText(static_cast<double>(progress.total - progress.done) / rate) + " left";
    }
    return text;
}

void Terminal::progress(const Progress &progress)
{
    const std::lock_guard guard(m_mutex);
    const auto now = Clock::now();
    const bool newStage = progress.stage != m_stage || progress.done < m_stageDone;
    m_stageDone = progress.done;
    if (newStage) {
        m_stage = progress.stage;
        m_stageFirst = progress.done;
        m_stageStart = now;
    }
    const bool complete = progress.total > 0 && progress.done >= progress.total;
    if (!newStage && !complete && now - m_lastShown < (m_isTerminal ? Clock::duration(barInterval) : lineInterval))
        return;
    // Off a terminal, stages that come and go within moments would only fill a log.
    if (!m_isTerminal && now - m_lastShown < lineInterval)
        return;
    m_lastShown = now;
    std::string text = describe(progress, std::chrono::duration<double>(now - m_stageStart).count());
    if (!m_isTerminal) {
        put(text + "\n");
        return;
    }
    const std::size_t width = terminalWidth() - 1;
    constexpr std::size_t barWidth = 24;
    if (progress.total > 0 && text.size() + barWidth + 3 <= width) {
        const auto filled = static_cast<std::size_t>(shareDone(progress) * barWidth);
        const std::string bar = std::string(filled, '#') + std::string(barWidth - filled, '.');
        text = "[" + (m_colours ? "\033[32m" + bar + "\033[0m" : bar) + "] " + text;
    } else if (text.size() > width) {
        text.resize(width);
    }
    put("\r\033[K" + text);
    m_barIsDrawn = true;
}

void Terminal::clearBar()
{
    if (m_barIsDrawn)
        put("\r\033[K");
    m_barIsDrawn = false;
}

void Terminal::clear()
{
    const std::lock_guard guard(m_mutex);
    clearBar();
}

void Terminal::note(const std::string &text)
{
    const std::lock_guard guard(m_mutex);
    clearBar();
    put(text + "\n");
}

void Terminal::error(const std::string &what, const std::string &remedy)
{
    const std::lock_guard guard(m_mutex);
    clearBar();
    put((m_colours ? "\033[1;31merror:\033[0m " : "error: ") + what + "\n" +
        (remedy.empty() ? "" : remedy + "\n"));
}

} // namespace retort
