#include "widgets/prompts/weightbar.h"

#include "widgets/common/theme.h"

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
constexpr int wheelNotch = 120; ///< eighths of a degree, as QWheelEvent counts

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

WeightBar::WeightBar(QWidget *parent) : QAbstractSlider(parent)
{
    setOrientation(Qt::Horizontal);
    setRange(0, steps);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setCursor(Qt::SizeHorCursor);
    setToolTip(tr("Drag, turn the wheel or type a number; Delete gives an equal share."));
}

QSize WeightBar::sizeHint() const
{
    return {5 * Theme::space5, Theme::space5};
}

QSize WeightBar::minimumSizeHint() const
{
    return {2 * Theme::space5, Theme::space5};
}

void WeightBar::setWeight(double weight)
{
    m_weight = std::clamp(weight, 0.0, 1.0);
    m_setting = true;
    setValue(static_cast<int>(std::lround(m_weight * steps)));
    m_setting = false;
    update();
}

void WeightBar::setFullWeight(double full)
{
    m_full = full;
    update();
}

void WeightBar::setLocked(bool locked)
{
    m_locked = locked;
    setCursor(locked ? Qt::ArrowCursor : Qt::SizeHorCursor);
    setAccessibleDescription(locked ? tr("locked") : QString());
    update();
}

void WeightBar::sliderChange(SliderChange change)
{
    // An assistive tool set the value.
    if (change == SliderValueChange && !m_setting && !m_locked)
        Q_EMIT weightChosen(static_cast<double>(value()) / steps);
    QAbstractSlider::sliderChange(change);
}

void WeightBar::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::of(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF track = QRectF(rect()).adjusted(1, Theme::space1, -1, -Theme::space1);
    QPainterPath shape;
    shape.addRoundedRect(track, Theme::space1, Theme::space1);
    painter.fillPath(shape, mixed(theme.surface, theme.text, 0.08));
    painter.setClipPath(shape);
    const QRectF filled(track.left(), track.top(), track.width() * std::min(1.0, m_weight / m_full),
                        track.height());
    if (m_locked) {
        painter.fillRect(filled, mixed(theme.surface, theme.accent, 0.35));
        painter.fillRect(filled, QBrush(theme.accent, Qt::BDiagPattern));
    } else {
        painter.fillRect(filled, isEnabled() ? theme.accent : theme.disabled);
    }
    painter.setClipping(false);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(hasFocus() ? theme.text : theme.border, hasFocus() ? 2 : 1));
    painter.drawPath(shape);
}

double WeightBar::weightAt(double x) const
{
    return std::clamp(m_full * (x - 1) / std::max(1, width() - 2), 0.0, 1.0);
}

void WeightBar::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || m_locked)
        return;
    m_dragging = true;
    Q_EMIT weightMoved(weightAt(event->position().x()));
}

void WeightBar::mouseMoveEvent(QMouseEvent *event)
{
    if (m_dragging)
        Q_EMIT weightMoved(weightAt(event->position().x()));
}

void WeightBar::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && std::exchange(m_dragging, false))
        Q_EMIT weightChosen(weightAt(event->position().x()));
}

void WeightBar::wheelEvent(QWheelEvent *event)
{
    // Only a bar that was asked for: a list must scroll under the mouse.
    if (m_locked || !hasFocus()) {
        event->ignore();
        return;
    }
    m_wheelRest += event->angleDelta().y();
    const int notches = m_wheelRest / wheelNotch;
    m_wheelRest -= notches * wheelNotch;
    if (notches != 0)
        Q_EMIT weightChosen(std::clamp(m_weight + notches * smallStep, 0.0, 1.0));
    event->accept();
}

void WeightBar::keyPressEvent(QKeyEvent *event)
{
    if (m_locked) {
        event->ignore();
        return;
    }
    const auto move = [this](double by) { Q_EMIT weightChosen(std::clamp(m_weight + by, 0.0, 1.0)); };
    switch (event->key()) {
    case Qt::Key_Left:
        move(-smallStep);
        return;
    case Qt::Key_Right:
        move(smallStep);
        return;
    case Qt::Key_PageDown:
        move(-largeStep);
        return;
    case Qt::Key_PageUp:
        move(largeStep);
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
