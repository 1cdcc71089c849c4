#include "command.h"
#include "neighbours/nearduplicates.h"
#include "workflow/searchimages.h"

#include <chrono>
#include <cstdio>

namespace retort {

namespace {

struct Options
{
    std::filesystem::path file;
    std::string text;
    std::string side = "training";
    std::int64_t top = 20;
    double least = 0.95;
    bool names = false;
    bool json = false;
};

std::shared_ptr<const Session> sessionOf(const Options &options, CommandContext &context)
{
    const auto project = openForReading(options.file);
    return openSession(project->settings(), EmbeddingCache(EmbeddingCache::defaultFolder()), context.stop,
                       context.terminal.reporter());
}

const EmbeddedDataset &testOf(const Session &session)
{
    if (!session.test)
        throw ValueError("The project has no test images",
                         "Name them: retort-cli dataset PROJECT --relocate test PATH");
    return *session.test;
}

Json toJson(const ImageSource &images, std::int64_t image)
{
    return {{"name", images.name(image)}, {"key", images.key(image).hex()}};
}

Json toJson(const ImageSource &images, const Neighbour &found)
{
    Json object = toJson(images, found.row);
    object["cosine"] = found.cosine;
    return object;
}

int search(const Options &options, CommandContext &context)
{
    const auto session = sessionOf(options, context);
    const EmbeddedDataset &side = options.side == "test" ? testOf(*session) : session->training;
    const auto start = std::chrono::steady_clock::now();
    const TextSearch found =
        searchByText(*session->teacher, *side.embeddings, options.text, options.top, context.stop);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    context.terminal.clear();
    for (const std::string &word : found.unknownWords)
        context.terminal.note("the teacher never saw a caption with the word \"" + word + "\"");
    const ImageSource &images = *side.dataset->images;
    if (options.json) {
        Json list = Json::array();
        for (const Neighbour &image : found.images)
            list.push_back(toJson(images, image));
        print({{"text", options.text},
               {"images", list},
               {"of", images.size()},
               {"unknown_words", found.unknownWords},
               {"seconds", seconds}});
        return exitDone;
    }
    for (const Neighbour &image : found.images)
        std::printf("%.4f  %s\n", static_cast<double>(image.cosine), images.name(image.row).c_str());
    return exitDone;
}

int duplicates(const Options &options, CommandContext &context)
{
    const auto session = sessionOf(options, context);
    const auto groups = findNearDuplicates(*session->training.embeddings, options.least, context.stop,
                                           context.terminal.reporter());
    context.terminal.clear();
    const ImageSource &images = *session->training.dataset->images;
    if (options.names) {
        for (const DuplicateGroup &group : groups)
            for (std::size_t i = 1; i < group.members.size(); ++i)
                std::printf("%s\n", images.name(group.members[i].row).c_str());
        return exitDone;
    }
    Json list = Json::array();
    std::size_t total = 0;
    for (const DuplicateGroup &group : groups) {
        total += group.members.size();
        Json members = Json::array();
        for (const Neighbour &member : group.members) {
            members.push_back(toJson(images, member));
            if (!options.json)
                std::printf("%.4f  %s\n", static_cast<double>(member.cosine), images.name(member.row).c_str());
        }
        if (!options.json)
            std::printf("\n");
        list.push_back({{"alike", group.alike}, {"images", std::move(members)}});
    }
    if (options.json)
        print({{"least", options.least}, {"of", images.size()}, {"groups", std::move(list)}});
    else
        std::printf("%zu of %lld images are in %zu groups\n", total, static_cast<long long>(images.size()),
                    groups.size());
    return exitDone;
}

int overlap(const Options &options, CommandContext &context)
{
    const auto session = sessionOf(options, context);
    const EmbeddedDataset &test = testOf(*session);
    const auto pairs = findOverlap(*test.embeddings, *session->training.embeddings, options.least, context.stop,
                                   context.terminal.reporter());
    context.terminal.clear();
    const ImageSource &tested = *test.dataset->images;
    const ImageSource &learned = *session->training.dataset->images;
    Json list = Json::array();
    for (const OverlapPair &pair : pairs) {
        if (options.names)
            std::printf("%s\n", learned.name(pair.b).c_str());
        else if (options.json)
            list.push_back({{"cosine", pair.cosine},
                            {"test", toJson(tested, pair.a)},
                            {"training", toJson(learned, pair.b)}});
        else
            std::printf("%.4f  %s  %s\n", static_cast<double>(pair.cosine), tested.name(pair.a).c_str(),
                        learned.name(pair.b).c_str());
    }
    if (options.names)
        return exitDone;
    if (options.json)
        print({{"least", options.least}, {"of", tested.size()}, {"pairs", std::move(list)}});
    else
        std::printf("%zu of %lld test images are nearly among the training images\n", pairs.size(),
                    static_cast<long long>(tested.size()));
    return exitDone;
}

using Action = int (*)(const Options &, CommandContext &);

void add(CLI::App &images, CommandContext &context, const char *name, const char *about, Action action,
         const std::function<void(CLI::App &, Options &)> &more)
{
    const auto options = std::make_shared<Options>();
    CLI::App *command = images.add_subcommand(name, about);
    command->add_option("FILE", options->file, "A project")->required();
    more(*command, *options);
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([options, action, &context] {
        context.action = [options, action, &context] { return action(*options, context); };
    });
}

void addLeast(CLI::App &command, Options &options, const char *names)
{
    command
        .add_option("--least", options.least,
                    "Cosine of the teacher's embeddings from which two images count as nearly the same")
        ->check(CLI::Range(0.01, 1.0))
        ->capture_default_str();
    command.add_flag("--names", options.names, names);
}

} // namespace

void addImagesCommand(CLI::App &app, CommandContext &context)
{
    CLI::App *images = app.add_subcommand("images", "Look through a project's images as its teacher sees them");
    images->require_subcommand(1);
    add(*images, context, "search", "The images nearest to a text", search,
        [](CLI::App &command, Options &options) {
            command.add_option("TEXT", options.text, "What is to be seen: \"a scratch on metal\"")->required();
            command.add_option("--top", options.top, "So many")->check(CLI::PositiveNumber)->capture_default_str();
            command.add_option("--in", options.side, "Which images")
                ->check(CLI::IsMember({"training", "test"}))
                ->capture_default_str();
        });
    add(*images, context, "duplicates", "Training images that are nearly the same, in groups", duplicates,
        [](CLI::App &command, Options &options) {
            addLeast(command, options,
                     "Only the names of all but the first of each group, as dataset --exclude @FILE takes them");
        });
    add(*images, context, "overlap", "Test images that are nearly among the training images", overlap,
        [](CLI::App &command, Options &options) {
            addLeast(command, options,
                     "Only the names of those training images, as dataset --exclude @FILE takes them");
        });
}

} // namespace retort
