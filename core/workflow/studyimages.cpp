#include "workflow/studyimages.h"

#include "base/error.h"
#include "base/files.h"
#include "base/random.h"
#include "data/chosenimages.h"
#include "measure/labelhalf.h"
#include "prompts/templateset.h"
#include "teacher/textcache.h"
#include "workflow/labels.h"
#include "workflow/openedparts.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace retort {

namespace {

/// A file that the plan names, or the shipped one of that name.
std::filesystem::path fileOf(const std::string &name, const std::filesystem::path &folder, const char *what)
{
    std::error_code failed;
    if (std::filesystem::exists(name, failed))
        return name;
    const std::filesystem::path shipped = folder / (name + ".txt");
    if (!name.empty() && std::filesystem::exists(shipped, failed))
        return shipped;
    throw InputError(name, {}, std::string("is neither a file nor a shipped ") + what,
                     "Shipped ones lie in " + folder.string() + ".");
}

std::filesystem::path placeOf(const std::filesystem::path &given, const std::string &planned, const char *option)
{
    if (given.empty() && planned.empty())
        throw ValueError(std::string("the study does not say where its ") + option + " is",
                         std::string("Name it with --") + option + " PATH.");
    return given.empty() ? std::filesystem::path(planned) : given;
}

/// A number that orders images at random: the same for an image whatever else is there.
std::uint64_t rank(const ContentKey &key, std::uint64_t seed)
{
    std::uint64_t parts[2];
    static_assert(sizeof parts == sizeof key);
    std::memcpy(parts, &key, sizeof parts);
    return RandomStream{seed, static_cast<std::uint64_t>(Purpose::Sample), parts[0], parts[1]}();
}

ClassList classesOf(const StudyPlan &plan, const StudyPlaces &places, const OpenedDataset &images)
{
    if (!plan.classes.empty()) {
        const std::filesystem::path file = fileOf(plan.classes, places.resources / "classes", "class list");
        return parseClassList(readTextFile(file), file.string());
    }
    ClassList classes;
    for (const std::string &name : images.classNames)
        classes.push_back({name, {}});
    if (classes.empty())
        throw InputError(images.location, {}, "names no classes, and neither does the study",
                         "Give the plan a class list with \"classes\".");
    return classes;
}

std::vector<std::int32_t> labelsOf(const EmbeddedDataset &data, const ClassList &classes)
{
    std::vector<std::int32_t> labels = mapLabels(*data.dataset, classes).labels;
    if (labels.empty())
        throw InputError(data.dataset->location, {}, "has no labels that name the study's classes",
                         "A study measures methods: it needs a labelled data set.");
    return labels;
}

} // namespace

StudyImages::StudyImages(const StudyPlan &plan, const StudyPlaces &places, const EmbeddingCache &cache,
                         std::stop_token stop, const Reporter &reporter)
{
    m_templates =
        readTemplateSet(fileOf(plan.templates, places.resources / "templates", "template set")).templates;
    const std::filesystem::path images = placeOf(places.images, plan.images, "images");
    const DatasetChoice training{"train", {plan.from, plan.to}};
    const DatasetChoice test{"test", {}};
    auto trainingImages = std::make_shared<const OpenedDataset>(openDataset(images, training, stop, reporter));
    auto testImages = std::make_shared<const OpenedDataset>(openDataset(images, test, stop, reporter));
    std::filesystem::path teacher = placeOf(places.teacher, plan.teacher, "teacher");
    std::error_code failed;
    if (teacher == "demo-teacher" && !std::filesystem::exists(teacher, failed))
        teacher = places.resources / teacher;
    m_teacher = rememberTexts(Teacher::open(teacher), cache.folder());
    m_training = embedDataset(std::move(trainingImages), training, *m_teacher, cache, stop, reporter);
    m_test = embedDataset(std::move(testImages), test, *m_teacher, cache, stop, reporter);
    m_classes = classesOf(plan, places, *m_training.dataset);
    m_trainingLabels = labelsOf(m_training, m_classes);
    m_testLabels = labelsOf(m_test, m_classes);
}

