// The window. Its frame comes first; pages and LibTorch follow as a module (see widgets/common/engine.h).

#include "resourcesfolder.h"
#include "widgets/common/engine.h"
#include "widgets/common/jobrunner.h"
#include "widgets/common/mainwindow.h"
#include "widgets/common/parts.h"
#include "widgets/common/startpage.h"
#include "widgets/common/themecontroller.h"
#include "windowshot.h"

#include "base/error.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QIcon>
#include <QLibrary>
#include <QLibraryInfo>
#include <QRegularExpression>
#include <QThread>
#include <QTranslator>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include <unistd.h>

using namespace retort;

namespace {

struct Options
{
    QString file;
    bool demo = false;
    bool quick = false;
    QString page = QStringLiteral("project");
    std::optional<ColourScheme> scheme;
    QString screenshot;
    QSize size;
    bool benchStartup = false;
    int benchUi = 0; ///< epochs
};

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(retort::Main)
};

// Exits with 2 for what makes no sense, as retort-cli does.
Options parse(const QCoreApplication &application)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        Words::tr("Distils a foundation model into a small classifier, from images without labels."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(QStringLiteral("project"), Words::tr("A .retort file to open."),
                                 QStringLiteral("[FILE.retort]"));
    QStringList pages;
    for (const PageEntry &entry : MainWindow::pageEntries())
        pages.append(entry.id);
    const QCommandLineOption page(QStringLiteral("page"),
                                  Words::tr("Page to begin with: %1.").arg(pages.join(QStringLiteral(", "))),
                                  QStringLiteral("NAME"));
    const QCommandLineOption demo(QStringLiteral("demo"),
                                  Words::tr("Distil the demo and watch: what `retort-cli demo` does."));
    const QCommandLineOption quick(QStringLiteral("quick"),
                                   Words::tr("With --demo: fewer images and epochs, a minute or two."));
    const QCommandLineOption theme(QStringLiteral("theme"), Words::tr("light or dark, for this time only."),
                                   QStringLiteral("NAME"));
    const QCommandLineOption screenshot(
        QStringLiteral("screenshot"),
        Words::tr("Save a picture of the window once everything is loaded, and quit."),
        QStringLiteral("FILE.png"));
    const QCommandLineOption size(QStringLiteral("size"), Words::tr("Size of the window."),
                                  QStringLiteral("WIDTHxHEIGHT"));
    QCommandLineOption bench(QStringLiteral("bench-startup"));
    QCommandLineOption benchUi(QStringLiteral("bench-ui"), QString(), QStringLiteral("EPOCHS"));
    // `retort-cli bench startup` and `bench ui` call them.
    for (QCommandLineOption *option : {&bench, &benchUi})
        option->setFlags(QCommandLineOption::HiddenFromHelp);
    parser.addOptions({demo, quick, page, theme, screenshot, size, bench, benchUi});
    parser.process(application);

    const auto refuse = [](const QString &text) {
        std::fprintf(stderr, "%s\n", qPrintable(text));
        std::exit(2);
    };
    Options options;
    if (parser.positionalArguments().size() > 1)
        refuse(Words::tr("One project file at a time."));
    if (!parser.positionalArguments().isEmpty())
        options.file = QFileInfo(parser.positionalArguments().front()).absoluteFilePath();
    options.demo = parser.isSet(demo);
    options.quick = parser.isSet(quick);
    if (options.demo && !options.file.isEmpty())
        refuse(Words::tr("--demo makes a project of its own; name no other."));
    if (options.quick && !options.demo)
        refuse(Words::tr("--quick goes with --demo."));
    if (options.demo)
        options.page = QStringLiteral("distil");
    if (parser.isSet(page)) {
        options.page = parser.value(page);
        if (!pages.contains(options.page.section(QLatin1Char('/'), 0, 0)))
            refuse(Words::tr("There is no page \"%1\". Pages: %2.")
                       .arg(options.page, pages.join(QStringLiteral(", "))));
    }
    if (parser.isSet(theme)) {
        const QString name = parser.value(theme);
        if (name != QLatin1String("light") && name != QLatin1String("dark"))
            refuse(Words::tr("\"%1\" is no theme. Themes: light, dark.").arg(name));
        options.scheme = name == QLatin1String("dark") ? ColourScheme::Dark : ColourScheme::Light;
    }
    if (parser.isSet(size)) {
        const auto match = QRegularExpression(QStringLiteral("^(\\d{3,4})x(\\d{3,4})$")).match(parser.value(size));
        if (!match.hasMatch())
            refuse(Words::tr("\"%1\" is no size. Write it as 1280x800.").arg(parser.value(size)));
        options.size = QSize(match.captured(1).toInt(), match.captured(2).toInt());
    }
    options.screenshot = parser.value(screenshot);
    options.benchStartup = parser.isSet(bench);
    options.benchUi = parser.value(benchUi).toInt();
    if (parser.isSet(benchUi) && (options.benchUi < 1 || !options.demo))
        refuse(Words::tr("--bench-ui goes with --demo and a number of epochs."));
    return options;
}

