#pragma once

#include "widgets/common/parts.h"
#include "widgets/data/datasetfacts.h"

class QFormLayout;
class QTableView;

namespace retort {

class UnreadableModel;

/// Counts, sizes, duplicates, what is held out, labels marked "for measuring only", and unreadable images with
/// reasons.
class FactsPanel : public Card
{
    Q_OBJECT

public:
    explicit FactsPanel(QWidget *parent = nullptr);

    void setFacts(const DatasetFacts &facts, const DatasetRecord &record);
    /// While the data set is being opened, or cannot be.
    void clear();

private:
    void addRow(const QString &name, const QString &value, const QString &explanation = {},
                const QString &iconName = {});

    QWidget *m_rows;
    QFormLayout *m_form;
    UnreadableModel *m_unreadable;
    QTableView *m_table;
};

} // namespace retort
