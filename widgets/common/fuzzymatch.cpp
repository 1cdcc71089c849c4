#include "widgets/common/fuzzymatch.h"

#include <QList>

#include <algorithm>
#include <limits>

namespace retort {

namespace {

constexpr int missing = std::numeric_limits<int>::min() / 2;
constexpr int letterScore = 4;
constexpr int wordStartBonus = 8;
constexpr int neighbourBonus = 9;

} // namespace

std::optional<int> fuzzyScore(const QString &typed, const QString &text)
{
    QString pattern = typed.toCaseFolded();
    pattern.remove(QLatin1Char(' '));
    const QString folded = text.toCaseFolded();
    const qsizetype length = folded.size();
    // best[j]: the best score with the letters so far, the last of them at j.
    QList<int> best(length, missing);
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        QList<int> next(length, missing);
        int before = i == 0 ? 0 : missing; // best of any earlier place
        for (qsizetype j = 0; j < length; ++j) {
            if (folded[j] == pattern[i] && before > missing) {
                const bool startsWord = j == 0 || !folded[j - 1].isLetterOrNumber();
                next[j] = before + letterScore + (startsWord ? wordStartBonus : 0);
            }
            if (i > 0 && j > 0 && folded[j] == pattern[i] && best[j - 1] > missing)
                next[j] = std::max(next[j], best[j - 1] + letterScore + neighbourBonus);
            if (i > 0)
                before = std::max(before, best[j]);
        }
        best = next;
    }
    if (pattern.isEmpty())
        return 0;
    const int score = length == 0 ? missing : *std::max_element(best.begin(), best.end());
    if (score <= missing)
        return std::nullopt;
    return score * 100 - static_cast<int>(std::min<qsizetype>(length, 99));
}

} // namespace retort
