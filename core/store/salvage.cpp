#include "store/salvage.h"

#include "store/connection.h"
#include "store/contentjson.h"
#include "store/schema.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

namespace retort {

namespace {

namespace fs = std::filesystem;

/// A copy of the damaged file and its journal beside the new one, gone at the end: rolling back what a dead writer
/// left changes the file.
class WorkingCopy
{
public:
    WorkingCopy(const fs::path &damaged, const fs::path &copy) : m_file(copy.string() + ".damaged")
    {
        take(damaged, m_file);
        const fs::path journal = damaged.string() + "-journal";
        std::error_code failed;
        if (fs::exists(journal, failed))
            take(journal, m_file.string() + "-journal");
    }
    ~WorkingCopy()
    {
        std::error_code ignored;
        fs::remove(m_file, ignored);
        fs::remove(m_file.string() + "-journal", ignored);
    }
    WorkingCopy(const WorkingCopy &) = delete;
    WorkingCopy &operator=(const WorkingCopy &) = delete;
    [[nodiscard]] const fs::path &file() const { return m_file; }

private:
    static void take(const fs::path &from, const fs::path &to)
    {
        std::error_code failed;
        fs::copy_file(from, to, fs::copy_options::overwrite_existing, failed);
        if (failed)
            throw StoreError(from.string() + " cannot be copied to " + to.string() + ": " + failed.message(),
                             "Free some space, or choose another place for the copy.");
    }

    fs::path m_file;
};

std::vector<std::string> columnsOf(SQLite::Database &db, const std::string &table)
{
    std::vector<std::string> names;
    SQLite::Statement row(db, "PRAGMA table_info(" + table + ")");
    while (row.executeStep())
        names.push_back(row.getColumn(1).getString());
    return names;
}

/// The last epoch that any table knows of; nothing where none can be read.
std::optional<std::int64_t> lastEpochOf(SQLite::Database &from, std::int64_t run)
{
    std::optional<std::int64_t> last;
    for (const char *table : {"epoch", "epoch_weights", "epoch_steps", "epoch_evaluation", "student_graph"}) {
        try {
            SQLite::Statement read(from, std::string("SELECT MAX(epoch) FROM ") + table + " WHERE run_id = ?");
            read.bind(1, run);
            read.executeStep();
            last = std::max(last.value_or(0), read.getColumn(0).getInt64());
        } catch (const SQLite::Exception &) {
            continue;
        }
    }
    return last;
}

class Copying
{
public:
    Copying(SQLite::Database &from, SQLite::Database &to, std::stop_token stop, const Reporter &reporter)
        : m_from(from), m_to(to), m_stop(std::move(stop)), m_reporter(reporter)
    {}

    void all()
    {
        // As they were made: what a row names lies in an earlier table.
        std::vector<std::pair<std::string, bool>> tables;
        SQLite::Statement table(m_to,
                                "SELECT name, sql LIKE '%WITHOUT ROWID%' FROM sqlite_master WHERE type = 'table' "
                                "AND name NOT LIKE 'sqlite_%' AND name != 'project' ORDER BY rowid");
        while (table.executeStep())
            tables.emplace_back(table.getColumn(0).getString(), table.getColumn(1).getInt() != 0);
        std::int64_t done = 0;
        for (const auto &[name, keyed] : tables) {
            m_reporter.report(
                {"saving what can be read", done++, static_cast<std::int64_t>(tables.size()), "tables"});
            throwIfStopped(m_stop);
            if (name == "epoch")
                epochs();
            else if (keyed)
                asFarAsItGoes(name);
            else
                rows(name);
        }
        project();
    }

private:
    using Bind = std::function<void(SQLite::Statement &)>;

    /// Copies the rows of one question; whether it could be read.
    bool take(const std::string &table, const std::vector<std::string> &columns, const std::string &where,
              const Bind &bind)
    {
        std::string list, marks;
        for (const std::string &column : columns) {
            list += (list.empty() ? "" : ", ") + column;
            marks += marks.empty() ? "?" : ", ?";
        }
        try {
            SQLite::Statement read(m_from, "SELECT " + list + " FROM " + table + " WHERE " + where);
            bind(read);
            while (read.executeStep()) {
                SQLite::Statement write(m_to, "INSERT OR IGNORE INTO " + table + " (" + list + ") VALUES (" +
                                                  marks + ")");
                for (int c = 0; c < static_cast<int>(columns.size()); ++c)
                    copyValue(read.getColumn(c), write, c + 1);
                write.exec();
            }
            return true;
        } catch (const SQLite::Exception &) {
            return false; // the page is damaged, or the row names one that is lost
        }
    }

