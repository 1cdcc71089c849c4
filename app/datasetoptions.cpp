#include "datasetoptions.h"

namespace retort {

namespace {

/// A word that makes no sense is wrong usage, not a failure.
template<typename Parse>
auto parsed(const char *option, const Parse &parse)
{
    try {
        return parse();
    } catch (const ValueError &e) {
        throw UsageError(std::string(option) + ": " + e.what(), e.remedy());
    }
}

} // namespace

void ViewOptions::addTo(CLI::App &command)
{
    command
        .add_option(
            "--fit", m_fit,
            "Pictures into the teacher's square: crop (its centre; the default), letterbox (black bars) or\n"
            "squash")
        ->check(CLI::IsMember({"crop", "letterbox", "squash"}));
    command.add_option(
        "--region", m_region,
        "The part of each picture that is looked at: LEFT,TOP,WIDTH,HEIGHT in pixels (40,0,300,200) or\n"
        "percent (10%,0%,80%,50%), or all");
}

ImageView ViewOptions::changed(ImageView view) const
{
    if (!m_fit.empty())
        view.fit = parseFit(m_fit);
    if (!m_region.empty())
        view.region = m_region == "all" ? Region{} : parsed("--region", [&] { return parseRegion(m_region); });
    return view;
}

void DatasetOptions::addTo(CLI::App &command)
{
    command.add_option("--part", m_part, "Of a data set with parts: train, test or val")
        ->check(CLI::IsMember({"train", "test", "val"}))
        ->capture_default_str();
    command.add_option("--sample", m_sample, "Only a part of the images: a number (5000) or a share (10%)");
    command.add_option("--sample-seed", m_sampleSeed, "Another part of the same size")->capture_default_str();
    command.add_option(
        "--group", m_group,
        "Images that stay on one side of the held-out split: folder, name:REGEX (what its first ( )\n"
        "matches), column:NAME of a list, or none (a list's column \"group\" counts by itself)");
    command.add_option("--labels", m_labels, "Of CIFAR-100, for measuring: fine (the default) or coarse")
        ->check(CLI::IsMember({"fine", "coarse"}));
    command
        .add_option("--embeddings", m_embeddings,
                    "How the teacher's embeddings are kept: fp32 (the default), or fp16 in half the space")
        ->check(CLI::IsMember({"fp32", "fp16"}));
    m_view.addTo(command);
}

DatasetChoice DatasetOptions::choice() const
{
    DatasetChoice choice{m_part};
    if (!m_sample.empty())
        choice.sample = parsed("--sample", [&] { return parseSampling(m_sample, m_sampleSeed); });
    choice.grouping = parsed("--group", [&] { return parseGrouping(m_group); });
    choice.coarseLabels = m_labels == "coarse";
    choice.halfEmbeddings = m_embeddings == "fp16";
    choice.view = m_view.changed({});
    return choice;
}

} // namespace retort