std::vector<std::int64_t> StudyImages::drawn(const StudyPlan::Setting &setting, std::uint64_t seed,
                                             const std::vector<std::int32_t> &labels) const
{
    const ImageSource &source = *m_training.dataset->images;
    std::vector<std::pair<std::uint64_t, std::int64_t>> order; // by rank; ties by place
    const bool anyLabel = setting.classes.empty() && setting.balance.empty();
    std::vector<std::int64_t> there(setting.balance.size(), 0); // images of a class
    for (std::int64_t i = 0; i < source.size(); ++i) {
        const std::int32_t label = labels[static_cast<std::size_t>(i)];
        if (!anyLabel && label < 0)
            continue;
        if (!setting.balance.empty())
            ++there[static_cast<std::size_t>(label)];
        order.emplace_back(rank(source.key(i), seed), i);
    }
    std::sort(order.begin(), order.end());
    const auto refuse = [&](std::int64_t found) {
        throw ValueError("setting \"" + setting.name + "\" draws " + std::to_string(setting.images) +
                             " training images, of which there are " + std::to_string(found),
                         "Ask for fewer, or widen \"from\" and \"to\".");
    };
    std::vector<std::int64_t> images;
    if (setting.balance.empty()) {
        const auto all = static_cast<std::int64_t>(order.size());
        if (setting.images > all)
            refuse(all);
        order.resize(static_cast<std::size_t>(setting.images > 0 ? setting.images : all));
        for (const auto &[value, image] : order)
            images.push_back(image);
        return images;
    }
    double weighted = 0;
    for (std::size_t c = 0; c < there.size(); ++c)
        weighted += setting.balance[c] * static_cast<double>(there[c]);
    const double scale = setting.images > 0 ? static_cast<double>(setting.images) / weighted : 1;
    std::vector<std::int64_t> wanted;
    for (std::size_t c = 0; c < there.size(); ++c) {
        wanted.push_back(std::llround(scale * setting.balance[c] * static_cast<double>(there[c])));
        if (wanted.back() > there[c])
            refuse(static_cast<std::int64_t>(weighted));
    }
    for (const auto &[value, image] : order) {
        std::int64_t &left = wanted[static_cast<std::size_t>(labels[static_cast<std::size_t>(image)])];
        if (left-- > 0)
            images.push_back(image);
    }
    return images;
}

EmbeddedDataset StudyImages::chosen(const EmbeddedDataset &from, const std::vector<std::int64_t> &images,
                                    const std::vector<std::int32_t> &labels) const
{
    auto dataset = std::make_shared<OpenedDataset>();
    dataset->kind = from.dataset->kind;
    dataset->location = from.dataset->location;
    dataset->labelFile = from.dataset->labelFile;
    dataset->images = std::make_shared<const ChosenImages>(from.dataset->images, images);
    dataset->fingerprint = fingerprint(contentKeys(*dataset->images));
    for (const std::int64_t image : images) { // positions in the class list, as IDX has them
        dataset->labels.push_back(labels[static_cast<std::size_t>(image)]);
        if (!from.dataset->groupKeys.empty())
            dataset->groupKeys.push_back(from.dataset->groupKeys[static_cast<std::size_t>(image)]);
    }
    EmbeddedDataset result;
    result.embeddings = std::make_shared<const Matrix>(someRows(*from.embeddings, images));
    result.dataset = std::move(dataset);
    result.fromCache = static_cast<std::int64_t>(images.size());
    return result;
}

std::shared_ptr<Session> StudyImages::session(const StudyPlan::Setting &setting, std::uint64_t seed,
                                              Half half) const
{
    ClassList classes;
    for (const std::string &name : setting.classes) {
        const std::int32_t number = classNamed(m_classes, name);
        if (number < 0)
            throw ValueError("setting \"" + setting.name + "\" names the class \"" + name +
                             "\", which there is not");
        classes.push_back(m_classes[static_cast<std::size_t>(number)]);
    }
    if (classes.empty())
        classes = m_classes;
    if (!setting.balance.empty() && setting.balance.size() != classes.size())
        throw ValueError("setting \"" + setting.name + "\" says a balance of " +
                         std::to_string(setting.balance.size()) + " classes and has " +
                         std::to_string(classes.size()));
    const auto relabelled = [&](std::vector<std::int32_t> labels) {
        for (std::int32_t &label : labels)
            label = label < 0 ? -1 : classNamed(classes, m_classes[static_cast<std::size_t>(label)].name);
        return labels;
    };
    const std::vector<std::int32_t> trainingLabels = relabelled(m_trainingLabels);
    const std::vector<std::int32_t> testLabels = relabelled(m_testLabels);
    std::vector<std::int64_t> test;
    for (std::int64_t i = 0; i < m_test.dataset->images->size(); ++i) {
        const auto place = static_cast<std::size_t>(i);
        const ContentKey decides =
            m_test.dataset->groupKeys.empty() ? m_test.dataset->images->key(i) : m_test.dataset->groupKeys[place];
        const bool tuning = labelHalf(decides) == LabelHalf::Tuning;
        if (testLabels[place] >= 0 && tuning == (half == Half::Tuning))
            test.push_back(i);
    }

    auto session = std::make_shared<Session>();
    session->teacher = m_teacher;
    session->training = chosen(m_training, drawn(setting, seed, trainingLabels), trainingLabels);
    session->test = chosen(m_test, test, testLabels);
    session->settings.datasets = {datasetRecord(*session->training.dataset, DatasetRole::Training, {"train", {}}),
                                  datasetRecord(*session->test->dataset, DatasetRole::Test, {"test", {}})};
    session->settings.teacher = teacherRecord(m_teacher->info());
    session->settings.classes = std::move(classes);
    session->split = splitByContent(contentKeys(*session->training.dataset->images), session->settings.heldOut,
                                    session->training.dataset->groupKeys);
    return session;
}

} // namespace retort
