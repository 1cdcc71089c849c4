#pragma once

#include "runs/curves.h"

#include <QWidget>

#include <set>

class QCheckBox;
class QComboBox;
class QHBoxLayout;
class QLabel;
class QMenu;
class QPushButton;
class QSlider;

namespace retort {

enum class CurveFormat { Png, Svg, Csv };

/// What is drawn of curves and how: a row of controls that remembers what was chosen.
class CurveTools : public QWidget
{
    Q_OBJECT

public:
    explicit CurveTools(QWidget *parent = nullptr);

    [[nodiscard]] const std::set<CurveMetric> &metrics() const { return m_metrics; }
    [[nodiscard]] CurveX x() const { return m_x; }
    [[nodiscard]] double smoothing() const; ///< weight of what was before, 0 .. 0.99
    [[nodiscard]] bool logarithmic() const;
    [[nodiscard]] bool folded() const;

    void setMetrics(const std::set<CurveMetric> &metrics);
    void setX(CurveX x);
    void setSmoothing(double weight);
    void setLogarithmic(bool logarithmic);
    void setFolded(bool folded);
    void setNote(const QString &text); ///< beside the controls
    void setCanSave(bool can);

Q_SIGNALS:
    void metricsChanged();
    void xChanged();
    void smoothingChanged();
    void logarithmicChanged();
    void foldedChanged();
    void saveRequested(retort::CurveFormat format);

private:
    void addMetrics(QHBoxLayout &row);
    void addX(QHBoxLayout &row);
    void addSmoothing(QHBoxLayout &row);
    void addSave(QHBoxLayout &row);
    void remember() const;

    std::set<CurveMetric> m_metrics;
    CurveX m_x = CurveX::Step;
    QMenu *m_metricsMenu = nullptr;
    QComboBox *m_xBox = nullptr;
    QSlider *m_smoothing = nullptr;
    QCheckBox *m_logarithmic = nullptr;
    QCheckBox *m_fold = nullptr;
    QLabel *m_note = nullptr;
    QPushButton *m_save = nullptr;
};

} // namespace retort
