#pragma once

#include "base/files.h"
#include "idxfiles.h"
#include "tinyclip.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

#include <filesystem>

/// What a call of the program came to.
struct Outcome
{
    int code = -1;
    QString out;
    QString err;

    [[nodiscard]] QJsonObject json() const
    {
        return QJsonDocument::fromJson(out.toUtf8()).object(); // empty when stdout holds anything else
    }
    [[nodiscard]] QList<QJsonObject> lines() const
    {
        QList<QJsonObject> objects;
        for (const QString &line : out.split(QLatin1Char('\n'), Qt::SkipEmptyParts))
            objects << QJsonDocument::fromJson(line.toUtf8()).object();
        return objects;
    }
};

inline QStringList keysMissing(const QJsonObject &object, const QStringList &keys)
{
    QStringList missing;
    for (const QString &key : keys)
        if (!object.contains(key))
            missing << key;
    return missing;
}

/// A temporary folder in which the program is called as a person would: a tiny teacher ("clip"), IDX images
/// ("idx"), template sets, a recipe ("tiny.json"), caches and data of its own.
class CliPlace
{
public:
    CliPlace() : m_root(m_folder.path())
    {
        const std::filesystem::path root = m_root.toStdString();
        retort::testing::writeTinyClip(root / "clip");
        testsupport::writeIdxPart(root / "idx", "train", testsupport::idxPair(160, 16));
        testsupport::writeIdxPart(root / "idx", "t10k", testsupport::idxPair(40, 16, 10, 100));
        write(QStringLiteral("resources/templates/everyday.txt"), "a photo of a {}.\na picture of a {}.\n");
        std::filesystem::copy_file(std::filesystem::path(RETORT_RESOURCES_DIR) / "fetch.json",
                                   root / "resources/fetch.json");
        write(QStringLiteral("resources/recipes/tiny.json"), R"({"epochs": 1, "batch": 32, "threads": 1})");
        write(QStringLiteral("tiny.json"),
              R"({"student": "resnet20", "epochs": 4, "batch": 32, "held_out": 0.2, "threads": 1})");
    }

    [[nodiscard]] const QString &root() const { return m_root; }
    [[nodiscard]] std::filesystem::path file(const char *name) const
    {
        return std::filesystem::path(m_root.toStdString()) / name;
    }

    void prepare(QProcess &process, const QStringList &arguments) const
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("XDG_CACHE_HOME"), m_root + QStringLiteral("/cache"));
        environment.insert(QStringLiteral("XDG_DATA_HOME"), m_root + QStringLiteral("/data"));
        environment.insert(QStringLiteral("RETORT_RESOURCES"), m_root + QStringLiteral("/resources"));
        process.setProcessEnvironment(environment);
        process.setWorkingDirectory(m_root);
        process.setProgram(QStringLiteral(RETORT_CLI));
        process.setArguments(arguments);
    }

    [[nodiscard]] Outcome run(const QStringList &arguments) const
    {
        QProcess process;
        prepare(process, arguments);
        process.start();
        process.waitForFinished(-1);
        return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
                QString::fromUtf8(process.readAllStandardOutput()),
                QString::fromUtf8(process.readAllStandardError())};
    }
    [[nodiscard]] Outcome run(const char *line) const
    {
        return run(QString::fromUtf8(line).split(QLatin1Char(' ')));
    }

    void write(const QString &name, const std::string &text) const
    {
        const std::filesystem::path path = (m_root + QLatin1Char('/') + name).toStdString();
        std::filesystem::create_directories(path.parent_path());
        retort::writeFileAtomically(path, text);
    }

private:
    QTemporaryDir m_folder;
    QString m_root;
};
