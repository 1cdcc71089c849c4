#pragma once

#include "data/imageview.h"
#include "datasets/datasetchoice.h"
#include "distil/distiller.h"
#include "distil/recipe.h"
#include "measure/accuracy.h"
#include "prompts/classlist.h"
#include "prompts/weighting.h"
#include "recipe/sweep.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace retort {

enum class DatasetRole { Training, Test };

/// Where a data set lies and what it held when it was added.
struct DatasetRecord
{
    std::int64_t id = 0;
    DatasetRole role = DatasetRole::Training;
    std::string location;    ///< absolute; stored relative to the project file where possible
    DatasetChoice choice;    ///< which of it is used
    std::string fingerprint; ///< compared on opening: a changed data set is named
    std::int64_t images = 0;
    std::int64_t unreadable = 0;
    std::int64_t duplicates = 0;
    bool labelled = false;
};

struct TeacherRecord
{
    std::string id; ///< TeacherInfo::id
    std::string location;
    std::string description;
    bool standIn = false;
    bool recorded = false; ///< TeacherInfo::recorded
};

/// A weighting that is kept under a name.
struct NamedWeighting
{
    std::string name; ///< not blank, each once
    Weighting weighting;
    std::int64_t id = 0;        ///< of the weighting; runs that used it name it too. 0: not stored yet
    std::int64_t createdAt = 0; ///< seconds since 1970, UTC

    bool operator==(const NamedWeighting &) const = default;
};

/// What the person has chosen now; runs keep ids of immutable copies of it.
struct ProjectSettings
{
    std::vector<DatasetRecord> datasets; ///< at most one a role
    std::optional<TeacherRecord> teacher;
    ClassList classes;
    RejectRule reject;            ///< part of the class list
    std::int64_t classListId = 0; ///< 0 = none yet
    Weighting weighting;
    std::int64_t weightingId = 0;      ///< 0 = none yet
    std::vector<NamedWeighting> named; ///< oldest first
    double heldOut = 0.05;             ///< held-out share of the training images
    /// Training images that no run learns from or chooses by, by content: each once, ascending.
    std::vector<ContentKey> excluded;
    bool demo = false; ///< made by createDemoProject, which may use the file again

    [[nodiscard]] const DatasetRecord *dataset(DatasetRole role) const
    {
        for (const DatasetRecord &record : datasets)
            if (record.role == role)
                return &record;
        return nullptr;
    }
};

/// What a run's student starts from, frozen with the run; all empty: random values from the seed.
struct RunStart
{
    std::string moduleSha256;  ///< of the TorchScript file
    std::string weightsSha256; ///< weightsSha256() of the start weights
    std::string note;          ///< where they came from, and what became of the classifier
};

enum class RunState { Queued, Running, Paused, Cancelled, Interrupted, Finished, Failed };
[[nodiscard]] std::string stateName(RunState state);

/// One time that something of the report half of the labels was shown.
struct ReportLook
{
    std::int64_t id = 0;
    std::int64_t at = 0; ///< seconds since 1970, UTC
    std::string what;    ///< "run 7", "prompts"
};

/// Whose labels an accuracy is made from.
enum class MeasuredOn {
    TestImages,           ///< labels that came with them
    TrainingImages,       ///< labels that came with them; the teacher's only: a student learned from these images
    HeldOutImages,        ///< those of the training images that a student never learned from
    AuditedTestImages,    ///< labelled by a person, drawn at random
    AuditedTrainingImages ///< the same; a student learned from most of these images, without their labels
};
/// "test images", "audited training images"; also how it is stored.
[[nodiscard]] std::string measuredOnName(MeasuredOn on);

/// What a run comes to: accuracy of teacher and student on the same labelled images, measured once it is finished.
struct RunFigures
{
    std::int64_t epoch = 0; ///< whose weights the student had
    bool reportHalf = true; ///< false: of all labels, from before there were halves (no intervals then)
    MeasuredOn measuredOn = MeasuredOn::TestImages;
    Proportion teacher;
    Proportion student;
    std::int64_t looksBefore = 0; ///< at the report half; each may have had part in a choice
    std::int64_t measuredAt = 0;  ///< seconds since 1970, UTC
};

/// A run without its curves, graphs and weights. Percent where a share is meant.
struct RunRecord
{
    std::int64_t id = 0;
    std::string name;
    RunState state = RunState::Queued;
    Recipe recipe;
    std::int64_t weightingId = 0;
    std::int64_t classListId = 0;
    std::string teacherId;
    std::string dataFingerprint; ///< learnedFingerprint() of the training images
    ImageView view;              ///< how they are looked at
    RunStart start;
    RunEnvironment environment;
    std::int64_t createdAt = 0; ///< seconds since 1970, UTC
    std::int64_t startedAt = 0;
    std::int64_t finishedAt = 0;
    double trainingSeconds = 0;
    std::int64_t epochsDone = 0;
    /// The last one whose agreement is less than one standard error below the highest; 0 = none yet.
    std::int64_t bestEpoch = 0;
    std::optional<double> bestAgreement;
    std::optional<double> tuningAccuracy;        ///< of the best epoch, test images, tuning half of the labels
    std::optional<double> teacherTuningAccuracy; ///< on the same
    std::optional<RunFigures> figures;           ///< final ones, once it is finished and labels exist
    bool labelsSeen = false;                     ///< mark of its weighting: labels seen in selection
    std::string weightsSha256;                   ///< of the last epoch's raw tensors in name order
    std::string error;                           ///< why a run failed, or why it waits
    std::string notes;
    std::vector<std::string> tags;
    bool starred = false;           ///< a person marked it
    std::int64_t place = 0;         ///< in the queue, ascending; 0 = it is not in it
    std::int64_t interruptions = 0; ///< how often its process died since its last epoch
    std::int64_t sweepId = 0;       ///< the sweep it belongs to, 0 = none
};

/// A run that is to be added to the queue.
struct NewRun
{
    std::string name;
    Recipe recipe;
    StudentStart start{};         ///< holds what recipe.module and recipe.start name; its fingerprint is not read
    std::string startNote{};      ///< where it came from
    std::int64_t weightingId = 0; ///< 0 = the project's
};

/// Runs that belong together, and how far choosing among them has come.
struct SweepRecord
{
    std::int64_t id = 0;
    std::string name;
    SweepPlan plan;
    std::int64_t decided = 0;   ///< of sweepRungs(): those behind which the slower points have been stopped
    std::int64_t createdAt = 0; ///< seconds since 1970, UTC
};

/// One epoch of a run, as curves show it.
struct EpochRecord
{
    std::int64_t epoch = 0;
    StepMetrics mean;
    double seconds = 0;
    double imagesPerSecond = 0;
    double heldOutAgreement = 0;          ///< percent
    std::optional<double> tuningAccuracy; ///< percent, test images, tuning half of the labels where there are some
    GraphSummary summary;
    std::string weightsSha256 = {}; ///< as RunRecord's; empty in news of a run that trains
    std::int64_t endedAt = 0;       ///< seconds since 1970, UTC; 0 = not known
};

} // namespace retort
