#pragma once

#include "store/records.h"

#include <QWidget>

#include <cstdint>
#include <vector>

class QLabel;
class QSlider;
class QTimer;
class QToolButton;

namespace retort {

/// Chooses an epoch of a run and plays them; while it stands at the end, it goes along with a run that trains.
class EpochBar : public QWidget
{
    Q_OBJECT

public:
    explicit EpochBar(QWidget *parent = nullptr);

    /// Ascending. Keeps the epoch that is shown, or the end if it was there.
    void setEpochs(const std::vector<EpochRecord> &epochs, std::int64_t bestEpoch);
    [[nodiscard]] std::int64_t epoch() const; ///< 0: none
    /// As if it had been chosen on the slider; one that is not there is not.
    void setEpoch(qint64 epoch);
    [[nodiscard]] bool playing() const;

Q_SIGNALS:
    void epochChosen(qint64 epoch);

private:
    void showText();
    void play(bool on);

    std::vector<EpochRecord> m_epochs;
    std::int64_t m_best = 0;
    QToolButton *m_play;
    QSlider *m_slider;
    QToolButton *m_toBest;
    QLabel *m_text;
    QLabel *m_summary;
    QTimer *m_timer;
};

} // namespace retort
