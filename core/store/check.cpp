// `retort-cli check`: what SQLite and the schema alone cannot say.

#include "formats/sha256.h"
#include "store/connection.h"

#include <functional>
#include <sqlite3.h>

namespace retort {

namespace {

/// Runs one look at the project; damage that it meets becomes an entry of the list.
void look(std::vector<std::string> &problems, const std::string &what, const std::function<void()> &at)
{
    try {
        at();
    } catch (const Cancelled &) {
        throw;
    } catch (const std::exception &reason) {
        const std::string text = reason.what();
        problems.push_back(text.find(what) == std::string::npos ? what + ": " + text : text);
    }
}

} // namespace

std::string Project::Connection::damage() const
{
    try {
        SQLite::Statement check(database, "PRAGMA quick_check(1)");
        check.executeStep();
        const std::string answer = check.getColumn(0).getString();
        return answer == "ok" ? std::string() : answer;
    } catch (const SQLite::Exception &reason) {
        if ((reason.getErrorCode() & 0xff) == SQLITE_CORRUPT)
            return reason.what();
        throwStoreError(file, "checking", reason);
    }
}

std::string Project::damage() const
{
    return m_connection->damage();
}

std::vector<std::string> Project::problems(std::stop_token stop, const Reporter &reporter) const
{
    std::vector<std::string> found;
    // Without a transaction around it: checking a large file must not keep the writer waiting.
    SQLite::Database &db = m_connection->database;
    reporter.report({"checking the file's structure", 0, 0, {}});
    look(found, "the file's structure", [&] {
        SQLite::Statement check(db, "PRAGMA quick_check");
        while (check.executeStep()) {
            throwIfStopped(stop);
            if (const std::string line = check.getColumn(0).getString(); line != "ok")
                found.push_back("the file's structure: " + line);
        }
    });
    look(found, "references between tables", [&] {
        SQLite::Statement check(db, "PRAGMA foreign_key_check");
        while (check.executeStep())
            found.push_back("table " + check.getColumn(0).getString() + " names a missing row of " +
                            check.getColumn(2).getString());
    });
    look(found, "the settings", [&] { static_cast<void>(settings()); });

    look(found, "the audit", [&] { static_cast<void>(audit()); });

    std::vector<RunRecord> all;
    look(found, "the runs", [&] { all = runs(); });
    std::int64_t total = 0;
    for (const RunRecord &run : all)
        total += run.epochsDone;
    std::int64_t done = 0;
    for (const RunRecord &run : all) {
        const std::string name = "run " + std::to_string(run.id);
        look(found, name, [&] { static_cast<void>(weighting(run.weightingId)); });
        look(found, name, [&] { static_cast<void>(classes(run.classListId)); });
        look(found, name, [&] { static_cast<void>(studentStart(run.id)); });
        look(found, name, [&] { static_cast<void>(steps(run.id)); });
        look(found, name, [&] { static_cast<void>(probe(run.id)); });
        look(found, name, [&] {
            if (checkpoint(run.id).empty() && run.epochsDone > 0)
                found.push_back(name + " has epochs but no checkpoint to go on from");
        });
        for (std::int64_t epoch = 1; epoch <= run.epochsDone; ++epoch) {
            throwIfStopped(stop);
            const std::string place = name + ", epoch " + std::to_string(epoch);
            look(found, place, [&] {
                const std::string expected =
                    m_connection->read("reading an epoch", [&](const SQLite::Database &database) {
                        static_cast<void>(m_connection->resolveEpoch(run.id, epoch));
                        SQLite::Statement row(database, "SELECT weights_sha256 FROM epoch WHERE run_id = ? AND "
                                                        "epoch = ?");
                        row.bind(1, run.id);
                        row.bind(2, epoch);
                        row.executeStep();
                        return row.getColumn(0).getString();
                    });
                if (weightsSha256(weights(run.id, epoch)) != expected)
                    found.push_back("the weights of " + place + " differ from their checksum");
            });
            look(found, place, [&] { static_cast<void>(studentGraph(run.id, epoch)); });
            look(found, place, [&] { static_cast<void>(teacherGraph(run.id, epoch)); });
            look(found, place, [&] { static_cast<void>(evaluation(run.id, epoch)); });
            reporter.report({"checking epochs", ++done, total, "epochs"});
        }
    }
    return found;
}

} // namespace retort
