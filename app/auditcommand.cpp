#include "base/files.h"
#include "command.h"
#include "figuresjson.h"
#include "workflow/auditcsv.h"
#include "workflow/openedparts.h"
#include "workflow/runfigures.h"

#include <array>
#include <cstdio>

namespace retort {

namespace {

struct Options
{
    std::filesystem::path file, csv;
    std::string part;
    AuditRequest request;
    bool skipUnknown = false;
    bool reportHalf = false;
    std::int64_t run = 0;
    bool json = false;
};

/// Whose images are audited: as asked for, else the test images where there are some.
DatasetRole roleOf(const Options &options, const ProjectSettings &settings)
{
    const bool hasTest = settings.dataset(DatasetRole::Test) != nullptr;
    if (options.part == "test" && !hasTest)
        throw ValueError("The project has no test images", "Audit the training images: --part training");
    return options.part == "training" || !hasTest ? DatasetRole::Training : DatasetRole::Test;
}

const char *roleName(DatasetRole role)
{
    return role == DatasetRole::Test ? "test" : "training";
}

void requireClasses(const ProjectSettings &settings)
{
    if (settings.classes.empty())
        throw ValueError("The project has no class names", "Name them: retort-cli dataset PROJECT --classes FILE");
}

std::shared_ptr<const OpenedDataset> openRole(const ProjectSettings &settings, DatasetRole role,
                                              const CommandContext &context)
{
    return openRecorded(*settings.dataset(role), context.stop, context.terminal.reporter());
}

/// The teacher's answers, and all that was opened for them.
struct Asked
{
    std::shared_ptr<const Session> session;
    PromptScore score;

