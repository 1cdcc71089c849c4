#include "workflow/takeaway.h"

#include "base/csvfield.h"
#include "base/error.h"
#include "images/encode.h"
#include "images/preprocess.h"
#include "images/thumbnail.h"
#include "workflow/measuredlabels.h"
#include "workflow/openedparts.h"

#include <algorithm>
#include <cstdio>

namespace retort {

namespace {

constexpr std::size_t picturesInRow = 24;
constexpr int pictureEdge = 112;
constexpr std::size_t calibrationImages = 512;

std::string percentOf(float share)
{
    char text[16];
    std::snprintf(text, sizeof text, "%.0f %%", 100.0 * static_cast<double>(share));
    return text;
}

/// What a run's report and a bundle's pictures are made of.
struct Material
{
    RunRecord run;
    std::vector<std::string> classes;
    std::vector<std::int64_t> probe;
    ProxyGraph teacher, student;
    Answers evaluation;
    std::shared_ptr<const Session> session;
    MeasuredLabels labels; ///< of the test images; empty where those have none
};

/// Throws InputError where the run's images or its teacher are not there.
Material materialOf(const Project &project, const ExportChoice &choice, const EmbeddingCache &cache,
                    const std::stop_token &stop, const Reporter &reporter)
{
    Material material;
    material.run = project.run(choice.run);
    const ClassList classes = project.classes(material.run.classListId);
    material.classes = classNames(classes);
    material.probe = project.probe(choice.run);
    material.teacher = project.teacherGraph(choice.run, choice.epoch);
    material.student = project.studentGraph(choice.run, choice.epoch);
    material.evaluation = project.evaluation(choice.run, choice.epoch);
    material.session = openSession(project.settings(), cache, stop, reporter);
    requireSameInputs(material.run, *material.session);
    MeasuredLabels labels = measuredLabels(*material.session, classes, project.audit());
    if (labels.role == DatasetRole::Test && static_cast<std::int64_t>(material.evaluation.classes.size()) ==
                                                material.session->test->dataset->images->size())
        material.labels = std::move(labels);
    return material;
}

/// Rows of pictures: those of `samples` that score highest.
template<typename Score, typename Caption>
ReportPictures rowOf(std::string title, std::string explanation, const ImageSource &images,
                     std::vector<std::size_t> samples, const Score &score, const Caption &caption)
{
    std::stable_sort(samples.begin(), samples.end(),
                     [&](std::size_t a, std::size_t b) { return score(a) > score(b); });
    samples.resize(std::min(samples.size(), picturesInRow));
    ReportPictures row{std::move(title), std::move(explanation), {}};
    for (const std::size_t sample : samples) {
        const auto [index, text] = caption(sample);
        row.pictures.push_back({thumbnail(images.image(index), pictureEdge), text});
    }
    return row;
}

std::string className(const std::vector<std::string> &classes, std::int32_t answer)
{
    return classes.at(static_cast<std::size_t>(answer));
}

void addProbePictures(const Material &material, ReportExtras &extras)
{
    const ProxyGraph &teacher = material.teacher;
    const ProxyGraph &student = material.student;
    std::vector<std::size_t> apart, together;
    for (std::size_t i = 0; i < material.probe.size(); ++i)
        (teacher.answers.at(i) == student.answers.at(i) ? together : apart).push_back(i);
    const auto confidence = [&](std::size_t i) { return student.confidences[i]; };
    const auto caption = [&](std::size_t i) {
        std::string text =
            className(material.classes, student.answers[i]) + " " + percentOf(student.confidences[i]);
        if (teacher.answers[i] != student.answers[i])
            text += "; teacher: " + className(material.classes, teacher.answers[i]) + " " +
                    percentOf(teacher.confidences[i]);
        return std::pair(material.probe[i], text);
    };
    const ImageSource &images = *material.session->training.dataset->images;
    if (!apart.empty())
        extras.pictures.push_back(rowOf("Where student and teacher disagree",
                                        "Held-out images on which the student is surest of another answer.",
                                        images, apart, confidence, caption));
    // The surest of each class in turn, so that no class takes the row for itself.
    std::vector<std::size_t> best(material.classes.size(), material.probe.size());
    for (const std::size_t i : together) {
        std::size_t &sample = best.at(static_cast<std::size_t>(student.answers[i]));
        if (sample == material.probe.size() || confidence(i) > confidence(sample))
            sample = i;
    }
    std::erase(best, material.probe.size());
    if (!best.empty())
        extras.pictures.push_back(rowOf("Where they agree",
                                        "For each class the held-out image on which the student is surest.",
                                        images, best, confidence, caption));
}

/// Of the tuning half: the report half is for final figures.
void addMistakes(const Material &material, ReportExtras &extras)
{
    const Answers &answers = material.evaluation;
    const LabelledSample &labels = material.labels.tuning;
    const auto answer = [&](std::size_t i) { return answers.classes[static_cast<std::size_t>(labels.images[i])]; };
    const auto confidence = [&](std::size_t i) {
        return answers.confidences[static_cast<std::size_t>(labels.images[i])];
    };
    std::vector<std::size_t> wrong;
    for (std::size_t i = 0; i < labels.images.size(); ++i)
        if (labels.labels[i] >= 0 && labels.labels[i] != answer(i))
            wrong.push_back(i);
    if (wrong.empty())
        return;
    extras.pictures.push_back(
        rowOf("Confident mistakes",
              "Images of the labels' tuning half that are labelled otherwise, by the student's confidence.",
              *material.session->test->dataset->images, wrong, confidence, [&](std::size_t i) {
                  return std::pair(labels.images[i],
                                   className(material.classes, answer(i)) + " " + percentOf(confidence(i)) +
                                       "; label: " + className(material.classes, labels.labels[i]));
              }));
}

ReportExtras extrasOf(const Material &material)
{
    ReportExtras extras;
    const auto classes = static_cast<std::int64_t>(material.classes.size());
    const LabelledSample &labels = material.labels.tuning;
    if (!labels.empty()) {
        std::vector<std::int32_t> answers;
        for (const std::int64_t image : labels.images)
            answers.push_back(material.evaluation.classes[static_cast<std::size_t>(image)]);
        extras.confusion = confusion(labels.labels, answers, classes);
        extras.confusionIsOfLabels = true;
        addMistakes(material, extras);
    } else {
        extras.confusion = confusion(material.teacher.answers, material.student.answers, classes);
    }
    addProbePictures(material, extras);
    return extras;
}

std::vector<std::byte> bytesOf(const std::string &text)
{
    const auto bytes = std::as_bytes(std::span(text.data(), text.size()));
    return {bytes.begin(), bytes.end()};
}

/// The probe set as small pictures, with a table of what both sides say.
void addThumbnails(const Material &material, std::vector<ZipMember> &members, const std::stop_token &stop,
                   const Reporter &reporter)
{
    std::string table = "file,image,key,teacher,teacher_confidence,student,student_confidence\r\n";
    const ImageSource &images = *material.session->training.dataset->images;
    const auto total = static_cast<std::int64_t>(material.probe.size());
    for (std::size_t i = 0; i < material.probe.size(); ++i) {
        throwIfStopped(stop);
        char name[40];
        std::snprintf(name, sizeof name, "thumbnails/%06zu.jpg", i);
        const std::int64_t index = material.probe[i];
        members.push_back({name, encodeJpeg(thumbnail(images.image(index), pictureEdge), 90)});
        const auto answer = [&](const ProxyGraph &side) {
            return csvField(className(material.classes, side.answers.at(i))) + "," +
                   std::to_string(side.confidences.at(i));
        };
        table += std::string(name) + "," + csvField(images.name(index)) + "," + images.key(index).hex() + "," +
                 answer(material.teacher) + "," + answer(material.student) + "\r\n";
        reporter.report({"making thumbnails", static_cast<std::int64_t>(i) + 1, total, "images"});
    }
    members.push_back({"thumbnails.csv", bytesOf(table)});
}

/// A row an image, with the image's content key beside it.
void addEmbeddings(const Session &session, std::vector<ZipMember> &members)
{
    const Matrix &rows = *session.training.embeddings;
    NamedTensor embeddings{"image_embeds", ElementType::F32, {rows.rows(), rows.columns()}, {}};
    const auto values = std::as_bytes(
        std::span(rows.data(), static_cast<std::size_t>(rows.rows()) * static_cast<std::size_t>(rows.columns())));
    embeddings.bytes.assign(values.begin(), values.end());
    NamedTensor keys{"keys", ElementType::U8, {rows.rows(), 16}, {}};
    for (const ContentKey &key : contentKeys(*session.training.dataset->images))
        for (const std::uint8_t byte : key.bytes)
            keys.bytes.push_back(std::byte{byte});
    members.push_back({"embeddings.safetensors", toSafetensors({embeddings, keys}, {})});
}

/// Some images of a source.
class ChosenImages : public ImageSource
{
public:
    ChosenImages(std::shared_ptr<const ImageSource> source, std::vector<std::int64_t> images)
        : m_source(std::move(source)), m_images(std::move(images))
    {}

