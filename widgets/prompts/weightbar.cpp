#include "widgets/prompts/weightbar.h"

#include "widgets/common/theme.h"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <utility>

namespace retort {

namespace {

constexpr int steps = 1000; ///< of the slider, for accessibility: a tenth of a percent
constexpr double smallStep = 0.01;
constexpr double largeStep = 0.1;
constexpr double finer = 0.1;   ///< of a step or a drag with Shift
constexpr int wheelNotch = 120; ///< eighths of a degree, as QWheelEvent counts
constexpr double dragStart = 3; ///< pixels: less is a click

int numberWidth(const QFontMetrics &metrics)
{
    return metrics.horizontalAdvance(weightText(0.888)) + Theme::space2;
}

QRectF trackOf(const QRect &place, const QFontMetrics &metrics)
{
    return QRectF(place).adjusted(1, Theme::space1, -numberWidth(metrics), -Theme::space1);
}

void paintStrip(QPainter &painter, const QRectF &track, const std::vector<float> &strip, const QColor &colour)
{
    const double step = track.width() / static_cast<double>(strip.size() - 1);
    QPainterPath area(track.bottomLeft());
    for (std::size_t i = 0; i < strip.size(); ++i)
        area.lineTo(track.left() + step * static_cast<double>(i),
                    track.bottom() - track.height() * std::clamp(static_cast<double>(strip[i]), 0.0, 1.0));
    area.lineTo(track.bottomRight());
    area.closeSubpath();
    painter.fillPath(area, colour);
}

} // namespace

double weightFromText(const QString &text)
{
    QString number = text.simplified();
    const bool percent = number.endsWith(QLatin1Char('%'));
    if (percent)
        number.chop(1);
    number = number.trimmed();
    number.replace(QLatin1Char(','), QLatin1Char('.'));
    bool good = false;
    const double value = QLocale::c().toDouble(number, &good) / (percent ? 100 : 1);
    return good && value >= 0 && value <= 1 ? value : -1;
}

QString weightText(double weight)
{
    return QLocale().toString(weight, 'f', 3);
}

void paintWeight(QPainter &painter, const QRect &place, const WeightLook &look, const Theme &theme)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF track = trackOf(place, painter.fontMetrics());
    QPainterPath shape;
    shape.addRoundedRect(track, Theme::space1, Theme::space1);
    painter.fillPath(shape, mixed(theme.surface, theme.text, 0.08));
    painter.setClipPath(shape, Qt::IntersectClip);
    if (look.strip.size() > 1)
        paintStrip(painter, track, look.strip,
                   look.spread ? theme.accent : mixed(theme.surface, theme.text, 0.25));
    const QRectF filled(track.left(), track.top(), track.width() * std::min(1.0, look.weight / look.full),
                        track.height());
    // See-through, so that the strip is seen along the whole bar.
    QColor fill = look.enabled ? theme.accent : theme.disabled;
    fill.setAlphaF(look.locked ? 0.35F : look.strip.empty() ? 1.0F : 0.75F);
    if (look.spread) {
        painter.setPen(QPen(theme.text, 2)); // the mean
        painter.drawLine(filled.topRight(), filled.bottomRight());
    } else {
        painter.fillRect(filled, fill);
    }
    if (look.locked)
        painter.fillRect(filled, QBrush(theme.accent, Qt::BDiagPattern));
    painter.setClipping(false);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(look.focused ? theme.text : theme.border, look.focused ? 2 : 1));
    painter.drawPath(shape);
    painter.setPen(look.muted || !look.enabled ? theme.disabled : theme.text);
    painter.drawText(place, Qt::AlignRight | Qt::AlignVCenter,
                     look.muted ? QCoreApplication::translate("retort::WeightBar", "muted")
                                : weightText(look.weight));
    painter.restore();
}

WeightBar::WeightBar(QWidget *parent) : QAbstractSlider(parent)
{
    setOrientation(Qt::Horizontal);
    setRange(0, steps);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setToolTip(tr("Drag, turn the wheel or type a number; finer with Shift. Delete gives an equal share, a double "
                  "click mutes."));
}

QSize WeightBar::sizeHint() const
{
    return {5 * Theme::space5 + numberWidth(fontMetrics()), Theme::space5};
}

QSize WeightBar::minimumSizeHint() const
{
    return {2 * Theme::space5 + numberWidth(fontMetrics()), Theme::space5};
}

void WeightBar::setLook(const WeightLook &look)
{
    m_look = look;
    m_look.weight = std::clamp(look.weight, 0.0, 1.0);
    m_setting = true;
    setValue(static_cast<int>(std::lround(m_look.weight * steps)));
    m_setting = false;
    setCursor(look.locked ? Qt::ArrowCursor : Qt::SizeHorCursor);
    setAccessibleDescription(look.locked ? tr("locked") : look.muted ? tr("muted") : QString());
    update();
}

