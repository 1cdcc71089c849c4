#pragma once

#include "base/error.h"
#include "store/project.h"

#include <QTemporaryDir>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <string>

namespace retort::test {

/// fullText() of the StoreError that f throws; empty when it throws none. Its remedy must not be empty.
template<typename F>
std::string storeErrorOf(F f)
{
    try {
        f();
    } catch (const StoreError &error) {
        return error.remedy().empty() ? std::string("no remedy: ") + error.what() : error.fullText();
    }
    return {};
}

inline Weighting weightingOf(double first)
{
    Weighting weighting;
    weighting.templates = {{"a photo of a {}.", first, true}, {"{}", 1 - first, false}};
    weighting.rule = WeightRule::Manual;
    return weighting;
}

inline ClassList threeClasses()
{
    return {{"cat", {}}, {"ship", {"boat", "vessel"}}, {"dög", {}}};
}

inline DatasetRecord trainingImages(const std::filesystem::path &location)
{
    DatasetRecord record;
    record.location = location.string();
    record.choice.part = "train";
    record.choice.range = {0.5, 1};
    record.choice.sample = {0, 0.07, 18446744073709551615U};
    record.choice.grouping = {Grouping::By::NamePattern, "^(\\w+)-\"\\d"};
    record.choice.view = {Fit::Letterbox, {7.1, 0, 33.3, 12.25, true}};
    record.choice.coarseLabels = true;
    record.fingerprint = "00112233445566778899aabbccddeeff";
    record.images = 1000;
    record.unreadable = 2;
    record.duplicates = 3;
    record.labelled = true;
    return record;
}

/// A project that is ready for runs.
inline void fill(Project &project, const std::filesystem::path &images = "/somewhere/images")
{
    project.setDataset(trainingImages(images));
    project.setTeacher({"0123456789abcdef0123456789abcdef", "/somewhere/clip", "ViT, 28 px", true});
    project.setClasses(threeClasses());
    project.setWeighting(weightingOf(0.25));
}

/// What an epoch of a student with a few weights leaves; every number depends on the epoch.
inline EpochReport reportOf(std::int64_t epoch, double agreement = 50, std::size_t checkpointBytes = 5000)
{
    EpochReport report;
    report.epoch = epoch;
    const auto number = static_cast<double>(epoch);
    report.mean = {epoch * 3, 1.5 / number, 0.5, 0.25, 0.125, 0.1};
    report.seconds = 2.5;
    report.imagesPerSecond = 1000.0 + number;
    report.heldOutAgreement = agreement;
    for (std::int64_t step = epoch * 3 - 2; step <= epoch * 3; ++step) {
        const double share = 1.0 / static_cast<double>(step);
        report.steps.push_back({step, share, 2 * share, 3 * share, 4 * share, 0.1 * share});
    }
    report.evaluation = {{0, 1, 2, 1}, {0.5F, 0.25F, 1.0F, 0.75F}, {0.1F, 0.2F, 0.3F, 0.4F}};
    // The teacher is the same each epoch; which of its edges are among the top-k of both is not.
    ProxyGraph &teacher = report.teacherGraph;
    ProxyGraph &student = report.studentGraph;
    teacher.samples = student.samples = 4;
    teacher.proxies = student.proxies = 3;
    for (std::int32_t sample = 0; sample < 4; ++sample) {
        for (std::int32_t proxy = 0; proxy < 3; ++proxy) {
            if ((sample + proxy + epoch) % 3 == 0)
                continue;
            teacher.edges.push_back({sample, proxy, std::sin(static_cast<float>(sample * 3 + proxy))});
            student.edges.push_back(
                {sample, proxy, std::cos(static_cast<float>(epoch * 12 + sample * 3 + proxy))});
        }
    }
    teacher.answers = {0, 1, 2, 0};
    student.answers = {0, 1, static_cast<std::int32_t>(epoch % 3), 0};
    teacher.confidences = {0.9F, 0.8F, 0.7F, 0.6F};
    student.confidences = {0.1F, 0.2F, 0.3F, 0.4F};
    for (std::size_t i = 0; i < teacher.edges.size(); ++i) {
        const GraphEdge &edge = teacher.edges[i];
        teacher.probabilities.push_back(static_cast<float>(1 + edge.sample * 3 + edge.proxy) / 20);
        student.probabilities.push_back(1.0F / static_cast<float>(1 + edge.proxy + epoch));
    }
    teacher.margins = {0.4F, 0.3F, 0.2F, 0.1F};
    student.margins = {1.0F, 0.0F, 0.5F, 1.0F / static_cast<float>(epoch)};
    teacher.rowMeans = student.rowMeans = {-0.5F, 0, 0.25F, 1};
    teacher.rowDeviations = student.rowDeviations = {0, 0.1F, 0.2F, 0.3F};
    student.nodeKl = {0, 0.5F, 12.5F, static_cast<float>(epoch)};
    student.rowCorrelations = {-1, 0, 0.5F, 1};
    student.columnCorrelations = {0.1F, 0.2F, 0.3F};
    teacher.proxyCorrelations = student.proxyCorrelations = Matrix(3, 3);
    for (std::int64_t c = 0; c < 3; ++c) {
        teacher.proxyCorrelations.at(c, c) = 1;
        student.proxyCorrelations.at(c, c) = 1.0F / static_cast<float>(epoch);
        student.proxyCorrelations.at(c, 0) = student.proxyCorrelations.at(0, c) = static_cast<float>(c) / 8;
    }
    report.summary = {0.5, 0.25, 0.125, 75, 0.0625};
    NamedTensor weight{"fc.weight", ElementType::F32, {2, 3}, std::vector<std::byte>(24)};
    const float first = static_cast<float>(epoch);
    std::memcpy(weight.bytes.data(), &first, sizeof first);
    report.weights = {weight, {"steps", ElementType::I64, {}, std::vector<std::byte>(8, std::byte{1})}};
    report.checkpoint.resize(checkpointBytes, static_cast<std::byte>(epoch));
    return report;
}

} // namespace retort::test
