// The order in which runs wait, sweeps, and when a person last looked.

#include "store/connection.h"

#include <algorithm>
#include <set>

namespace retort {

void Project::setQueue(const std::vector<std::int64_t> &first)
{
    m_connection->write("storing the order of the queue", [&](SQLite::Database &db) {
        std::vector<std::int64_t> order;
        SQLite::Statement row(db, "SELECT id FROM run WHERE place > 0 AND deleted = 0 ORDER BY place, id");
        while (row.executeStep())
            order.push_back(row.getColumn(0).getInt64());
        const std::set<std::int64_t> waiting(order.begin(), order.end());
        for (const std::int64_t id : first) {
            if (waiting.contains(id))
                continue;
            m_connection->requireRun(id);
            throw StoreError(
                "Run " + std::to_string(id) + " is not in the queue",
                "`retort-cli queue list` shows which are; a run that is over is put back with retry.");
        }
        std::vector<std::int64_t> places = first;
        const std::set<std::int64_t> moved(first.begin(), first.end());
        if (moved.size() != first.size())
            throw StoreError("A run can have one place in the queue", "Name each run once.");
        std::copy_if(order.begin(), order.end(), std::back_inserter(places),
                     [&](std::int64_t id) { return !moved.contains(id); });
        SQLite::Statement place(db, "UPDATE run SET place = ? WHERE id = ?");
        for (std::size_t i = 0; i < places.size(); ++i) {
            place.bind(1, static_cast<std::int64_t>(i + 1));
            place.bind(2, places[i]);
            place.exec();
            place.reset();
        }
    });
}

std::vector<SweepRecord> Project::sweeps() const
{
    return m_connection->read("reading the sweeps", [&](const SQLite::Database &db) {
        std::vector<SweepRecord> sweeps;
        SQLite::Statement row(db, "SELECT id, name, plan, decided, created_at FROM sweep ORDER BY id");
        while (row.executeStep()) {
            SweepRecord sweep;
            sweep.id = row.getColumn(0).getInt64();
            sweep.name = row.getColumn(1).getString();
            try {
                sweep.plan = sweepPlanFromJson(row.getColumn(2).getString(),
                                               file().string() + ": sweep " + std::to_string(sweep.id));
            } catch (const InputError &error) {
                throw StoreError(error.what(), "Go back to a copy of the project.");
            }
            sweep.decided = row.getColumn(3).getInt64();
            sweep.createdAt = row.getColumn(4).getInt64();
            sweeps.push_back(std::move(sweep));
        }
        return sweeps;
    });
}

void Project::decideSweep(std::int64_t sweep, std::int64_t decided,
                          const std::vector<std::pair<std::int64_t, std::string>> &stopped)
{
    m_connection->write("choosing among the runs of a sweep", [&](SQLite::Database &db) {
        SQLite::Statement row(db, "UPDATE sweep SET decided = ? WHERE id = ?");
        row.bind(1, decided);
        row.bind(2, sweep);
        row.exec();
        SQLite::Statement run(db,
                              "UPDATE run SET state = 'cancelled', error = ?, finished_at = ?, place = 0 WHERE "
                              "id = ? AND sweep_id = ?");
        for (const auto &[id, reason] : stopped) {
            run.bind(1, reason);
            run.bind(2, secondsSince1970());
            run.bind(3, id);
            run.bind(4, sweep);
            run.exec();
            run.reset();
        }
    });
}

std::int64_t Project::seenAt() const
{
    return m_connection->read("reading when somebody looked last", [](SQLite::Database &db) {
        return db.execAndGet("SELECT seen_at FROM project").getInt64();
    });
}

void Project::setSeen()
{
    m_connection->write("storing that somebody looked", [](SQLite::Database &db) {
        SQLite::Statement row(db, "UPDATE project SET seen_at = ?");
        row.bind(1, secondsSince1970());
        row.exec();
    });
}

} // namespace retort
