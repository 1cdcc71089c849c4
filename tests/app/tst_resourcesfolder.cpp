#include "base/error.h"
#include "resourcesfolder.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace retort;

class TestResourcesFolder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { qunsetenv("RETORT_RESOURCES"); }

    void theEnvironmentComesFirst()
    {
        QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkdir(QStringLiteral("templates")));
        qputenv("RETORT_RESOURCES", folder.path().toUtf8());
        QCOMPARE(resourcesFolder().string(), folder.path().toStdString());
    }

    void aWrongEnvironmentIsSaid()
    {
        QTemporaryDir folder;
        qputenv("RETORT_RESOURCES", folder.path().toUtf8());
        try {
            static_cast<void>(resourcesFolder());
            QFAIL("no error");
        } catch (const InputError &error) {
            QVERIFY(error.fullText().find(folder.path().toStdString()) != std::string::npos);
            QVERIFY(error.fullText().find("RETORT_RESOURCES") != std::string::npos);
        }
    }

    void theInstallationComesBeforeTheSources()
    {
        // Where this program is "installed": its folder's parent holds share/retort.
        const QDir parent(QCoreApplication::applicationDirPath() + QStringLiteral("/.."));
        const bool existed = parent.exists(QStringLiteral("share"));
        QCOMPARE(resourcesFolder().string(), std::string(RETORT_RESOURCES_DIR));
        QVERIFY(parent.mkpath(QStringLiteral("share/retort/templates")));
        const QString found = QString::fromStdString(resourcesFolder().string());
        if (!existed)
            QVERIFY(QDir(parent.filePath(QStringLiteral("share"))).removeRecursively());
        QVERIFY(found.endsWith(QStringLiteral("share/retort")));
    }
};

QTEST_GUILESS_MAIN(TestResourcesFolder)
#include "tst_resourcesfolder.moc"
