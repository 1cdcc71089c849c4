#pragma once

#include "base/error.h"
#include "base/files.h"
#include "idxfiles.h"
#include "imagefolder.h"
#include "tinyclip.h"
#include "workflow/distilrun.h"
#include "workflow/session.h"

#include <QTemporaryDir>

#include <filesystem>
#include <memory>
#include <string>

namespace retort::test {

namespace fs = std::filesystem;

/// what() and remedy of the Error of type E that f throws; empty when it throws none.
template<typename E, typename F>
std::string errorOf(F f)
{
    try {
        f();
    } catch (const E &error) {
        return error.fullText();
    }
    return {};
}

inline bool holds(const std::string &text, const std::string &part)
{
    return text.find(part) != std::string::npos;
}

/// Trains in a moment; on one thread, so that tests can run beside each other.
inline Recipe tinyRecipe(std::int64_t epochs = 2)
{
    Recipe recipe;
    recipe.epochs = epochs;
    recipe.batch = 32;
    recipe.heldOut = 0.2;
    recipe.probeSamples = 16;
    recipe.probeTopK = 2;
    recipe.threads = 1;
    return recipe;
}

inline std::unique_ptr<Project> opened(const fs::path &file)
{
    return Project::open(file, ProjectLock::acquire(file));
}

/// A temporary folder with a tiny teacher ("clip"), template sets and an embedding cache.
class Place
{
public:
    Place() : m_root(m_folder.path().toStdString())
    {
        retort::testing::writeTinyClip(m_root / "clip");
        writeTextFile("resources/templates/everyday.txt", "a photo of a {}.\na picture of a {}.\na dark {}\n");
    }

    [[nodiscard]] const fs::path &root() const { return m_root; }
    [[nodiscard]] EmbeddingCache cache() const { return EmbeddingCache(m_root / "cache"); }

    void writeTextFile(const fs::path &name, const std::string &text) const
    {
        fs::create_directories((m_root / name).parent_path());
        writeFileAtomically(m_root / name, text);
    }

    /// Both parts of an IDX data set of 16 x 16 images. `rotate` shuffles the labels: label becomes (label + i)
    /// % 10.
    [[nodiscard]] fs::path idx(const std::string &name, std::uint32_t images = 160,
                               bool shuffleLabels = false) const
    {
        for (const bool training : {true, false}) {
            testsupport::IdxPair pair = testsupport::idxPair(training ? images : 40, 16, 10, training ? 0 : 100);
            if (shuffleLabels)
                for (std::size_t i = 8; i < pair.labels.size(); ++i)
                    pair.labels[i] =
                        static_cast<std::byte>((std::to_integer<std::size_t>(pair.labels[i]) + i * 7) % 10);
            testsupport::writeIdxPart(m_root / name, training ? "train" : "t10k", pair);
        }
        return m_root / name;
    }

    /// 60 BMP files of three kinds, in one folder or in a sub-folder a kind; names do not say the same in both.
    [[nodiscard]] fs::path imageFolder(const std::string &name, bool classes) const
    {
        for (std::uint32_t i = 0; i < 60; ++i) {
            const fs::path file = classes ? fs::path("kind" + std::to_string(i % 3)) / (std::to_string(i) + ".bmp")
                                          : fs::path(std::to_string(997 - i * 13) + ".bmp");
            testsupport::writeBmp(m_root / name / file, testsupport::sampleImage(18, 20, i * 3));
        }
        return m_root / name;
    }

    [[nodiscard]] NewProject choice(const std::string &project, const fs::path &dataset) const
    {
        NewProject choice;
        choice.file = m_root / project;
        choice.dataset = dataset;
        choice.teacher = m_root / "clip";
        choice.resources = m_root / "resources";
        return choice;
    }

private:
    QTemporaryDir m_folder;
    fs::path m_root;
};

} // namespace retort::test
