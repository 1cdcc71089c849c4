// What a person was asked, and what they said.

#include "store/blob.h"
#include "store/connection.h"
#include "store/contentjson.h"

#include <algorithm>
#include <cstring>

namespace retort {

namespace {

const char *roleName(DatasetRole role)
{
    return role == DatasetRole::Training ? "training" : "test";
}

const char *kindName(AuditAnswer::Kind kind)
{
    switch (kind) {
    case AuditAnswer::Kind::Class:
        return "class";
    case AuditAnswer::Kind::None:
        return "none";
    case AuditAnswer::Kind::Unclear:
        return "unclear";
    }
    return "";
}

AuditAnswer::Kind kindFromName(const std::string &name)
{
    if (name == "class")
        return AuditAnswer::Kind::Class;
    return name == "none" ? AuditAnswer::Kind::None : AuditAnswer::Kind::Unclear;
}

void bindKey(SQLite::Statement &statement, int index, const ContentKey &key)
{
    statement.bind(index, key.bytes.data(), static_cast<int>(key.bytes.size()));
}

ContentKey keyOf(const SQLite::Column &column)
{
    ContentKey key; // its length is checked by the table
    std::memcpy(key.bytes.data(), column.getBlob(), key.bytes.size());
    return key;
}

Bytes encodePopulation(const std::vector<AuditDraw::Member> &population)
{
    std::vector<std::uint64_t> keys;
    std::vector<std::uint32_t> strata;
    for (const AuditDraw::Member &member : population) {
        keys.push_back(member.key);
        strata.push_back(member.stratum);
    }
    ArrayWriter writer;
    writer.array(std::span<const std::uint64_t>(keys));
    writer.array(std::span<const std::uint32_t>(strata));
    return framed(writer.bytes(), true);
}

std::vector<AuditDraw::Member> decodePopulation(std::span<const std::byte> frame, std::size_t strata,
                                                const std::string &what)
{
    ArrayReader reader(unframed(frame, what), what);
    const auto keys = reader.array<std::uint64_t>();
    const auto ofKey = reader.array<std::uint32_t>();
    const bool fits = keys.size() == ofKey.size() && std::is_sorted(keys.begin(), keys.end()) &&
                      std::all_of(ofKey.begin(), ofKey.end(), [&](std::uint32_t h) { return h < strata; });
    if (!fits)
        throw StoreError(what + " is damaged: its strata do not fit", "Go back to a copy of the project.");
    std::vector<AuditDraw::Member> population(keys.size());
    for (std::size_t i = 0; i < keys.size(); ++i)
        population[i] = {keys[i], ofKey[i]};
    return population;
}

void addDraw(SQLite::Database &db, const AuditDraw &draw)
{
    const Bytes population = encodePopulation(draw.population);
    SQLite::Statement row(db, "INSERT INTO audit_draw (role, stratified, seed, strata, population, at) "
                              "VALUES (?, ?, ?, ?, ?, ?)");
    row.bind(1, roleName(draw.role));
    row.bind(2, draw.stratified ? 1 : 0);
    row.bind(3, static_cast<std::int64_t>(draw.seed));
    row.bind(4, toJson(draw.strata));
    row.bindNoCopy(5, population.data(), static_cast<int>(population.size()));
    row.bind(6, draw.at != 0 ? draw.at : secondsSince1970());
    row.exec();
    const std::int64_t id = db.getLastInsertRowid();
    std::int64_t position = 0;
    SQLite::Statement member(db, "INSERT INTO audit_sample (draw_id, position, image) VALUES (?, ?, ?)");
    for (const ContentKey &image : draw.sample) {
        member.bind(1, id);
        member.bind(2, ++position);
        bindKey(member, 3, image);
        member.exec();
        member.reset();
    }
}

} // namespace

Audit Project::audit() const
{
    return m_connection->read("reading the audit", [&](const SQLite::Database &db) {
        Audit audit;
        SQLite::Statement draws(db, "SELECT id, role, stratified, seed, strata, population, at FROM audit_draw "
                                    "ORDER BY id");
        while (draws.executeStep()) {
            AuditDraw draw;
            const std::int64_t id = draws.getColumn(0).getInt64();
            const std::string what = file().string() + ": draw " + std::to_string(id) + " of the audit";
            draw.role = draws.getColumn(1).getString() == "test" ? DatasetRole::Test : DatasetRole::Training;
            draw.stratified = draws.getColumn(2).getInt() != 0;
            draw.seed = static_cast<std::uint64_t>(draws.getColumn(3).getInt64());
            draw.strata = textsFromJson(draws.getColumn(4).getString(), what);
            const SQLite::Column blob = draws.getColumn(5);
            draw.population = decodePopulation(
                {static_cast<const std::byte *>(blob.getBlob()), static_cast<std::size_t>(blob.size())},
                draw.strata.size(), what);
            draw.at = draws.getColumn(6).getInt64();
            SQLite::Statement sample(db, "SELECT image FROM audit_sample WHERE draw_id = ? ORDER BY position");
            sample.bind(1, id);
            while (sample.executeStep())
                draw.sample.push_back(keyOf(sample.getColumn(0)));
            audit.draws.push_back(std::make_shared<const AuditDraw>(std::move(draw)));
        }
        SQLite::Statement answers(db, "SELECT image, kind, class, class_list_id, at FROM audit_answer");
        while (answers.executeStep()) {
            AuditAnswer answer{keyOf(answers.getColumn(0)), kindFromName(answers.getColumn(1).getString()),
                               answers.getColumn(2).getString(), answers.getColumn(3).getInt64(),
                               answers.getColumn(4).getInt64()};
            audit.answers.emplace(answer.image, std::move(answer));
        }
        SQLite::Statement lists(db, "SELECT id, content FROM class_list WHERE id IN (SELECT class_list_id FROM "
                                    "audit_answer)");
        while (lists.executeStep()) {
            const std::int64_t id = lists.getColumn(0).getInt64();
            audit.classLists.emplace(id,
                                     classListFromJson(lists.getColumn(1).getString(),
                                                       file().string() + ": class list " + std::to_string(id)));
        }
        return audit;
    });
}

void Project::setAuditDraws(DatasetRole role, const AuditDraws &draws)
{
    m_connection->write("storing the audit's sample", [&](SQLite::Database &db) {
        SQLite::Statement former(db, "DELETE FROM audit_draw WHERE role = ?");
        former.bind(1, roleName(role));
        former.exec();
        for (const auto &draw : draws)
            addDraw(db, *draw);
    });
}

void Project::setAuditAnswers(const std::vector<AuditAnswer> &answers)
{
    m_connection->write("storing the audit's answers", [&](SQLite::Database &db) {
        SQLite::Statement current(db, "SELECT class_list_id FROM project");
        current.executeStep();
        const std::int64_t now = current.getColumn(0).getInt64();
        SQLite::Statement row(db, "INSERT OR REPLACE INTO audit_answer (image, kind, class, class_list_id, at) "
                                  "VALUES (?, ?, ?, ?, ?)");
        for (const AuditAnswer &answer : answers) {
            bindKey(row, 1, answer.image);
            row.bind(2, kindName(answer.kind));
            row.bind(3, answer.kind == AuditAnswer::Kind::Class ? answer.className : std::string());
            row.bind(4, answer.classListId != 0 ? answer.classListId : now);
            row.bind(5, answer.at != 0 ? answer.at : secondsSince1970());
            row.exec();
            row.reset();
        }
    });
}

void Project::removeAuditAnswers(const std::vector<ContentKey> &images)
{
    m_connection->write("removing the audit's answers", [&](SQLite::Database &db) {
        SQLite::Statement row(db, "DELETE FROM audit_answer WHERE image = ?");
        for (const ContentKey &image : images) {
            bindKey(row, 1, image);
            row.exec();
            row.reset();
        }
    });
}

} // namespace retort
