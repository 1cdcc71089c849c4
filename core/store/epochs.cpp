// What epochs leave in a project.

#include "formats/safetensors.h"
#include "formats/sha256.h"
#include "store/blob.h"
#include "store/connection.h"
#include "store/graphblob.h"

#include <algorithm>
#include <limits>
#include <unordered_map>

namespace retort {

namespace {

void bindReal(SQLite::Statement &statement, int index, double value)
{
    statement.bind(index, value); // SQLite stores "not a number" as NULL
}

double real(const SQLite::Column &column)
{
    return column.isNull() ? std::numeric_limits<double>::quiet_NaN() : column.getDouble();
}

void addBlob(SQLite::Database &db, const std::string &table, std::int64_t run, std::int64_t epoch,
             const Bytes &bytes)
{
    SQLite::Statement row(db, "INSERT INTO " + table + " (run_id, epoch, data) VALUES (?, ?, ?)");
    row.bind(1, run);
    row.bind(2, epoch);
    bindBlob(row, 3, bytes);
    row.exec();
}

void putCheckpoint(SQLite::Database &db, std::int64_t run, std::int64_t epoch,
                   std::span<const std::byte> checkpoint)
{
    const Bytes frame = framed(checkpoint, false); // weights do not compress
    SQLite::Statement row(db, "INSERT OR REPLACE INTO checkpoint (run_id, epoch, data) VALUES (?, ?, ?)");
    row.bind(1, run);
    row.bind(2, epoch);
    bindBlob(row, 3, frame);
    row.exec();
}

std::uint64_t edgeKey(const StoredEdge &edge)
{
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(edge.sample)) << 32 |
           static_cast<std::uint32_t>(edge.proxy);
}

/// What the teacher's graph holds up to an epoch. The teacher never changes during a run; only which of its edges
/// are among the union of both sides' top-k does, so each epoch stores those that no earlier one has said.
struct TeacherSoFar
{
    std::unordered_map<std::uint64_t, std::int16_t> weights;
    Bytes nodes; ///< frame of the last ones
};

std::string graphName(std::int64_t run, std::int64_t epoch, const char *side)
{
    return std::string("the ") + side + "'s graph of run " + std::to_string(run) + ", epoch " +
           std::to_string(epoch);
}

TeacherSoFar teacherSoFar(const SQLite::Database &db, std::int64_t run, std::int64_t epoch)
{
    TeacherSoFar result;
    SQLite::Statement row(db, "SELECT epoch, edges, nodes FROM teacher_graph WHERE run_id = ? AND epoch <= ? "
                              "ORDER BY epoch");
    row.bind(1, run);
    row.bind(2, epoch);
    while (row.executeStep()) {
        const std::string what = graphName(run, row.getColumn(0).getInt64(), "teacher");
        for (const StoredEdge &edge : decodeEdges(blobOf(row.getColumn(1)), what))
            result.weights[edgeKey(edge)] = edge.weight;
        if (!row.getColumn(2).isNull()) {
            const auto nodes = blobOf(row.getColumn(2));
            result.nodes.assign(nodes.begin(), nodes.end());
        }
    }
    return result;
}

void addGraphs(SQLite::Database &db, std::int64_t run, const EpochReport &report)
{
    const StoredEdges student = storedEdges(report.studentGraph);
    const StoredEdges teacher = storedEdges(report.teacherGraph);
    const bool same = student.size() == teacher.size() &&
                      std::equal(student.begin(), student.end(), teacher.begin(),
                                 [](const auto &a, const auto &b) { return edgeKey(a) == edgeKey(b); });
    if (!same)
        throw StoreError(graphName(run, report.epoch, "teacher") + " and the student's hold different edges");

    const Bytes edges = encodeEdges(student);
    const Bytes nodes = encodeNodes(report.studentGraph);
    SQLite::Statement row(db, "INSERT INTO student_graph (run_id, epoch, edges, nodes) VALUES (?, ?, ?, ?)");
    row.bind(1, run);
    row.bind(2, report.epoch);
    bindBlob(row, 3, edges);
    bindBlob(row, 4, nodes);
    row.exec();

    const TeacherSoFar before = teacherSoFar(db, run, report.epoch);
    StoredEdges news;
    for (const StoredEdge &edge : teacher) {
        const auto known = before.weights.find(edgeKey(edge));
        if (known == before.weights.end() || known->second != edge.weight)
            news.push_back(edge);
    }
    const Bytes teacherEdges = encodeEdges(news);
    const Bytes teacherNodes = encodeNodes(report.teacherGraph);
    SQLite::Statement teacherRow(db,
                                 "INSERT INTO teacher_graph (run_id, epoch, edges, nodes) VALUES (?, ?, ?, ?)");
    teacherRow.bind(1, run);
    teacherRow.bind(2, report.epoch);
    bindBlob(teacherRow, 3, teacherEdges);
    if (teacherNodes == before.nodes)
        teacherRow.bind(4);
    else
        bindBlob(teacherRow, 4, teacherNodes);
    teacherRow.exec();
}

ProxyGraph readStudentGraph(const SQLite::Database &db, std::int64_t run, std::int64_t epoch)
{
    SQLite::Statement row(db, "SELECT edges, nodes FROM student_graph WHERE run_id = ? AND epoch = ?");
    row.bind(1, run);
    row.bind(2, epoch);
    const std::string what = graphName(run, epoch, "student");
    if (!row.executeStep())
        throw StoreError(what + " is missing", "Go back to a copy of the project.");
    ProxyGraph graph = decodeNodes(blobOf(row.getColumn(1)), what);
    for (const StoredEdge &edge : decodeEdges(blobOf(row.getColumn(0)), what))
        graph.edges.push_back({edge.sample, edge.proxy, restored(edge.weight)});
    return graph;
}

ProxyGraph readTeacherGraph(const SQLite::Database &db, std::int64_t run, std::int64_t epoch)
{
    const std::string what = graphName(run, epoch, "teacher");
    const TeacherSoFar teacher = teacherSoFar(db, run, epoch);
    ProxyGraph graph = decodeNodes(teacher.nodes, what);
    for (const GraphEdge &edge : readStudentGraph(db, run, epoch).edges) {
        const auto weight = teacher.weights.find(edgeKey({edge.sample, edge.proxy, 0}));
        if (weight == teacher.weights.end())
            throw StoreError(what + " lacks an edge", "Go back to a copy of the project.");
        graph.edges.push_back({edge.sample, edge.proxy, restored(weight->second)});
    }
    return graph;
}

void addEpochRow(SQLite::Database &db, std::int64_t run, const EpochReport &report,
                 std::optional<double> tuningAccuracy)
{
    SQLite::Statement row(db, "INSERT INTO epoch VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    row.bind(1, run);
    row.bind(2, report.epoch);
    row.bind(3, report.mean.step);
    bindReal(row, 4, report.mean.loss);
    bindReal(row, 5, report.mean.nodeLoss);
    bindReal(row, 6, report.mean.edgeLoss);
    bindReal(row, 7, report.mean.pseudoLoss);
    bindReal(row, 8, report.mean.learningRate);
    bindReal(row, 9, report.seconds);
    bindReal(row, 10, report.imagesPerSecond);
    bindReal(row, 11, report.heldOutAgreement);
    if (tuningAccuracy)
        bindReal(row, 12, *tuningAccuracy);
    else
        row.bind(12);
    bindReal(row, 13, report.summary.edgeCorrelation);
    bindReal(row, 14, report.summary.columnCorrelation);
    bindReal(row, 15, report.summary.nodeKl);
    bindReal(row, 16, report.summary.agreement);
    bindReal(row, 17, report.summary.meanMargin);
    row.bind(18, weightsSha256(report.weights));
    row.exec();
}

} // namespace

void Project::commitEpoch(std::int64_t run, const EpochReport &report, std::optional<double> tuningAccuracy)
{
    m_connection->write("storing epoch " + std::to_string(report.epoch), [&](SQLite::Database &db) {
        m_connection->requireRun(run);
        SQLite::Statement last(db, "SELECT COALESCE(MAX(epoch), 0) FROM epoch WHERE run_id = ?");
        last.bind(1, run);
        last.executeStep();
        if (const std::int64_t done = last.getColumn(0).getInt64(); report.epoch != done + 1)
            throw StoreError(file().string() + ": epoch " + std::to_string(report.epoch) + " of run " +
                             std::to_string(run) + " cannot follow epoch " + std::to_string(done));
        addEpochRow(db, run, report, tuningAccuracy);
        addBlob(db, "epoch_steps", run, report.epoch, encodeSteps(report.steps));
        addBlob(db, "epoch_weights", run, report.epoch, toSafetensors(report.weights, {}));
        addBlob(db, "epoch_evaluation", run, report.epoch, encodeAnswers(report.evaluation));
        addGraphs(db, run, report);
        putCheckpoint(db, run, report.epoch, report.checkpoint);
    });
}

void Project::commitCheckpoint(std::int64_t run, const std::vector<std::byte> &checkpoint, std::int64_t epoch)
{
    m_connection->write("storing the checkpoint", [&](SQLite::Database &db) {
        m_connection->requireRun(run);
        putCheckpoint(db, run, epoch, checkpoint);
    });
}

std::vector<EpochRecord> Project::epochs(std::int64_t run) const
{
    return m_connection->read("reading the epochs", [&](const SQLite::Database &db) {
        m_connection->requireRun(run);
        SQLite::Statement row(db,
                              "SELECT epoch, last_step, loss, node_loss, edge_loss, pseudo_loss, learning_rate, "
                              "seconds, images_per_second, agreement, accuracy, edge_correlation, "
                              "column_correlation, node_kl, probe_agreement, mean_margin, weights_sha256 "
                              "FROM epoch WHERE run_id = ? ORDER BY epoch");
        row.bind(1, run);
        std::vector<EpochRecord> records;
        while (row.executeStep()) {
            EpochRecord record;
            record.epoch = row.getColumn(0).getInt64();
            record.mean = {row.getColumn(1).getInt64(), real(row.getColumn(2)), real(row.getColumn(3)),
                           real(row.getColumn(4)),      real(row.getColumn(5)), real(row.getColumn(6))};
            record.seconds = real(row.getColumn(7));
            record.imagesPerSecond = real(row.getColumn(8));
            record.heldOutAgreement = real(row.getColumn(9));
            if (!row.getColumn(10).isNull())
                record.tuningAccuracy = row.getColumn(10).getDouble();
            record.summary = {real(row.getColumn(11)), real(row.getColumn(12)), real(row.getColumn(13)),
                              real(row.getColumn(14)), real(row.getColumn(15))};
            record.weightsSha256 = row.getColumn(16).getString();
            records.push_back(record);
        }
        return records;
    });
}

std::vector<StepMetrics> Project::steps(std::int64_t run) const
{
    return m_connection->read("reading the steps", [&](const SQLite::Database &db) {
        m_connection->requireRun(run);
        SQLite::Statement row(db, "SELECT epoch, data FROM epoch_steps WHERE run_id = ? ORDER BY epoch");
        row.bind(1, run);
        std::vector<StepMetrics> steps;
        while (row.executeStep()) {
            const auto more = decodeSteps(blobOf(row.getColumn(1)), "the steps of run " + std::to_string(run) +
                                                                        ", epoch " + row.getColumn(0).getString());
            steps.insert(steps.end(), more.begin(), more.end());
        }
        return steps;
    });
}

std::vector<std::byte> Project::checkpoint(std::int64_t run) const
{
    return m_connection->read("reading the checkpoint", [&](const SQLite::Database &db) {
        m_connection->requireRun(run);
        SQLite::Statement row(db, "SELECT data FROM checkpoint WHERE run_id = ?");
        row.bind(1, run);
        return row.executeStep()
                   ? unframed(blobOf(row.getColumn(0)), "the checkpoint of run " + std::to_string(run))
                   : Bytes();
    });
}

ProxyGraph Project::teacherGraph(std::int64_t run, std::int64_t epoch) const
{
    return m_connection->read("reading a graph", [&](const SQLite::Database &db) {
        return readTeacherGraph(db, run, m_connection->resolveEpoch(run, epoch));
    });
}

ProxyGraph Project::studentGraph(std::int64_t run, std::int64_t epoch) const
{
    return m_connection->read("reading a graph", [&](const SQLite::Database &db) {
        return readStudentGraph(db, run, m_connection->resolveEpoch(run, epoch));
    });
}

void Project::setProbe(std::int64_t run, const std::vector<std::int64_t> &indices)
{
    m_connection->write("storing the probe set", [&](SQLite::Database &db) {
        m_connection->requireRun(run);
        const Bytes bytes = encodeIndices(indices);
        SQLite::Statement row(db, "INSERT OR REPLACE INTO probe (run_id, indices) VALUES (?, ?)");
        row.bind(1, run);
        bindBlob(row, 2, bytes);
        row.exec();
    });
}

std::vector<std::int64_t> Project::probe(std::int64_t run) const
{
    return m_connection->read("reading the probe set", [&](const SQLite::Database &db) {
        m_connection->requireRun(run);
        SQLite::Statement row(db, "SELECT indices FROM probe WHERE run_id = ?");
        row.bind(1, run);
        return row.executeStep()
                   ? decodeIndices(blobOf(row.getColumn(0)), "the probe set of run " + std::to_string(run))
                   : std::vector<std::int64_t>();
    });
}

NamedTensors Project::weights(std::int64_t run, std::int64_t epoch) const
{
    return m_connection->read("reading weights", [&](const SQLite::Database &db) {
        const std::int64_t resolved = m_connection->resolveEpoch(run, epoch);
        SQLite::Statement row(db, "SELECT data FROM epoch_weights WHERE run_id = ? AND epoch = ?");
        row.bind(1, run);
        row.bind(2, resolved);
        const std::string what =
            "the weights of run " + std::to_string(run) + ", epoch " + std::to_string(resolved);
        if (!row.executeStep())
            throw StoreError(what + " are missing", "Go back to a copy of the project.");
        return toNamedTensors(parseSafetensors(blobOf(row.getColumn(0)), what));
    });
}

Answers Project::evaluation(std::int64_t run, std::int64_t epoch) const
{
    return m_connection->read("reading answers", [&](const SQLite::Database &db) {
        const std::int64_t resolved = m_connection->resolveEpoch(run, epoch);
        SQLite::Statement row(db, "SELECT data FROM epoch_evaluation WHERE run_id = ? AND epoch = ?");
        row.bind(1, run);
        row.bind(2, resolved);
        const std::string what =
            "the answers of run " + std::to_string(run) + ", epoch " + std::to_string(resolved);
        if (!row.executeStep())
            throw StoreError(what + " are missing", "Go back to a copy of the project.");
        return decodeAnswers(blobOf(row.getColumn(0)), what);
    });
}

} // namespace retort
