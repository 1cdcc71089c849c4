#include "workflow/audit.h"

#include "base/error.h"
#include "measure/auditdesign.h"
#include "workflow/labels.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace retort {

namespace {

/// The images of a data set, copies once: where each lies first.
std::vector<std::int64_t> distinctImages(const OpenedDataset &dataset)
{
    std::unordered_set<ContentKey> seen;
    std::vector<std::int64_t> positions;
    for (std::int64_t i = 0; i < dataset.images->size(); ++i)
        if (seen.insert(dataset.images->key(i)).second)
            positions.push_back(i);
    return positions;
}

LabelHalf halfOf(const OpenedDataset &dataset, std::int64_t position)
{
    return labelHalf(dataset.groupKeys.empty() ? dataset.images->key(position)
                                               : dataset.groupKeys[static_cast<std::size_t>(position)]);
}

const AuditDraw::Member *memberOf(const AuditDraw &draw, const ContentKey &image)
{
    const auto found =
        std::lower_bound(draw.population.begin(), draw.population.end(), image.low(),
                         [](const AuditDraw::Member &member, std::uint64_t key) { return member.key < key; });
    return found != draw.population.end() && found->key == image.low() ? &*found : nullptr;
}

/// A class of the list is none of the other's, whatever it was called there.
bool hasNewClass(const ClassList &classes, const ClassList &before)
{
    std::unordered_set<std::string> known;
    for (const ClassEntry &entry : before) {
        known.insert(entry.name);
        known.insert(entry.aliases.begin(), entry.aliases.end());
    }
    const auto isKnown = [&](const std::string &name) { return known.contains(name); };
    return std::any_of(classes.begin(), classes.end(), [&](const ClassEntry &entry) {
        return !isKnown(entry.name) && std::none_of(entry.aliases.begin(), entry.aliases.end(), isKnown);
    });
}

std::int32_t labelOf(const AuditAnswer &answer, const ClassList &classes)
{
    switch (answer.kind) {
    case AuditAnswer::Kind::None:
        return noneOfThese;
    case AuditAnswer::Kind::Unclear:
        return cannotTell;
    case AuditAnswer::Kind::Class:
        break;
    }
    const std::int32_t label = classNamed(classes, answer.className);
    return label < 0 ? noneOfThese : label;
}

AuditDraw newDraw(const OpenedDataset &dataset, DatasetRole role, const std::vector<std::int64_t> &images,
                  std::int64_t count, const AuditRequest &request, std::span<const std::int32_t> answers,
                  const ClassList &classes)
{
    AuditDraw draw;
    draw.role = role;
    draw.stratified = request.stratified;
    draw.seed = request.seed;
    std::vector<std::int32_t> strata(images.size(), 0);
    draw.strata = {std::string()};
    if (request.stratified) {
        std::vector<std::int32_t> theirs;
        for (const std::int64_t image : images)
            theirs.push_back(answers[static_cast<std::size_t>(image)]);
        AnswerStrata byAnswer = strataByAnswer(theirs, static_cast<std::int64_t>(classes.size()), count);
        strata = std::move(byAnswer.ofImage);
        draw.strata.clear();
        for (const std::int32_t c : byAnswer.classes)
            draw.strata.push_back(c < 0 ? std::string() : classes[static_cast<std::size_t>(c)].name);
    }
    std::vector<AuditCandidate> candidates;
    for (std::size_t i = 0; i < images.size(); ++i) {
        const ContentKey key = dataset.images->key(images[i]);
        candidates.push_back({key, halfOf(dataset, images[i]), strata[i], false});
        draw.population.push_back({key.low(), static_cast<std::uint32_t>(strata[i])});
    }
    std::sort(draw.population.begin(), draw.population.end(),
              [](const auto &a, const auto &b) { return a.key < b.key; });
    for (const std::size_t i : drawAudit(candidates, count, request.seed))
        draw.sample.push_back(candidates[i].key);
    return draw;
}

/// A draw with more images behind what it has.
AuditDraw longerDraw(const OpenedDataset &dataset, const AuditDraw &draw, const std::vector<std::int64_t> &images,
                     std::int64_t count)
{
    const std::unordered_set<ContentKey> drawn(draw.sample.begin(), draw.sample.end());
    std::vector<AuditCandidate> candidates;
    for (const std::int64_t image : images) {
        const ContentKey key = dataset.images->key(image);
        if (const AuditDraw::Member *member = memberOf(draw, key))
            candidates.push_back(
                {key, halfOf(dataset, image), static_cast<std::int32_t>(member->stratum), drawn.contains(key)});
    }
    AuditDraw more = draw;
    for (const std::size_t i : drawAudit(candidates, count, draw.seed))
        more.sample.push_back(candidates[i].key);
    return more;
}

} // namespace