    static void copyValue(const SQLite::Column &value, SQLite::Statement &to, int index)
    {
        if (value.isNull())
            to.bind(index);
        else if (value.isInteger())
            to.bind(index, value.getInt64());
        else if (value.isFloat())
            to.bind(index, value.getDouble());
        else if (value.isBlob())
            to.bind(index, value.getBlob(), value.getBytes());
        else
            to.bind(index, value.getString());
    }

    std::vector<std::string> shared(const std::string &table)
    {
        std::vector<std::string> common;
        const std::vector<std::string> have = columnsOf(m_from, table);
        for (const std::string &column : columnsOf(m_to, table))
            if (std::find(have.begin(), have.end(), column) != have.end())
                common.push_back(column);
        return common;
    }

    /// From the beginning and from the end, up to what is damaged.
    void asFarAsItGoes(const std::string &table)
    {
        const std::vector<std::string> columns = shared(table);
        if (columns.empty())
            return;
        std::string back;
        SQLite::Statement key(m_to, "PRAGMA table_info(" + table + ")");
        while (key.executeStep())
            if (key.getColumn(5).getInt() > 0)
                back += (back.empty() ? "" : ", ") + key.getColumn(1).getString() + " DESC";
        if (!take(table, columns, "1", [](SQLite::Statement &) {}))
            take(table, columns, "1 ORDER BY " + back, [](SQLite::Statement &) {});
    }

    /// Row by row, so that each is looked for on its own way through the tree.
    void rows(const std::string &table)
    {
        const std::vector<std::string> columns = shared(table);
        if (columns.empty())
            return;
        std::int64_t misses = 0;
        const std::int64_t last = lastRow(table);
        for (std::int64_t row = 1; row <= last && misses < mostMisses; ++row) {
            throwIfStopped(m_stop);
            const bool there = take(table, columns, "rowid = ?", [row](SQLite::Statement &s) { s.bind(1, row); });
            misses = there ? 0 : misses + 1;
        }
    }

    /// As far as that can be read; else farther than any project goes.
    std::int64_t lastRow(const std::string &table)
    {
        for (const std::string &question :
             {"SELECT MAX(rowid) FROM " + table, "SELECT seq FROM sqlite_sequence WHERE name = '" + table + "'"}) {
            try {
                SQLite::Statement read(m_from, question);
                if (read.executeStep())
                    return read.getColumn(0).getInt64();
            } catch (const SQLite::Exception &) {
                continue;
            }
        }
        return mostRows;
    }

    /// This table has no row numbers: its key is run and epoch.
    void epochs()
    {
        const std::vector<std::string> columns = shared("epoch");
        SQLite::Statement run(m_to, "SELECT id FROM run ORDER BY id");
        std::vector<std::int64_t> runs;
        while (run.executeStep())
            runs.push_back(run.getColumn(0).getInt64());
        for (const std::int64_t id : runs) {
            const std::int64_t last = lastEpochOf(m_from, id).value_or(mostEpochs);
            for (std::int64_t epoch = 1; epoch <= last; ++epoch) {
                throwIfStopped(m_stop);
                take("epoch", columns, "run_id = ? AND epoch = ?", [&](SQLite::Statement &s) {
                    s.bind(1, id);
                    s.bind(2, epoch);
                });
            }
        }
    }

    /// The one row of settings. What it names may be lost.
    void project()
    {
        std::vector<std::string> columns = shared("project");
        std::erase(columns, "id");
        for (const std::string &column : columns) {
            try {
                SQLite::Statement read(m_from, "SELECT " + column + " FROM project");
                if (!read.executeStep())
                    return;
                SQLite::Statement write(m_to, "UPDATE project SET " + column + " = ?");
                copyValue(read.getColumn(0), write, 1);
                write.exec();
            } catch (const SQLite::Exception &) {
                continue;
            }
        }
    }

    static constexpr std::int64_t mostRows = 10'000'000;
    static constexpr std::int64_t mostMisses = 100'000;
    static constexpr std::int64_t mostEpochs = 10'000;

