#include "workflow/graphpair.h"

#include "base/error.h"

#include <algorithm>

namespace retort {

namespace {

constexpr char compareLike[] = "Compare runs of one class list, one data set and one held-out share.";

std::string runName(std::int64_t run)
{
    return "run " + std::to_string(run);
}

} // namespace

GraphPair readGraphPair(const Project &project, std::int64_t run, std::int64_t epoch, std::int64_t against)
{
    const RunRecord record = project.run(run);
    GraphPair pair;
    pair.epoch = epoch != 0 ? epoch : record.bestEpoch;
    pair.topK = record.recipe.probeTopK;
    pair.student = project.studentGraph(run, epoch);
    pair.classes = classNames(project.classes(record.classListId));
    pair.probe = project.probe(run);
    if (against == 0) {
        pair.teacher = project.teacherGraph(run, epoch);
        return pair;
    }
    const RunRecord other = project.run(against);
    if (classNames(project.classes(other.classListId)) != pair.classes)
        throw ValueError("Run " + std::to_string(run) + " and run " + std::to_string(against) +
                             " have different classes, so their graphs cannot be laid over each other.",
                         compareLike);
    if (other.dataFingerprint != record.dataFingerprint || project.probe(against) != pair.probe)
        throw ValueError("Run " + std::to_string(run) + " and run " + std::to_string(against) +
                             " were looked at on different probe images, so their graphs cannot be laid over each "
                             "other.",
                         compareLike);
    const std::int64_t otherEpoch = std::min(pair.epoch, other.epochsDone);
    pair.teacher = project.studentGraph(against, otherEpoch);
    pair.teacherName =
        runName(against) + (otherEpoch == pair.epoch ? "" : ", epoch " + std::to_string(otherEpoch));
    pair.studentName = runName(run);
    return pair;
}

} // namespace retort
