#pragma once

#include "widgets/graph/graphsubject.h"

#include <QWidget>

#include <vector>

class QLabel;
class QPushButton;
class QStackedWidget;
class QToolButton;

namespace retort {

class ElidedLabel;
class GraphHistory;
class ImageGrid;
class ImageListModel;
class PageStack;
class SampleFacts;

/// What is selected: one sample with all that is known of it, or many as a wall of images.
class SelectionPanel : public QWidget
{
    Q_OBJECT

public:
    explicit SelectionPanel(QWidget *parent = nullptr);

    /// `why` says in a few words how several samples came to be selected ("like sample 7"); may be empty.
    void show(const GraphSubject &subject, const std::vector<std::int32_t> &samples, const QString &why);
    void showHistory(const GraphHistory &history);
    [[nodiscard]] bool settled() const;

Q_SIGNALS:
    void sampleChosen(int sample);
    /// Samples with relations like this one's.
    void similarAsked(int sample);
    /// A filter that shows only what is selected.
    void onlyTheseAsked();
    /// What is selected, as images: on the Data page, to be labelled, or out of training.
    void dataAsked();
    void auditAsked();
    void excludeAsked();

private:
    void showMany(const GraphSubject &subject, const std::vector<std::int32_t> &samples, const QString &why);

    std::vector<std::int32_t> m_samples;
    PageStack *m_states;
    QStackedWidget *m_pages;
    SampleFacts *m_facts;
    QLabel *m_title;
    QLabel *m_summary;
    ImageListModel *m_images;
    ImageGrid *m_grid;
    QPushButton *m_similar;
    QPushButton *m_only;
    QPushButton *m_data;
    QPushButton *m_audit;
    QPushButton *m_exclude;
};

} // namespace retort