// Milliseconds since this process began, from the kernel (10 ms steps).
double processMilliseconds()
{
    QFile file(QStringLiteral("/proc/self/stat"));
    if (!file.open(QIODevice::ReadOnly))
        return -1;
    const QByteArray text = file.readAll();
    // The second field, the program's name, may hold spaces; starttime is the 22nd.
    const QList<QByteArray> fields = text.mid(text.lastIndexOf(')') + 2).split(' ');
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    const double ticks = fields.value(19).toDouble();
    return 1e3 * static_cast<double>(now.tv_sec) + 1e-6 * static_cast<double>(now.tv_nsec) -
           1e3 * ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
}

void print(const StallFigures &figures)
{
    double load[1] = {0};
    (void)getloadavg(load, 1);
    std::printf("{\"epochs\": %lld, \"seconds\": %.1f, \"probes\": %lld, \"p50_ms\": %.2f, \"p95_ms\": %.2f, "
                "\"p99_ms\": %.2f, \"max_ms\": %.1f, \"over_16_ms\": %lld, \"platform\": \"%s\", \"cores\": %d, "
                "\"load\": %.1f}\n",
                figures.epochs, figures.seconds, figures.probes, figures.p50, figures.p95, figures.p99,
                figures.max, figures.overAFrame, qPrintable(QGuiApplication::platformName()),
                QThread::idealThreadCount(), load[0]);
    std::fflush(stdout);
}

// In the build tree and in an installation.
QString engineFile()
{
    const QDir program(QCoreApplication::applicationDirPath());
    for (const QString &place :
         {QStringLiteral("libretort_engine.so"), QStringLiteral("../lib/retort/libretort_engine.so")})
        if (program.exists(place))
            return program.absoluteFilePath(place);
    throw InputError(program.absoluteFilePath(QStringLiteral("libretort_engine.so")).toStdString(), {},
                     "is not there", "Build the target retort again, or reinstall Retort.");
}

EngineEntry loadEngine()
{
    QLibrary library(engineFile());
    const auto entry = reinterpret_cast<EngineEntry>(library.resolve("retortEngine"));
    if (!entry)
        throw Error(library.errorString().toStdString(),
                    "Install LibTorch and OpenCV as the README says, or reinstall Retort.");
    return entry;
}

