#pragma once

#include <cstdint>
#include <string>

namespace retort {

/// Everything a person decides about one distillation run. A plain struct: JSON lives in recipe/.
/// Units and ranges are checked by validate(); formulas are in docs/method.md.
struct Recipe
{
    std::string student = "resnet20"; ///< one of studentChoices()
    std::string module;               ///< the TorchScript file of the student "torchscript"; else empty
    /// Start weights: a file, the name of some that can be fetched, or "run:ID" or "run:ID@EPOCH" of the same
    /// project; empty = random from the seed.
    std::string start;
    std::int64_t inputSize = 32; ///< pixels, square
    std::int64_t epochs = 12;
    std::int64_t batch = 128;
    /// Epochs in which training images grow from half of their side to all of it, which saves work (see
    /// trainingSide()); 0 = off.
    std::int64_t growingEpochs = 0;

    // Optimiser. lr is for the given batch; warm-up is linear, then cosine to zero, step by step.
    std::string optimiser = "sgd"; ///< "sgd" (momentum, Nesterov) or "adamw" (betas 0.9 and 0.999)
    double lr = 0.1;
    double momentum = 0.9;     ///< of sgd
    double weightDecay = 5e-4; ///< of convolution and linear weights; not of biases and normalisation
    double warmupEpochs = 1.0;

    // Loss, method.md section 4. A weight of 0 switches its term off.
    double temperature = 1.0;    ///< tau of the node loss, > 0
    double nodeWeight = 1.0;     ///< KL between teacher's and student's softened logits
    double featureWeight = 0.0;  ///< 1 - cos(A f, v), the optional feature part of the node loss
    double edgeWeight = 2.0;     ///< 1 - Pearson of the edges
    double relationWeight = 0.0; ///< 1 - Pearson of both sides' softened probabilities, the baseline DIST
    bool edgeRows = true;        ///< of edges and relations: each sample's to all classes
    bool edgeColumns = true;     ///< each class's to all samples of the batch
    double pseudoWeight = 1.0;   ///< cross-entropy with the teacher's answer
    double pseudoMargin = 0.0;   ///< only where the teacher's top probabilities differ by at least this, 0 .. 1
    std::string studentProxies = "classifier"; ///< "classifier" (rows of W) or "teacher" (T through a learned map)

    // Augmentation of training images; evaluation sees them plain.
    std::int64_t cropPadding = 4;   ///< pixels of zero padding for a random crop; 0 = off
    bool flip = true;               ///< horizontally, half of the time
    double colourJitter = 0.0;      ///< strength of brightness, contrast, saturation, 0 .. 1
    double randomResizedCrop = 0.0; ///< smallest area share, 0 = off, else 0 .. 1
    /// Crops of each image (by randomResizedCrop and flip) that the teacher scores beforehand; the student then
    /// sees these and no others, each with the teacher's answer to it. 0 = off: the teacher sees each image plain.
    std::int64_t views = 0;
    std::uint64_t viewsSeed = 1; ///< which crops; runs with the same one share the teacher's answers

    // Held-out share, probe graph.
    double heldOut = 0.05;            ///< 0.01 .. 0.5
    std::int64_t probeSamples = 2000; ///< held-out images whose graph is stored each epoch
    std::int64_t probeTopK = 3;       ///< edges kept a sample and side

    // With several processes that share each batch; with one they change nothing.
    bool syncNorm = true; ///< normalisation sees the whole batch, not each process's share
    bool syncLoss = true; ///< losses do: the columns of edges run over it

    // What decides the bits besides the above.
    std::uint64_t seed = 1;
    /// "auto", "fp32", "bf16", on a GPU "fp16" (with a scaled loss), or "fp64" for comparisons
    std::string precision = "auto";
    std::string device = "auto"; ///< "auto", "cpu" or "cuda"
    std::int64_t threads = 0;    ///< 0 = as many as there are cores
    bool deterministic = false;  ///< on a GPU: the same bits each time, with slower kernels; a CPU's always are

    bool operator==(const Recipe &) const = default;
};

/// The side of training images in an epoch, counted from 1: eighths of inputSize, from 4 of them in the first
/// epoch to 7 in the last that growingEpochs counts, then all 8. Progressive resizing, e.g. Tan and Le 2021,
/// EfficientNetV2, arXiv 2104.00298, section 4.
[[nodiscard]] std::int64_t trainingSide(const Recipe &recipe, std::int64_t epoch);

/// Throws ValueError naming the key (as in JSON), its value and the accepted range.
void validate(const Recipe &recipe);

} // namespace retort
