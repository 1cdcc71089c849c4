#pragma once

#include <QDoubleSpinBox>

namespace retort {

/// A number as a person writes it: 0.1 and 5e-4, no trailing zeros. The wheel changes it only when it has the
/// focus, so that scrolling a form changes nothing.
class NumberField : public QDoubleSpinBox
{
    Q_OBJECT

public:
    explicit NumberField(QWidget *parent = nullptr);

    [[nodiscard]] QString textFromValue(double value) const override;
    [[nodiscard]] double valueFromText(const QString &text) const override;
    [[nodiscard]] QValidator::State validate(QString &text, int &position) const override;

protected:
    void wheelEvent(QWheelEvent *event) override;
};

} // namespace retort