void WeightBar::sliderChange(SliderChange change)
{
    // An assistive tool set the value.
    if (change == SliderValueChange && !m_setting && !m_look.locked)
        Q_EMIT weightChosen(static_cast<double>(value()) / steps);
    QAbstractSlider::sliderChange(change);
}

bool WeightBar::event(QEvent *event)
{
    // Its own keys are not for the actions of the list around it.
    if (event->type() == QEvent::ShortcutOverride && !m_look.locked) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        const bool plain = !(static_cast<QKeyEvent *>(event)->modifiers() & ~Qt::ShiftModifier);
        if (plain && (key == Qt::Key_Delete || key == Qt::Key_Backspace || key == Qt::Key_Left ||
                      key == Qt::Key_Right || key == Qt::Key_Home || key == Qt::Key_End)) {
            event->accept();
            return true;
        }
    }
    return QAbstractSlider::event(event);
}

void WeightBar::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::of(this);
    QPainter painter(this);
    painter.fillRect(rect(), theme.surface);
    WeightLook look = m_look;
    look.enabled = isEnabled();
    look.focused = hasFocus();
    paintWeight(painter, rect(), look, theme);
}

double WeightBar::weightAt(double x) const
{
    const QRectF track = trackOf(rect(), fontMetrics());
    return std::clamp(m_look.full * (x - track.left()) / std::max(1.0, track.width()), 0.0, 1.0);
}

void WeightBar::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || m_look.locked)
        return;
    setFocus(Qt::MouseFocusReason);
    m_pressed = true;
    m_pressedAt = event->position().x();
    m_dragged = m_look.weight;
}

void WeightBar::mouseMoveEvent(QMouseEvent *event)
{
    const double x = event->position().x();
    if (!m_pressed || (!m_dragging && std::abs(x - m_pressedAt) < dragStart))
        return;
    if (!std::exchange(m_dragging, true))
        Q_EMIT dragBegun();
    if (event->modifiers() & Qt::ShiftModifier)
        m_dragged = std::clamp(m_dragged + finer * (weightAt(x) - weightAt(m_pressedAt)), 0.0, 1.0);
    else
        m_dragged = weightAt(x);
    m_pressedAt = x;
    Q_EMIT weightMoved(m_dragged);
}

void WeightBar::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_pressed = false;
    if (std::exchange(m_dragging, false))
        Q_EMIT dragEnded();
}

void WeightBar::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        Q_EMIT muteAsked();
}

void WeightBar::wheelEvent(QWheelEvent *event)
{
    // Only a bar that was asked for: a list must scroll under the mouse.
    if (m_look.locked || !hasFocus()) {
        event->ignore();
        return;
    }
    const QPoint turned = event->angleDelta(); // some platforms turn a wheel with Shift sideways
    m_wheelRest += turned.y() != 0 ? turned.y() : turned.x();
    const int notches = m_wheelRest / wheelNotch;
    m_wheelRest -= notches * wheelNotch;
    const double step = smallStep * (event->modifiers() & Qt::ShiftModifier ? finer : 1);
    if (notches != 0)
        Q_EMIT weightChosen(std::clamp(m_look.weight + notches * step, 0.0, 1.0));
    event->accept();
}

void WeightBar::keyPressEvent(QKeyEvent *event)
{
    if (m_look.locked) {
        event->ignore();
        return;
    }
    const double fine = event->modifiers() & Qt::ShiftModifier ? finer : 1;
    const auto move = [this](double by) { Q_EMIT weightChosen(std::clamp(m_look.weight + by, 0.0, 1.0)); };
    switch (event->key()) {
    case Qt::Key_Left:
        move(-smallStep * fine);
        return;
    case Qt::Key_Right:
        move(smallStep * fine);
        return;
    case Qt::Key_PageDown:
        move(-largeStep * fine);
        return;
    case Qt::Key_PageUp:
        move(largeStep * fine);
        return;
    case Qt::Key_Home:
        move(-1);
        return;
    case Qt::Key_End:
        move(1);
        return;
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
        Q_EMIT resetAsked();
        return;
    default:
        break;
    }
    const QString typed = event->text();
    if (!typed.isEmpty() && (typed[0].isDigit() || typed[0] == QLatin1Char('.') || typed[0] == QLatin1Char(',')))
        type(typed);
    else
        event->ignore();
}

void WeightBar::type(const QString &start)
{
    if (m_editor)
        return;
    m_editor = new QLineEdit(start, this);
    m_editor->setAccessibleName(accessibleName());
    m_editor->setGeometry(rect());
    m_editor->setAlignment(Qt::AlignRight);
    m_editor->setProperty("role", QStringLiteral("inline"));
    m_editor->show();
    m_editor->setFocus();
    connect(m_editor, &QLineEdit::editingFinished, this, [this] {
        if (!m_editor)
            return;
        QLineEdit *editor = std::exchange(m_editor, nullptr);
        const double weight = weightFromText(editor->text());
        editor->deleteLater();
        setFocus();
        if (weight >= 0)
            Q_EMIT weightChosen(weight);
    });
}

} // namespace retort
