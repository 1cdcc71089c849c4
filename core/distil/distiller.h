#pragma once

#include "base/contentkey.h"
#include "base/launch.h"
#include "base/matrix.h"
#include "base/progress.h"
#include "data/sizedimages.h"
#include "distil/epochsink.h"
#include "distil/recipe.h"

#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace retort {

class Workers;

/// What the teacher knows about the training images, in the order of the image source.
struct TeacherKnowledge
{
    std::shared_ptr<const Matrix> embeddings; ///< [N x D] unit rows, v in method.md
    Matrix proxies;                           ///< [C x D] T_c, weighted and, if chosen, normalised
    double logitScale = 100;                  ///< s
    /// Z [N x C]; empty means s * v * T' (weights that do not depend on the image).
    std::shared_ptr<const Matrix> logits;
};

/// What the student is before the first step.
struct StudentStart
{
    /// A TorchScript file's bytes, for the student "torchscript"; else null.
    std::shared_ptr<const std::vector<std::byte>> module;
    NamedTensors weights;    ///< by name; empty = the module's own, or random from the seed
    std::string fingerprint; ///< names both, for resuming; empty where there are neither
};

/// Crops of the training images and what the teacher says of each: crop k of image i is number i * count + k.
struct ScoredViews
{
    std::int64_t count = 0; ///< crops an image, as Recipe::views
    std::shared_ptr<const SizedImages> images;
    std::shared_ptr<const Matrix> embeddings; ///< [N * count x D] unit rows
    std::shared_ptr<const Matrix> logits;     ///< [N * count x C], where TeacherKnowledge has them
};

/// What a run is made of. No labels: see ImageSource.
struct DistilInput
{
    std::shared_ptr<const SizedImages> images; ///< at the recipe's input size
    TeacherKnowledge teacher;
    std::optional<ScoredViews> views; ///< there if the recipe has views
    /// One an image or none: images of one group are on one side of the held-out split, see splitByContent().
    std::vector<ContentKey> groups;
    /// One an image or none: not 0 keeps an image out of training (held out, it still measures).
    std::vector<std::uint8_t> leftOut;
    /// Ascending keys of images that are neither trained on nor held out: as if they were not there.
    std::vector<ContentKey> excluded;
    /// ImageView::fingerprint() of how the images were brought to size, and whether embeddings are rounded; empty
    /// for the default
    std::string view;
    std::vector<std::string> classes;
    /// Images whose answers are reported each epoch and used for nothing else; may be null.
    std::shared_ptr<const SizedImages> evaluation;
    StudentStart start;
};

/// What "auto" became, and everything else that decides the bits; stored with the run.
struct RunEnvironment
{
    std::string device;    ///< "cpu", "cuda"
    std::string precision; ///< "fp32", "bf16", "fp16", "fp64"
    std::int64_t threads = 1;
    std::string versions;     ///< "retort 0.1.0, libtorch 1.13.1"
    std::int64_t workers = 1; ///< processes that share each batch
};

/// Chooses device, precision and threads for a recipe on this machine: CUDA where LibTorch finds one; bf16 on CUDA
/// and on processors with bfloat16 instructions (avx512_bf16), where it is faster, else fp32. Throws ValueError
/// for a device that is not there. Processes on one machine share its cores.
[[nodiscard]] RunEnvironment chooseEnvironment(const Recipe &recipe, const WorkerPlace &place = {});

/// The probe set: the first recipe.probeSamples of the held-out images in the order of their content keys (all of
/// them where there are fewer), as indices into `keys`.
[[nodiscard]] std::vector<std::int64_t> probeIndices(const Recipe &recipe, std::span<const ContentKey> keys,
                                                     std::span<const ContentKey> groups = {},
                                                     std::span<const ContentKey> excluded = {});

/// An estimate before the start, from a few timed steps on random data.
struct RunEstimate
{
    double seconds = 0; ///< all epochs, with the evaluation of held-out images
    /// What the run adds to the process: tensors at their most, and the images. CPU memory only.
    double memoryMegabytes = 0;
    std::int64_t studentParameters = 0; ///< those that learn
};
/// `images` counts all images, those held out included; `start` is needed for a module. Takes a few seconds;
/// throws ValueError for a recipe that is not valid, Cancelled when stopped.
[[nodiscard]] RunEstimate estimateRun(const Recipe &recipe, const RunEnvironment &environment, std::int64_t images,
                                      std::int64_t classes, const StudentStart &start, std::stop_token stop);

/// Trains a student on the teacher's knowledge (method.md sections 3 to 5). Labels have no way in. The same input,
/// in whatever order its images lie, gives the same bits for one seed, precision, number of threads and LibTorch
/// on the CPU, and so does resuming from a checkpoint instead of never having stopped; an empty checkpoint starts
/// anew. Returns when all epochs are done.
/// Throws Cancelled after sink.stopped() when stop was asked for (seen at the next step), ValueError for a recipe
/// or an input that does not fit, Error when the loss is not finite (the sink keeps the last good epoch), when
/// memory runs out, and for a checkpoint that is damaged or of another run. What the sink throws passes through.
///
/// With `workers` each process calls this with the same recipe, environment, input and checkpoint, and its sink is
/// told the same; batches are shared, and Recipe::batch is that of all together. With syncNorm and syncLoss the
/// number of processes changes roundings and nothing else. A stop asked for in one of them stops all. Throws
/// WorkerLost when one is gone, Error when their inputs differ.
void distil(const Recipe &recipe, const RunEnvironment &environment, const DistilInput &input,
            std::span<const std::byte> checkpoint, EpochSink &sink, std::stop_token stop, const Reporter &reporter,
            Workers *workers = nullptr);

} // namespace retort
