// Token ids against transformers' fast tokenizer and open_clip's, on 100,000 texts and more each.
#include "peerfile.h"
#include "teacher/tokenizer.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace retort;
using namespace testsupport;

class TestTokensPeers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void equal_data()
    {
        QTest::addColumn<QString>("peer");
        QTest::newRow("transformers") << "transformers";
        QTest::newRow("open_clip") << "open_clip";
    }

    void equal()
    {
        QFETCH(QString, peer);
        const QString python = qEnvironmentVariable("RETORT_PEER_PYTHON");
        if (python.isEmpty())
            QSKIP("RETORT_PEER_PYTHON names no Python with transformers and open_clip: not compared");
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(python, {"-c", "import transformers, open_clip, ftfy, safetensors.numpy"});
        QVERIFY(process.waitForFinished(300'000));
        if (process.exitCode() != 0)
            QSKIP("this Python lacks transformers, open_clip, ftfy or safetensors: not compared");
        const QTemporaryDir dir;
        process.start(python, {RETORT_SOURCE_DIR "/tests/parity/tokens.py", peer, dir.path()});
        QVERIFY(process.waitForFinished(500'000));
        const QByteArray said = process.readAll().trimmed();
        QVERIFY2(process.exitCode() == 0, said.constData());
        qInfo("%s", said.mid(said.lastIndexOf('\n') + 1).constData());

        const std::filesystem::path folder = dir.path().toStdString();
        const SafetensorsFile file(folder / "tokens.safetensors");
        const Tokenizer tokenizer =
            peer == "open_clip" ? Tokenizer::openClip() : Tokenizer::open(folder / "model");
        const std::vector<std::string> texts = textsOf(file.view(), "texts");
        const auto ids = listOf<std::int64_t>(file.view(), "ids");
        QVERIFY(texts.size() >= 100'000);
        QCOMPARE(ids.size(), texts.size());
        std::size_t different = 0;
        for (std::size_t i = 0; i < texts.size(); ++i) {
            if (tokenizer.encode(texts[i], 77) != ids[i] && different++ < 10)
                qWarning("different ids: %s", QByteArray::fromStdString(texts[i]).left(60).toHex(' ').constData());
        }
        QCOMPARE(different, std::size_t(0));
    }
};

QTEST_GUILESS_MAIN(TestTokensPeers)
#include "tokens_peers.moc"
