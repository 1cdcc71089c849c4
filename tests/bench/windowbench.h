#pragma once

#include "widgets/common/theme.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <thread>
#include <utility>
#include <vector>

/// What benchmarks of the window's pages share.
namespace retort::bench {

/// To be called before the application is made: offscreen where there is no display, and nothing of the user's own
/// settings and caches.
inline void setUp(const QTemporaryDir &folder)
{
    if (!std::getenv("DISPLAY") && !std::getenv("WAYLAND_DISPLAY"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    for (const char *home : {"XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"})
        qputenv(home, folder.path().toLocal8Bit());
}

inline void dress(QApplication &application)
{
    QApplication::setStyle(QStringLiteral("Fusion"));
    application.setPalette(Theme::lightTheme().palette());
    application.setStyleSheet(Theme::lightTheme().styleSheet());
}

/// An option --NAME N for each number, with what stands in it as the default.
inline void readNumbers(QCommandLineParser &parser, const QApplication &application,
                        const std::vector<std::pair<const char *, int *>> &numbers)
{
    parser.addHelpOption();
    for (const auto &[name, value] : numbers)
        parser.addOption({QString::fromLatin1(name), QString(), QStringLiteral("N"), QString::number(*value)});
    parser.process(application);
    for (const auto &[name, value] : numbers)
        *value = std::max(1, parser.value(QString::fromLatin1(name)).toInt());
}

/// Waits for something, handing out events. Asleep between them, as an application is: with a time limit
/// processEvents() would spin and take a core from what is measured.
inline bool waitFor(const std::function<bool()> &done, int milliseconds)
{
    QElapsedTimer elapsed;
    elapsed.start();
    QTimer wake;
    wake.start(100);
    while (!done()) {
        if (elapsed.elapsed() > milliseconds)
            return false;
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
    }
    return true;
}

/// Milliseconds.
inline double since(const QElapsedTimer &clock)
{
    return static_cast<double>(clock.nsecsElapsed()) / 1e6;
}

inline void printLine(const QJsonObject &line)
{
    std::printf("%s\n", QJsonDocument(line).toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout);
}

/// A line of JSON: what was done, how often, and the percentiles of the milliseconds that it took.
inline void print(const QString &what, std::vector<double> times, QJsonObject facts = {})
{
    std::sort(times.begin(), times.end());
    const auto at = [&times](double share) {
        const auto place = static_cast<std::size_t>(share * static_cast<double>(times.size() - 1));
        return times.empty() ? 0 : std::round(times[place] * 100) / 100;
    };
    double load[1] = {0};
    (void)getloadavg(load, 1);
    facts.insert(QStringLiteral("what"), what);
    facts.insert(QStringLiteral("times"), static_cast<qint64>(times.size()));
    for (const auto &[name, share] : {std::pair("p50_ms", 0.5), std::pair("p95_ms", 0.95),
                                      std::pair("p99_ms", 0.99), std::pair("max_ms", 1.0)})
        facts.insert(QLatin1String(name), at(share));
    facts.insert(QStringLiteral("cores"), static_cast<int>(std::thread::hardware_concurrency()));
    facts.insert(QStringLiteral("load"), std::round(load[0] * 10) / 10);
    printLine(facts);
}

} // namespace retort::bench
