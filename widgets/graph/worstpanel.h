#pragma once

#include "widgets/graph/graphsubject.h"

#include <QWidget>

#include <vector>

class QLabel;

namespace retort {

class ImageGrid;
class ImageListModel;
class PageStack;

/// The samples on which the student is farthest from its teacher, the farthest first, with their pictures.
class WorstPanel : public QWidget
{
    Q_OBJECT

public:
    explicit WorstPanel(QWidget *parent = nullptr);

    /// `passes`: of these samples, see filtered().
    void show(const GraphSubject &subject, const std::vector<bool> &passes);
    [[nodiscard]] bool settled() const;
    [[nodiscard]] const std::vector<std::int32_t> &samples() const { return m_samples; }

Q_SIGNALS:
    void sampleChosen(int sample);

private:
    std::vector<std::int32_t> m_samples;
    PageStack *m_states;
    QLabel *m_title;
    ImageListModel *m_images;
    ImageGrid *m_grid;
};

} // namespace retort