std::int64_t AuditQueue::answered() const
{
    return std::count_if(entries.begin(), entries.end(),
                         [](const AuditEntry &entry) { return entry.answer.has_value(); });
}

std::size_t AuditQueue::firstOpen() const
{
    return static_cast<std::size_t>(
        std::find_if(entries.begin(), entries.end(), [](const AuditEntry &entry) { return !entry.answer; }) -
        entries.begin());
}

std::optional<AuditAnswer> standingAnswer(const ContentKey &image, const Audit &audit, const ClassList &classes)
{
    const auto found = audit.answers.find(image);
    if (found == audit.answers.end())
        return std::nullopt;
    const AuditAnswer &answer = found->second;
    if (answer.kind == AuditAnswer::Kind::None) {
        const auto list = audit.classLists.find(answer.classListId);
        if (list != audit.classLists.end() && hasNewClass(classes, list->second))
            return std::nullopt;
    }
    return answer;
}

AuditQueue auditQueue(const OpenedDataset &dataset, DatasetRole role, const Audit &audit, const ClassList &classes)
{
    AuditQueue queue;
    queue.role = role;
    std::unordered_map<ContentKey, std::int64_t> positions;
    for (const std::int64_t image : distinctImages(dataset))
        positions.emplace(dataset.images->key(image), image);
    queue.images = static_cast<std::int64_t>(positions.size());
    queue.notCovered = queue.images;

    std::unordered_set<ContentKey> drawn;
    for (std::size_t d = 0; d < audit.draws.size(); ++d) {
        const AuditDraw &draw = *audit.draws[d];
        if (draw.role != role)
            continue;
        for (const auto &[key, position] : positions)
            queue.notCovered -= memberOf(draw, key) ? 1 : 0;
        for (const ContentKey &image : draw.sample) {
            const auto position = positions.find(image);
            const AuditDraw::Member *member = memberOf(draw, image);
            if (position == positions.end() || !member) {
                ++queue.gone;
                continue;
            }
            drawn.insert(image);
            AuditEntry entry{image, position->second, d, member->stratum, halfOf(dataset, position->second), {}};
            entry.answer = standingAnswer(image, audit, classes);
            if (!entry.answer)
                queue.stale += audit.answers.contains(image) ? 1 : 0;
            else if (entry.answer->kind == AuditAnswer::Kind::Class)
                queue.unlisted += classNamed(classes, entry.answer->className) < 0 ? 1 : 0;
            queue.entries.push_back(std::move(entry));
        }
    }
    for (const auto &[image, answer] : audit.answers)
        queue.outside += positions.contains(image) && !drawn.contains(image) ? 1 : 0;
    return queue;
}

AuditQueue auditSelection(const OpenedDataset &dataset, DatasetRole role, const Audit &audit,
                          const ClassList &classes, std::span<const std::int64_t> images)
{
    AuditQueue queue;
    queue.role = role;
    std::unordered_set<ContentKey> asked;
    for (const std::int64_t position : images) {
        const ContentKey key = dataset.images->key(position);
        if (!asked.insert(key).second)
            continue;
        queue.entries.push_back(
            {key, position, noDraw, 0, halfOf(dataset, position), standingAnswer(key, audit, classes)});
    }
    queue.images = static_cast<std::int64_t>(queue.entries.size());
    return queue;
}

