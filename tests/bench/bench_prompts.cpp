// From input event to painted frame in the real Prompts page: a bar is dragged, a letter is typed. Images are
// noise, the teacher is tiny but as wide (512) as a large one; towers run before the clock does. Prints JSON.
#include "idxfiles.h"
#include "tinyclip.h"
#include "widgets/common/livescore.h"
#include "widgets/common/theme.h"
#include "widgets/common/workspace.h"
#include "widgets/prompts/promptspage.h"
#include "widgets/prompts/templatepanel.h"
#include "widgets/prompts/templateview.h"
#include "widgets/prompts/weightbar.h"
#include "workflow/session.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QMouseEvent>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <thread>

using namespace retort;

namespace {

struct Size
{
    int images = 10'000;
    int classes = 100;
    int templates = 80;
    int moves = 300;
};

/// Waits for something, handing out events. Asleep between them, as an application is: with a time limit
/// processEvents() would spin and take a core from what is measured.
bool waitFor(const std::function<bool()> &done, int milliseconds)
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

/// Knows when the window was last painted.
class FrameWatch : public QObject
{
public:
    explicit FrameWatch(QWidget &window) : m_window(window) { window.installEventFilter(this); }

    /// Whether what was scheduled until now is on screen.
    void flush()
    {
        m_painted = false;
        m_window.update();
        waitFor([this] { return m_painted; }, 10'000);
    }

protected:
    bool eventFilter(QObject *object, QEvent *event) override
    {
        if (object == &m_window && event->type() == QEvent::Paint)
            m_painted = true; // its children are painted in the same go
        return false;
    }

private:
    QWidget &m_window;
    bool m_painted = false;
};

void print(const char *name, std::vector<double> times, const Size &size)
{
    std::sort(times.begin(), times.end());
    const auto at = [&times](double share) {
        return times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1))];
    };
    double load[1] = {0};
    (void)getloadavg(load, 1);
    std::printf("{\"what\": \"%s\", \"images\": %d, \"classes\": %d, \"templates\": %d, \"events\": %zu, "
                "\"p50_ms\": %.2f, \"p95_ms\": %.2f, \"p99_ms\": %.2f, \"max_ms\": %.2f, \"cores\": %u, "
                "\"load\": %.1f}\n",
                name, size.images, size.classes, size.templates, times.size(), at(0.5), at(0.95), at(0.99),
                times.back(), std::thread::hardware_concurrency(), load[0]);
    std::fflush(stdout);
}

