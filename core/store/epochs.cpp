// What epochs leave in a project.

#include "formats/safetensors.h"
#include "formats/sha256.h"
#include "store/blob.h"
#include "store/connection.h"
#include "store/graphblob.h"

#include <algorithm>
#include <limits>
#include <utility>

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

bool before(const StoredEdge &a, const StoredEdge &b)
{
    return a.sample != b.sample ? a.sample < b.sample : a.proxy < b.proxy;
}

bool sameEnds(const StoredEdge &a, const StoredEdge &b)
{
    return a.sample == b.sample && a.proxy == b.proxy;
}

/// What the teacher's graph holds up to an epoch. The teacher never changes during a run; only which of its edges
/// are among the union of both sides' top-k does, so each epoch stores those that no earlier one has said.
struct TeacherSoFar
{
    StoredEdges known; ///< sorted, each pair of ends once
    Bytes nodes;       ///< frame of the last ones

    [[nodiscard]] const StoredEdge *find(const StoredEdge &ends) const
    {
        const auto at = std::lower_bound(known.edges.begin(), known.edges.end(), ends, before);
        return at != known.edges.end() && sameEnds(*at, ends) ? &*at : nullptr;
    }
};

std::string graphName(std::int64_t run, std::int64_t epoch, const char *side)
{
    return std::string("the ") + side + "'s graph of run " + std::to_string(run) + ", epoch " +
           std::to_string(epoch);
}

TeacherSoFar teacherSoFar(const SQLite::Database &db, std::int64_t run, std::int64_t epoch)
{
    TeacherSoFar result;
    std::vector<StoredEdge> &edges = result.known.edges;
    SQLite::Statement row(db, "SELECT epoch, edges, nodes FROM teacher_graph WHERE run_id = ? AND epoch <= ? "
                              "ORDER BY epoch");
    row.bind(1, run);
    row.bind(2, epoch);
    while (row.executeStep()) {
        const std::string what = graphName(run, row.getColumn(0).getInt64(), "teacher");
        const StoredEdges more = decodeEdges(blobOf(row.getColumn(1)), what);
        result.known.withProbabilities = more.withProbabilities; // a newer version repeats what lacked them
        edges.insert(edges.end(), more.edges.begin(), more.edges.end());
        if (!row.getColumn(2).isNull()) {
            const auto nodes = blobOf(row.getColumn(2));
            result.nodes.assign(nodes.begin(), nodes.end());
        }
    }
    // What was said last counts: of equal ends, the first from behind.
    std::stable_sort(edges.begin(), edges.end(), before);
    edges.erase(edges.begin(), std::unique(edges.rbegin(), edges.rend(), sameEnds).base());
    return result;
}

void addGraphs(SQLite::Database &db, std::int64_t run, const EpochReport &report)
{
    const StoredEdges student = storedEdges(report.studentGraph);
    const StoredEdges teacher = storedEdges(report.teacherGraph);
    if (!std::equal(student.edges.begin(), student.edges.end(), teacher.edges.begin(), teacher.edges.end(),
                    sameEnds))
        throw StoreError(graphName(run, report.epoch, "teacher") + " and the student's hold different edges");

    const Bytes edges = encodeEdges(student);
    const Bytes nodes = encodeNodes(report.studentGraph);
    SQLite::Statement row(db, "INSERT INTO student_graph (run_id, epoch, edges, nodes) VALUES (?, ?, ?, ?)");
    row.bind(1, run);
    row.bind(2, report.epoch);
    bindBlob(row, 3, edges);
    bindBlob(row, 4, nodes);
    row.exec();

    const TeacherSoFar soFar = teacherSoFar(db, run, report.epoch);
    StoredEdges news{{}, teacher.withProbabilities};
    for (const StoredEdge &edge : teacher.edges) {
        const StoredEdge *const known = soFar.find(edge);
        if (!known || known->weight != edge.weight || known->probability != edge.probability)
            news.edges.push_back(edge);
    }
    const Bytes teacherEdges = encodeEdges(news);
    const Bytes teacherNodes = encodeNodes(report.teacherGraph);
    SQLite::Statement teacherRow(db,
                                 "INSERT INTO teacher_graph (run_id, epoch, edges, nodes) VALUES (?, ?, ?, ?)");
    teacherRow.bind(1, run);
    teacherRow.bind(2, report.epoch);
    bindBlob(teacherRow, 3, teacherEdges);
    if (teacherNodes == soFar.nodes)
        teacherRow.bind(4);
    else
        bindBlob(teacherRow, 4, teacherNodes);
    teacherRow.exec();
}

