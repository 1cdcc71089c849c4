#include "widgets/prompts/weightingmenu.h"

#include "widgets/common/theme.h"
#include "widgets/common/workspace.h"

#include <QDateTime>
#include <QLineEdit>
#include <QWidgetAction>

#include <algorithm>
#include <set>
#include <utility>

namespace retort {

WeightingMenu::WeightingMenu(Workspace &workspace, QWidget *parent) : QMenu(parent), m_workspace(workspace)
{
    setToolTipsVisible(true);
    connect(this, &QMenu::aboutToShow, this, &WeightingMenu::fill);
}

QString WeightingMenu::runsOf(std::int64_t weightingId) const
{
    QStringList runs;
    for (const RunRecord &run : m_workspace.runs())
        if (weightingId != 0 && run.weightingId == weightingId)
            runs << tr("run %1").arg(run.id);
    return runs.join(QStringLiteral(", "));
}

void WeightingMenu::fill()
{
    clear();
    auto *name = new QLineEdit;
    name->setPlaceholderText(tr("keep this weighting as …"));
    name->setAccessibleName(tr("Name under which this weighting is kept"));
    name->setMinimumWidth(10 * Theme::space5);
    connect(name, &QLineEdit::returnPressed, this, [this, name] {
        const QString text = name->text();
        close();
        keep(text);
    });
    auto *naming = new QWidgetAction(this);
    naming->setDefaultWidget(name);
    addAction(naming);
    setActiveAction(naming);

    const ProjectSettings &settings = m_workspace.settings();
    std::set<std::int64_t> shown;
    if (!settings.named.empty())
        addSection(tr("Kept"));
    for (const NamedWeighting &one : settings.named) {
        const QString title = QString::fromStdString(one.name);
        QStringList marks;
        if (one.weighting == settings.weighting)
            marks << tr("now in use");
        if (const QString runs = runsOf(one.id); !runs.isEmpty())
            marks << tr("used by %1, stays as it is").arg(runs);
        if (one.weighting.labelsSeen)
            marks << tr("labels seen in selection");
        shown.insert(one.id);
        QMenu *entry = addMenu(title);
        if (!marks.isEmpty()) {
            entry->addAction(marks.join(QStringLiteral("; ")))->setEnabled(false);
            entry->addSeparator();
        }
        connect(entry->addAction(tr("Use for the next run")), &QAction::triggered, this,
                [this, weighting = one.weighting, title] { Q_EMIT chosen(weighting, title); });
        if (runsOf(one.id).isEmpty())
            connect(entry->addAction(tr("Remove")), &QAction::triggered, this, [this, title] { remove(title); });
    }
    bool heading = false;
    for (const RunRecord &run : m_workspace.runs()) {
        if (!shown.insert(run.weightingId).second)
            continue;
        if (!std::exchange(heading, true))
            addSection(tr("Used by runs"));
        QAction *action =
            addAction(run.weightingId == settings.weightingId ? tr("%1 (now in use)").arg(runsOf(run.weightingId))
                                                              : runsOf(run.weightingId));
        action->setToolTip(tr("Use this weighting for the next run"));
        connect(action, &QAction::triggered, this, [this, id = run.weightingId, title = action->text()] {
            m_workspace.query<Weighting>(
                {}, this, [id](const Project &project) { return project.weighting(id); },
                [this, title](const Weighting &weighting) { Q_EMIT chosen(weighting, title); },
                [this](const JobError &error) { Q_EMIT refused(error.what); });
        });
    }
}

void WeightingMenu::keep(const QString &name)
{
    const std::string title = name.simplified().toStdString();
    if (title.empty()) {
        Q_EMIT refused(tr("A weighting needs a name to be kept."));
        return;
    }
    const ProjectSettings &settings = m_workspace.settings();
    std::vector<NamedWeighting> named = settings.named;
    const auto same = std::find_if(named.begin(), named.end(),
                                   [&title](const NamedWeighting &one) { return one.name == title; });
    if (same != named.end()) {
        if (same->weighting == settings.weighting)
            return;
        if (const QString runs = runsOf(same->id); !runs.isEmpty()) {
            Q_EMIT refused(tr("“%1” was used by %2 and stays as it is. Choose another name.")
                               .arg(QString::fromStdString(title), runs));
            return;
        }
        named.erase(same);
    }
    named.push_back({title, settings.weighting, 0, QDateTime::currentSecsSinceEpoch()});
    m_workspace.setNamedWeightings(named, tr("Keep weighting"));
}

void WeightingMenu::remove(const QString &name)
{
    std::vector<NamedWeighting> named = m_workspace.settings().named;
    std::erase_if(named, [title = name.toStdString()](const NamedWeighting &one) { return one.name == title; });
    m_workspace.setNamedWeightings(named, tr("Remove weighting"));
}

} // namespace retort
