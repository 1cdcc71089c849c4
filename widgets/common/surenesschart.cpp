#include "widgets/common/surenesschart.h"

#include "widgets/common/theme.h"

#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace retort {

namespace {

constexpr int titleHeight = Theme::space5;
constexpr int axisHeight = Theme::space5;

/// The title above, 0 and 1 below; gives the place between.
QRectF frame(QPainter &painter, const QRectF &place, const QString &title, const QString &axis, const Theme &theme)
{
    const QRectF plot = place.adjusted(0, titleHeight, 0, -axisHeight);
    painter.setPen(theme.text);
    painter.drawText(QRectF(place.left(), place.top(), place.width(), titleHeight), Qt::AlignLeft | Qt::AlignTop,
                     painter.fontMetrics().elidedText(title, Qt::ElideRight, static_cast<int>(place.width())));
    painter.setPen(theme.secondary);
    const QRectF below(place.left(), plot.bottom(), place.width(), axisHeight);
    painter.drawText(below, Qt::AlignLeft | Qt::AlignVCenter, QStringLiteral("0"));
    painter.drawText(below, Qt::AlignHCenter | Qt::AlignVCenter, axis);
    painter.drawText(below, Qt::AlignRight | Qt::AlignVCenter, QStringLiteral("1"));
    painter.setPen(theme.border);
    painter.drawLine(plot.bottomLeft(), plot.bottomRight());
    return plot;
}

} // namespace

SurenessChart::SurenessChart(QWidget *parent) : QWidget(parent)
{
    setAccessibleName(tr("Margins of the images, and calibration"));
    setMinimumHeight(6 * Theme::space5);
}

SurenessChart::Shares SurenessChart::shares(const LogitSummary &summary)
{
    Shares result{};
    double images = 0;
    for (std::size_t i = 0; i < summary.answers.size(); ++i) {
        if (summary.answers[i] < 0)
            continue; // excluded
        result[binOf(summary.margins[i], marginBins)] += 1;
        ++images;
    }
    for (double &share : result)
        share /= std::max(1.0, images);
    return result;
}

void SurenessChart::setPictures(std::shared_ptr<const LivePicture> picture,
                                std::shared_ptr<const LivePicture> baseline, bool withLabels)
{
    m_wrong = {};
    m_margins = picture ? shares(picture->score.training) : Shares{};
    m_before = baseline ? std::optional(shares(baseline->score.training)) : std::nullopt;
    m_calibration.reset();
    if (withLabels && picture && picture->measured)
        m_calibration = picture->measured->calibration;
    update();
}

void SurenessChart::setFigures(const std::array<MarginBin, marginBins> &margins,
                               const std::optional<Calibration> &calibration, Whose whose)
{
    double images = 0;
    for (const MarginBin &bin : margins)
        images += static_cast<double>(bin.same + bin.other);
    for (std::size_t i = 0; i < marginBins; ++i) {
        m_margins[i] = static_cast<double>(margins[i].same + margins[i].other) / std::max(1.0, images);
        m_wrong[i] = static_cast<double>(margins[i].other) / std::max(1.0, images);
    }
    m_before.reset();
    m_calibration = calibration;
    m_whose = whose;
    update();
}

SurenessChart::Places SurenessChart::places() const
{
    const QRectF place = QRectF(rect()).adjusted(Theme::space2, Theme::space3, -Theme::space2, -Theme::space1);
    if (!m_calibration)
        return {place, {}};
    const double half = (place.width() - Theme::space5) / 2;
    return {{place.left(), place.top(), half, place.height()},
            {place.right() - half, place.top(), half, place.height()}};
}

void SurenessChart::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Places at = places();
    paintMargins(painter, at.margins);
    if (m_calibration)
        paintCalibration(painter, at.calibration);
}

void SurenessChart::mouseReleaseEvent(QMouseEvent *event)
{
    const Places at = places();
    const auto bin = [&](const QRectF &place, std::size_t bins) {
        return static_cast<int>(
            binOf(static_cast<float>((event->position().x() - place.left()) / place.width()), bins));
    };
    if (at.margins.contains(event->position()))
        Q_EMIT marginChosen(bin(at.margins, marginBins));
    else if (m_calibration && at.calibration.contains(event->position()))
        Q_EMIT calibrationChosen(bin(at.calibration, calibrationBins));
}

void SurenessChart::paintMargins(QPainter &painter, const QRectF &place) const
{
    const Theme &theme = Theme::of(this);
    const QRectF plot =
        frame(painter, place,
              *std::max_element(m_wrong.begin(), m_wrong.end()) > 0 ? tr("Margins; red: another class")
                                                                    : tr("Images by margin"),
              tr("margin"), theme);
    double highest = *std::max_element(m_margins.begin(), m_margins.end());
    if (m_before)
        highest = std::max(highest, *std::max_element(m_before->begin(), m_before->end()));
    if (highest <= 0)
        return;
    const double width = plot.width() / static_cast<double>(marginBins);
    const auto top = [&](double share) { return plot.bottom() - plot.height() * share / highest; };
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.accent);
    QPainterPath before;
    for (std::size_t i = 0; i < marginBins; ++i) {
        const double left = plot.left() + width * static_cast<double>(i);
        painter.drawRect(QRectF(QPointF(left + 1, top(m_margins[i])), QPointF(left + width - 1, plot.bottom())));
        if (m_wrong[i] > 0) {
            painter.setBrush(theme.bad);
            painter.drawRect(QRectF(QPointF(left + 1, top(m_wrong[i])), QPointF(left + width - 1, plot.bottom())));
            painter.setBrush(theme.accent);
        }
        if (!m_before)
            continue;
        const QPointF begin(left, top((*m_before)[i]));
        i == 0 ? before.moveTo(begin) : before.lineTo(begin);
        before.lineTo(left + width, begin.y());
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.text, 1.5)); // as the baseline's tick in the table of classes
    painter.drawPath(before);
}

void SurenessChart::paintCalibration(QPainter &painter, const QRectF &place) const
{
    const Theme &theme = Theme::of(this);
    const QRectF plot =
        frame(painter, place, tr("Calibration, error %1").arg(QLocale().toString(m_calibration->error, 'f', 3)),
              tr("confidence"), theme);
    painter.setPen(QPen(theme.secondary, 1, Qt::DashLine));
    painter.drawLine(plot.bottomLeft(), plot.topRight());
    std::int64_t most = 1;
    for (const CalibrationBin &bin : m_calibration->bins)
        most = std::max(most, bin.count);
    // A bar a tenth of confidence, as high as its answers are right, the fainter the fewer images it has.
    const double width = plot.width() / static_cast<double>(calibrationBins);
    for (std::size_t i = 0; i < calibrationBins; ++i) {
        const CalibrationBin &bin = m_calibration->bins[i];
        if (bin.count == 0)
            continue;
        QColor fill = m_whose == Whose::Student ? theme.student : theme.teacher;
        fill.setAlphaF(
            static_cast<float>(0.25 + 0.75 * static_cast<double>(bin.count) / static_cast<double>(most)));
        const double left = plot.left() + width * static_cast<double>(i);
        painter.setPen(Qt::NoPen);
        painter.setBrush(fill);
        painter.drawRect(QRectF(QPointF(left + 1, plot.bottom() - plot.height() * bin.accuracy),
                                QPointF(left + width - 1, plot.bottom())));
    }
}

} // namespace retort
