#pragma once

#include "measure/sampleestimates.h"
#include "prompts/classlist.h"

#include <QWidget>

#include <optional>
#include <vector>

class QLabel;
class QPushButton;
class QTableView;

namespace retort {

class ClassFiguresModel;

/// What the answers of one half say of the teacher.
struct AuditFigures
{
    ClassList classes;
    SampleFigures figures;
    std::vector<ConfusionCell> confusion;
};

/// Accuracy, what is none of the classes, recall and precision of each class. The tuning half is shown; the report
/// half when it is asked for.
class AuditResults : public QWidget
{
    Q_OBJECT

public:
    explicit AuditResults(QWidget *parent = nullptr);

    void setTuning(const AuditFigures &figures);
    /// Nothing hides it. `looks`: how often the report half has been looked at.
    void setReport(const std::optional<AuditFigures> &figures, std::int64_t looks);

Q_SIGNALS:
    void reportAsked();

private:
    struct Figure
    {
        QWidget *box = nullptr;
        QLabel *value = nullptr;
        QLabel *detail = nullptr;
    };
    Figure makeFigure(const QString &name, const QString &explanation);
    void showShare(const Figure &figure, const Proportion &share);

    Figure m_accuracy;
    Figure m_balanced;
    Figure m_none;
    Figure m_report;
    QPushButton *m_show;
    QLabel *m_covered;
    ClassFiguresModel *m_model;
    QTableView *m_table;
};

} // namespace retort
