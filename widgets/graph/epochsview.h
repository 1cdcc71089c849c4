#pragma once

#include "widgets/common/jobrunner.h"
#include "widgets/graph/graphhistory.h"

#include <QImage>
#include <QWidget>

#include <memory>
#include <vector>

namespace retort {

/// The student's graph at up to a dozen epochs, small, side by side in the same places: what came when is seen at
/// once. A click goes to an epoch.
class EpochsView : public QWidget
{
    Q_OBJECT

public:
    explicit EpochsView(QWidget *parent = nullptr);

    void show(const GraphHistory &history, std::shared_ptr<const GraphLayout> layout,
              const std::vector<bool> &passes, std::int64_t current);
    [[nodiscard]] bool settled() const { return !m_painting && !m_dirty; }
    [[nodiscard]] std::vector<std::int64_t> epochs() const;

    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void epochChosen(qint64 epoch);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    [[nodiscard]] QRect cell(std::size_t place) const;
    void paintPictures();
    void step(int by);

    std::vector<std::shared_ptr<const EpochTrace>> m_traces;
    std::shared_ptr<const GraphLayout> m_layout;
    std::vector<bool> m_passes;
    std::int64_t m_current = 0;
    std::vector<QImage> m_pictures;
    bool m_painting = false;
    bool m_dirty = false;
    JobRunner m_runner; // last: its jobs end before the rest goes
};

} // namespace retort
