#include "base/error.h"
#include "base/files.h"
#include "command.h"
#include "graph/writers.h"

#include <cstdio>

namespace retort {

namespace {

struct Options
{
    std::filesystem::path file;
    std::int64_t run = 0;
    std::int64_t epoch = 0;
    std::string side = "student", format, out;
    bool json = false;
};

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
            {"answers", graph.answers},
            {"confidences", graph.confidences},
            {"proxy_correlations", std::move(correlations)}};
}

int graph(const Options &options, CommandContext &context)
{
    const auto project = openForReading(options.file);
    const RunRecord run = project->run(options.run);
    const std::vector<std::string> classes = classNames(project->classes(run.classListId));
    const std::vector<std::int64_t> samples = project->probe(options.run);
    const bool isTeacher = options.side == "teacher";
    const ProxyGraph side = isTeacher ? project->teacherGraph(options.run, options.epoch)
                                      : project->studentGraph(options.run, options.epoch);
    if (options.format.empty()) {
        const Json object = toJson(side, classes, samples);
        if (options.out.empty())
            print(object);
        else
            writeFileAtomically(options.out, object.dump() + "\n");
        return exitDone;
    }
    if (options.out.empty())
        throw UsageError("--format " + options.format + " needs --out PATH");
    GraphDocument document;
    (isTeacher ? document.teacher : document.student) = &side;
    document.classes = classes;
    for (const std::int64_t sample : samples)
        document.sampleNames.push_back("#" + std::to_string(sample));
    document.title = "run " + std::to_string(options.run) + ", " + options.side;
    document.topK = run.recipe.probeTopK;
    writeFileAtomically(options.out, options.format == "graphml" ? graphMl(document)
                                     : options.format == "csv"   ? graphCsv(document)
                                                                 : graphSvg(document));
    context.terminal.note(options.out + " written");
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
    command->add_option("--side", options->side, "teacher or student")
        ->check(CLI::IsMember({"teacher", "student"}))
        ->capture_default_str();
    CLI::Option *format = command->add_option("--format", options->format, "Instead of JSON: graphml, svg or csv")
                              ->check(CLI::IsMember({"graphml", "svg", "csv"}));
    command->add_option("--out", options->out, "The file to write");
    command->add_flag("--json", options->json, "Print JSON (what happens without --format)")->excludes(format);
    command->callback(
        [options, &context] { context.action = [options, &context] { return graph(*options, context); }; });
}

} // namespace retort
