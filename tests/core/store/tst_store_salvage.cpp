// A damaged project: what can still be read of it is saved, and what cannot is named.
#include "base/files.h"
#include "projectfixture.h"
#include "store/salvage.h"

#include <QTest>

#include <fstream>

using namespace retort;
using namespace retort::test;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t pageSize = 4096;

void overwrite(const fs::path &file, std::size_t page)
{
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(static_cast<std::streamoff>(pageSize * page));
    stream.write(std::string(pageSize, 'x').c_str(), pageSize);
}

bool names(const std::vector<std::string> &lost, const std::string &part)
{
    return std::any_of(lost.begin(), lost.end(),
                       [&](const std::string &text) { return text.find(part) != std::string::npos; });
}

/// Reads what may be lost: nothing where it is.
template<typename F>
auto ifThere(F read) -> std::optional<decltype(read())>
{
    try {
        return read();
    } catch (const StoreError &) {
        return std::nullopt;
    }
}

} // namespace

class TestStoreSalvage : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_file, m_copy;

    void make()
    {
        const auto project = Project::create(m_file, ProjectLock::acquire(m_file));
        fill(*project);
        for (int run = 1; run <= 3; ++run) {
            const std::int64_t id = project->addRun("run " + std::to_string(run), {});
            for (std::int64_t epoch = 1; epoch <= 4; ++epoch)
                project->commitEpoch(id, reportOf(epoch, 40.0 + static_cast<double>(epoch)), 70);
            project->setProbe(id, {1, 2, 3});
            project->setRunState(id, run == 3 ? RunState::Running : RunState::Finished);
        }
    }

    /// Whatever is in the copy and not named as lost is what it was.
    static void compare(const Project &copy, const std::vector<std::string> &lost, std::size_t page)
    {
        const auto context = [&](const std::string &what) {
            std::string text = "page " + std::to_string(page) + ", " + what + "; lost:";
            for (const std::string &each : lost)
                text += "\n" + each;
            return text;
        };
        std::int64_t epochs = 0;
        for (const RunRecord &run : copy.runs()) {
            const std::string name = "run " + std::to_string(run.id);
            QVERIFY2(run.name == name, context(name).c_str());
            if (const auto checkpoint = ifThere([&] { return copy.checkpoint(run.id); });
                checkpoint && !checkpoint->empty())
                QVERIFY2(*checkpoint == reportOf(4).checkpoint, context(name).c_str());
            for (const EpochRecord &epoch : copy.epochs(run.id)) {
                ++epochs;
                const EpochReport report = reportOf(epoch.epoch);
                const std::string place = name + ", epoch " + std::to_string(epoch.epoch);
                QVERIFY2(epoch.mean.loss == report.mean.loss, context(place).c_str());
                const auto weights = ifThere([&] { return copy.weights(run.id, epoch.epoch); });
                QVERIFY2(weights ? *weights == report.weights : names(lost, place), context(place).c_str());
                const auto graph = ifThere([&] { return copy.studentGraph(run.id, epoch.epoch); });
                QVERIFY2(graph ? graph->answers == report.studentGraph.answers : names(lost, place),
                         context(place).c_str());
                const auto answers = ifThere([&] { return copy.evaluation(run.id, epoch.epoch); });
                QVERIFY2(answers ? answers->classes == report.evaluation.classes : names(lost, place),
                         context(place).c_str());
            }
        }
        if (epochs < 12)
            QVERIFY2(names(lost, "epochs ") || names(lost, "runs "), context("epochs").c_str());
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_file = fs::path(m_folder->path().toStdString()) / "a.retort";
        m_copy = m_file.parent_path() / "copy.retort";
        make();
    }

    void nothingDamagedNothingLost()
    {
        const std::vector<std::byte> before = readFile(m_file);
        const Salvage result = salvage(m_file, m_copy, {}, {});
        QVERIFY2(result.lost.empty(), result.lost.empty() ? "" : result.lost[0].c_str());
        QCOMPARE(result.runs, 3);
        QCOMPARE(result.epochs, 12);
        QVERIFY(readFile(m_file) == before);
        const auto copy = Project::open(m_copy, ProjectLock::acquire(m_copy));
        compare(*copy, {}, 0);
        QCOMPARE(copy->run(3).state, RunState::Interrupted);
        QCOMPARE(copy->settings().classes, threeClasses());
        QCOMPARE(copy->settings().weighting, weightingOf(0.25));
        QCOMPARE(copy->settings().dataset(DatasetRole::Training)->fingerprint, trainingImages("/").fingerprint);
        QCOMPARE(copy->addRun("next", {}), 4); // numbers go on
        QCOMPARE(std::distance(fs::directory_iterator(m_copy.parent_path()), fs::directory_iterator()), 3);
    }

    // Every page in turn, as after a disk error.
    void anyPage()
    {
        const std::vector<std::byte> whole = readFile(m_file);
        const std::size_t pages = whole.size() / pageSize;
        std::size_t harmed = 0;
        for (std::size_t page = 1; page < pages; ++page) {
            writeFileAtomically(m_file, whole);
            overwrite(m_file, page);
            fs::remove(m_copy);
            std::vector<std::string> lost;
            const std::string error = storeErrorOf([&] { lost = salvage(m_file, m_copy, {}, {}).lost; });
            if (!error.empty()) { // the page that says where everything is
                QVERIFY2(error.find("nothing can be read") != std::string::npos, error.c_str());
                QVERIFY(!fs::exists(m_copy));
                continue;
            }
            harmed += lost.empty() ? 0 : 1;
            const auto copy = Project::open(m_copy, nullptr);
            compare(*copy, lost, page);
            if (QTest::currentTestFailed())
                return;
        }
        QVERIFY2(harmed > pages / 4, qPrintable(QString::number(harmed)));
    }

    void cutShort()
    {
        // Nearly all of so small a file says where everything is; the rest are its last pages.
        fs::resize_file(m_file, fs::file_size(m_file) - 2 * pageSize);
        Salvage result;
        const std::string error = storeErrorOf([&] { result = salvage(m_file, m_copy, {}, {}); });
        QVERIFY2(error.empty(), error.c_str());
        QVERIFY(!result.lost.empty());
        compare(*Project::open(m_copy, nullptr), result.lost, 0);
    }

    void nothingLeft()
    {
        overwrite(m_file, 0);
        QVERIFY(storeErrorOf([&] {
                    static_cast<void>(salvage(m_file, m_copy, {}, {}));
                }).find("nothing can be read") != std::string::npos);
        QVERIFY(!fs::exists(m_copy));
        QVERIFY(storeErrorOf([&] {
                    static_cast<void>(salvage(m_file.parent_path() / "none", m_copy, {}, {}));
                }).find("does not exist") != std::string::npos);
        QVERIFY(storeErrorOf([&] { static_cast<void>(salvage(m_file, m_file, {}, {})); }).find("exists already") !=
                std::string::npos);
        QVERIFY(fs::exists(m_file));
    }

    // Reading and opening say how to go on.
    void errorsNameTheWay()
    {
        const std::vector<std::byte> whole = readFile(m_file);
        bool named = false;
        for (std::size_t page = 1; page < whole.size() / pageSize && !named; ++page) {
            writeFileAtomically(m_file, whole);
            overwrite(m_file, page);
            try {
                static_cast<void>(Project::open(m_file, nullptr)->runs());
            } catch (const DamagedProject &error) {
                named = error.fullText().find("retort-cli salvage " + m_file.string()) != std::string::npos;
            } catch (const StoreError &) {
            }
        }
        QVERIFY(named);
    }
};

QTEST_GUILESS_MAIN(TestStoreSalvage)
#include "tst_store_salvage.moc"
