// Decoding, resizing and preprocessing against Pillow and transformers, by the cases that resize_cases.py writes.
#include "base/files.h"
#include "images/decode.h"
#include "images/preprocess.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cstring>

using namespace retort;

class TestResizePillow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void agrees_data();
    void agrees();

private:
    QTemporaryDir m_folder;
    QList<QStringList> m_cases;
};

void TestResizePillow::initTestCase()
{
    const QString python = qEnvironmentVariable("RETORT_PEER_PYTHON");
    if (python.isEmpty())
        QSKIP("RETORT_PEER_PYTHON names no Python with Pillow: not compared");
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(python, {QStringLiteral(RETORT_SOURCE_DIR "/tests/parity/resize_cases.py"), m_folder.path()});
    QVERIFY(process.waitForFinished(120'000));
    const QByteArray output = process.readAll();
    if (output.contains("ModuleNotFoundError"))
        QSKIP("this Python lacks Pillow or numpy: not compared");
    QVERIFY2(process.exitCode() == 0, output.constData());
    qInfo("%s", output.trimmed().constData());
    const std::string text = readTextFile((m_folder.path() + QStringLiteral("/cases.txt")).toStdString());
    for (const QString &line : QString::fromStdString(text).split(QLatin1Char('\n'), Qt::SkipEmptyParts))
        m_cases.append(line.split(QLatin1Char('\t')));
    QVERIFY(m_cases.size() > 100);
}

void TestResizePillow::agrees_data()
{
    QTest::addColumn<QStringList>("fields");
    for (const QStringList &fields : m_cases)
        QTest::newRow(qPrintable(fields.mid(0, fields.size() - 4).join(QLatin1Char(' ')))) << fields;
}

void TestResizePillow::agrees()
{
    QFETCH(QStringList, fields);
    const auto number = [&](qsizetype i) { return fields[i].toInt(); };
    const std::string folder = m_folder.path().toStdString() + "/";
    const std::vector<std::byte> expected = readFile(folder + fields.back().toStdString());
    const DecodedImage decoded = decodeImage(readFile(folder + fields[1].toStdString()));
    QVERIFY2(decoded.problem.empty(), decoded.problem.c_str());
    const auto how = [&] {
        const QString name = fields[fields.size() - 5];
        return name == QStringLiteral("nearest")    ? Resampling::Nearest
               : name == QStringLiteral("bilinear") ? Resampling::Bilinear
                                                    : Resampling::Bicubic;
    };
    const QString kind = fields.front();

    if (kind == QStringLiteral("floats")) {
        Preprocessing clip{number(2),
                           number(3),
                           how(),
                           {0.48145466F, 0.4578275F, 0.40821073F},
                           {0.26862954F, 0.26130258F, 0.27577711F}};
        std::vector<float> planes(expected.size() / sizeof(float));
        preprocess(decoded.image, clip, planes.data());
        std::vector<float> wanted(planes.size());
        std::memcpy(wanted.data(), expected.data(), expected.size());
        for (std::size_t i = 0; i < planes.size(); ++i)
            QVERIFY2(std::abs(planes[i] - wanted[i]) < 0.016F,
                     qPrintable(QString::number(i))); // a level is 0.0152
        return;
    }
    Image image = decoded.image;
    if (kind == QStringLiteral("resize"))
        image = resized(image, number(2), number(3), how());
    else if (kind == QStringLiteral("crop"))
        image = resizedAndCropped(image, number(2), number(3), how());
    else if (kind == QStringLiteral("openclip"))
        image = resizedAndCropped(image, number(2), number(3), how(), CropRounding::Even);
    const qsizetype shape = fields.size() - 4;
    QCOMPARE(image.height, number(shape));
    QCOMPARE(image.width, number(shape + 1));
    // Without colour, palettes and CLIP's conversion give three equal channels where one is kept here.
    const std::size_t repeat = static_cast<std::size_t>(number(shape + 2) / image.channels);
    QCOMPARE(image.pixels.size() * repeat, expected.size());
    // Lossy files are decoded by other versions of the same libraries there, to the same pixels. CMYK in TIFF is
    // turned into RGB by libtiff, which rounds otherwise.
    const bool exact = (kind == QStringLiteral("decode") && fields[1] != QStringLiteral("inks.tif")) ||
                       (kind == QStringLiteral("resize") && how() == Resampling::Nearest);
    const int tolerance = exact ? 0 : 1;
    int worst = 0;
    for (std::size_t i = 0; i < expected.size(); ++i)
        worst = std::max(worst, std::abs(std::to_integer<int>(expected[i]) - image.pixels[i / repeat]));
    QVERIFY2(worst <= tolerance, qPrintable(QStringLiteral("%1 levels apart").arg(worst)));
}

QTEST_GUILESS_MAIN(TestResizePillow)
#include "resize_pillow.moc"
