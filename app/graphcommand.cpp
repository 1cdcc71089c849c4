#include "base/error.h"
#include "base/files.h"
#include "command.h"
#include "datasets/dataset.h"
#include "figurepng.h"
#include "graph/figure.h"
#include "workflow/graphpair.h"

#include <algorithm>
#include <map>

namespace retort {

namespace {

struct Options
{
    std::filesystem::path file;
    std::int64_t run = 0;
    std::int64_t epoch = 0;
    std::int64_t against = 0;
    std::string side = "student", format, layout = "radial", out;
    EdgeChoice edges;
    int width = 1600;
    bool json = false;
};

const std::map<std::string, FigureKind> &figureKinds()
{
    static const std::map<std::string, FigureKind> kinds{{"teacher", FigureKind::Teacher},
                                                         {"student", FigureKind::Student},
                                                         {"both", FigureKind::Both},
                                                         {"difference", FigureKind::Difference},
                                                         {"matrix", FigureKind::Matrix}};
    return kinds;
}

Json toJson(const ProxyGraph &graph, const std::vector<std::string> &classes,
            const std::vector<std::int64_t> &samples)
{
    Json edges = Json::array();
    for (const GraphEdge &edge : graph.edges)
        edges.push_back({edge.sample, edge.proxy, edge.weight});
    Json correlations = Json::array();
    for (std::int64_t r = 0; r < graph.proxyCorrelations.rows(); ++r) {
        const auto row = graph.proxyCorrelations.row(r);
        correlations.push_back(std::vector<float>(row.begin(), row.end()));
    }
    return {{"proxies", classes},
            {"samples", samples},
            {"edges", std::move(edges)},
            {"probabilities", graph.probabilities},
            {"answers", graph.answers},
            {"confidences", graph.confidences},
            {"margins", graph.margins},
            {"node_kl", graph.nodeKl},
            {"proxy_correlations", std::move(correlations)}};
}

/// The probe images' names, where the images are still what the run was made with; else their numbers.
std::vector<std::string> namesOf(const Project &project, const RunRecord &run,
                                 const std::vector<std::int64_t> &samples, CommandContext &context)
{
    std::vector<std::string> names;
    try {
        const ProjectSettings settings = project.settings();
        const DatasetRecord *record = settings.dataset(DatasetRole::Training);
        if (!record)
            throw Error("the project has no training images");
        const OpenedDataset dataset =
            openDataset(record->location, record->choice, context.stop, context.terminal.reporter());
        context.terminal.clear();
        if (!dataset.isKnownAs(imagesOfLearned(run.dataFingerprint)))
            throw Error("they are other images now than the run was made with");
        for (const std::int64_t sample : samples)
            names.push_back(dataset.images->name(sample));
    } catch (const Cancelled &) {
        throw;
    } catch (const Error &reason) {
        context.terminal.note("Samples are named by number: " + std::string(reason.what()));
        names.clear();
        for (const std::int64_t sample : samples)
            names.push_back("#" + std::to_string(sample));
    }
    return names;
}

int writeFile(const Options &options, const Project &project, const RunRecord &run, CommandContext &context)
{
    const bool picture = options.format == "svg" || options.format == "png";
    if (!picture && (options.side == "matrix" || options.side == "difference"))
        throw UsageError("--side " + options.side +
                         " is a picture: take --format svg or png; --side both has the "
                         "differences in graphml and csv");
    GraphPair pair = readGraphPair(project, options.run, options.epoch, options.against);
    const auto layout =
        std::make_shared<const GraphLayout>(layOut(layoutNamed(options.layout), pair.teacher, &pair.student,
                                                   pair.topK, context.stop, context.terminal.reporter()));
    context.terminal.clear();
    GraphDocument document;
    document.frame = makeFrame(pair.epoch, std::move(pair.teacher), std::move(pair.student), layout, pair.topK);
    document.sides = options.side == "teacher"   ? GraphSides::Teacher
                     : options.side == "student" ? GraphSides::Student
                                                 : GraphSides::Both;
    document.classes = pair.classes;
    document.teacherName = pair.teacherName;
    document.studentName = pair.studentName;
    document.title = "Run " + std::to_string(options.run) + ", epoch " + std::to_string(pair.epoch);
    if (!picture)
        document.sampleNames = namesOf(project, run, pair.probe, context);
    if (options.format == "graphml") {
        writeFileAtomically(options.out, graphMl(document));
    } else if (options.format == "csv") {
        writeFileAtomically(options.out, graphCsv(document));
    } else {
        const GraphFigure figure = graphFigure(document, {figureKinds().at(options.side), options.edges, {}});
        if (options.format == "svg")
            writeFileAtomically(options.out, figureSvg(figure));
        else
            writeFigurePng(figure, options.width, options.out);
    }
    context.terminal.note(options.out + " written");
    return exitDone;
}

int graph(const Options &options, CommandContext &context)
{
    const auto project = openForReading(options.file);
    const RunRecord run = project->run(options.run);
    if (!options.format.empty()) {
        if (options.out.empty())
            throw UsageError("--format " + options.format + " needs --out PATH");
        return writeFile(options, *project, run, context);
    }
    if (options.side != "teacher" && options.side != "student")
        throw UsageError("--side " + options.side + " needs a --format; JSON has one side");
    const ProxyGraph side = options.side == "teacher" ? project->teacherGraph(options.run, options.epoch)
                                                      : project->studentGraph(options.run, options.epoch);
    const Json object = toJson(side, classNames(project->classes(run.classListId)), project->probe(options.run));
    if (options.out.empty())
        print(object);
    else
        writeFileAtomically(options.out, object.dump() + "\n");
    return exitDone;
}

} // namespace

void addGraphCommand(CLI::App &app, CommandContext &context)
{
    const auto options = std::make_shared<Options>();
    CLI::App *command =
        app.add_subcommand("graph", "A proxy graph of a run: samples, class proxies and their edges");
    command->add_option("FILE", options->file, "A project")->required();
    command->add_option("--run", options->run, "The run's number")->required();
    command->add_option("--epoch", options->epoch, "0 is the best one")->capture_default_str();
    std::vector<std::string> sides;
    for (const auto &[name, kind] : figureKinds())
        sides.push_back(name);
    command
        ->add_option("--side", options->side,
                     "teacher, student or both; as a picture also their difference or the matrix of classes")
        ->check(CLI::IsMember(sides))
        ->capture_default_str();
    CLI::Option *format =
        command->add_option("--format", options->format, "Instead of JSON: graphml, csv, svg or png")
            ->check(CLI::IsMember({"graphml", "csv", "svg", "png"}));
    command->add_option("--out", options->out, "The file to write");
    command->add_option("--layout", options->layout, "radial, pca or force")
        ->check(CLI::IsMember({"radial", "pca", "force"}))
        ->capture_default_str();
    command->add_option("--against", options->against, "Another run, whose student takes the teacher's place")
        ->needs(format);
    command->add_option("--edges", options->edges.perSample, "Drawn in a picture, a sample; 0: none")
        ->check(CLI::Range(0, 1000))
        ->capture_default_str();
    command
        ->add_option("--threshold", options->edges.threshold,
                     "Drawn only from this share of a sample on, 0 to 1; in a difference in deviations")
        ->check(CLI::Range(0.0, 100.0))
        ->capture_default_str();
    command->add_option("--width", options->width, "Of a PNG, in pixels")
        ->check(CLI::Range(100, 20000))
        ->capture_default_str();
    command->add_flag("--json", options->json, "Print JSON (what happens without --format)")->excludes(format);
    command->callback(
        [options, &context] { context.action = [options, &context] { return graph(*options, context); }; });
}

} // namespace retort