    [[nodiscard]] std::int64_t size() const override { return static_cast<std::int64_t>(m_images.size()); }
    [[nodiscard]] ContentKey key(std::int64_t index) const override { return m_source->key(place(index)); }
    [[nodiscard]] Image image(std::int64_t index) const override { return m_source->image(place(index)); }
    [[nodiscard]] std::string name(std::int64_t index) const override { return m_source->name(place(index)); }
    [[nodiscard]] ImageView view() const override { return m_source->view(); }

private:
    [[nodiscard]] std::int64_t place(std::int64_t index) const
    {
        return m_images.at(static_cast<std::size_t>(index));
    }

    std::shared_ptr<const ImageSource> m_source;
    std::vector<std::int64_t> m_images;
};

/// Ranges from images that were trained on, costs from those that were held out.
Int8Material int8MaterialOf(const Material &material, const std::stop_token &stop, const Reporter &reporter)
{
    std::vector<std::int64_t> calibration = material.session->split.training;
    calibration.resize(std::min(calibration.size(), calibrationImages));
    const auto packed = [&](std::vector<std::int64_t> images) {
        return packAtSize(ChosenImages(material.session->training.dataset->images, std::move(images)),
                          static_cast<int>(material.run.recipe.inputSize), stop, reporter);
    };
    return {packed(std::move(calibration)), packed(material.probe), material.teacher.answers};
}

} // namespace

ExportResult takeAway(const Project &project, TakeAwayChoice choice, const EmbeddingCache &cache,
                      std::stop_token stop, const Reporter &reporter)
{
    ExportChoice &what = choice.what;
    if (what.format == "report") {
        try {
            what.report = extrasOf(materialOf(project, what, cache, stop, reporter));
        } catch (const InputError &error) {
            what.report.withoutPictures = std::string("There are no pictures: ") + error.what() + ".";
        }
    } else if (what.format == "bundle" && (choice.images || choice.embeddings)) {
        const Material material = materialOf(project, what, cache, stop, reporter);
        if (choice.images) {
            what.beside.push_back(
                {"report.html", bytesOf(reportHtml(project, what.run, what.epoch, extrasOf(material)))});
            addThumbnails(material, what.beside, stop, reporter);
        }
        if (choice.embeddings)
            addEmbeddings(*material.session, what.beside);
    }
    if (what.format == "onnx" && choice.int8)
        what.onnx.int8 = int8MaterialOf(materialOf(project, what, cache, stop, reporter), stop, reporter);
    return exportRun(project, what, stop);
}

} // namespace retort
