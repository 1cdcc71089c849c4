#include "widgets/data/imagechoice.h"

#include <algorithm>
#include <numeric>

namespace retort {

namespace {

/// Which images a choice lets through.
class Sieve
{
public:
    Sieve(const ImageChoice &choice, const ImageFacts &facts) : m_choice(choice), m_facts(facts)
    {
        if (choice.only) {
            m_only = *choice.only;
            std::sort(m_only.begin(), m_only.end());
        }
    }

    bool lets(std::int64_t image) const
    {
        const auto place = static_cast<std::size_t>(image);
        if (m_choice.only && !std::binary_search(m_only.begin(), m_only.end(), image))
            return false;
        if (m_choice.answer >= 0 && m_facts.answers && m_facts.answers->answers[place] != m_choice.answer)
            return false;
        return m_choice.part == ImagePart::All || m_facts.parts.empty() || m_facts.parts[place] == m_choice.part;
    }

private:
    const ImageChoice &m_choice;
    const ImageFacts &m_facts;
    std::vector<std::int64_t> m_only;
};

} // namespace

std::optional<std::vector<std::int64_t>> chosenImages(const ImageChoice &choice, const ImageFacts &facts)
{
    const bool sorted = choice.order != ImageOrder::AsTheyAre && facts.answers;
    const bool parted = choice.part != ImagePart::All && !facts.parts.empty();
    const bool answered = choice.answer >= 0 && facts.answers;
    if (!choice.only && !sorted && !parted && !answered)
        return std::nullopt;
    const Sieve sieve(choice, facts);
    std::vector<std::int64_t> images;
    for (std::int64_t i = 0; i < facts.images; ++i)
        if (sieve.lets(i))
            images.push_back(i);
    if (!sorted)
        return images;
    const LogitSummary &answers = *facts.answers;
    const auto place = [](std::int64_t image) { return static_cast<std::size_t>(image); };
    if (choice.order == ImageOrder::ByClass) {
        std::stable_sort(images.begin(), images.end(), [&](std::int64_t a, std::int64_t b) {
            return answers.answers[place(a)] < answers.answers[place(b)];
        });
        return images;
    }
    const float sign = choice.order == ImageOrder::LeastSure ? 1 : -1;
    std::stable_sort(images.begin(), images.end(), [&](std::int64_t a, std::int64_t b) {
        return sign * answers.margins[place(a)] < sign * answers.margins[place(b)];
    });
    return images;
}

std::vector<Neighbour> chosenOf(const std::vector<Neighbour> &ranked, const ImageChoice &choice,
                                const ImageFacts &facts, std::size_t count)
{
    const Sieve sieve(choice, facts);
    std::vector<Neighbour> chosen;
    for (const Neighbour &neighbour : ranked) {
        if (chosen.size() == count)
            break;
        if (sieve.lets(neighbour.row))
            chosen.push_back(neighbour);
    }
    return chosen;
}

} // namespace retort