    SQLite::Database &m_from;
    SQLite::Database &m_to;
    std::stop_token m_stop;
    const Reporter &m_reporter;
};

/// "3", "3 to 7, 9".
std::string ranges(const std::set<std::int64_t> &numbers)
{
    std::string text;
    for (auto at = numbers.begin(); at != numbers.end();) {
        const std::int64_t first = *at;
        std::int64_t last = first;
        for (++at; at != numbers.end() && *at == last + 1; ++at)
            last = *at;
        text += (text.empty() ? "" : ", ") + std::to_string(first) +
                (last == first ? "" : " to " + std::to_string(last));
    }
    return text;
}

/// What a project of the damaged one's size should have and the copy has not.
std::vector<std::string> lostFrom(SQLite::Database &from, const Project &copy)
{
    std::vector<std::string> lost;
    const ProjectSettings settings = copy.settings();
    const auto missing = [&](bool there, const char *what) {
        if (!there)
            lost.push_back(what);
    };
    missing(settings.dataset(DatasetRole::Training) != nullptr, "the training images' place and fingerprint");
    missing(settings.teacher.has_value(), "the teacher's place");
    missing(settings.classListId != 0, "the class names in force");
    missing(settings.weightingId != 0, "the prompts in force");
    std::set<std::int64_t> kept, gone;
    for (const RunRecord &run : copy.runs())
        kept.insert(run.id);
    try {
        SQLite::Statement row(from, "SELECT seq FROM sqlite_sequence WHERE name = 'run'");
        const std::int64_t last = row.executeStep() ? row.getColumn(0).getInt64() : 0;
        for (std::int64_t id = 1; id <= last; ++id)
            if (!kept.contains(id))
                gone.insert(id);
    } catch (const SQLite::Exception &) {
        lost.push_back("how many runs there were");
    }
    if (!gone.empty())
        lost.push_back("runs " + ranges(gone) + " (or they were deleted before)");
    for (const RunRecord &run : copy.runs()) {
        std::set<std::int64_t> there, holes;
        for (const EpochRecord &epoch : copy.epochs(run.id))
            there.insert(epoch.epoch);
        const std::optional<std::int64_t> last = lastEpochOf(from, run.id);
        if (!last)
            lost.push_back("run " + std::to_string(run.id) + ": how many epochs it had");
        for (std::int64_t epoch = 1; epoch <= std::max(run.epochsDone, last.value_or(0)); ++epoch)
            if (!there.contains(epoch))
                holes.insert(epoch);
        if (!holes.empty())
            lost.push_back("run " + std::to_string(run.id) + ": epochs " + ranges(holes));
    }
    return lost;
}

} // namespace

Salvage salvage(const fs::path &damaged, const fs::path &copy, std::stop_token stop, const Reporter &reporter)
{
    std::error_code failed;
    if (!fs::is_regular_file(damaged, failed))
        throw StoreError(damaged.string() + " does not exist", "Check the path.");
    const auto lock = ProjectLock::acquire(copy);
    Project::create(copy, lock).reset();
    try {
        const WorkingCopy working(damaged, copy);
        SQLite::Database from(working.file().string(), SQLite::OPEN_READWRITE);
        // Without this SQLite reads nothing at all of a file that is shorter than its beginning says.
        from.exec("PRAGMA writable_schema = ON");
        try {
            static_cast<void>(checkedVersion(from, damaged, projectMigrations()));
            if (columnsOf(from, "run").empty())
                throw StoreError(damaged.string() + " holds no table of runs");
        } catch (const std::exception &reason) {
            throw StoreError("nothing can be read of " + damaged.string() + ": " + reason.what(),
                             "Its beginning is lost, which says where everything is. Go back to a copy of it.");
        }
        {
            SQLite::Database to(copy.string(), SQLite::OPEN_READWRITE);
            to.exec("PRAGMA foreign_keys = ON");
            SQLite::Transaction transaction(to);
            Copying(from, to, stop, reporter).all();
            to.exec("UPDATE run SET state = 'interrupted' WHERE state = 'running'");
            transaction.commit();
        }
        const auto project = Project::open(copy, lock);
        Salvage result;
        result.lost = lostFrom(from, *project);
        for (const RunRecord &run : project->runs()) {
            ++result.runs;
            result.epochs += static_cast<std::int64_t>(project->epochs(run.id).size());
        }
        for (const std::string &problem : project->problems(stop, reporter))
            result.lost.push_back(problem);
        return result;
    } catch (const SQLite::Exception &reason) {
        fs::remove(copy, failed);
        throwStoreError(copy, "saving what can be read", reason);
    } catch (...) {
        fs::remove(copy, failed);
        throw;
    }
}

} // namespace retort
