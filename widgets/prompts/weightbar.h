#pragma once

#include <QAbstractSlider>

#include <vector>

class QLineEdit;
class QPainter;

namespace retort {

struct Theme;

/// What a weight looks like.
struct WeightLook
{
    double weight = 0; ///< 0 .. 1
    double full = 1;   ///< the weight that fills the bar: among eighty templates none would be seen beside 1
    bool locked = false;
    bool muted = false;
    bool enabled = true;
    bool focused = false;
    bool spread = false; ///< the strip is how the weights of the images are spread; the weight is their mean
    /// How something would change along the bar, 0 .. 1 from its left end to its right; empty: not known.
    std::vector<float> strip{};
};
/// A bar with its number on the right.
void paintWeight(QPainter &painter, const QRect &place, const WeightLook &look, const Theme &theme);

/// The weight of one template: a bar that is the control. Drag it, turn the wheel over it, use the arrow keys
/// (finer with Shift), type a number (".3", "30 %"), press Delete to give it an equal share, double-click to mute
/// it. A locked bar is hatched and stays.
class WeightBar : public QAbstractSlider
{
    Q_OBJECT

public:
    explicit WeightBar(QWidget *parent = nullptr);

    void setLook(const WeightLook &look); ///< emits nothing
    [[nodiscard]] double weight() const { return m_look.weight; }
    [[nodiscard]] const WeightLook &look() const { return m_look; }
    [[nodiscard]] bool dragging() const { return m_dragging; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void dragBegun();
    /// While a drag goes on. May go past the end of the bar, up to 1.
    void weightMoved(double weight);
    void dragEnded();
    /// A key, the wheel or a typed number asked for this.
    void weightChosen(double weight);
    void resetAsked();
    void muteAsked();

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void sliderChange(SliderChange change) override;

private:
    [[nodiscard]] double weightAt(double x) const;
    void type(const QString &start);

    WeightLook m_look;
    bool m_pressed = false;
    bool m_dragging = false;
    double m_pressedAt = 0; ///< x of the press, then of the last move
    double m_dragged = 0;   ///< where the drag has the weight
    bool m_setting = false; ///< the value follows the weight; nobody moved it
    int m_wheelRest = 0;    ///< eighths of a degree not turned into steps yet
    QLineEdit *m_editor = nullptr;
};

/// ".3", "0,3", "30 %" and "30%" as a share; negative when it is no number or out of range.
[[nodiscard]] double weightFromText(const QString &text);
/// "0.310" with three decimals as the locale writes it.
[[nodiscard]] QString weightText(double weight);

} // namespace retort
