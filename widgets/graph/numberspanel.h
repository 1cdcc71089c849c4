#pragma once

#include "widgets/graph/graphsubject.h"

#include <QWidget>

#include <vector>

class QLabel;
class QListWidget;
class QSortFilterProxyModel;
class QTableView;

namespace retort {

class Chart;
class ClassLikenessModel;
class GraphHistory;
struct ClassConfusion;

/// The numbers behind the picture: how alike both sides are, class by class and over the epochs, and each class's
/// worst relation in words.
class NumbersPanel : public QWidget
{
    Q_OBJECT

public:
    explicit NumbersPanel(QWidget *parent = nullptr);

    void show(const GraphSubject &subject);
    void showHistory(const GraphHistory &history);

    /// "The student confuses shirt with coat 2.1 times as much as its teacher (13.4 % against 6.4 %)."
    [[nodiscard]] static QString inWords(const ClassConfusion &confusion, const GraphSubject &subject);

Q_SIGNALS:
    /// Images that the teacher takes for `from` and in which the student sees `to`.
    void confusionChosen(int from, int to);
    /// The class whose numbers over the epochs are wanted.
    void historyAsked();

private:
    [[nodiscard]] int chosenClass() const;

    GraphSubject m_subject;
    std::vector<ClassConfusion> m_confusions;
    QLabel *m_summary;
    ClassLikenessModel *m_model;
    QSortFilterProxyModel *m_sorted;
    QTableView *m_table;
    Chart *m_chart;
    QListWidget *m_words;
};

} // namespace retort
