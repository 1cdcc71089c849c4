#include "widgets/graph/probefacts.h"

#include "widgets/graph/graphloader.h"
#include "workflow/labels.h"
#include "workflow/measuredlabels.h"

#include <algorithm>

namespace retort {

namespace {

/// Labels of the training images, -1 where there is none. Where final figures are made of them, only those of the
/// tuning half may be seen here.
std::vector<std::int32_t> labelsToLookAt(const Session &session, const ClassList &classes, const Audit &audit)
{
    const MeasuredLabels measured = measuredLabels(session, classes, audit);
    if (measured.role != DatasetRole::Training || measured.empty())
        return mapLabels(*session.training.dataset, classes).labels;
    std::vector<std::int32_t> labels(static_cast<std::size_t>(session.training.dataset->images->size()), -1);
    for (std::size_t i = 0; i < measured.tuning.images.size(); ++i)
        labels[static_cast<std::size_t>(measured.tuning.images[i])] = std::max(-1, measured.tuning.labels[i]);
    return labels;
}

} // namespace

ProbeFacts readProbeFacts(const Session &session, const GraphRun &run, const Audit &audit)
{
    const ImageSource &images = *session.training.dataset->images;
    const std::vector<std::int32_t> known = labelsToLookAt(session, run.classList, audit);
    auto names = std::make_shared<std::vector<std::string>>();
    auto labels = std::make_shared<std::vector<std::int32_t>>();
    bool labelled = false;
    for (const std::int64_t image : run.probe) {
        const bool there = image >= 0 && image < images.size();
        names->push_back(there ? images.name(image) : std::string());
        const auto place = static_cast<std::size_t>(image);
        labels->push_back(there && place < known.size() ? known[place] : -1);
        labelled = labelled || labels->back() >= 0;
    }
    return {std::move(names), labelled ? std::move(labels) : nullptr};
}

} // namespace retort
