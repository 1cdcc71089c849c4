#pragma once

#include "widgets/common/livescore.h"

#include <QWidget>

#include <array>
#include <memory>
#include <optional>

namespace retort {

/// How many images have which margin, against the baseline; and, where labels may be seen, how far confidence can
/// be taken at its word (a reliability diagram).
class SurenessChart : public QWidget
{
    Q_OBJECT

public:
    static constexpr std::size_t marginBins = 20;
    using Shares = std::array<double, marginBins>; ///< of the images, by margin from 0 to 1; sum 1

    explicit SurenessChart(QWidget *parent = nullptr);

    void setPictures(std::shared_ptr<const LivePicture> picture, std::shared_ptr<const LivePicture> baseline,
                     bool withLabels);
    [[nodiscard]] static Shares shares(const LogitSummary &summary);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void paintMargins(QPainter &painter, const QRectF &place) const;
    void paintCalibration(QPainter &painter, const QRectF &place) const;

    Shares m_margins{};
    std::optional<Shares> m_before;
    std::optional<Calibration> m_calibration;
};

} // namespace retort
