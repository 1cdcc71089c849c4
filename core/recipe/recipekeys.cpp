#include "recipe/recipejson.h"
#include "student/names.h"

namespace retort {

namespace {

constexpr double largestSeed = 9007199254740991; // 2^53 - 1: every program reads such a number exactly

/// Marks a text for lupdate (translations/CMakeLists.txt); the window translates it, core speaks English.
constexpr const char *recipeText(const char * /*context*/, const char *text)
{
    return text;
}

RecipeKey choice(const char *key, const char *group, const char *help, std::string Recipe::*member,
                 std::vector<std::string> choices)
{
    return {key, group, help, member, 0, 0, false, false, std::move(choices)};
}

/// Any text, which may be empty.
RecipeKey text(const char *key, const char *group, const char *help, std::string Recipe::*member)
{
    return {key, group, help, member};
}

RecipeKey option(const char *key, const char *group, const char *help, bool Recipe::*member)
{
    return {key, group, help, member};
}

/// From minimum to maximum, both accepted.
template<typename Number>
RecipeKey number(const char *key, const char *group, const char *help, Number Recipe::*member, double minimum,
                 double maximum)
{
    return {key, group, help, member, minimum, maximum};
}

/// As number(), the minimum itself refused.
RecipeKey numberAbove(const char *key, const char *group, const char *help, double Recipe::*member, double minimum,
                      double maximum)
{
    return {key, group, help, member, minimum, maximum, true};
}

/// As number(), the maximum itself refused.
RecipeKey numberBelow(const char *key, const char *group, const char *help, double Recipe::*member, double minimum,
                      double maximum)
{
    return {key, group, help, member, minimum, maximum, false, true};
}

std::vector<RecipeKey> makeKeys()
{
    return {
        choice("student", "student", recipeText("RecipeKeys", "The network that learns."), &Recipe::student,
               studentChoices()),
        text("module", "student",
             recipeText(
                 "RecipeKeys",
                 "The student torchscript: the file of a module that returns features and logits. Its code runs."),
             &Recipe::module),
        text("start", "student",
             recipeText("RecipeKeys", "What it starts from: a file of weights, an earlier run (run:3) or fetched "
                                      "weights (resnet18-imagenet); empty for random values."),
             &Recipe::start),
        number("input_size", "student",
               recipeText("RecipeKeys", "Width and height of the images it sees, in pixels."), &Recipe::inputSize,
               24, 1024),
        choice("student_proxies", "student",
               recipeText("RecipeKeys", "What stands for a class in the student's graph: its classifier's rows, "
                                        "or the teacher's class embeddings through a learned map."),
               &Recipe::studentProxies, {"classifier", "teacher"}),

        number("node", "losses",
               recipeText("RecipeKeys",
                          "Weight of the node term: match the teacher's softened answers. 0 switches it off."),
               &Recipe::nodeWeight, 0, 1000),
        numberAbove(
            "temperature", "losses",
            recipeText("RecipeKeys",
                       "Softens both sides' answers in the node and relation terms; 1 leaves them as they are."),
            &Recipe::temperature, 0, 100),
        number("feature", "losses",
               recipeText("RecipeKeys", "Weight of the feature term: match the teacher's image embeddings through "
                                        "a learned map. 0 switches it off."),
               &Recipe::featureWeight, 0, 1000),
        number(
            "edge", "losses",
            recipeText(
                "RecipeKeys",
                "Weight of the edge term: match the correlations between images and classes. 0 switches it off."),
            &Recipe::edgeWeight, 0, 1000),
        number("relation", "losses",
               recipeText("RecipeKeys",
                          "Weight of the relation term: match the correlations between both sides' "
                          "softened answers, without proxies (the baseline DIST). 0 switches it off."),
               &Recipe::relationWeight, 0, 1000),
        option("edge_rows", "losses",
               recipeText(
                   "RecipeKeys",
                   "Edge and relation term along each image's relations to all classes (needs three classes)."),
               &Recipe::edgeRows),
        option("edge_columns", "losses",
               recipeText("RecipeKeys",
                          "Edge and relation term along each class's relations to all images of a batch."),
               &Recipe::edgeColumns),
        number("pseudo", "losses",
               recipeText(
                   "RecipeKeys",
                   "Weight of the pseudo-label term: cross-entropy with the teacher's answer. 0 switches it off."),
               &Recipe::pseudoWeight, 0, 1000),
        numberBelow(
            "pseudo_margin", "losses",
            recipeText(
                "RecipeKeys",
                "Pseudo-labels count only where the teacher's two highest probabilities differ by this or more."),
            &Recipe::pseudoMargin, 0, 1),

        number("epochs", "optimiser", recipeText("RecipeKeys", "How often every training image is seen."),
               &Recipe::epochs, 1, 100'000),
        number("batch", "optimiser", recipeText("RecipeKeys", "Images a step."), &Recipe::batch, 1, 65'536),
        choice("optimiser", "optimiser", recipeText("RecipeKeys", "sgd (momentum, Nesterov) or adamw."),
               &Recipe::optimiser, {"sgd", "adamw"}),
        numberAbove("lr", "optimiser",
                    recipeText("RecipeKeys",
                               "Learning rate after warm-up, for this batch; it falls to zero along a cosine."),
                    &Recipe::lr, 0, 100),
        numberBelow("momentum", "optimiser",
                    recipeText("RecipeKeys", "How much of the last step goes into the next one (sgd only)."),
                    &Recipe::momentum, 0, 1),
        number("weight_decay", "optimiser", recipeText("RecipeKeys", "Pull of weights towards zero."),
               &Recipe::weightDecay, 0, 1),
        number("warmup_epochs", "optimiser",
               recipeText("RecipeKeys", "Epochs in which the learning rate rises from zero."),
               &Recipe::warmupEpochs, 0, 100'000),
        number("growing_epochs", "optimiser",
               recipeText("RecipeKeys", "Epochs in which the images grow from half of their size to all of it, "
                                        "which saves time; 0 switches it off."),
               &Recipe::growingEpochs, 0, 100'000),

        number("crop_padding", "augmentation",
               recipeText("RecipeKeys", "Random crop after this many pixels of zero padding; 0 switches it off."),
               &Recipe::cropPadding, 0, 1024),
        option("flip", "augmentation", recipeText("RecipeKeys", "Mirror half of the images left to right."),
               &Recipe::flip),
        number(
            "colour_jitter", "augmentation",
            recipeText("RecipeKeys", "Strength of random brightness, contrast and saturation; 0 switches it off."),
            &Recipe::colourJitter, 0, 1),
        number(
            "random_resized_crop", "augmentation",
            recipeText("RecipeKeys",
                       "Random crop to this smallest share of the area, brought back to size; 0 switches it off."),
            &Recipe::randomResizedCrop, 0, 1),
        number("views", "augmentation",
               recipeText("RecipeKeys",
                          "Crops of each image that the teacher scores too, so that the student is taught with "
                          "the teacher's answer to the very crop it sees. The teacher then looks at every image "
                          "that many times, once for all runs. Needs a random resized crop; 0 switches it off."),
               &Recipe::views, 0, 1000),
        number(
            "views_seed", "augmentation",
            recipeText("RecipeKeys", "Decides which crops; runs with the same one share the teacher's answers."),
            &Recipe::viewsSeed, 0, largestSeed),

        number(
            "held_out", "measuring",
            recipeText("RecipeKeys", "Share of the images that is never trained on; it chooses the best epoch."),
            &Recipe::heldOut, 0.01, 0.5),
        number("probe_samples", "measuring",
               recipeText("RecipeKeys", "Held-out images whose graph is stored each epoch."),
               &Recipe::probeSamples, 1, 1'000'000),
        number("probe_top_k", "measuring", recipeText("RecipeKeys", "Edges kept an image and side."),
               &Recipe::probeTopK, 1, 1000),

        number("seed", "machine", recipeText("RecipeKeys", "Decides start weights, order and augmentation."),
               &Recipe::seed, 0, largestSeed),
        choice("precision", "machine",
               recipeText("RecipeKeys", "Number format of the fast parts; auto takes what is faster here. fp16 is "
                                        "for GPUs without bf16, fp64 is slow and for comparisons."),
               &Recipe::precision, {"auto", "fp32", "bf16", "fp16", "fp64"}),
        choice("device", "machine",
               recipeText("RecipeKeys", "Where the student trains; auto takes a GPU where there is one."),
               &Recipe::device, {"auto", "cpu", "cuda"}),
        number("threads", "machine",
               recipeText("RecipeKeys", "Processor threads; 0 takes as many as there are cores."),
               &Recipe::threads, 0, 1024),
        option("deterministic", "machine",
               recipeText("RecipeKeys",
                          "On a GPU: the same student each time, more slowly. A processor always gives the same."),
               &Recipe::deterministic),
        option("sync_norm", "machine",
               recipeText("RecipeKeys",
                          "With several processes: normalise by the whole batch, not by each process's share."),
               &Recipe::syncNorm),
        option(
            "sync_loss", "machine",
            recipeText("RecipeKeys",
                       "With several processes: the losses see the whole batch, as the edge term's columns want."),
            &Recipe::syncLoss),
    };
}

} // namespace

const std::vector<RecipeKey> &recipeKeys()
{
    static const std::vector<RecipeKey> keys = makeKeys();
    return keys;
}

} // namespace retort
