#pragma once

#include "store/records.h"

#include <QTimer>
#include <QWidget>

#include <vector>

class QLabel;
class QLineEdit;

namespace retort {

class NotesField;

/// Name, tags and notes of one run to edit, and how its recipe differs from the defaults.
class RunDetails : public QWidget
{
    Q_OBJECT

public:
    explicit RunDetails(QWidget *parent = nullptr);

    /// Null = none. What was typed for the run before is told first.
    void setRun(const RunRecord *run);

Q_SIGNALS:
    void edited(qint64 run, const QString &name, const QString &notes, const std::vector<std::string> &tags);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void tell();

    std::int64_t m_run = 0;
    bool m_filling = false;
    bool m_typed = false;
    QLineEdit *m_name;
    QLineEdit *m_tags;
    NotesField *m_notes;
    QLabel *m_facts;
    QTimer m_pause; ///< typing has stopped for a while
};

/// "student resnet20, epochs 12, lr 0.05": student, epochs and what differs from a default recipe.
[[nodiscard]] QString recipeSummary(const Recipe &recipe);
/// "a, b,, a" -> a, b; what stands in double quotes is one tag, commas included, and two quotes in it are one.
[[nodiscard]] std::vector<std::string> parseTags(const QString &text);
/// What parseTags() reads back.
[[nodiscard]] QString tagsText(const std::vector<std::string> &tags);

} // namespace retort
