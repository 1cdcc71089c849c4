// Looks at the report half of the labels.

#include "store/connection.h"

namespace retort {

std::int64_t Project::Connection::addReportLook(SQLite::Database &db, const std::string &what)
{
    const std::int64_t before = db.execAndGet("SELECT COUNT(*) FROM report_look").getInt64();
    SQLite::Statement row(db, "INSERT INTO report_look (at, what) VALUES (?, ?)");
    row.bind(1, secondsSince1970());
    row.bind(2, what);
    row.exec();
    return before;
}

void Project::addReportLook(const std::string &what)
{
    m_connection->write("counting a look at the report half",
                        [&](SQLite::Database &db) { Connection::addReportLook(db, what); });
}

std::vector<ReportLook> Project::reportLooks() const
{
    return m_connection->read("reading the looks at the report half", [](const SQLite::Database &db) {
        std::vector<ReportLook> looks;
        SQLite::Statement row(db, "SELECT id, at, what FROM report_look ORDER BY id");
        while (row.executeStep())
            looks.push_back(
                {row.getColumn(0).getInt64(), row.getColumn(1).getInt64(), row.getColumn(2).getString()});
        return looks;
    });
}

} // namespace retort
