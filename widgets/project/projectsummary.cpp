#include "projectsummary.h"

#include "widgets/common/parts.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace retort {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(retort::ProjectSummary)
};

SummaryCard imagesCard(const ProjectSettings &settings, const Session *session)
{
    SummaryCard card{QStringLiteral("image"), Words::tr("Images to learn from"), Words::tr("none"), {}, {},
                     QStringLiteral("data"),  Words::tr("See the images")};
    const DatasetRecord *record = settings.dataset(DatasetRole::Training);
    if (!record) {
        card.button = Words::tr("Add images");
        return card;
    }
    card.figure = groupedNumber(record->images);
    card.lines.append(QString::fromStdString(record->location));
    if (record->choice.range != KeyRange{})
        card.lines.append(
            Words::tr("The share from %1 to %2 of it, by content.")
                .arg(percentText(100 * record->choice.range.from), percentText(100 * record->choice.range.to)));
    if (session)
        card.lines.append(Words::tr("%1 to learn from, %2 held out to choose the best epoch.")
                              .arg(groupedNumber(static_cast<qint64>(session->split.training.size())),
                                   groupedNumber(static_cast<qint64>(session->split.heldOut.size()))));
    else
        card.lines.append(
            Words::tr("%1 held out to choose the best epoch.").arg(percentText(100 * settings.heldOut)));
    if (record->labelled)
        card.lines.append(Words::tr("Labels were found. They are for measuring only and never reach training."));
    if (record->unreadable > 0)
        card.warning = Words::tr("%n image(s) could not be read.", nullptr, static_cast<int>(record->unreadable));
    else if (record->duplicates > 0)
        card.warning =
            Words::tr("%n image(s) are there more than once.", nullptr, static_cast<int>(record->duplicates));
    return card;
}

SummaryCard testCard(const ProjectSettings &settings)
{
    SummaryCard card{QStringLiteral("eye"),  Words::tr("Test images"),   Words::tr("none"), {}, {},
                     QStringLiteral("data"), Words::tr("See the images")};
    const DatasetRecord *record = settings.dataset(DatasetRole::Test);
    if (!record) {
        card.lines.append(Words::tr("Without them a student is compared with its teacher on held-out images."));
        card.button = Words::tr("Add test images");
        return card;
    }
    card.figure = groupedNumber(record->images);
    card.lines.append(QString::fromStdString(record->location));
    card.lines.append(record->labelled
                          ? Words::tr("With labels, for measuring only.")
                          : Words::tr("Without labels: they show agreement with the teacher, no accuracy."));
    return card;
}

SummaryCard teacherCard(const ProjectSettings &settings)
{
    SummaryCard card{QStringLiteral("teacher"), Words::tr("Teacher"),       Words::tr("none"), {}, {},
                     QStringLiteral("teacher"), Words::tr("Choose another")};
    if (!settings.teacher)
        return card;
    card.figure = settings.teacher->standIn    ? Words::tr("Demo teacher")
                  : settings.teacher->recorded ? Words::tr("Recorded answers")
                                               : Words::tr("CLIP");
    card.lines.append(QString::fromStdString(settings.teacher->description));
    card.lines.append(QString::fromStdString(settings.teacher->location));
    if (settings.teacher->recorded)
        card.lines.append(Words::tr("From another program: it knows the listed images, and no templates."));
    if (settings.teacher->standIn)
        card.warning =
            Words::tr("A stand-in: it is small and learned from labels, on other pictures than the student gets. "
                      "It shows how Retort works, not what a foundation model can do.");
    return card;
}

SummaryCard classesCard(const ProjectSettings &settings)
{
    SummaryCard card{QStringLiteral("classes"),
                     Words::tr("Classes"),
                     groupedNumber(static_cast<qint64>(settings.classes.size())),
                     {},
                     {},
                     QStringLiteral("data"),
                     Words::tr("Edit the names")};
    QStringList names;
    constexpr std::size_t shown = 12;
    for (std::size_t i = 0; i < std::min(settings.classes.size(), shown); ++i)
        names.append(QString::fromStdString(settings.classes[i].name));
    if (settings.classes.size() > shown)
        names.append(QStringLiteral("…"));
    card.lines.append(names.join(QStringLiteral(", ")));
    return card;
}

SummaryCard promptsCard(const ProjectSettings &settings)
{
    const Weighting &weighting = settings.weighting;
    SummaryCard card{QStringLiteral("weights"),
                     Words::tr("Prompts"),
                     groupedNumber(static_cast<qint64>(weighting.templates.size())),
                     {},
                     {},
                     QStringLiteral("prompts"),
                     Words::tr("Weigh the prompts")};
    card.lines.append(Words::tr("Weights by the rule %1.").arg(QString::fromStdString(ruleName(weighting.rule))));
    const auto heaviest = std::max_element(weighting.templates.begin(), weighting.templates.end(),
                                           [](const auto &a, const auto &b) { return a.weight < b.weight; });
    if (heaviest != weighting.templates.end() && weighting.rule != WeightRule::Uniform)
        card.lines.append(
            Words::tr("Heaviest: “%1” with %2.")
                .arg(QString::fromStdString(heaviest->text), QLocale().toString(heaviest->weight, 'f', 2)));
    if (weighting.labelsSeen)
        card.warning =
            Words::tr("Labels seen in selection: accuracy was on screen while these weights were chosen.");
    return card;
}

SummaryCard runsCard(const std::vector<RunRecord> &runs)
{
    SummaryCard card{
        QStringLiteral("runs"), Words::tr("Runs"),        groupedNumber(static_cast<qint64>(runs.size())), {}, {},
        QStringLiteral("runs"), Words::tr("See the runs")};
    if (runs.empty()) {
        card.lines.append(Words::tr("No student has been trained yet."));
        card.page = QStringLiteral("distil");
        card.button = Words::tr("Distil a student");
        return card;
    }
    // The newest, not the best of all: agreement compares runs only under one weighting and class list.
    const RunRecord &run = runs.back();
    QString text =
        Words::tr("Newest: run %1, %2, %3.")
            .arg(run.id)
            .arg(QString::fromStdString(run.recipe.student), QString::fromStdString(stateName(run.state)));
    card.lines.append(text);
    if (run.figures)
        card.lines.append(
            Words::tr("Student %1, teacher %2 on the report half of the labels.")
                .arg(percentText(run.figures->student.percent), percentText(run.figures->teacher.percent)));
    else if (run.bestAgreement)
        card.lines.append(Words::tr("Agrees with its teacher on %1 of the held-out images.")
                              .arg(percentText(*run.bestAgreement)));
    return card;
}

} // namespace

std::vector<SummaryCard> summarise(const ProjectSettings &settings, const std::vector<RunRecord> &runs,
                                   const Session *session)
{
    return {imagesCard(settings, session), testCard(settings),    teacherCard(settings),
            classesCard(settings),         promptsCard(settings), runsCard(runs)};
}

} // namespace retort
