// Draws and answers of an audit in a project file.
#include "projectfixture.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <QTest>

#include <algorithm>

using namespace retort;
using namespace retort::test;
namespace fs = std::filesystem;

namespace {

ContentKey keyOf(std::uint8_t number)
{
    ContentKey key;
    key.bytes[0] = 0xff; // no number that would be negative is lost
    key.bytes[8] = static_cast<std::uint8_t>(number * 37);
    key.bytes[15] = number;
    return key;
}

std::shared_ptr<const AuditDraw> drawOf(DatasetRole role, std::uint64_t seed)
{
    AuditDraw draw;
    draw.role = role;
    draw.stratified = true;
    draw.seed = seed;
    draw.strata = {"ship, \"boat\"", ""};
    for (std::uint8_t i = 0; i < 40; ++i)
        draw.population.push_back({keyOf(i).low(), static_cast<std::uint32_t>(i % 2)});
    std::sort(draw.population.begin(), draw.population.end(),
              [](const auto &a, const auto &b) { return a.key < b.key; });
    draw.sample = {keyOf(7), keyOf(2), keyOf(30)};
    draw.at = 1'750'000'000;
    return std::make_shared<const AuditDraw>(draw);
}

AuditAnswer answerOf(std::uint8_t image, AuditAnswer::Kind kind, const std::string &name = {})
{
    AuditAnswer answer;
    answer.image = keyOf(image);
    answer.kind = kind;
    answer.className = name;
    return answer;
}

} // namespace

class TestStoreAudit : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_file = fs::path(m_folder->path().toStdString()) / "a.retort";
        m_project = Project::create(m_file, ProjectLock::acquire(m_file));
        fill(*m_project);
    }

    void cleanup()
    {
        m_project.reset();
        m_folder.reset();
    }

    void drawsComeBack()
    {
        QVERIFY(m_project->audit().empty());
        const auto first = drawOf(DatasetRole::Training, 18446744073709551615U);
        const auto test = drawOf(DatasetRole::Test, 0);
        m_project->setAuditDraws(DatasetRole::Training, {first});
        m_project->setAuditDraws(DatasetRole::Test, {test});
        const auto reader = Project::open(m_file, nullptr);
        Audit audit = reader->audit();
        QCOMPARE(audit.draws.size(), std::size_t(2));
        QVERIFY(*audit.draws[0] == *first && *audit.draws[1] == *test);
        // Those of one role are replaced as a whole, those of the other stay.
        auto longer = std::make_shared<AuditDraw>(*first);
        longer->sample.push_back(keyOf(1));
        m_project->setAuditDraws(DatasetRole::Training, {longer, drawOf(DatasetRole::Training, 5)});
        audit = reader->audit();
        QCOMPARE(audit.draws.size(), std::size_t(3));
        QVERIFY(*audit.draws[0] == *test && *audit.draws[1] == *longer && audit.draws[2]->seed == 5);
        m_project->setAuditDraws(DatasetRole::Training, {});
        QCOMPARE(reader->audit().draws.size(), std::size_t(1));
        QVERIFY(m_project->problems({}, {}).empty());
    }

    void answersComeBack()
    {
        m_project->setAuditAnswers({answerOf(1, AuditAnswer::Kind::Class, "dög"),
                                    answerOf(2, AuditAnswer::Kind::None),
                                    answerOf(3, AuditAnswer::Kind::Unclear)});
        m_project->setAuditAnswers({answerOf(3, AuditAnswer::Kind::Class, "cat")}); // changed
        Audit audit = Project::open(m_file, nullptr)->audit();
        QCOMPARE(audit.answers.size(), std::size_t(3));
        QCOMPARE(audit.answers.at(keyOf(1)).className, std::string("dög"));
        QVERIFY(audit.answers.at(keyOf(2)).kind == AuditAnswer::Kind::None);
        QCOMPARE(audit.answers.at(keyOf(3)).className, std::string("cat"));
        QVERIFY(audit.answers.at(keyOf(3)).at > 1'700'000'000);
        QCOMPARE(audit.answers.at(keyOf(2)).classListId, m_project->settings().classListId);
        QCOMPARE(audit.classLists.at(m_project->settings().classListId), threeClasses());
        m_project->removeAuditAnswers({keyOf(1), keyOf(9)});
        audit = m_project->audit();
        QCOMPARE(audit.answers.size(), std::size_t(2));
        // What was taken away comes back as it was.
        const AuditAnswer before = audit.answers.at(keyOf(3));
        m_project->removeAuditAnswers({keyOf(3)});
        m_project->setAuditAnswers({before});
        QVERIFY(m_project->audit().answers.at(keyOf(3)) == before);
    }

    // An answer belongs to the classes that it was chosen from.
    void classListsStayWhileAnswersNameThem()
    {
        const std::int64_t first = m_project->settings().classListId;
        m_project->setAuditAnswers({answerOf(1, AuditAnswer::Kind::None)});
        m_project->setClasses({{"x", {}}, {"y", {}}});
        m_project->setAuditAnswers({answerOf(2, AuditAnswer::Kind::None)});
        const Audit audit = m_project->audit();
        QCOMPARE(audit.classLists.size(), std::size_t(2));
        QCOMPARE(audit.answers.at(keyOf(1)).classListId, first);
        QVERIFY(audit.answers.at(keyOf(2)).classListId != first);
        // A run that is deleted takes its class list along, not this one.
        const std::int64_t run = m_project->addRun("", {});
        m_project->setClasses({{"z", {}}, {"y", {}}});
        m_project->setRunDeleted(run, true);
        m_project.reset();
        m_project = Project::open(m_file, ProjectLock::acquire(m_file));
        QCOMPARE(m_project->audit().classLists.at(first), threeClasses());
        QVERIFY(m_project->problems({}, {}).empty());
    }

    void damageIsFound()
    {
        m_project->setAuditDraws(DatasetRole::Training, {drawOf(DatasetRole::Training, 1)});
        m_project.reset();
        {
            SQLite::Database database(m_file.string(), SQLite::OPEN_READWRITE);
            database.exec("UPDATE audit_draw SET population = substr(population, 1, 20)");
            QVERIFY_THROWS_EXCEPTION(SQLite::Exception,
                                     database.exec("UPDATE audit_sample SET image = x'00' WHERE position = 1"));
        }
        const auto reader = Project::open(m_file, nullptr);
        QVERIFY(storeErrorOf([&] { static_cast<void>(reader->audit()); }).find("draw 1 of the audit") !=
                std::string::npos);
        QCOMPARE(reader->problems({}, {}).size(), std::size_t(1));
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_file;
    std::unique_ptr<Project> m_project;
};

QTEST_GUILESS_MAIN(TestStoreAudit)
#include "tst_store_audit.moc"
