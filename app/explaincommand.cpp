#include "command.h"
#include "figuresjson.h"
#include "workflow/explainrun.h"

#include <cstdio>
#include <utility>

namespace retort {

namespace {

constexpr std::size_t topShown = 10;

struct Options
{
    std::filesystem::path file;
    ExplainChoice choice;
    std::string images;
    std::size_t mistakes = 20;
    bool reportHalf = false;
    bool selfAgreement = false;
    bool json = false;
};

const char *imagesName(DatasetRole role)
{
    return role == DatasetRole::Test ? "test images" : "held-out images";
}

/// What a person who sees only one pair must know of it.
class Explained
{
public:
    Explained(const RunExplanation &explanation, ExplainPair pair, LabelHalf half)
        : m_explanation(explanation), m_pair(pair), m_sample(referenceOf(explanation, pair, half)),
          m_answers(answersOf(explanation, pair)), m_figures(explainedPair(explanation, pair, half))
    {}

    [[nodiscard]] bool empty() const { return m_sample.empty(); }
    [[nodiscard]] const AnswerPair &figures() const { return m_figures; }
    [[nodiscard]] std::string className(std::int32_t index) const
    {
        return m_explanation.classes[static_cast<std::size_t>(index)].name;
    }

    [[nodiscard]] Json json(std::size_t mistakes) const
    {
        if (empty())
            return nullptr;
        const bool labels = m_pair != ExplainPair::StudentTeacher;
        Json figures = figuresJson(m_sample, m_answers.classes, m_explanation.classes);
        if (!labels)
            figures = agreementJson(figures);
        Json bins = Json::array();
        for (const MarginBin &bin : m_figures.margins)
            bins.push_back(Json{bin.same, bin.other});
        figures["margins_same_and_other"] = std::move(bins);
        if (labels) {
            Json calibration = Json::array();
            for (const CalibrationBin &bin : m_figures.calibration.bins)
                calibration.push_back(
                    {{"count", bin.count}, {"mean_confidence", bin.meanConfidence}, {"accuracy", bin.accuracy}});
            figures["expected_calibration_error"] = m_figures.calibration.error;
            figures["calibration"] = std::move(calibration);
            figures["confident_mistakes"] = mistakesJson(mistakes);
        }
        return figures;
    }

    void print(const char *title) const
    {
        const bool labels = m_pair != ExplainPair::StudentTeacher;
        const SampleFigures &figures = m_figures.figures;
        std::printf("\n%s, %zu images\n%-18s %s\n", title, m_sample.images.size(),
                    labels ? "accuracy" : "agreement", shareText(figures.accuracy).c_str());
        if (labels)
            std::printf("%-18s %s\n%-18s %s\n%-18s %.3f\n", "balanced accuracy",
                        percent(figures.balancedAccuracy).c_str(), "macro-F1", percent(figures.macroF1).c_str(),
                        "calibration error", m_figures.calibration.error);
        for (const ConfusionCell &cell : topConfusions(m_figures.confusion, topShown))
            std::printf("%8lld  %s taken for %s (%.1f %% of them)\n", static_cast<long long>(cell.count),
                        className(cell.label).c_str(), className(cell.answer).c_str(), cell.share.percent);
    }

private:
    /// The same numbers under names that promise no truth.
    [[nodiscard]] static Json agreementJson(const Json &figures)
    {
        const auto share = [](const Json &of) {
            return of.is_null() ? Json(nullptr)
                                : Json{{"percent", of["percent"]},
                                       {"interval", of["interval"]},
                                       {"images", of["labelled_images"]}};
        };
        Json classes = Json::array();
        for (const Json &of : figures["classes"])
            classes.push_back({{"class", of["class"]},
                               {"of_teachers", share(of["recall"])},
                               {"of_students", share(of["precision"])}});
        Json cells = Json::array();
        for (const Json &cell : figures["confusion"])
            cells.push_back({{"teacher", cell["label"]}, {"student", cell["answer"]}, {"count", cell["count"]}});
        return {{"agreement", share(figures["accuracy"])},
                {"classes", std::move(classes)},
                {"confusion", std::move(cells)}};
    }

    [[nodiscard]] Json mistakesJson(std::size_t most) const
    {
        Json list = Json::array();
        for (const std::int64_t place : m_figures.mistakes) {
            if (list.size() == most)
                break;
            const auto at = static_cast<std::size_t>(place);
            const auto image = static_cast<std::size_t>(m_sample.images[at]);
            list.push_back({{"image", m_explanation.pictures->name(m_explanation.images[image])},
                            {"label", className(m_sample.labels[at])},
                            {"answer", className(m_answers.classes[image])},
                            {"confidence", m_answers.confidences[image]}});
        }
        return list;
    }

