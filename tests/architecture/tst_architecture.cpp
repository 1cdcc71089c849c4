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
    QString text;
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
        Source source{root.relativeFilePath(file.fileName()), QString::fromUtf8(file.readAll()), {}};
        auto matches = include.globalMatch(source.text);
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
        const QStringList order{"base",  "tensor", "data",     "student", "prg",     "distil",     "formats",
                                "fetch", "images", "datasets", "teacher", "prompts", "neighbours", "measure",
                                "graph", "recipe", "store",    "runs",    "export",  "workflow"};
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
                               {"core/tensor/torch.h", "core/tensor/script.h", "core/tensor/c10d.h",
                                "core/tensor/trace.cpp", "core/tensor/cuda.cpp"}));
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

    // export/ has other programs' reading of what it wrote checked by OpenCV's.
    void openCvStaysInImagesAndExport()
    {
        compareEmpty(offenders({"core", "widgets", "app"}, QRegularExpression("^opencv2/"),
                               {"core/images/", "core/export/"}));
    }

    void onnxStaysInExport()
    {
        compareEmpty(
            offenders({"core", "widgets", "app"}, QRegularExpression("^(onnx|google)/"), {"core/export/"}));
    }

    void curlStaysInFetch()
    {
        compareEmpty(offenders({"core", "widgets", "app"}, QRegularExpression("^curl/"), {"core/fetch/"}));
    }

    // What LibTorch takes by itself may be one thread: work asks threadsToUse(), or runs on a Team.
    void threadsOfLibTorchAreSetInTensor()
    {
        static const QRegularExpression number(QStringLiteral("at::(get|set)_num_threads"));
        QStringList wrong;
        for (const Source &source : sourcesBelow(QStringLiteral("core"))) {
            if (!source.path.startsWith(QLatin1String("core/tensor/")) && source.text.contains(number))
                wrong << source.path + QStringLiteral(" asks LibTorch for its threads");
        }
        compareEmpty(wrong);
    }

    // Two types of one name in one namespace link without a word, and one's destructor runs on the other.
    void everyTypeHasItsOwnName()
    {
        static const QRegularExpression type(
            "^(?:struct|class|enum|enum class)\\s+(\\w+)(?:\\s+final)?\\s*(?::[^:;{][^;{]*)?\\{",
            QRegularExpression::MultilineOption);
        static const QRegularExpression endOfUnnamed("^\\} // namespace$", QRegularExpression::MultilineOption);
        QHash<QString, QString> home;
        QStringList wrong;
        for (const char *folder : {"core", "widgets", "app"}) {
            for (const Source &source : sourcesBelow(QString::fromLatin1(folder))) {
                auto matches = type.globalMatch(source.text);
                while (matches.hasNext()) {
                    const QRegularExpressionMatch match = matches.next();
                    const QString before = source.text.left(match.capturedStart());
                    if (before.count("namespace {") > before.count(endOfUnnamed))
                        continue; // its file's own
                    QString &first = home[match.captured(1)];
                    if (first.isEmpty())
                        first = source.path;
                    else
                        wrong << match.captured(1) + " is in " + first + " and in " + source.path;
                }
            }
        }
        QVERIFY(home.size() > 100);
        compareEmpty(wrong);
    }

    // What is said of images, by a data set or by a person in an audit, has no name where students learn.
    void labelsStayOutOfTheTrainingPath()
    {
        static const QRegularExpression words("//[^\n]*|\"(?:[^\"\\\\\n]|\\\\.)*\"");
        static const QRegularExpression label("\\b\\w*(?:label|audit|accurac)\\w*\\b",
                                              QRegularExpression::CaseInsensitiveOption);
        QStringList wrong;
        for (const char *folder : {"core/tensor", "core/data", "core/student", "core/prg", "core/distil"}) {
            for (Source source : sourcesBelow(QString::fromLatin1(folder))) {
                auto matches = label.globalMatch(source.text.remove(words));
                while (matches.hasNext()) {
                    const QString name = matches.next().captured();
                    if (!name.startsWith(QLatin1String("pseudo"), Qt::CaseInsensitive))
                        wrong << source.path + QStringLiteral(" names ") + name;
                }
            }
        }
        compareEmpty(wrong);
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
