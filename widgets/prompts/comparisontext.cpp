#include "widgets/prompts/comparisontext.h"

#include "widgets/common/parts.h"

#include <QCoreApplication>

#include <cmath>

namespace retort {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(retort::ComparisonText)
};

} // namespace

QString oftenText(double probability)
{
    if (probability < 0.001)
        return Words::tr("less than once in %1 times").arg(groupedNumber(1000));
    if (probability > 0.75)
        return Words::tr("nearly always");
    const auto times = static_cast<qint64>(std::llround(1 / probability));
    if (times <= 1)
        return Words::tr("more often than not");
    return times == 2 ? Words::tr("about every second time")
                      : Words::tr("about once in %1 times").arg(groupedNumber(times));
}

QString comparisonText(const PairedComparison &comparison)
{
    if (comparison.count == 0)
        return {};
    if (comparison.onlyFirst + comparison.onlySecond == 0)
        return Words::tr("Right on the same images as the baseline.");
    const QString facts = Words::tr("Images right only now: %1, only in the baseline: %2.")
                              .arg(groupedNumber(comparison.onlySecond), groupedNumber(comparison.onlyFirst));
    const QString often = oftenText(comparison.probability);
    if (comparison.probability >= 0.05)
        return facts + QLatin1Char(' ') +
               Words::tr("Two equally good weightings would differ so %1: this may be chance.").arg(often);
    const bool better = comparison.onlySecond > comparison.onlyFirst;
    return facts + QLatin1Char(' ') +
           (better ? Words::tr("Chance alone does that %1: accuracy rose.")
                   : Words::tr("Chance alone does that %1: accuracy fell."))
               .arg(often);
}

} // namespace retort