std::filesystem::path makeProject(const std::filesystem::path &root, const Size &size)
{
    ClipConfig config = retort::testing::tinyClipConfig();
    config.projection = 512;
    retort::testing::writeTinyClip(root / "clip", config);
    for (const bool training : {true, false})
        testsupport::writeIdxPart(root / "idx", training ? "train" : "t10k",
                                  testsupport::idxPair(static_cast<std::uint32_t>(training ? size.images : 2'000),
                                                       16, static_cast<std::uint32_t>(std::min(250, size.classes)),
                                                       training ? 0 : 1'000'000));
    std::string names;
    for (int c = 0; c < size.classes; ++c)
        names += "kind " + std::to_string(c) + "\n";
    writeFileAtomically(root / "names.txt", names);
    std::string templates;
    for (int p = 0; p < size.templates; ++p)
        templates += "view " + std::to_string(p) + " of {}\n";
    std::filesystem::create_directories(root / "resources/templates");
    writeFileAtomically(root / "resources/templates/everyday.txt", templates);
    NewProject choice;
    choice.file = root / "bench.retort";
    choice.dataset = root / "idx";
    choice.teacher = root / "clip";
    choice.classes = root / "names.txt";
    choice.resources = root / "resources";
    createProject(choice, {}, {});
    return choice.file;
}

/// A bar is dragged to and fro; each position waits for the frame that shows it.
std::vector<double> drag(PromptsPage &page, LiveScore &live, FrameWatch &frames, const Size &size)
{
    auto &panel = *page.findChild<TemplatePanel *>();
    WeightBar &bar = *panel.view().bar(1);
    waitFor([&] { return page.settled(); }, 600'000);
    const auto send = [&bar](QEvent::Type type, double share, Qt::MouseButtons buttons) {
        const QPointF place(3 + share * 0.6 * bar.width(), bar.height() / 2.0);
        QMouseEvent event(type, place, bar.mapToGlobal(place),
                          type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton, buttons, Qt::NoModifier);
        QCoreApplication::sendEvent(&bar, &event);
    };
    send(QEvent::MouseButtonPress, 0, Qt::LeftButton);
    std::vector<double> times;
    for (int i = 0; i < size.moves; ++i) {
        QElapsedTimer clock;
        clock.start();
        const auto before = live.livePicture();
        send(QEvent::MouseMove, 0.5 + 0.5 * std::sin(0.1 * i), Qt::LeftButton);
        if (!waitFor([&] { return live.livePicture() != before; }, 60'000))
            continue; // the same weight again
        frames.flush();
        times.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
    }
    send(QEvent::MouseButtonRelease, 0.5, Qt::NoButton);
    return times;
}

/// Letters into the filter and into the field for a new template, among a thousand templates.
std::vector<double> type(PromptsPage &page, FrameWatch &frames)
{
    auto &panel = *page.findChild<TemplatePanel *>();
    std::vector<double> times;
    for (QLineEdit *field : panel.findChildren<QLineEdit *>()) {
        if (!field->isVisible() || field->placeholderText().isEmpty())
            continue;
        field->setFocus();
        for (const QChar letter : QStringLiteral("view 7 of {} x")) {
            QElapsedTimer clock;
            clock.start();
            QTest::sendKeyEvent(QTest::Click, field, Qt::Key_unknown, QString(letter), Qt::NoModifier, -1);
            frames.flush();
            times.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
        }
        field->clear();
    }
    return times;
}

} // namespace

int main(int argc, char *argv[])
{
    if (!std::getenv("DISPLAY") && !std::getenv("WAYLAND_DISPLAY"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QTemporaryDir folder;
    for (const char *home : {"XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"})
        qputenv(home, folder.path().toLocal8Bit());
    QApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    Size size;
    const std::pair<const char *, int *> numbers[]{{"images", &size.images},
                                                   {"classes", &size.classes},
                                                   {"templates", &size.templates},
                                                   {"moves", &size.moves}};
    for (const auto &[name, value] : numbers)
        parser.addOption({QString::fromLatin1(name), QString(), QStringLiteral("N"), QString::number(*value)});
    parser.process(application);
    for (const auto &[name, value] : numbers)
        *value = std::max(1, parser.value(QString::fromLatin1(name)).toInt());

    QApplication::setStyle(QStringLiteral("Fusion"));
    application.setPalette(Theme::lightTheme().palette());
    application.setStyleSheet(Theme::lightTheme().styleSheet());
    Workspace workspace((folder.path() + QStringLiteral("/resources")).toStdString());
    workspace.openProject(makeProject(folder.path().toStdString(), size));
    PromptsPage page(workspace);
    page.resize(1200, 760);
    page.show();
    LiveScore &live = LiveScore::of(workspace);
    if (!waitFor([&] { return live.picture() && page.settled() && workspace.idle(); }, 1'800'000)) {
        std::fprintf(stderr, "the page did not come to rest\n");
        return 1;
    }
    FrameWatch frames(page);
    print("drag", drag(page, live, frames, size), size);

    // Typing needs the list alone.
    Weighting many = workspace.settings().weighting;
    many.templates.clear();
    for (int p = 0; p < 1000; ++p)
        many.templates.push_back({"view " + std::to_string(p) + " of {}", 0.001, false});
    page.findChild<TemplatePanel *>()->setWeighting(many);
    Size typed = size;
    typed.templates = 1000;
    print("type", type(page, frames), typed);
    return 0;
}
