// What the person has chosen in a project.

#include "store/connection.h"
#include "store/contentjson.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <map>
#include <utility>

namespace retort {

namespace {

/// The path from the project's folder, where the two share a folder at most two levels up: then they are likely to
/// move together. Empty elsewhere.
std::string relativeLocation(const std::filesystem::path &location, const std::filesystem::path &project)
{
    const std::filesystem::path base = project.parent_path();
    const std::filesystem::path relative = location.lexically_relative(base);
    std::filesystem::path shared = base;
    int up = 0;
    for (const auto &part : relative) {
        if (part != "..")
            break;
        shared = shared.parent_path();
        ++up;
    }
    return relative.empty() || up > 2 || shared == shared.root_path() ? std::string() : relative.string();
}

std::filesystem::path absoluteLocation(const std::string &location)
{
    std::error_code failed;
    std::filesystem::path path = std::filesystem::weakly_canonical(location, failed);
    return failed ? std::filesystem::absolute(location) : path;
}

/// The relative place where something is there, else the absolute one.
std::string storedLocation(const SQLite::Column &absolute, const SQLite::Column &relative,
                           const std::filesystem::path &project)
{
    if (!relative.isNull()) {
        const std::filesystem::path candidate = (project.parent_path() / relative.getString()).lexically_normal();
        std::error_code failed;
        if (std::filesystem::exists(candidate, failed))
            return candidate.string();
    }
    return absolute.getString();
}

void bindLocation(SQLite::Statement &statement, int absolute, int relative, const std::string &location,
                  const std::filesystem::path &project)
{
    const std::filesystem::path place = absoluteLocation(location);
    statement.bind(absolute, place.string());
    if (const std::string near = relativeLocation(place, project); near.empty())
        statement.bind(relative);
    else
        statement.bind(relative, near);
}

/// Rows of `table` that something names beside project and run.
std::string namedElsewhere(const std::string &table)
{
    if (table == "weighting")
        return " AND id NOT IN (SELECT weighting_id FROM named_weighting)";
    if (table == "class_list")
        return " AND id NOT IN (SELECT class_list_id FROM audit_answer)";
    return "";
}

void addContent(SQLite::Database &db, const std::string &table, const std::string &content)
{
    SQLite::Statement added(db, "INSERT OR IGNORE INTO " + table + " (content, created_at) VALUES (?, ?)");
    added.bind(1, content);
    added.bind(2, secondsSince1970());
    added.exec();
}

/// Makes the row with this content the project's, and removes the one before if nothing names it. `table` and
/// `column` are words of ours.
void choose(SQLite::Database &db, const std::string &table, const std::string &column, const std::string &content)
{
    SQLite::Statement before(db, "SELECT " + column + " FROM project");
    before.executeStep();
    const std::int64_t old = before.getColumn(0).getInt64();

    addContent(db, table, content);
    SQLite::Statement chosen(db, "UPDATE project SET " + column + " = (SELECT id FROM " + table +
                                     " WHERE content = ?)");
    chosen.bind(1, content);
    chosen.exec();
    SQLite::Statement unused(db, "DELETE FROM " + table + " WHERE id = ? AND id NOT IN (SELECT " + column +
                                     " FROM project) AND id NOT IN (SELECT " + column + " FROM run)" +
                                     namedElsewhere(table));
    unused.bind(1, old);
    unused.exec();
}

std::string content(const SQLite::Database &db, const std::filesystem::path &file, const std::string &table,
                    std::int64_t id, const std::string &what)
{
    SQLite::Statement row(db, "SELECT content FROM " + table + " WHERE id = ?");
    row.bind(1, id);
    if (!row.executeStep())
        throw StoreError(file.string() + " has no " + what + " " + std::to_string(id));
    return row.getColumn(0).getString();
}

std::string place(const std::filesystem::path &file, const std::string &what, std::int64_t id)
{
    return file.string() + ": " + what + " " + std::to_string(id);
}

/// Empty where the project has none yet.
std::pair<ClassList, RejectRule> currentClassList(const SQLite::Database &db, const std::filesystem::path &file)
{
    SQLite::Statement row(db, "SELECT class_list_id FROM project");
    row.executeStep();
    const std::int64_t id = row.getColumn(0).getInt64();
    if (id == 0)
        return {};
    const std::string stored = content(db, file, "class_list", id, "class list");
    return {classListFromJson(stored, place(file, "class list", id)),
            rejectRuleFromJson(stored, place(file, "class list", id))};
}

/// The keys as they lie in a blob, one after the other.
std::vector<ContentKey> keysFrom(const SQLite::Column &blob, const std::filesystem::path &project)
{
    const auto bytes = static_cast<std::size_t>(blob.getBytes());
    std::vector<ContentKey> keys(bytes / sizeof(ContentKey));
    if (bytes > 0)
        std::memcpy(keys.data(), blob.getBlob(), keys.size() * sizeof(ContentKey));
    const bool ascending = std::adjacent_find(keys.begin(), keys.end(), std::greater_equal<>()) == keys.end();
    if (bytes % sizeof(ContentKey) != 0 || !ascending)
        throw StoreError(project.string() + ": the list of excluded images is damaged",
                         "Go back to a copy of the project.");
    return keys;
}

const char *roleName(DatasetRole role)
{
    return role == DatasetRole::Training ? "training" : "test";
}

} // namespace

ProjectSettings Project::settings() const
{
    const std::filesystem::path &path = file();
    return m_connection->read("reading the settings", [&](const SQLite::Database &db) {
        ProjectSettings settings;
        SQLite::Statement sets(db,
                               "SELECT id, role, location, relative, part, range_from, range_to, fingerprint, "
                               "images, unreadable, duplicates, labelled, choice FROM dataset ORDER BY role DESC");
        while (sets.executeStep()) {
            DatasetRecord record;
            record.id = sets.getColumn(0).getInt64();
            record.role = sets.getColumn(1).getString() == "training" ? DatasetRole::Training : DatasetRole::Test;
            record.location = storedLocation(sets.getColumn(2), sets.getColumn(3), path);
            record.choice = datasetChoiceFromJson(sets.getColumn(12).getString(), path.string() + ": a data set");
            record.choice.part = sets.getColumn(4).getString();
            record.choice.range = {sets.getColumn(5).getDouble(), sets.getColumn(6).getDouble()};
            record.fingerprint = sets.getColumn(7).getString();
            record.images = sets.getColumn(8).getInt64();
            record.unreadable = sets.getColumn(9).getInt64();
            record.duplicates = sets.getColumn(10).getInt64();
            record.labelled = sets.getColumn(11).getInt() != 0;
            settings.datasets.push_back(std::move(record));
        }
        SQLite::Statement row(db,
                              "SELECT p.class_list_id, p.weighting_id, p.held_out, p.demo, "
                              "t.id, t.location, t.relative, t.description, t.stand_in, p.excluded, t.recorded "
                              "FROM project p LEFT JOIN teacher t ON t.id = p.teacher_id");
        if (!row.executeStep())
            throw StoreError(path.string() + " is damaged: it has no settings", "Go back to a copy of it.");
        settings.classListId = row.getColumn(0).getInt64();
        settings.weightingId = row.getColumn(1).getInt64();
        settings.heldOut = row.getColumn(2).getDouble();
        settings.demo = row.getColumn(3).getInt() != 0;
        if (!row.getColumn(4).isNull())
            settings.teacher = TeacherRecord{
                row.getColumn(4).getString(), storedLocation(row.getColumn(5), row.getColumn(6), path),
                row.getColumn(7).getString(), row.getColumn(8).getInt() != 0, row.getColumn(10).getInt() != 0};
        if (const std::int64_t id = settings.classListId) {
            const std::string stored = content(db, path, "class_list", id, "class list");
            settings.classes = classListFromJson(stored, place(path, "class list", id));
            settings.reject = rejectRuleFromJson(stored, place(path, "class list", id));
        }
        settings.excluded = keysFrom(row.getColumn(9), path);
        if (const std::int64_t id = settings.weightingId)
            settings.weighting =
                weightingFromJson(content(db, path, "weighting", id, "weighting"), place(path, "weighting", id));
        SQLite::Statement named(db, "SELECT n.name, w.content, w.id, n.created_at FROM named_weighting n JOIN "
                                    "weighting w ON w.id = n.weighting_id ORDER BY n.created_at, n.name");
        while (named.executeStep())
            settings.named.push_back(
                {named.getColumn(0).getString(),
                 weightingFromJson(named.getColumn(1).getString(),
                                   path.string() + ": weighting \"" + named.getColumn(0).getString() + "\""),
                 named.getColumn(2).getInt64(), named.getColumn(3).getInt64()});
        return settings;
    });
}

void Project::setDataset(const DatasetRecord &record)
{
    m_connection->write("storing the data set", [&](SQLite::Database &db) {
        SQLite::Statement row(db, "INSERT OR REPLACE INTO dataset (role, location, relative, part, range_from, "
                                  "range_to, fingerprint, images, unreadable, duplicates, labelled, choice) "
                                  "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        row.bind(1, roleName(record.role));
        bindLocation(row, 2, 3, record.location, file());
        row.bind(4, record.choice.part);
        row.bind(5, record.choice.range.from);
        row.bind(6, record.choice.range.to);
        row.bind(7, record.fingerprint);
        row.bind(8, record.images);
        row.bind(9, record.unreadable);
        row.bind(10, record.duplicates);
        row.bind(11, record.labelled ? 1 : 0);
        row.bind(12, toJson(record.choice));
        row.exec();
    });
}

void Project::setTeacher(const TeacherRecord &teacher)
{
    m_connection->write("storing the teacher", [&](SQLite::Database &db) {
        SQLite::Statement row(db, "INSERT INTO teacher (id, location, relative, description, stand_in, "
                                  "recorded) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET location = "
                                  "excluded.location, relative = excluded.relative, description = "
                                  "excluded.description, stand_in = excluded.stand_in, recorded = "
                                  "excluded.recorded");
        row.bind(1, teacher.id);
        bindLocation(row, 2, 3, teacher.location, file());
        row.bind(4, teacher.description);
        row.bind(5, teacher.standIn ? 1 : 0);
        row.bind(6, teacher.recorded ? 1 : 0);
        row.exec();
        SQLite::Statement chosen(db, "UPDATE project SET teacher_id = ?");
        chosen.bind(1, teacher.id);
        chosen.exec();
    });
}

void Project::setClasses(const ClassList &list)
{
    validate(list);
    m_connection->write("storing the class list", [&](SQLite::Database &db) {
        choose(db, "class_list", "class_list_id", toJson(list, currentClassList(db, file()).second));
    });
}

void Project::setRejectRule(const RejectRule &rule)
{
    validate(rule);
    m_connection->write("storing what counts as none of the classes", [&](SQLite::Database &db) {
        const ClassList list = currentClassList(db, file()).first;
        if (list.empty())
            throw ValueError("The project has no class names", "Name them first.");
        choose(db, "class_list", "class_list_id", toJson(list, rule));
    });
}

void Project::setWeighting(const Weighting &weighting)
{
    validate(weighting);
    m_connection->write("storing the weighting",
                        [&](SQLite::Database &db) { choose(db, "weighting", "weighting_id", toJson(weighting)); });
}

void Project::setNamedWeightings(const std::vector<NamedWeighting> &named)
{
    std::map<std::string, std::string> contents; // by name
    for (const NamedWeighting &one : named) {
        validate(one.weighting);
        if (one.name.find_first_not_of(" \t\r\n") == std::string::npos)
            throw ValueError("A weighting has no name", "Give it one, so that it can be found again.");
        if (!contents.emplace(one.name, toJson(one.weighting)).second)
            throw ValueError("Two weightings are called \"" + one.name + "\"",
                             "Choose another name for one of them.");
    }
    m_connection->write("storing named weightings", [&](SQLite::Database &db) {
        SQLite::Statement used(db,
                               "SELECT n.name, w.content, r.id FROM named_weighting n JOIN weighting w ON w.id = "
                               "n.weighting_id JOIN run r ON r.weighting_id = w.id WHERE r.deleted = 0");
        while (used.executeStep()) {
            const std::string name = used.getColumn(0).getString();
            const auto found = contents.find(name);
            if (found == contents.end() || found->second != used.getColumn(1).getString())
                throw StoreError("The weighting \"" + name + "\" was used by run " +
                                     std::to_string(used.getColumn(2).getInt64()) + " and stays as it is",
                                 "Keep the other one under a name of its own.");
        }
        SQLite::Statement before(db, "SELECT weighting_id FROM named_weighting");
        std::vector<std::int64_t> old;
        while (before.executeStep())
            old.push_back(before.getColumn(0).getInt64());
        before.reset();
        db.exec("DELETE FROM named_weighting");
        for (const NamedWeighting &one : named) {
            addContent(db, "weighting", contents.at(one.name));
            SQLite::Statement row(db, "INSERT INTO named_weighting (name, weighting_id, created_at) VALUES (?, "
                                      "(SELECT id FROM weighting WHERE content = ?), ?)");
            row.bind(1, one.name);
            row.bind(2, contents.at(one.name));
            row.bind(3, one.createdAt);
            row.exec();
        }
        for (const std::int64_t id : old) {
            SQLite::Statement unused(db,
                                     "DELETE FROM weighting WHERE id = ? AND id NOT IN (SELECT weighting_id FROM "
                                     "project) AND id NOT IN (SELECT weighting_id FROM run)" +
                                         namedElsewhere("weighting"));
            unused.bind(1, id);
            unused.exec();
        }
    });
}

void Project::setHeldOut(double share)
{
    if (!(share >= 0.01 && share <= 0.5))
        throw ValueError("The held-out share is " + std::to_string(share) + ", it must be from 0.01 to 0.5");
    m_connection->write("storing the held-out share", [&](SQLite::Database &db) {
        SQLite::Statement row(db, "UPDATE project SET held_out = ?");
        row.bind(1, share);
        row.exec();
    });
}

void Project::setExcluded(std::vector<ContentKey> keys)
{
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    m_connection->write("storing which images are excluded", [&](SQLite::Database &db) {
        SQLite::Statement row(db, "UPDATE project SET excluded = ?");
        // A blob of no bytes is not the same as none.
        row.bind(1, keys.empty() ? static_cast<const void *>("") : keys.data(),
                 static_cast<int>(keys.size() * sizeof(ContentKey)));
        row.exec();
    });
}

void Project::setDemo(bool demo)
{
    m_connection->write("storing the settings", [&](SQLite::Database &db) {
        db.exec(demo ? "UPDATE project SET demo = 1" : "UPDATE project SET demo = 0");
    });
}

ClassList Project::classes(std::int64_t classListId) const
{
    return m_connection->read("reading a class list", [&](const SQLite::Database &db) {
        return classListFromJson(content(db, file(), "class_list", classListId, "class list"),
                                 place(file(), "class list", classListId));
    });
}

RejectRule Project::rejectRule(std::int64_t classListId) const
{
    return m_connection->read("reading a class list", [&](const SQLite::Database &db) {
        return rejectRuleFromJson(content(db, file(), "class_list", classListId, "class list"),
                                  place(file(), "class list", classListId));
    });
}

Weighting Project::weighting(std::int64_t weightingId) const
{
    return m_connection->read("reading a weighting", [&](const SQLite::Database &db) {
        return weightingFromJson(content(db, file(), "weighting", weightingId, "weighting"),
                                 place(file(), "weighting", weightingId));
    });
}

} // namespace retort
