#pragma once

#include "measure/answerpair.h"
#include "widgets/common/livescore.h"

#include <QWidget>

#include <array>
#include <memory>
#include <optional>

namespace retort {

/// How many images have which margin, against others' as a line; and, where labels may be seen, how far confidence
/// can be taken at its word (a reliability diagram). Bars can be clicked where somebody listens.
class SurenessChart : public QWidget
{
    Q_OBJECT

public:
    using Shares = std::array<double, marginBins>; ///< of the images, by margin from 0 to 1; sum 1
    enum class Whose { Teacher, Student };

    explicit SurenessChart(QWidget *parent = nullptr);

    void setPictures(std::shared_ptr<const LivePicture> picture, std::shared_ptr<const LivePicture> baseline,
                     bool withLabels);
    /// The part of each bar that is other than the reference is drawn in the colour of what is bad.
    void setFigures(const std::array<MarginBin, marginBins> &margins,
                    const std::optional<Calibration> &calibration, Whose whose);
    [[nodiscard]] static Shares shares(const LogitSummary &summary);

Q_SIGNALS:
    void marginChosen(int bin);      ///< of marginBins
    void calibrationChosen(int bin); ///< of calibrationBins

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    struct Places
    {
        QRectF margins;
        QRectF calibration; ///< empty where there is none
    };
    [[nodiscard]] Places places() const;
    void paintMargins(QPainter &painter, const QRectF &place) const;
    void paintCalibration(QPainter &painter, const QRectF &place) const;

    Shares m_margins{};
    Shares m_wrong{};
    std::optional<Shares> m_before;
    std::optional<Calibration> m_calibration;
    Whose m_whose = Whose::Teacher;
};

} // namespace retort