    const RunExplanation &m_explanation;
    ExplainPair m_pair;
    const LabelledSample &m_sample;
    const Answers &m_answers;
    AnswerPair m_figures;
};

int explain(const Options &options, CommandContext &context)
{
    const auto project = options.reportHalf ? openForWriting(options.file) : openForReading(options.file);
    const Reporter reporter = context.terminal.reporter();
    const EmbeddingCache cache(EmbeddingCache::defaultFolder());
    const auto session = openSession(project->settings(), cache, context.stop, reporter);
    ExplainChoice choice = options.choice;
    if (!options.images.empty())
        choice.role = options.images == "test" ? DatasetRole::Test : DatasetRole::Training;
    const RunExplanation explanation = explainRun(*project, *session, choice, context.stop, reporter);
    std::optional<SelfAgreement> self;
    if (options.selfAgreement)
        self = teacherSelfAgreement(*project, *session, choice.run, cache, context.stop, reporter);
    const LabelHalf half = options.reportHalf ? LabelHalf::Report : LabelHalf::Tuning;
    const bool labelled = !referenceOf(explanation, ExplainPair::StudentLabels, half).empty();
    if (options.reportHalf && labelled)
        project->addReportLook("run " + std::to_string(choice.run) + " explained");
    context.terminal.clear();

    const Explained agreement(explanation, ExplainPair::StudentTeacher, half);
    const Explained student(explanation, ExplainPair::StudentLabels, half);
    const Explained teacher(explanation, ExplainPair::TeacherLabels, half);
    if (options.json) {
        Json object{
            {"run", explanation.run},
            {"epoch", explanation.epoch},
            {"explained_on", imagesName(explanation.role)},
            {"images", explanation.images.size()},
            {"labels", labelled ? Json(half == LabelHalf::Report ? "report half" : "tuning half") : Json(nullptr)},
            {"measured_on", labelled ? Json(measuredOnName(explanation.labels.measuredOn)) : Json(nullptr)},
            {"labels_seen_in_selection", explanation.labelsSeen},
            {"report_looks", project->reportLooks().size()},
            {"student_against_teacher", agreement.json(options.mistakes)},
            {"student_against_labels", student.json(options.mistakes)},
            {"teacher_against_labels", teacher.json(options.mistakes)}};
        if (self)
            object["teacher_against_itself"] = {{"percent", self->share.percent},
                                                {"interval", Json{self->share.low, self->share.high}},
                                                {"images", self->share.count},
                                                {"smallest_crop_area", self->smallestArea},
                                                {"flip", self->flip}};
        print(object);
        return exitDone;
    }
    std::printf("run %lld, epoch %lld, %zu %s; in brackets 95 %% intervals\n",
                static_cast<long long>(explanation.run), static_cast<long long>(explanation.epoch),
                explanation.images.size(), imagesName(explanation.role));
    if (explanation.labelsSeen)
        std::printf("labels were seen while the run's weighting was chosen\n");
    agreement.print("student against teacher (its pseudo-labels)");
    if (self)
        std::printf("%-18s %s on crops of at least %.0f %% of an image%s\n", "teacher, itself",
                    shareText(self->share).c_str(), 100 * self->smallestArea,
                    self->flip ? ", half of them mirrored" : "");
    if (labelled) {
        const std::string of = std::string(half == LabelHalf::Report ? "report" : "tuning") +
                               " half of the labels of the " + measuredOnName(explanation.labels.measuredOn);
        student.print(("student against the " + of).c_str());
        teacher.print(("teacher against the " + of).c_str());
    } else {
        std::printf("\nno labels here: agreement is no accuracy. To measure some: retort-cli audit sample %s\n",
                    options.file.c_str());
    }
    return exitDone;
}

} // namespace

void addExplainCommand(CLI::App &app, CommandContext &context)
{
    const auto options = std::make_shared<Options>();
    CLI::App *command =
        app.add_subcommand("explain", "What a run's student takes for what, beside its teacher and beside labels");
    command->add_option("FILE", options->file, "A project")->required();
    command->add_option("--run", options->choice.run, "The run's number")->required();
    command->add_option("--epoch", options->choice.epoch, "0 is the best one")->capture_default_str();
    command
        ->add_option("--images", options->images,
                     "Whose answers; without it, the test images where there are some, else those held out")
        ->check(CLI::IsMember({"test", "held-out"}));
    command->add_option("--mistakes", options->mistakes, "How many confident mistakes JSON lists")
        ->capture_default_str();
    command->add_flag("--report-half", options->reportHalf,
                      "Of the report half of the labels; each look is counted in the project");
    command->add_flag("--self-agreement", options->selfAgreement,
                      "Also ask the teacher about crops of the probe images, as the recipe varies them");
    command->add_flag("--json", options->json, "Print JSON");
    command->callback(
        [options, &context] { context.action = [options, &context] { return explain(*options, context); }; });
}

} // namespace retort
