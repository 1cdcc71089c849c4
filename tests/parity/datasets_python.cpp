// Data sets as Python writes them, see datasets_python.py.
#include "base/files.h"
#include "datasets/dataset.h"

#include <QMap>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace retort;

class TestDatasetsPython : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const QString python = qEnvironmentVariable("RETORT_PEER_PYTHON");
        if (python.isEmpty())
            QSKIP("RETORT_PEER_PYTHON names no Python with numpy and Pillow: not compared");
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(python,
                      {QStringLiteral(RETORT_SOURCE_DIR "/tests/parity/datasets_python.py"), m_folder.path()});
        QVERIFY(process.waitForFinished(120'000));
        const QByteArray output = process.readAll();
        if (output.contains("ModuleNotFoundError"))
            QSKIP("this Python lacks numpy or Pillow: not compared");
        QVERIFY2(process.exitCode() == 0, output.constData());
        const std::string text = readTextFile((m_folder.path() + QStringLiteral("/expected.txt")).toStdString());
        for (const QString &line : QString::fromStdString(text).split(QLatin1Char('\n'), Qt::SkipEmptyParts))
            m_cases.append(line.split(QLatin1Char('\t')));
        QVERIFY(m_cases.size() > 30);
        qputenv("XDG_CACHE_HOME", (m_folder.path() + QStringLiteral("/cache")).toLocal8Bit());
    }

    void opens_data()
    {
        QTest::addColumn<QStringList>("fields");
        for (const QStringList &fields : m_cases)
            QTest::newRow(qPrintable(fields[0] + QLatin1Char(' ') + fields[1])) << fields;
    }
    void opens()
    {
        QFETCH(QStringList, fields);
        const OpenedDataset opened = openDataset((m_folder.path() + QLatin1Char('/') + fields[0]).toStdString(),
                                                 {fields[1].toStdString()}, {}, {});
        QCOMPARE(opened.images->size(), fields[2].toLongLong());
        QVERIFY(opened.unreadable.empty());
        QStringList labels;
        for (const std::int32_t label : opened.labels)
            labels << QString::number(label);
        QCOMPARE(labels.join(QLatin1Char(',')), fields[4]);
        // The same images, whatever they were packed in.
        const auto known = m_fingerprints.constFind(fields[3]);
        if (known == m_fingerprints.constEnd())
            m_fingerprints.insert(fields[3], opened.fingerprint);
        else
            QCOMPARE(opened.fingerprint, *known);
        for (std::int64_t i = 0; i < opened.images->size(); ++i)
            QCOMPARE(opened.images->image(i).channels, 3);
    }

private:
    QTemporaryDir m_folder;
    QList<QStringList> m_cases;
    QMap<QString, std::string> m_fingerprints;
};

QTEST_GUILESS_MAIN(TestDatasetsPython)
#include "datasets_python.moc"
