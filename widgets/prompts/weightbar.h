#pragma once

#include <QAbstractSlider>

class QLineEdit;

namespace retort {

/// The weight of one template: a bar that is the control. Drag it, turn the wheel over it, use the arrow keys,
/// type a number (".3", "30 %"), press Delete to give it an equal share. A locked bar is hatched and stays.
class WeightBar : public QAbstractSlider
{
    Q_OBJECT

public:
    explicit WeightBar(QWidget *parent = nullptr);

    void setWeight(double weight); ///< 0 .. 1; emits nothing
    /// The weight that fills the bar: among eighty templates none would be seen beside 1. A drag may go past the
    /// end.
    void setFullWeight(double full);
    [[nodiscard]] double weight() const { return m_weight; }
    void setLocked(bool locked);
    [[nodiscard]] bool locked() const { return m_locked; }
    [[nodiscard]] bool dragging() const { return m_dragging; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// While a drag goes on.
    void weightMoved(double weight);
    /// A drag ended, a key, the wheel or a typed number asked for this.
    void weightChosen(double weight);
    void resetAsked();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void sliderChange(SliderChange change) override;

private:
    [[nodiscard]] double weightAt(double x) const;
    void type(const QString &start);

    double m_weight = 0;
    double m_full = 1;
    bool m_locked = false;
    bool m_dragging = false;
    bool m_setting = false; ///< the value follows the weight; nobody moved it
    int m_wheelRest = 0;    ///< eighths of a degree not turned into steps yet
    QLineEdit *m_editor = nullptr;
};

/// ".3", "0,3", "30 %" and "30%" as a share; negative when it is no number or out of range.
[[nodiscard]] double weightFromText(const QString &text);
/// "0.310" with three decimals as the locale writes it.
[[nodiscard]] QString weightText(double weight);

} // namespace retort
