// From input event to painted frame in the real Prompts page: a bar is dragged, a letter is typed. Images are
// noise, the teacher is tiny but as wide (512) as a large one; towers run before the clock does. Prints JSON.
#include "idxfiles.h"
#include "tinyclip.h"
#include "widgets/common/livescore.h"
#include "widgets/common/workspace.h"
#include "widgets/prompts/promptspage.h"
#include "widgets/prompts/templatepanel.h"
#include "widgets/prompts/templateview.h"
#include "widgets/prompts/weightbar.h"
#include "windowbench.h"
#include "workflow/session.h"

#include <QLineEdit>
#include <QMouseEvent>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstdio>

using namespace retort;

namespace {

struct Size
{
    int images = 10'000;
    int classes = 100;
    int templates = 80;
    int moves = 300;
};

/// Knows when the window was last painted.
class FrameWatch : public QObject
{
public:
    explicit FrameWatch(QWidget &window) : m_window(window) { window.installEventFilter(this); }

    /// Returns when what was scheduled until now is on screen. One more pixel is painted for it, and no more: a
    /// person's frame holds what has changed, not the whole window.
    void flush()
    {
        m_painted = false;
        m_window.update(0, 0, 1, 1);
        bench::waitFor([this] { return m_painted; }, 10'000);
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

QJsonObject facts(const Size &size, int templates)
{
    return {{QStringLiteral("images"), size.images},
            {QStringLiteral("classes"), size.classes},
            {QStringLiteral("templates"), templates}};
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
    bench::waitFor([&] { return page.settled(); }, 600'000);
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
        if (!bench::waitFor([&] { return live.livePicture() != before; }, 60'000))
            continue; // the same weight again
        frames.flush();
        times.push_back(bench::since(clock));
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
            times.push_back(bench::since(clock));
        }
        field->clear();
    }
    return times;
}

} // namespace

int main(int argc, char *argv[])
{
    const QTemporaryDir folder;
    bench::setUp(folder);
    QApplication application(argc, argv);
    QCommandLineParser parser;
    Size size;
    bench::readNumbers(parser, application,
                       {{"images", &size.images},
                        {"classes", &size.classes},
                        {"templates", &size.templates},
                        {"moves", &size.moves}});
    bench::dress(application);
    Workspace workspace((folder.path() + QStringLiteral("/resources")).toStdString());
    workspace.openProject(makeProject(folder.path().toStdString(), size));
    PromptsPage page(workspace);
    page.resize(1200, 760);
    page.show();
    LiveScore &live = LiveScore::of(workspace);
    if (!bench::waitFor([&] { return live.picture() && page.settled() && workspace.idle(); }, 1'800'000)) {
        std::fprintf(stderr, "the page did not come to rest\n");
        return 1;
    }
    FrameWatch frames(page);
    bench::print(QStringLiteral("drag"), drag(page, live, frames, size), facts(size, size.templates));

    // Typing needs the list alone.
    Weighting many = workspace.settings().weighting;
    many.templates.clear();
    for (int p = 0; p < 1000; ++p)
        many.templates.push_back({"view " + std::to_string(p) + " of {}", 0.001, false});
    page.findChild<TemplatePanel *>()->setWeighting(many);
    bench::print(QStringLiteral("type"), type(page, frames), facts(size, 1000));
    return 0;
}
