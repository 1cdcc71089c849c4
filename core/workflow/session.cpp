#include "workflow/session.h"

#include "base/error.h"
#include "datasets/encodedimages.h"
#include "teacher/textcache.h"
#include "workflow/labels.h"
#include "workflow/openedparts.h"

#include <algorithm>
#include <chrono>
#include <system_error>
#include <utility>

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

} // namespace

std::shared_ptr<const OpenedDataset> openRecorded(const DatasetRecord &record, const std::stop_token &stop,
                                                  const Reporter &reporter)
{
    const std::string role = roleName(record.role);
    std::error_code failed;
    if (!std::filesystem::exists(record.location, failed))
        throw InputError(record.location, {}, "the " + role + " images are not there any more",
                         "Put them back. Or: " + relocateHint(record.role));
    OpenedDataset dataset = openDataset(record.location, record.choice, stop, reporter);
    // The record may know of images that cannot be decoded what the index here has not found out yet.
    if (!dataset.isKnownAs(record.fingerprint) && record.unreadable > 0)
        dataset = openDataset(record.location, record.choice, stop, reporter, Opening::Thorough);
    if (!dataset.isKnownAs(record.fingerprint))
        throw InputError(
            record.location, {},
            "the " + role + " images have changed: " + std::to_string(record.images) +
                " images with fingerprint " + record.fingerprint + " when they were added, " +
                std::to_string(dataset.images->size()) + " with " + dataset.fingerprint +
                " now (a fingerprint names a set of images by their content)",
            "Put the images back as they were. Or take them as they are now, on the Data page or with "
            "`retort-cli dataset PROJECT --relocate " +
                role + " PATH`; runs made with the former ones can then not be resumed.");
    return std::make_shared<const OpenedDataset>(std::move(dataset));
}

EmbeddedDataset embedDataset(std::shared_ptr<const OpenedDataset> dataset, const DatasetChoice &choice,
                             const Teacher &teacher, const EmbeddingCache &cache, const std::stop_token &stop,
                             const Reporter &reporter)
{
    const auto start = std::chrono::steady_clock::now();
    const auto embed = [&] {
        return cache.embed(teacher, *dataset->images, stop, reporter, choice.halfEmbeddings);
    };
    EmbeddingCache::Result result;
    try {
        result = embed();
    } catch (const UndecodableImage &e) {
        reporter.say(std::string(e.what()) + "; all images are checked before the teacher goes on");
        dataset = std::make_shared<const OpenedDataset>(
            openDataset(dataset->location, choice, stop, reporter, Opening::Thorough));
        result = embed();
    }
    EmbeddedDataset part;
    part.dataset = std::move(dataset);
    part.embeddings = std::move(result.embeddings);
    part.fromCache = result.fromCache;
    part.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return part;
}

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
    return {info.id, info.path.string(), info.description, info.standIn, info.recorded};
}

namespace {

/// Divides the training images by what the session's settings say.
void splitTraining(Session &session)
{
    const OpenedDataset &learned = *session.training.dataset;
    const std::vector<ContentKey> keys = contentKeys(*learned.images);
    const std::vector<ContentKey> &excluded = session.settings.excluded;
    session.split = splitByContent(keys, session.settings.heldOut, learned.groupKeys, excluded);
    session.excluded.clear();
    for (std::size_t i = 0; i < keys.size() && !excluded.empty(); ++i) {
        if (std::binary_search(excluded.begin(), excluded.end(), keys[i]))
            session.excluded.push_back(static_cast<std::int64_t>(i));
    }
}

} // namespace

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
    session->teacher = rememberTexts(Teacher::open(settings.teacher->location), cache.folder());
    if (const std::string &id = session->teacher->info().id; id != settings.teacher->id)
        throw InputError(
            settings.teacher->location, {},
            "holds another teacher (" + id + ") than the one that was chosen (" + settings.teacher->id + ")",
            "Put the former one back. Or take this one, on the Project page or with `retort-cli dataset "
            "PROJECT --teacher PATH`; runs made with the former one can then not be resumed.");
    session->training =
        embedDataset(std::move(trainingImages), training->choice, *session->teacher, cache, stop, reporter);
    if (testImages)
        session->test = embedDataset(std::move(testImages), settings.dataset(DatasetRole::Test)->choice,
                                     *session->teacher, cache, stop, reporter);
    for (const EmbeddedDataset *part : {&session->training, session->test ? &*session->test : nullptr}) {
        if (!part)
            continue;
        if (const std::string note = mapLabels(*part->dataset, settings.classes).note; !note.empty())
            reporter.say(note);
    }
    splitTraining(*session);
    return session;
}

std::shared_ptr<const Session> withExcluded(const Session &session, std::vector<ContentKey> keys)
{
    auto changed = std::make_shared<Session>(session);
    changed->settings.excluded = std::move(keys);
    splitTraining(*changed);
    return changed;
}

std::shared_ptr<const Matrix> learnedEmbeddings(const Session &session)
{
    if (session.excluded.empty())
        return session.training.embeddings;
    std::vector<std::int64_t> rows = session.split.training;
    rows.insert(rows.end(), session.split.heldOut.begin(), session.split.heldOut.end());
    std::sort(rows.begin(), rows.end());
    return std::make_shared<const Matrix>(someRows(*session.training.embeddings, rows));
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

void setView(Project &project, const ImageView &view)
{
    for (DatasetRecord record : project.settings().datasets) {
        record.choice.view = view;
        project.setDataset(record);
    }
}

void relocateTeacher(Project &project, const std::filesystem::path &folder)
{
    project.setTeacher(teacherRecord(Teacher::open(folder)->info()));
}

} // namespace retort
