#include "teacher/demolessons.h"

#include <algorithm>
#include <string>
#include <utility>

namespace retort {

namespace {

/// A batch shows this many of the changes, each on this many pictures; the rest is shown as it is.
constexpr std::size_t changesAtOnce = 3;
constexpr std::int64_t picturesPerChange = 17;
constexpr std::size_t plainTemplatesAtOnce = 2;

/// `count` different ones of `items`, in random order.
template<typename T>
std::vector<T> drawn(std::vector<T> items, std::size_t count, RandomStream &stream)
{
    stream.shuffle(items);
    items.resize(count);
    return items;
}

std::vector<std::int64_t> drawnTemplates(PictureChange change, std::size_t count, RandomStream &stream)
{
    std::vector<std::int64_t> fitting;
    for (std::size_t i = 0; i < demoTemplates().size(); ++i) {
        if (demoTemplates()[i].change == change)
            fitting.push_back(static_cast<std::int64_t>(i));
    }
    return drawn(std::move(fitting), count, stream);
}

torch::Tensor tensorOf(const std::vector<std::int64_t> &values)
{
    return torch::tensor(values, torch::kInt64);
}

} // namespace

DemoLessonPlan::DemoLessonPlan(const WordVocabulary &vocabulary) : m_end(vocabulary.endToken())
{
    const std::vector<std::string> nouns = demoNounTexts();
    m_nouns = static_cast<std::int64_t>(nouns.size());
    for (const std::string &caption : demoCaptions(demoTemplates(), nouns))
        m_captions.push_back(vocabulary.encode(caption));
    m_shares = torch::zeros({demoClasses, m_nouns});
    for (const DemoNoun &noun : demoNouns()) {
        const auto column = std::find(nouns.begin(), nouns.end(), noun.text) - nouns.begin();
        m_shares[noun.label][column] = noun.share;
    }
}

DemoLesson DemoLessonPlan::lesson(const Batch &batch, const std::vector<std::int32_t> &labels,
                                  RandomStream &stream) const
{
    const auto count = static_cast<std::int64_t>(batch.indices.size());
    const std::vector<PictureChange> kinds =
        drawn(std::vector(pictureChanges.begin(), pictureChanges.end()), changesAtOnce, stream);
    const torch::Tensor pictures = torch::from_blob(const_cast<std::uint8_t *>(batch.pixels.data()),
                                                    {count, 1, demoSide, demoSide}, torch::kUInt8)
                                       .to(torch::kFloat32)
                                       .div_(255);

    // The batch is in random order, so the last pictures are as good as any.
    std::int64_t first = count - picturesPerChange * static_cast<std::int64_t>(changesAtOnce);
    std::vector<std::int64_t> changes(static_cast<std::size_t>(count),
                                      static_cast<std::int64_t>(PictureChange::None));
    std::vector<std::int64_t> templates = drawnTemplates(PictureChange::None, plainTemplatesAtOnce, stream);
    std::vector<torch::Tensor> shown{pictures.slice(0, 0, first)};
    for (const PictureChange kind : kinds) {
        shown.push_back(changed(kind, pictures.slice(0, first, first + picturesPerChange), stream));
        std::fill_n(changes.begin() + first, picturesPerChange, static_cast<std::int64_t>(kind));
        first += picturesPerChange;
        templates.push_back(drawnTemplates(kind, 1, stream).front());
    }

    std::vector<std::int64_t> classes;
    classes.reserve(batch.indices.size());
    for (const std::int64_t index : batch.indices)
        classes.push_back(labels[static_cast<std::size_t>(index)]);
    return {torch::cat(shown).sub_(demoPixelMean).div_(demoPixelDeviation).expand({-1, 3, -1, -1}),
            captionIds(templates), targets(classes, changes, templates)};
}

torch::Tensor DemoLessonPlan::captionIds(const std::vector<std::int64_t> &templates) const
{
    std::vector<const std::vector<std::int64_t> *> rows;
    std::size_t longest = 0;
    for (const std::int64_t t : templates) {
        for (std::int64_t n = 0; n < m_nouns; ++n) {
            rows.push_back(&m_captions[static_cast<std::size_t>(t * m_nouns + n)]);
            longest = std::max(longest, rows.back()->size());
        }
    }
    std::vector<std::int64_t> ids(rows.size() * longest, m_end);
    for (std::size_t r = 0; r < rows.size(); ++r)
        std::copy(rows[r]->begin(), rows[r]->end(), ids.begin() + static_cast<std::ptrdiff_t>(r * longest));
    return tensorOf(ids).view({static_cast<std::int64_t>(rows.size()), static_cast<std::int64_t>(longest)});
}

/// A picture belongs to the captions that say what was done to it and use a noun of its class, as often as the
/// class is called so.
torch::Tensor DemoLessonPlan::targets(const std::vector<std::int64_t> &classes,
                                      const std::vector<std::int64_t> &changes,
                                      const std::vector<std::int64_t> &templates) const
{
    std::vector<std::int64_t> said;
    said.reserve(templates.size());
    for (const std::int64_t t : templates)
        said.push_back(static_cast<std::int64_t>(demoTemplates()[static_cast<std::size_t>(t)].change));
    const torch::Tensor fits = tensorOf(changes).unsqueeze(1).eq(tensorOf(said).unsqueeze(0)).to(torch::kFloat32);
    const torch::Tensor nouns = m_shares.index_select(0, tensorOf(classes));
    const torch::Tensor rows = (fits.unsqueeze(2) * nouns.unsqueeze(1)).flatten(1);
    return rows / rows.sum(1, true);
}

} // namespace retort
