#include "workflow/measuredlabels.h"

#include "measure/labelhalf.h"
#include "workflow/audit.h"
#include "workflow/labels.h"

#include <unordered_map>

namespace retort {

namespace {

/// Puts images into the halves. Images without a label that says something are left out.
void addHalves(MeasuredLabels &measured, const OpenedDataset &dataset, std::span<const std::int32_t> labels)
{
    std::unordered_map<ContentKey, std::int32_t> known[2];
    const bool grouped = !dataset.groupKeys.empty();
    for (std::size_t i = 0; i < labels.size(); ++i) {
        if (labels[i] == cannotTell)
            continue;
        const auto position = static_cast<std::int64_t>(i);
        const ContentKey decides = grouped ? dataset.groupKeys[i] : dataset.images->key(position);
        const LabelHalf half = labelHalf(decides);
        LabelledSample &sample = half == LabelHalf::Tuning ? measured.tuning : measured.report;
        sample.images.push_back(position);
        sample.labels.push_back(labels[i]);
        if (grouped) {
            auto &groups = known[half == LabelHalf::Tuning ? 0 : 1];
            sample.groups.push_back(
                groups.emplace(decides, static_cast<std::int32_t>(groups.size())).first->second);
        }
    }
}

} // namespace

MeasuredLabels measuredLabels(const Session &session, const ClassList &classes, const Audit &audit,
                              DatasetRole role)
{
    MeasuredLabels measured;
    measured.role = role;
    const bool isTest = role == DatasetRole::Test;
    if (isTest && !session.test)
        return measured;
    const OpenedDataset &dataset = isTest ? *session.test->dataset : *session.training.dataset;
    MappedLabels mapped = mapLabels(dataset, classes);
    if (!isTest && !mapped.labels.empty())
        for (const std::int64_t excluded : session.excluded)
            mapped.labels[static_cast<std::size_t>(excluded)] = cannotTell;
    measured.note = mapped.note;
    measured.measuredOn = isTest ? MeasuredOn::TestImages : MeasuredOn::TrainingImages;
    addHalves(measured, dataset, mapped.labels);
    if (!measured.empty())
        return measured;
    const AuditQueue queue = auditQueue(dataset, role, audit, classes);
    measured.measuredOn = isTest ? MeasuredOn::AuditedTestImages : MeasuredOn::AuditedTrainingImages;
    measured.tuning = auditSample(queue, dataset, audit, classes, LabelHalf::Tuning);
    measured.report = auditSample(queue, dataset, audit, classes, LabelHalf::Report);
    return measured;
}

MeasuredLabels measuredLabels(const Session &session, const ClassList &classes, const Audit &audit)
{
    if (session.test)
        if (MeasuredLabels measured = measuredLabels(session, classes, audit, DatasetRole::Test);
            !measured.empty())
            return measured;
    return measuredLabels(session, classes, audit, DatasetRole::Training);
}

std::vector<std::int32_t> tuningLabels(const OpenedDataset &dataset, const ClassList &classes)
{
    std::vector<std::int32_t> labels = mapLabels(dataset, classes).labels;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const ContentKey decides =
            dataset.groupKeys.empty() ? dataset.images->key(static_cast<std::int64_t>(i)) : dataset.groupKeys[i];
        if (labelHalf(decides) == LabelHalf::Report)
            labels[i] = cannotTell;
    }
    return labels;
}

const LogitSummary *measuredAnswers(const PromptScore &score, const MeasuredLabels &labels)
{
    if (labels.empty())
        return nullptr;
    if (labels.role == DatasetRole::Training)
        return &score.training;
    return score.test ? &*score.test : nullptr;
}

} // namespace retort
