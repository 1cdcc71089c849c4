#pragma once

#include "prompts/weighting.h"

#include <QMenu>

class QLineEdit;

namespace retort {

class Workspace;

/// The weightings that a project keeps: those with a name, and those that its runs used, which nothing changes any
/// more. Chosen, one becomes what the next run uses.
class WeightingMenu : public QMenu
{
    Q_OBJECT

public:
    explicit WeightingMenu(Workspace &workspace, QWidget *parent = nullptr);

    /// Keeps the project's weighting under a name; an unused one of that name is replaced. One step of undo.
    void keep(const QString &name);
    void remove(const QString &name);

Q_SIGNALS:
    void chosen(const retort::Weighting &weighting, const QString &name);
    /// A name that cannot be had, and why.
    void refused(const QString &reason);

private:
    void fill();
    [[nodiscard]] QString runsOf(std::int64_t weightingId) const; ///< "run 3, run 5"; empty: none

    Workspace &m_workspace;
};

} // namespace retort
