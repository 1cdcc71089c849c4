#include "numberfield.h"

#include <QLocale>
#include <QWheelEvent>

namespace retort {

NumberField::NumberField(QWidget *parent) : QDoubleSpinBox(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setDecimals(12);
    setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    setAlignment(Qt::AlignRight);
    setKeyboardTracking(false);
}

QString NumberField::textFromValue(double value) const
{
    // Digits of a recipe are C's, in every locale: they are what stands in its JSON.
    return QLocale::c().toString(value, 'g', QLocale::FloatingPointShortest);
}

double NumberField::valueFromText(const QString &text) const
{
    return QLocale::c().toDouble(text);
}

QValidator::State NumberField::validate(QString &text, int &position) const
{
    Q_UNUSED(position)
    bool isNumber = false;
    const double value = QLocale::c().toDouble(text, &isNumber);
    if (isNumber)
        return value >= minimum() && value <= maximum() ? QValidator::Acceptable : QValidator::Intermediate;
    for (const QChar letter : text)
        if (!letter.isDigit() && !QStringLiteral("+-.eE").contains(letter))
            return QValidator::Invalid;
    return QValidator::Intermediate;
}

void NumberField::wheelEvent(QWheelEvent *event)
{
    if (hasFocus())
        QDoubleSpinBox::wheelEvent(event);
    else
        event->ignore();
}

} // namespace retort