void addTranslation(QApplication &application, const QString &name, const QString &folder)
{
    auto *translator = new QTranslator(&application);
    // English is the language of the sources, but its plurals are in a file.
    if (translator->load(QLocale(), name, QStringLiteral("_"), folder) ||
        translator->load(name + QStringLiteral("_en"), folder))
        QCoreApplication::installTranslator(translator);
}

} // namespace

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("retort"));
    QApplication::setApplicationName(QStringLiteral("retort"));
    QApplication::setApplicationVersion(QStringLiteral(RETORT_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("retort"));
    addTranslation(application, QStringLiteral("qtbase"), QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    addTranslation(application, QStringLiteral("retort"), QStringLiteral(":/i18n"));
    const Options options = parse(application);
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/retort.svg")));

    ThemeController theme;
    if (options.scheme)
        theme.showScheme(*options.scheme);
    MainWindow window(theme);
    if (options.size.isValid())
        window.resize(options.size);
    std::filesystem::path resources;
    try {
        resources = resourcesFolder();
    } catch (const Error &error) {
        std::fprintf(stderr, "%s\n", error.fullText().c_str());
        return 1;
    }
    QObject::connect(&window, &MainWindow::closed, &application, [] { QCoreApplication::exit(0); });

    std::unique_ptr<Engine> engine;
    std::unique_ptr<WindowShot> shot;
    // The start page is there first and goes over to the project page; what is asked of it before waits.
    auto *start = new StartPage(resources);
    std::function<void()> waiting;
    const auto later = [&](std::function<void()> again) {
        if (!engine)
            waiting = std::move(again);
    };
    QObject::connect(start, &StartPage::openRequested, &application, [later, start](const QString &file) {
        later([start, file] { Q_EMIT start->openRequested(file); });
    });
    QObject::connect(start, &StartPage::createRequested, &application, [later, start](const NewProject &choice) {
        later([start, choice] { Q_EMIT start->createRequested(choice); });
    });
    QObject::connect(start, &StartPage::demoRequested, &application,
                     [later, start] { later([start] { Q_EMIT start->demoRequested(); }); });
    window.setPlaceholder(start);
    window.showPage(options.page);

    double firstFrame = -1;
    JobRunner loader(QStringLiteral("engine"));
    const auto engineLoaded = [&](EngineEntry entry) {
        engine.reset(entry(&window));
        if (const auto again = std::exchange(waiting, {})) {
            window.showPage(QStringLiteral("project"));
            again();
        }
        if (options.demo)
            engine->runDemo(options.quick);
        else if (!options.file.isEmpty())
            engine->openProject(options.file);
        if (options.benchUi > 0)
            engine->measureStalls(
                options.benchUi,
                [](const StallFigures &figures) {
                    print(figures);
                    QCoreApplication::exit(0);
                },
                [](const QString &why) {
                    std::fprintf(stderr, "%s\n", qPrintable(why));
                    QCoreApplication::exit(1);
                });
        if (!options.screenshot.isEmpty())
            shot =
                std::make_unique<WindowShot>(window, options.screenshot, [&engine] { return engine->settled(); });
        if (options.benchStartup) {
            std::printf("{\"first_frame_ms\": %.0f, \"engine_ms\": %.0f}\n", firstFrame, processMilliseconds());
            std::fflush(stdout);
            QCoreApplication::exit(0);
        }
    };
    const auto engineFailed = [&](const JobError &error) {
        window.banner().show(Banner::Kind::Error, error.what + QLatin1Char('\n') + error.remedy);
        if (options.benchStartup || options.benchUi > 0 || !options.screenshot.isEmpty()) {
            std::fprintf(stderr, "%s\n%s\n", qPrintable(error.what), qPrintable(error.remedy));
            QCoreApplication::exit(1);
        }
    };
    QObject::connect(&window, &MainWindow::firstFrameShown, &application, [&] {
        firstFrame = processMilliseconds();
        loader.submit<EngineEntry>(
            Words::tr("Loading the engine"), {}, &application,
            [](std::stop_token, const Reporter &) { return loadEngine(); }, engineLoaded, engineFailed);
        if (!options.scheme)
            theme.followSystem();
    });
    window.show();
    const int status = QApplication::exec();
    shot.reset();
    engine.reset();
    return status;
}
