#pragma once

#include "base/matrix.h"
#include "base/progress.h"
#include "datasets/dataset.h"
#include "measure/accuracy.h"
#include "prompts/promptensemble.h"
#include "store/project.h"
#include "teacher/embeddingcache.h"
#include "teacher/teacher.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace retort {

struct MeasuredLabels;

/// A data set that is open and embedded.
struct EmbeddedDataset
{
    std::shared_ptr<const OpenedDataset> dataset;
    std::shared_ptr<const Matrix> embeddings; ///< [N x D]
    std::int64_t fromCache = 0;
    double seconds = 0;
};

/// What a project needs to be worked with, opened and in memory. Immutable once made; shared between threads.
struct Session
{
    ProjectSettings settings;
    std::shared_ptr<const Teacher> teacher;
    EmbeddedDataset training;
    std::optional<EmbeddedDataset> test;
    Split split;                        ///< of training, without what is excluded
    std::vector<std::int64_t> excluded; ///< indices into training, ascending
};

/// The same, with these training images excluded (keys, ascending) and no others.
[[nodiscard]] std::shared_ptr<const Session> withExcluded(const Session &session, std::vector<ContentKey> keys);

/// Of the images that a run may learn from or choose by: prompts are weighed on them. All of the training images'
/// own where none is excluded.
[[nodiscard]] std::shared_ptr<const Matrix> learnedEmbeddings(const Session &session);

/// Embeds what the cache lacks. An image that proves undecodable is no failure: all of them are then checked,
/// those that cannot be decoded are left out, and the data set that comes back lacks them.
[[nodiscard]] EmbeddedDataset embedDataset(std::shared_ptr<const OpenedDataset> dataset,
                                           const DatasetChoice &choice, const Teacher &teacher,
                                           const EmbeddingCache &cache, const std::stop_token &stop,
                                           const Reporter &reporter);

struct NewProject
{
    std::filesystem::path file;
    std::filesystem::path dataset;
    DatasetChoice training{"train"}; ///< which of them are trained on; test images are grouped and looked at alike
    std::optional<std::filesystem::path> test; ///< else the test part of the same data set, where there is one
    std::optional<std::filesystem::path> classes;
    std::filesystem::path teacher;
    std::filesystem::path resources; ///< for the default template set
};

/// Makes and fills a project: data sets recognised, class names from file, sub-folders or IDX's numbers, default
/// templates with uniform weights. Nothing is left behind when it fails.
void createProject(const NewProject &choice, std::stop_token stop, const Reporter &reporter);

/// Names a new place for a data set that moved, or takes a changed one as it is now (runs keep the fingerprint of
/// what they were trained on and refuse to resume on anything else). An empty path: where it was. Throws
/// InputError when nothing usable lies there.
void relocateDataset(Project &project, DatasetRole role, const std::filesystem::path &location,
                     std::stop_token stop, const Reporter &reporter);
/// From now on the project's images, training and test alike, are looked at in this way. Runs made with another
/// one keep what they learned and refuse to resume.
void setView(Project &project, const ImageView &view);
/// Chooses another teacher, or names a new place for the same one.
void relocateTeacher(Project &project, const std::filesystem::path &folder);

/// Opens data sets and teacher, compares fingerprints (a changed or moved data set is an InputError that says so),
/// embeds what the cache lacks.
[[nodiscard]] std::shared_ptr<const Session> openSession(const ProjectSettings &settings,
                                                         const EmbeddingCache &cache, std::stop_token stop,
                                                         const Reporter &reporter);

/// The live picture of a weighting.
struct PromptScore
{
    Weighting weighting;   ///< with the weights that were found
    LogitSummary training; ///< on the training images
    std::optional<LogitSummary> test;
    std::optional<Proportion> accuracy;                  ///< of the tuning half; none where there are no labels
    std::vector<std::optional<double>> templateAccuracy; ///< percent, a template, of the tuning half
    double seconds = 0;                                  ///< of scoring, without embedding
};
/// findTheWeights false: weights are taken as they are (a bar was dragged). withTemplates: also each template
/// alone. `labels`: null or empty, and accuracies are left out; labels have no part in the weights. `reference`
/// holds image embeddings of a reference set, which the rule zpe needs.
[[nodiscard]] PromptScore scorePrompts(const Session &session, const PromptEmbeddings &prompts,
                                       Weighting weighting, bool findTheWeights, bool withTemplates,
                                       const MeasuredLabels *labels, std::stop_token stop,
                                       const Reporter &reporter, const Matrix *reference = nullptr);

/// What the teacher answers under a weighting, or with class proxies; logits are made some rows at a time, and
/// stop is looked at in between.
[[nodiscard]] LogitSummary summarisePrompts(const Weighting &weighting, const PromptEmbeddings &prompts,
                                            const Matrix &imageEmbeddings, double logitScale,
                                            const std::stop_token &stop);
[[nodiscard]] LogitSummary summariseProxies(const Matrix &proxies, const Matrix &imageEmbeddings,
                                            double logitScale, const std::stop_token &stop);

/// Z [N x C], the teacher's answer to some images under a weighting (method.md section 1).
[[nodiscard]] Matrix weightedLogits(const Weighting &weighting, const PromptEmbeddings &prompts,
                                    const Matrix &imageEmbeddings, double logitScale, std::stop_token stop);

} // namespace retort
