#pragma once

#include "graph/graphscene.h"
#include "graph/samplequery.h"

#include <QWidget>

#include <string>
#include <vector>

class QAction;
class QDoubleSpinBox;
class QLabel;
class QMenu;
class QSpinBox;

namespace retort {

class FlowLayout;

/// What is shown of a graph: which samples and which edges.
struct GraphFilter
{
    std::vector<SampleCondition> conditions;
    int edgesPerSample = 1;
    double leastShare = 0;      ///< of an edge, 0 .. 1
    double leastDifference = 0; ///< of an edge in a difference, in deviations

    bool operator==(const GraphFilter &) const = default;
};

/// What the edges on show are measured in, if there are any: only then have their number and threshold a meaning.
enum class EdgesShown {
    None,       ///< a matrix of classes, small pictures of epochs
    Shares,     ///< of their image's softmax
    Differences ///< of student and teacher, in standard deviations
};

/// The filter as chips that can be edited and removed; each shows how many samples remain after it and those
/// before it. Says what is wanted and shows what it is told.
class FilterBar : public QWidget
{
    Q_OBJECT

public:
    explicit FilterBar(QWidget *parent = nullptr);

    /// Labels: whether the condition that needs them is offered.
    void setClasses(const std::vector<std::string> &classes);
    void setLabelled(bool labelled);
    void setEdgesShown(EdgesShown shown);
    void setFilter(const GraphFilter &filter);
    [[nodiscard]] const GraphFilter &filter() const { return m_filter; }
    void setCounts(const FilteredSamples &counts, std::int64_t edges);

Q_SIGNALS:
    /// Asked for; shown once setFilter() says so. `what` names the edit for the undo menu.
    void filterAsked(const retort::GraphFilter &filter, const QString &what);

private:
    void makeMenu(QMenu *menu);
    void add(SampleCondition condition);
    void rebuildChips();
    QWidget *makeChip(std::size_t place);
    void ask(const GraphFilter &filter, const QString &what);
    void showEdges();

    GraphFilter m_filter;
    std::vector<std::string> m_classes;
    EdgesShown m_shown = EdgesShown::Shares;
    FlowLayout *m_flow;
    QWidget *m_edgeFields;
    QSpinBox *m_edges;
    QDoubleSpinBox *m_threshold;
    QLabel *m_edgeCount;
    QAction *m_wrong;
    QLabel *m_total;
    std::vector<QWidget *> m_chips;
    std::vector<QLabel *> m_counts; ///< of the chips
};

} // namespace retort
