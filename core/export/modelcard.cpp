#include "export/modelcard.h"

#include "distil/pixels.h"
#include "export/runfacts.h"

#include <cstdio>

namespace retort {

namespace {

/// As text in a Markdown table or paragraph: nothing in it is markup.
std::string plain(const std::string &text)
{
    std::string result;
    for (const char c : text) {
        if (c == '\n' || c == '\r') {
            result += ' ';
            continue;
        }
        if (std::string_view("\\`*_{}[]<>#|!").find(c) != std::string_view::npos)
            result += '\\';
        result += c;
    }
    return result;
}

std::string table(const char *left, const char *right, const std::vector<Fact> &facts)
{
    std::string text = std::string("| ") + left + " | " + right + " |\n| --- | --- |\n";
    for (const Fact &fact : facts)
        text += "| " + plain(fact.name) + " | " + plain(fact.value) + " |\n";
    return text + "\n";
}

} // namespace

std::string modelCard(const Project &project, std::int64_t id, std::int64_t epoch)
{
    const RunFacts facts = factsOf(project, id, epoch);
    const RunRecord run = project.run(id);
    std::string text = "# " + plain(facts.title) + "\n\n" + plain(facts.summary) + "\n\n## How good it is\n" +
                       table("measure", "value", facts.results) +
                       "Intervals are of 95 %.\n\n"
                       "## What to beware of\n";
    for (const std::string &caveat : facts.caveats)
        text += "- " + plain(caveat) + "\n";
    text += "\n## Classes\n";
    for (std::size_t c = 0; c < facts.classes.size(); ++c)
        text += (c ? ", " : "") + plain(facts.classes[c]);
    char normalisation[64];
    std::snprintf(normalisation, sizeof normalisation, "(byte / 255 - %g) / %g", pixelMean, pixelDeviation);
    const std::string size = std::to_string(run.recipe.inputSize);
    const char *how = run.view.fit == Fit::Crop ? "the shorter edge is resized (bicubic, antialiased) and the "
                                                  "middle cut out"
                      : run.view.fit == Fit::Letterbox
                          ? "the longer edge is resized (bicubic, antialiased) and the rest "
                            "filled with black"
                          : "both edges are resized (bicubic, antialiased)";
    text += "\n\n## How it is used\nInput: RGB, " + size + " x " + size + " pixels, " + how +
            (run.view.region.isWhole() ? ""
                                       : ", of the region " + plain(regionText(run.view.region)) +
                                             " (left, top, "
                                             "width, height)") +
            "; values are " + normalisation +
            ". Output: a logit for each class; softmax makes probabilities of them.\n\n"
            "## How it was made\n";
    for (const std::string &paragraph : facts.method)
        text += plain(paragraph) + "\n\n";
    if (!facts.prompts.empty())
        text += table("prompt", "weight", facts.prompts);
    text += "## Where it comes from\n" + table("what", "value", facts.provenance);
    return text + "## Recipe\n" + table("key", "value", facts.recipe);
}

} // namespace retort
