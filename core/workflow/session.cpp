#include "workflow/session.h"

#include "base/error.h"
#include "workflow/labels.h"
#include "workflow/openedparts.h"

#include <chrono>
#include <system_error>

namespace retort {

namespace {

const char *roleName(DatasetRole role)
{
    return role == DatasetRole::Training ? "training" : "test";
}

std::string relocateHint(DatasetRole role)
{
    return std::string("Name its new place on the Data page, or with `retort-cli dataset PROJECT --relocate ") +
           roleName(role) + " PATH`.";
}

/// The data set of a record as it is now; an InputError when it moved or changed.
std::shared_ptr<const OpenedDataset> openRecorded(const DatasetRecord &record, const std::stop_token &stop,
                                                  const Reporter &reporter)
{
    const std::string role = roleName(record.role);
    std::error_code failed;
    if (!std::filesystem::exists(record.location, failed))
        throw InputError(record.location, {}, "the " + role + " images are not there any more",
                         "Put them back. Or: " + relocateHint(record.role));
    auto dataset =
        std::make_shared<const OpenedDataset>(openDataset(record.location, record.choice, stop, reporter));
    if (dataset->fingerprint != record.fingerprint)
        throw InputError(
            record.location, {},
            "the " + role + " images have changed: " + std::to_string(record.images) +
                " images with fingerprint " + record.fingerprint + " when they were added, " +
                std::to_string(dataset->images->size()) + " with " + dataset->fingerprint +
                " now (a fingerprint names a set of images by their content)",
            "Put the images back as they were. Or take them as they are now, on the Data page or with "
            "`retort-cli dataset PROJECT --relocate " +
                role + " PATH`; runs made with the former ones can then not be resumed.");
    return dataset;
}

EmbeddedDataset embedded(std::shared_ptr<const OpenedDataset> dataset, const Teacher &teacher,
                         const EmbeddingCache &cache, const std::stop_token &stop, const Reporter &reporter)
{
    const auto start = std::chrono::steady_clock::now();
    EmbeddingCache::Result result = cache.embed(teacher, *dataset->images, stop, reporter);
    EmbeddedDataset part;
    part.dataset = std::move(dataset);
    part.embeddings = std::move(result.embeddings);
    part.fromCache = result.fromCache;
    part.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return part;
}

} // namespace

DatasetRecord datasetRecord(const OpenedDataset &dataset, DatasetRole role, const DatasetChoice &choice)
{
    DatasetRecord record;
    record.role = role;
    record.location = dataset.location.string();
    record.choice = choice;
    record.fingerprint = dataset.fingerprint;
    record.images = dataset.images->size();
    record.unreadable = static_cast<std::int64_t>(dataset.unreadable.size());
    record.duplicates = dataset.duplicates;
    record.labelled = !dataset.labels.empty();
    return record;
}

TeacherRecord teacherRecord(const TeacherInfo &info)
{
    return {info.id, info.path.string(), info.description, info.standIn};
}

std::vector<ContentKey> contentKeys(const ImageSource &images)
{
    std::vector<ContentKey> keys(static_cast<std::size_t>(images.size()));
    for (std::int64_t i = 0; i < images.size(); ++i)
        keys[static_cast<std::size_t>(i)] = images.key(i);
    return keys;
}

std::shared_ptr<const Session> openSession(const ProjectSettings &settings, const EmbeddingCache &cache,
                                           std::stop_token stop, const Reporter &reporter)
{
    const DatasetRecord *training = settings.dataset(DatasetRole::Training);
    if (!training)
        throw ValueError("The project has no training images", "Add a folder or an IDX file on the Data page.");
    if (!settings.teacher)
        throw ValueError("The project has no teacher", "Choose a CLIP folder on the Project page.");

    // Data sets first: a moved one is found in moments, a large teacher takes seconds to open.
    auto trainingImages = openRecorded(*training, stop, reporter);
    std::shared_ptr<const OpenedDataset> testImages;
    if (const DatasetRecord *test = settings.dataset(DatasetRole::Test))
        testImages = openRecorded(*test, stop, reporter);

    auto session = std::make_shared<Session>();
    session->settings = settings;
    reporter.report({"opening the teacher", 0, 0, {}});
    session->teacher = Teacher::open(settings.teacher->location);
    if (const std::string &id = session->teacher->info().id; id != settings.teacher->id)
        throw InputError(
            settings.teacher->location, {},
            "holds another teacher (" + id + ") than the one that was chosen (" + settings.teacher->id + ")",
            "Put the former one back. Or take this one, on the Project page or with `retort-cli dataset "
            "PROJECT --teacher PATH`; runs made with the former one can then not be resumed.");
    for (const auto &dataset : {trainingImages, testImages}) {
        if (!dataset)
            continue;
        if (const std::string note = mapLabels(*dataset, settings.classes).note; !note.empty())
            reporter.say(note);
    }
    session->split = splitByContent(contentKeys(*trainingImages->images), settings.heldOut);
    session->training = embedded(std::move(trainingImages), *session->teacher, cache, stop, reporter);
    if (testImages)
        session->test = embedded(std::move(testImages), *session->teacher, cache, stop, reporter);
    return session;
}

void relocateDataset(Project &project, DatasetRole role, const std::filesystem::path &location,
                     std::stop_token stop, const Reporter &reporter)
{
    const ProjectSettings settings = project.settings();
    const DatasetRecord *before = settings.dataset(role);
    DatasetChoice choice;
    choice.part = role == DatasetRole::Training ? "train" : "test";
    if (before)
        choice = before->choice;
    if (location.empty() && !before)
        throw ValueError(std::string("The project has no ") + roleName(role) + " images yet",
                         "Name the place where they are.");
    const OpenedDataset dataset =
        openDataset(location.empty() ? std::filesystem::path(before->location) : location, choice, stop, reporter);
    project.setDataset(datasetRecord(dataset, role, choice));
}

void relocateTeacher(Project &project, const std::filesystem::path &folder)
{
    project.setTeacher(teacherRecord(Teacher::open(folder)->info()));
}

} // namespace retort