LabelledSample auditSample(const AuditQueue &queue, const OpenedDataset &dataset, const Audit &audit,
                           const ClassList &classes, LabelHalf half)
{
    LabelledSample sample;
    std::vector<std::int32_t> firstStratum(audit.draws.size());
    for (std::size_t d = 0; d < audit.draws.size(); ++d) {
        firstStratum[d] = static_cast<std::int32_t>(sample.stratumSizes.size());
        if (audit.draws[d]->role == queue.role)
            sample.stratumSizes.resize(sample.stratumSizes.size() + audit.draws[d]->strata.size());
    }
    for (const std::int64_t image : distinctImages(dataset)) {
        for (std::size_t d = 0; d < audit.draws.size(); ++d) {
            if (audit.draws[d]->role != queue.role)
                continue;
            if (const AuditDraw::Member *member = memberOf(*audit.draws[d], dataset.images->key(image)))
                ++sample.stratumSizes[static_cast<std::size_t>(firstStratum[d]) + member->stratum];
        }
    }
    std::unordered_map<ContentKey, std::int32_t> groups;
    std::vector<bool> open(audit.draws.size(), false);
    for (const AuditEntry &entry : queue.entries) {
        if (entry.draw == noDraw)
            continue;
        if (!entry.answer)
            open[entry.draw] = true;
        if (open[entry.draw] || entry.half != half)
            continue;
        sample.images.push_back(entry.position);
        sample.labels.push_back(labelOf(*entry.answer, classes));
        sample.strata.push_back(firstStratum[entry.draw] + static_cast<std::int32_t>(entry.stratum));
        if (!dataset.groupKeys.empty()) {
            const ContentKey &group = dataset.groupKeys[static_cast<std::size_t>(entry.position)];
            sample.groups.push_back(groups.emplace(group, static_cast<std::int32_t>(groups.size())).first->second);
        }
    }
    if (sample.images.empty())
        return {};
    return sample;
}

AuditDraws planAudit(const OpenedDataset &dataset, DatasetRole role, const Audit &audit,
                     const AuditRequest &request, std::span<const std::int32_t> answers, const ClassList &classes)
{
    if (request.count && *request.count < 1)
        throw ValueError("An audit of " + std::to_string(*request.count) + " images cannot be drawn",
                         "Draw at least one.");
    if (request.stratified && answers.size() != static_cast<std::size_t>(dataset.images->size()))
        throw ValueError("There are " + std::to_string(answers.size()) + " answers of the teacher to " +
                         std::to_string(dataset.images->size()) + " images");
    AuditDraws draws;
    for (const auto &draw : audit.draws)
        if (draw->role == role && !request.anew)
            draws.push_back(draw);
    const std::vector<std::int64_t> images = distinctImages(dataset);
    std::vector<std::int64_t> open;                  // in no draw's population
    std::vector<std::int64_t> covered(draws.size()); // images of a draw that are there
    for (const std::int64_t image : images) {
        bool known = false;
        for (std::size_t d = 0; d < draws.size(); ++d) {
            if (memberOf(*draws[d], dataset.images->key(image))) {
                ++covered[d];
                known = true;
            }
        }
        if (!known)
            open.push_back(image);
    }
    std::int64_t coveredImages = 0;
    std::int64_t drawnImages = 0;
    for (std::size_t d = 0; d < draws.size(); ++d) {
        coveredImages += covered[d];
        drawnImages += covered[d] > 0 ? static_cast<std::int64_t>(draws[d]->sample.size()) : 0;
    }

    if (!open.empty()) {
        std::int64_t count = defaultAuditImages;
        if (coveredImages > 0)
            count = std::max<std::int64_t>(
                2, std::llround(static_cast<double>(open.size()) * static_cast<double>(drawnImages) /
                                static_cast<double>(coveredImages)));
        draws.push_back(std::make_shared<const AuditDraw>(
            newDraw(dataset, role, open, request.count.value_or(count), request, answers, classes)));
        return draws;
    }
    // Further images of each draw, in proportion to what it stands for.
    bool grew = false;
    std::int64_t left = request.count.value_or(defaultAuditImages);
    for (std::size_t d = 0; d < draws.size(); ++d) {
        if (covered[d] == 0)
            continue;
        const auto share = std::llround(static_cast<double>(left) * static_cast<double>(covered[d]) /
                                        static_cast<double>(coveredImages));
        coveredImages -= covered[d];
        AuditDraw longer = longerDraw(dataset, *draws[d], images, share);
        const auto more = static_cast<std::int64_t>(longer.sample.size() - draws[d]->sample.size());
        left -= more;
        grew = grew || more > 0;
        draws[d] = std::make_shared<const AuditDraw>(std::move(longer));
    }
    if (!grew)
        throw ValueError(images.empty() ? "There are no images to draw from"
                                        : "Every image has been drawn already",
                         "Add images, or answer those that are open.");
    return draws;
}

} // namespace retort
