// Guards the rules of CONTRIBUTING.md that a compiler does not: which folder may know which.

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

namespace {

struct Source
{
    QString path; // relative to the repository
    QStringList includes;
};

QList<Source> sourcesBelow(const QString &folder)
{
    static const QRegularExpression include(QStringLiteral("^\\s*#\\s*include\\s*[<\"]([^>\"]+)[>\"]"),
                                            QRegularExpression::MultilineOption);
    const QDir root(QStringLiteral(RETORT_SOURCE_DIR));
    QList<Source> result;
    QDirIterator files(root.filePath(folder), {QStringLiteral("*.h"), QStringLiteral("*.cpp")}, QDir::Files,
                       QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (!file.open(QIODevice::ReadOnly))
            continue;
        Source source{root.relativeFilePath(file.fileName()), {}};
        auto matches = include.globalMatch(QString::fromUtf8(file.readAll()));
        while (matches.hasNext())
            source.includes << matches.next().captured(1);
        result << source;
    }
    return result;
}

QStringList offenders(const QStringList &folders, const QRegularExpression &include, const QStringList &allowed)
{
    QStringList result;
    for (const QString &folder : folders) {
        for (const Source &source : sourcesBelow(folder)) {
            const bool exempt = std::any_of(allowed.begin(), allowed.end(),
                                            [&](const QString &prefix) { return source.path.startsWith(prefix); });
            for (const QString &name : source.includes) {
                if (!exempt && include.match(name).hasMatch())
                    result << source.path + QStringLiteral(" includes ") + name;
            }
        }
    }
    return result;
}

void compareEmpty(const QStringList &list)
{
    QVERIFY2(list.isEmpty(), qPrintable(list.join(QLatin1Char('\n'))));
}

} // namespace

class TestArchitecture : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void coreFoldersUseOnlyEarlierOnes()
    {
        const QStringList order{"base",    "tensor", "data",   "student",  "prg",     "distil",
                                "formats", "fetch",  "images", "datasets", "teacher", "prompts",
                                "measure", "graph",  "recipe", "store",    "export",  "workflow"};
        QStringList wrong;
        for (const QString &folder : order) {
            const QList<Source> sources = sourcesBelow(QStringLiteral("core/") + folder);
            QVERIFY2(!sources.isEmpty(), qPrintable(folder));
            for (const Source &source : sources) {
                for (const QString &include : source.includes) {
                    const qsizetype used = order.indexOf(include.section(QLatin1Char('/'), 0, 0));
                    if (include.contains(QLatin1Char('/')) && used > order.indexOf(folder))
                        wrong << source.path + QStringLiteral(" includes ") + include;
                }
            }
        }
        compareEmpty(wrong);
        const QStringList folders =
            QDir(QStringLiteral(RETORT_SOURCE_DIR "/core")).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
        for (const QString &folder : folders)
            QVERIFY2(order.contains(folder), qPrintable(folder + QStringLiteral(" is missing from the order")));
    }

    void coreKnowsNoWindow()
    {
        compareEmpty(offenders({"core"}, QRegularExpression("^(Q[A-Z]\\w+|Qt\\w+/.*|widgets/.*|app/.*)$"), {}));
    }

    void torchComesThroughOneHeader()
    {
        compareEmpty(offenders({"core", "widgets", "app"}, QRegularExpression("^(torch|ATen|c10|caffe2)/"),
                               {"core/tensor/torch.h"}));
    }

    void windowAndProgramsAreTorchFree()
    {
        // Follows the project's own includes from every file of widgets and app.
        QHash<QString, QStringList> includes;
        for (const Source &source : sourcesBelow(QStringLiteral("core")))
            includes.insert(source.path.mid(5), source.includes);
        for (const char *folder : {"widgets", "app"}) {
            for (const Source &source : sourcesBelow(QString::fromLatin1(folder))) {
                QStringList open = source.includes;
                QSet<QString> seen;
                while (!open.isEmpty()) {
                    const QString next = open.takeLast();
                    QVERIFY2(next != QLatin1String("tensor/torch.h"),
                             qPrintable(source.path + " reaches LibTorch"));
                    if (!seen.contains(next)) {
                        seen.insert(next);
                        open += includes.value(next);
                    }
                }
            }
        }
    }

    void sqlStaysInStore()
    {
        compareEmpty(
            offenders({"core", "widgets", "app"}, QRegularExpression("^(SQLiteCpp/|sqlite3)"), {"core/store/"}));
    }

    void openCvStaysInImages()
    {
        compareEmpty(offenders({"core", "widgets", "app"}, QRegularExpression("^opencv2/"), {"core/images/"}));
    }

    void curlStaysInFetch()
    {
        compareEmpty(offenders({"core", "widgets", "app"}, QRegularExpression("^curl/"), {"core/fetch/"}));
    }

    void jsonStaysOutOfTheTrainingPath()
    {
        compareEmpty(
            offenders({"core/base", "core/tensor", "core/data", "core/student", "core/prg", "core/distil"},
                      QRegularExpression("^nlohmann/"), {}));
    }
};

QTEST_GUILESS_MAIN(TestArchitecture)
#include "tst_architecture.moc"
