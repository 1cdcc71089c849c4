#pragma once

#include "store/records.h"
#include "workflow/session.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace retort {

/// What the project page says about an open project, as text. One card a part.
struct SummaryCard
{
    QString iconName;
    QString title;  ///< "Images"
    QString figure; ///< "30,000"
    QStringList lines;
    QString warning; ///< shown with a mark; empty = none
    QString page;    ///< where a click on the card's button leads
    QString button;
};

/// session may be null (not open yet): then what only it knows is left out.
[[nodiscard]] std::vector<SummaryCard> summarise(const ProjectSettings &settings,
                                                 const std::vector<RunRecord> &runs, const Session *session);

} // namespace retort
