#include "distil/recipe.h"

#include "base/error.h"
#include "student/names.h"

#include <sstream>
#include <vector>

namespace retort {

namespace {

std::string text(double value)
{
    std::ostringstream out;
    out << value;
    return out.str();
}

[[noreturn]] void refuse(const std::string &key, const std::string &value, const std::string &accepted)
{
    throw ValueError("recipe key \"" + key + "\" is " + value + "; accepted: " + accepted);
}

void checkRange(const char *key, std::int64_t value, std::int64_t from, std::int64_t to)
{
    if (value < from || value > to)
        refuse(key, std::to_string(value), std::to_string(from) + " to " + std::to_string(to));
}

/// Not a number is outside every range.
void checkRange(const char *key, double value, double from, double to)
{
    if (!(value >= from && value <= to))
        refuse(key, text(value), text(from) + " to " + text(to));
}

void checkAbove(const char *key, double value, double above, double to)
{
    if (!(value > above && value <= to))
        refuse(key, text(value), "above " + text(above) + ", up to " + text(to));
}

void checkBelow(const char *key, double value, double from, double below)
{
    if (!(value >= from && value < below))
        refuse(key, text(value), text(from) + " and above, below " + text(below));
}

void checkOneOf(const char *key, const std::string &value, const std::vector<std::string> &names)
{
    std::string list;
    for (const std::string &name : names) {
        if (value == name)
            return;
        list += (list.empty() ? "" : ", ") + name;
    }
    refuse(key, "\"" + value + "\"", list);
}

} // namespace

std::int64_t trainingSide(const Recipe &recipe, std::int64_t epoch)
{
    if (epoch > recipe.growingEpochs)
        return recipe.inputSize;
    const std::int64_t eighths = 4 + 4 * (epoch - 1) / recipe.growingEpochs;
    return (recipe.inputSize * eighths + 4) / 8;
}

void validate(const Recipe &recipe)
{
    checkOneOf("student", recipe.student, studentChoices());
    const bool scripted = recipe.student == scriptedStudentName;
    if (scripted && recipe.module.empty())
        refuse("module", "empty", "the TorchScript file that the student \"torchscript\" comes from");
    if (!scripted && !recipe.module.empty())
        refuse("module", "\"" + recipe.module + "\"",
               "a file with the student \"torchscript\" only, empty with others");
    checkRange("input_size", recipe.inputSize, 24, 1024);
    checkRange("epochs", recipe.epochs, 1, 100'000);
    checkRange("batch", recipe.batch, 1, 65'536);
    checkRange("growing_epochs", recipe.growingEpochs, 0, recipe.epochs);
    if (scripted && recipe.growingEpochs > 0)
        refuse("growing_epochs", std::to_string(recipe.growingEpochs),
               "0 with the student \"torchscript\", which may know one size only");

    checkOneOf("optimiser", recipe.optimiser, {"sgd", "adamw"});
    checkAbove("lr", recipe.lr, 0, 100);
    checkBelow("momentum", recipe.momentum, 0, 1);
    checkRange("weight_decay", recipe.weightDecay, 0.0, 1.0);
    checkRange("warmup_epochs", recipe.warmupEpochs, 0.0, static_cast<double>(recipe.epochs));

    checkAbove("temperature", recipe.temperature, 0, 100);
    checkRange("node", recipe.nodeWeight, 0.0, 1000.0);
    checkRange("feature", recipe.featureWeight, 0.0, 1000.0);
    checkRange("edge", recipe.edgeWeight, 0.0, 1000.0);
    checkRange("relation", recipe.relationWeight, 0.0, 1000.0);
    checkRange("pseudo", recipe.pseudoWeight, 0.0, 1000.0);
    checkBelow("pseudo_margin", recipe.pseudoMargin, 0, 1);
    checkOneOf("student_proxies", recipe.studentProxies, {"classifier", "teacher"});
    const bool edges =
        (recipe.edgeWeight > 0 || recipe.relationWeight > 0) && (recipe.edgeRows || recipe.edgeColumns);
    if (recipe.nodeWeight <= 0 && recipe.featureWeight <= 0 && recipe.pseudoWeight <= 0 && !edges)
        throw ValueError(
            "the recipe has no loss: \"node\", \"feature\", \"edge\", \"relation\" and \"pseudo\" are all off",
            "Give at least one of them a weight above 0 (and \"edge\" and \"relation\" rows or columns).");

    checkRange("crop_padding", recipe.cropPadding, 0, recipe.inputSize);
    checkRange("colour_jitter", recipe.colourJitter, 0.0, 1.0);
    checkRange("random_resized_crop", recipe.randomResizedCrop, 0.0, 1.0);

    checkRange("views", recipe.views, 0, 1000);
    if (recipe.views > 0 && recipe.randomResizedCrop <= 0)
        throw ValueError("recipe key \"views\" is " + std::to_string(recipe.views) +
                             " and \"random_resized_crop\" 0: views are crops, and it says how small they may be",
                         "Set \"random_resized_crop\", for example to 0.5.");

    checkRange("held_out", recipe.heldOut, 0.01, 0.5);
    checkRange("probe_samples", recipe.probeSamples, 1, 1'000'000);
    checkRange("probe_top_k", recipe.probeTopK, 1, 1000);

    checkOneOf("precision", recipe.precision, {"auto", "fp32", "bf16", "fp16", "fp64"});
    checkOneOf("device", recipe.device, {"auto", "cpu", "cuda"});
    checkRange("threads", recipe.threads, 0, 1024);
}

} // namespace retort
