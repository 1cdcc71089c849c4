#include "distil/runidentity.h"

#include "distil/checkpoint.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <iomanip>
#include <numeric>
#include <sstream>

namespace retort {

namespace {

std::string text(const std::string &value)
{
    return value;
}
std::string text(bool value)
{
    return value ? "true" : "false";
}
std::string text(double value)
{
    std::array<char, 32> digits{}; // the shortest text that reads back as the same number
    return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr};
}
std::string text(std::int64_t value)
{
    return std::to_string(value);
}
std::string text(std::uint64_t value)
{
    return std::to_string(value);
}

std::string hex(std::uint64_t value)
{
    std::ostringstream out;
    out << std::hex << std::setw(16) << std::setfill('0') << value;
    return out.str();
}

std::string shape(const Matrix &matrix)
{
    return std::to_string(matrix.rows()) + " x " + std::to_string(matrix.columns());
}

} // namespace

std::vector<std::pair<std::string, std::string>> runIdentity(const Recipe &recipe,
                                                             const RunEnvironment &environment,
                                                             std::span<const ContentKey> keys,
                                                             const DistilInput &input)
{
    std::vector<std::pair<std::string, std::string>> identity;
    const auto add = [&](const char *name, const auto &value) { identity.emplace_back(name, text(value)); };
    add("student", recipe.student);
    add("input_size", recipe.inputSize);
    add("epochs", recipe.epochs);
    add("batch", recipe.batch);
    if (recipe.growingEpochs > 0)
        add("growing_epochs", recipe.growingEpochs);
    add("optimiser", recipe.optimiser);
    add("lr", recipe.lr);
    add("momentum", recipe.momentum);
    add("weight_decay", recipe.weightDecay);
    add("warmup_epochs", recipe.warmupEpochs);
    add("temperature", recipe.temperature);
    add("node", recipe.nodeWeight);
    add("feature", recipe.featureWeight);
    add("edge", recipe.edgeWeight);
    add("edge_rows", recipe.edgeRows);
    add("edge_columns", recipe.edgeColumns);
    if (recipe.relationWeight > 0)
        add("relation", recipe.relationWeight);
    add("pseudo", recipe.pseudoWeight);
    add("pseudo_margin", recipe.pseudoMargin);
    add("student_proxies", recipe.studentProxies);
    add("crop_padding", recipe.cropPadding);
    add("flip", recipe.flip);
    add("colour_jitter", recipe.colourJitter);
    add("random_resized_crop", recipe.randomResizedCrop);
    if (recipe.views > 0) {
        add("views", recipe.views);
        add("views_seed", recipe.viewsSeed);
    }
    add("held_out", recipe.heldOut);
    add("probe_samples", recipe.probeSamples);
    add("probe_top_k", recipe.probeTopK);
    add("seed", recipe.seed);
    add("precision", environment.precision);
    add("device", environment.device);
    add("threads", environment.threads);
    if (recipe.deterministic)
        add("deterministic", recipe.deterministic);
    if (environment.workers > 1) {
        add("processes", environment.workers);
        add("sync_norm", recipe.syncNorm);
        add("sync_loss", recipe.syncLoss);
    }

    const auto isExcluded = [&](const ContentKey &key) {
        return std::binary_search(input.excluded.begin(), input.excluded.end(), key);
    };
    std::vector<ContentKey> sorted(keys.begin(), keys.end());
    std::erase_if(sorted, isExcluded);
    std::sort(sorted.begin(), sorted.end());
    add("the set of images",
        std::to_string(sorted.size()) + " images, " + hex(checksum(std::as_bytes(std::span(sorted)))));
    if (!input.groups.empty()) {
        std::vector<ContentKey> pairs; // by image, whatever order they came in
        std::vector<std::size_t> order(keys.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return keys[a] < keys[b]; });
        std::erase_if(order, [&](std::size_t i) { return isExcluded(keys[i]); });
        for (const std::size_t i : order)
            pairs.insert(pairs.end(), {keys[i], input.groups[i]});
        add("the groups of images", hex(checksum(std::as_bytes(std::span(pairs)))));
    }
    if (!input.start.fingerprint.empty())
        add("what the student starts from", input.start.fingerprint);
    if (!input.leftOut.empty()) {
        std::vector<ContentKey> leftOut;
        for (std::size_t i = 0; i < keys.size(); ++i)
            if (input.leftOut[i] != 0)
                leftOut.push_back(keys[i]);
        std::sort(leftOut.begin(), leftOut.end());
        add("the images left out of training",
            std::to_string(leftOut.size()) + " images, " + hex(checksum(std::as_bytes(std::span(leftOut)))));
    }
    if (!input.view.empty())
        add("how images are looked at", input.view);
    const TeacherKnowledge &teacher = input.teacher;
    const Matrix &proxies = teacher.proxies;
    add("the teacher", shape(proxies) + " proxies, " +
                           hex(checksum(std::as_bytes(std::span(
                               proxies.data(), static_cast<std::size_t>(proxies.rows() * proxies.columns()))))) +
                           ", scale " + text(teacher.logitScale) +
                           (teacher.logits ? ", logits " + shape(*teacher.logits) : std::string()));
    return identity;
}

} // namespace retort
