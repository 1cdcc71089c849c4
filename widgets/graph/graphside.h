#pragma once

#include "widgets/graph/graphsubject.h"

#include <QWidget>

#include <vector>

class QTabWidget;

namespace retort {

class GraphHistory;
class NumbersPanel;
class SelectionPanel;
class WorstPanel;

/// What stands beside the graphs: the selection, the worst disagreements, the numbers. What is not on top is
/// filled when it comes there.
class GraphSide : public QWidget
{
    Q_OBJECT

public:
    explicit GraphSide(GraphHistory &history, QWidget *parent = nullptr);

    void setSubject(const GraphSubject &subject, const std::vector<bool> &passes);
    void setSelection(const std::vector<std::int32_t> &samples, const QString &why);
    void showHistory();
    void showSelection(); ///< brings it on top
    [[nodiscard]] bool settled() const;

Q_SIGNALS:
    void sampleChosen(int sample);
    void similarAsked(int sample);
    void onlyTheseAsked();
    void dataAsked();
    void auditAsked();
    void excludeAsked();
    void confusionChosen(int from, int to);

private:
    void fill();

    GraphHistory &m_history;
    GraphSubject m_subject;
    std::vector<bool> m_passes;
    bool m_worstStale = true;
    bool m_numbersStale = true;
    QTabWidget *m_tabs;
    SelectionPanel *m_selection;
    WorstPanel *m_worst;
    NumbersPanel *m_numbers;
};

} // namespace retort