    [[nodiscard]] const std::vector<std::int32_t> &answers(DatasetRole role) const
    {
        return role == DatasetRole::Test ? score.test->answers : score.training.answers;
    }
    [[nodiscard]] const std::shared_ptr<const OpenedDataset> &dataset(DatasetRole role) const
    {
        return role == DatasetRole::Test ? session->test->dataset : session->training.dataset;
    }
};

Asked askTeacher(const ProjectSettings &settings, const CommandContext &context)
{
    const Reporter reporter = context.terminal.reporter();
    Asked asked;
    asked.session = openSession(settings, EmbeddingCache(EmbeddingCache::defaultFolder()), context.stop, reporter);
    std::vector<std::string> templates;
    for (const WeightedTemplate &entry : settings.weighting.templates)
        templates.push_back(entry.text);
    TextEmbeddings known;
    const PromptEmbeddings prompts =
        encodePrompts(*asked.session->teacher, templates, settings.classes, known, context.stop, reporter);
    asked.score =
        scorePrompts(*asked.session, prompts, settings.weighting, false, false, nullptr, context.stop, reporter);
    return asked;
}

Json stateJson(const AuditQueue &queue)
{
    std::array<std::int64_t, 2> halves{};
    for (const AuditEntry &entry : queue.entries)
        ++halves[entry.half == LabelHalf::Tuning ? 0 : 1];
    return {{"part", roleName(queue.role)},
            {"images", queue.images},
            {"drawn", queue.entries.size()},
            {"drawn_tuning_half", halves[0]},
            {"drawn_report_half", halves[1]},
            {"answered", queue.answered()},
            {"open", static_cast<std::int64_t>(queue.entries.size()) - queue.answered()},
            {"not_covered", queue.notCovered},
            {"gone", queue.gone},
            {"asked_again", queue.stale},
            {"unlisted_classes", queue.unlisted},
            {"outside_the_sample", queue.outside}};
}

void printState(const AuditQueue &queue)
{
    const auto say = [](std::int64_t count, const char *what) {
        if (count > 0)
            std::printf("  %lld %s\n", static_cast<long long>(count), what);
    };
    std::printf("%zu of %lld %s images drawn, %lld answered\n", queue.entries.size(),
                static_cast<long long>(queue.images), roleName(queue.role),
                static_cast<long long>(queue.answered()));
    say(queue.notCovered, "images came later: audit sample draws from them");
    say(queue.gone, "drawn images are not there any more");
    say(queue.stale, "are asked again: \"none\" was said before there were other classes");
    say(queue.unlisted, "answers name a class that is not in the list: they count as none of these");
    say(queue.outside, "answers are to images outside the sample: they say nothing yet");
}

int sample(const Options &options, CommandContext &context)
{
    const auto project = openForWriting(options.file);
    const ProjectSettings settings = project->settings();
    const DatasetRole role = roleOf(options, settings);
    requireClasses(settings);
    Asked asked;
    if (options.request.stratified)
        asked = askTeacher(settings, context);
    const auto dataset = asked.session ? asked.dataset(role) : openRole(settings, role, context);
    const Audit before = project->audit();
    project->setAuditDraws(role, planAudit(*dataset, role, before, options.request,
                                           asked.session ? asked.answers(role) : std::vector<std::int32_t>(),
                                           settings.classes));
    const Audit audit = project->audit();
    const AuditQueue queue = auditQueue(*dataset, role, audit, settings.classes);
    context.terminal.clear();

    const auto drawnIn = [&](const Audit &some) {
        std::int64_t images = 0;
        for (const auto &draw : some.draws)
            images += draw->role == role ? static_cast<std::int64_t>(draw->sample.size()) : 0;
        return images;
    };
    const std::int64_t drawn = drawnIn(audit) - (options.request.anew ? 0 : drawnIn(before));
    if (options.json) {
        Json object = stateJson(queue);
        object["drawn_now"] = drawn;
        Json list = Json::array();
        std::int64_t number = 0;
        for (const auto &draw : audit.draws) {
            if (draw->role != role)
                continue;
            ++number;
            std::vector<std::int64_t> images(draw->strata.size());
            for (const AuditDraw::Member &member : draw->population)
                ++images[member.stratum];
            for (std::size_t h = 0; h < images.size(); ++h)
                list.push_back(
                    {{"draw", number},
                     {"predicted_class", draw->strata[h].empty() ? Json(nullptr) : Json(draw->strata[h])},
                     {"images", images[h]}});
        }
        object["strata"] = std::move(list);
        print(object);
        return exitDone;
    }
    std::printf("%lld images drawn\n", static_cast<long long>(drawn));
    printState(queue);
    std::printf(
        "answer them in the window (Data, Audit), or in a table: retort-cli audit export %s --out FILE.csv\n",
        options.file.c_str());
    return exitDone;
}

int exportCsv(const Options &options, CommandContext &context)
{
    const auto project = openForReading(options.file);
    const ProjectSettings settings = project->settings();
    const DatasetRole role = roleOf(options, settings);
    const auto dataset = openRole(settings, role, context);
    const AuditQueue queue = auditQueue(*dataset, role, project->audit(), settings.classes);
    if (queue.entries.empty())
        throw ValueError("Nothing has been drawn for an audit yet",
                         "Draw images: retort-cli audit sample " + options.file.string());
    writeFileAtomically(options.csv, auditCsv(queue, *dataset));
    context.terminal.clear();
    if (options.json) {
        Json object = stateJson(queue);
        object["path"] = std::filesystem::absolute(options.csv).string();
        print(object);
    } else {
        std::printf("%s\n", std::filesystem::absolute(options.csv).c_str());
        printState(queue);
    }
    return exitDone;
}

int importCsv(const Options &options, CommandContext &context)
{
    const auto project = openForWriting(options.file);
    const ProjectSettings settings = project->settings();
    requireClasses(settings);
    const DatasetRole role = roleOf(options, settings);
    const auto dataset = openRole(settings, role, context);
    const AuditImport import =
        parseAuditCsv(readTextFile(options.csv), options.csv.string(), *dataset, settings.classes);
    if (!import.problems.empty() && !options.skipUnknown)
        throw InputError(options.csv, {},
                         "has " + std::to_string(import.problems.size()) +
                             " lines that cannot be taken; nothing was. " + problemText(import.problems),
                         "Mend them, or take the others with --skip-unknown.");
    const Audit before = project->audit();
    std::int64_t added = 0;
    std::int64_t changed = 0;
    for (const AuditAnswer &answer : import.answers) {
        const auto known = before.answers.find(answer.image);
        if (known == before.answers.end())
            ++added;
        else
            changed += known->second.kind != answer.kind || known->second.className != answer.className ? 1 : 0;
    }
    project->setAuditAnswers(import.answers);
    const AuditQueue queue = auditQueue(*dataset, role, project->audit(), settings.classes);
    context.terminal.clear();
    if (options.json) {
        Json object = stateJson(queue);
        object["added"] = added;
        object["changed"] = changed;
        object["lines_without_an_answer"] = import.open;
        Json problems = Json::array();
        for (const AuditImport::Problem &problem : import.problems)
            problems.push_back({{"line", problem.line}, {"what", problem.what}});
        object["skipped"] = std::move(problems);
        print(object);
        return exitDone;
    }
    std::printf("%lld answers added, %lld changed\n", static_cast<long long>(added),
                static_cast<long long>(changed));
    for (const AuditImport::Problem &problem : import.problems)
        std::printf("  left out, line %lld: %s\n", static_cast<long long>(problem.line), problem.what.c_str());
    printState(queue);
    return exitDone;
}

void printFigures(const char *half, const LabelledSample &sample, const std::vector<std::int32_t> &answers,
                  const ClassList &classes)
{
    if (sample.empty()) {
        std::printf("\n%s half: nothing has been answered yet\n", half);
        return;
    }
    const SampleFigures figures = sampleFigures(sample, answers, static_cast<std::int64_t>(classes.size()));
    std::printf("\n%s half, %zu images; in brackets 95 %% intervals\n", half, sample.images.size());
    std::printf("accuracy       %s\nnone of these  %s\ncannot tell    %s\n", shareText(figures.accuracy).c_str(),
                shareText(figures.none).c_str(), shareText(figures.unclear).c_str());
    if (figures.covered < 99.95)
        std::printf("these speak of %.1f %% of the images: none of the others has been answered yet\n",
                    figures.covered);
    std::printf("%8s  %-26s  %-26s  %s\n", "images", "recall", "precision", "class");
    for (std::size_t c = 0; c < classes.size(); ++c)
        std::printf("%8lld  %-26s  %-26s  %s\n", static_cast<long long>(figures.classes[c].recall.count),
                    shareText(figures.classes[c].recall).c_str(), shareText(figures.classes[c].precision).c_str(),
                    classes[c].name.c_str());
}

int report(const Options &options, CommandContext &context)
{
    const bool looks = options.reportHalf || options.run != 0;
    const auto project = looks ? openForWriting(options.file) : openForReading(options.file);
    const ProjectSettings settings = project->settings();
    const DatasetRole role = roleOf(options, settings);
    requireClasses(settings);
    const Asked asked = askTeacher(settings, context);
    const OpenedDataset &dataset = *asked.dataset(role);
    const Audit audit = project->audit();
    const AuditQueue queue = auditQueue(dataset, role, audit, settings.classes);
    if (queue.entries.empty())
        throw ValueError("Nothing has been drawn for an audit of the " + std::string(roleName(role)) +
                             " images yet",
                         "Draw images: retort-cli audit sample " + options.file.string());
    const auto half = [&](LabelHalf which) { return auditSample(queue, dataset, audit, settings.classes, which); };
    if (options.run != 0 &&
        !measureRun(*project, options.run, *asked.session, context.stop, context.terminal.reporter()))
        throw ValueError("There is nothing to measure run " + std::to_string(options.run) + " on",
                         "Answer some images of the report half, or let the run finish an epoch.");
    if (options.reportHalf && !half(LabelHalf::Report).empty())
        project->addReportLook("audit of the " + std::string(roleName(role)) + " images");
    context.terminal.clear();
    if (options.json) {
        Json object = stateJson(queue);
        object["tuning_half"] = figuresJson(half(LabelHalf::Tuning), asked.answers(role), settings.classes);
        if (options.reportHalf) {
            object["report_half"] = figuresJson(half(LabelHalf::Report), asked.answers(role), settings.classes);
            object["report_looks"] = project->reportLooks().size();
        }
        if (options.run != 0) {
            Json run{{"run", options.run}};
            addFigures(run, project->run(options.run).figures);
            object["run"] = std::move(run);
        }
        print(object);
        return exitDone;
    }
    printState(queue);
    printFigures("tuning", half(LabelHalf::Tuning), asked.answers(role), settings.classes);
    if (options.reportHalf) {
        printFigures("report", half(LabelHalf::Report), asked.answers(role), settings.classes);
        std::printf("the report half has been looked at %zu times\n", project->reportLooks().size());
    }
    if (options.run != 0) {
        const RunFigures figures = *project->run(options.run).figures;
        std::printf("\nrun %lld: student %s, teacher %s on the %s\n", static_cast<long long>(options.run),
                    shareText(figures.student).c_str(), shareText(figures.teacher).c_str(),
                    figuresText(figures).c_str());
    }
    return exitDone;
}

CLI::App *addPart(CLI::App &audit, const std::shared_ptr<Options> &options, CommandContext &context,
                  const char *name, const char *description, int (*run)(const Options &, CommandContext &))
{
    CLI::App *command = audit.add_subcommand(name, description);
    command->add_option("FILE", options->file, "A project")->required();
    command->add_option("--part", options->part, "Whose images; without it, the test images where there are some")
        ->check(CLI::IsMember({"training", "test"}));
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([options, &context, run] {
        context.action = [options, &context, run] { return run(*options, context); };
    });
    return command;
}

} // namespace

void addAuditCommand(CLI::App &app, CommandContext &context)
{
    CLI::App *audit = app.add_subcommand("audit", "Label some images, drawn at random, to measure with");
    audit->require_subcommand(1);
    const auto options = std::make_shared<Options>();

    CLI::App *command = addPart(*audit, options, context, "sample",
                                "Draw images: from all, or from those that came since; further ones once all are "
                                "covered",
                                &sample);
    command->add_option("--count", options->request.count,
                        "How many; without it 200, or of new images as large a share as before");
    command->add_flag("--stratified", options->request.stratified,
                      "Draw enough of every class that the teacher gives; estimates are weighted accordingly");
    command->add_option("--seed", options->request.seed, "Another one draws other images")->capture_default_str();
    command->add_flag("--anew", options->request.anew, "Forget what was drawn before; answers are kept");

    command = addPart(*audit, options, context, "export", "Write drawn images and answers as a table, to fill in",
                      &exportCsv);
    command->add_option("--out", options->csv, "The CSV file to write")->required();

    command = addPart(*audit, options, context, "import", "Take answers from a table", &importCsv);
    command->add_option("CSV", options->csv, "Columns: key or image; class (a name) or answer (none, unclear)")
        ->required();
    command->add_flag("--skip-unknown", options->skipUnknown, "Leave out lines that cannot be taken");

    command = addPart(
        *audit, options, context, "report",
        "What the answers say of the teacher: accuracy, recall and precision of each class, confusion", &report);
    command->add_flag("--report-half", options->reportHalf,
                      "Show the report half of the answers too; each look is counted in the project");
    command->add_option("--run", options->run, "Measure this run's final accuracy again, on the report half")
        ->check(CLI::PositiveNumber);
}

} // namespace retort