/// The row of student_graph, its edges as they are stored.
std::pair<ProxyGraph, StoredEdges> storedStudentGraph(const SQLite::Database &db, std::int64_t run,
                                                      std::int64_t epoch)
{
    SQLite::Statement row(db, "SELECT edges, nodes FROM student_graph WHERE run_id = ? AND epoch = ?");
    row.bind(1, run);
    row.bind(2, epoch);
    const std::string what = graphName(run, epoch, "student");
    if (!row.executeStep())
        throw StoreError(what + " is missing: the epoch was stored without one",
                         "Choose another epoch, or train the run again.");
    return {decodeNodes(blobOf(row.getColumn(1)), what), decodeEdges(blobOf(row.getColumn(0)), what)};
}

ProxyGraph readStudentGraph(const SQLite::Database &db, std::int64_t run, std::int64_t epoch)
{
    auto [graph, edges] = storedStudentGraph(db, run, epoch);
    restoreEdges(edges, graph, graphName(run, epoch, "student"));
    return std::move(graph);
}

ProxyGraph readTeacherGraph(const SQLite::Database &db, std::int64_t run, std::int64_t epoch)
{
    const std::string what = graphName(run, epoch, "teacher");
    const TeacherSoFar teacher = teacherSoFar(db, run, epoch);
    ProxyGraph graph = decodeNodes(teacher.nodes, what);
    StoredEdges edges = storedStudentGraph(db, run, epoch).second;
    edges.withProbabilities = teacher.known.withProbabilities;
    for (StoredEdge &edge : edges.edges) {
        const StoredEdge *const known = teacher.find(edge);
        if (!known)
            throw StoreError(what + " lacks an edge", "Go back to a copy of the project.");
        edge = *known;
    }
    restoreEdges(edges, graph, what);
    return graph;
}

void addEpochRow(SQLite::Database &db, std::int64_t run, const EpochReport &report,
                 std::optional<double> tuningAccuracy)
{
    SQLite::Statement row(db,
                          "INSERT INTO epoch VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
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
    row.bind(19, secondsSince1970());
    row.bind(20, report.heldOutImages);
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
        SQLite::Statement survived(db, "UPDATE run SET interruptions = 0 WHERE id = ? AND interruptions > 0");
        survived.bind(1, run);
        survived.exec();
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
                              "column_correlation, node_kl, probe_agreement, mean_margin, weights_sha256, "
                              "ended_at "
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
            record.endedAt = row.getColumn(17).getInt64();
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

void Project::setEvaluation(std::int64_t run, std::int64_t epoch, const Answers &answers,
                            std::optional<double> tuningAccuracy)
{
    if (!evaluation(run, epoch).classes.empty())
        throw StoreError(file().string() + ": run " + std::to_string(run) + " has answered the test images");
    m_connection->write("storing answers", [&](SQLite::Database &db) {
        const std::int64_t resolved = m_connection->resolveEpoch(run, epoch);
        SQLite::Statement row(db, "UPDATE epoch SET accuracy = ? WHERE run_id = ? AND epoch = ?");
        if (tuningAccuracy)
            bindReal(row, 1, *tuningAccuracy);
        row.bind(2, run);
        row.bind(3, resolved);
        row.exec();
        const std::vector<std::byte> bytes = encodeAnswers(answers);
        SQLite::Statement data(db, "UPDATE epoch_evaluation SET data = ? WHERE run_id = ? AND epoch = ?");
        bindBlob(data, 1, bytes);
        data.bind(2, run);
        data.bind(3, resolved);
        data.exec();
    });
}

} // namespace retort
