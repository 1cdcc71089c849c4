#pragma once

#include "widgets/graph/graphsubject.h"

#include <QWidget>

#include <vector>

class QLabel;
class QTableView;

namespace retort {

class Chart;
class EdgeTableModel;
class GraphHistory;
class ThumbnailCache;

/// One sample: its image, what either side answers, its edges in both graphs, and its way over the epochs.
class SampleFacts : public QWidget
{
    Q_OBJECT

public:
    explicit SampleFacts(QWidget *parent = nullptr);

    void show(const GraphSubject &subject, std::int32_t sample);
    void showHistory(const GraphHistory &history);
    [[nodiscard]] bool settled() const;

private:
    void showImage();
    [[nodiscard]] QString answerText(const ProxyGraph &graph) const;
    [[nodiscard]] QString numbersText() const;

    GraphSubject m_subject;
    std::int32_t m_sample = -1;
    std::int64_t m_image = -1;
    QLabel *m_picture;
    QLabel *m_name;
    QLabel *m_teacher;
    QLabel *m_student;
    QLabel *m_label;
    QLabel *m_numbers;
    EdgeTableModel *m_model;
    QTableView *m_table;
    Chart *m_chart;
    QLabel *m_answers;
    ThumbnailCache *m_thumbnails;
};

} // namespace retort
