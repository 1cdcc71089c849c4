#include "curvetools.h"

#include "curvetexts.h"
#include "widgets/common/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QSlider>

#include <algorithm>
#include <cmath>

namespace retort {

namespace {

constexpr double smoothingSteps = 100;

std::set<CurveMetric> rememberedMetrics()
{
    std::set<CurveMetric> metrics;
    const QStringList names = QSettings().value(QStringLiteral("runs/metrics")).toStringList();
    for (const CurveMetric metric : curveMetrics())
        if (names.contains(QString::fromStdString(curveMetricName(metric))))
            metrics.insert(metric);
    if (metrics.empty())
        metrics = {CurveMetric::Agreement, CurveMetric::Accuracy, CurveMetric::Loss};
    return metrics;
}

} // namespace

CurveTools::CurveTools(QWidget *parent) : QWidget(parent), m_metrics(rememberedMetrics())
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Theme::space2);
    addMetrics(*row);
    addX(*row);
    addSmoothing(*row);
    m_logarithmic = new QCheckBox(tr("Log"));
    m_logarithmic->setToolTip(tr("Logarithmic vertical axis"));
    row->addWidget(m_logarithmic);
    m_fold = new QCheckBox(tr("Fold seeds"));
    m_fold->setToolTip(
        tr("Runs that differ in their seed alone: their mean, and a band from smallest to largest"));
    row->addWidget(m_fold);
    m_note = new QLabel;
    row->addWidget(m_note);
    row->addStretch();
    addSave(*row);

    const QSettings settings;
    m_x = static_cast<CurveX>(std::clamp(settings.value(QStringLiteral("runs/x"), 0).toInt(), 0, 3));
    m_xBox->setCurrentIndex(m_xBox->findData(static_cast<int>(m_x)));
    m_smoothing->setValue(settings.value(QStringLiteral("runs/smoothing"), 0).toInt());
    m_logarithmic->setChecked(settings.value(QStringLiteral("runs/logarithmic"), false).toBool());
    m_fold->setChecked(settings.value(QStringLiteral("runs/fold"), false).toBool());
    const auto changed = [this](void (CurveTools::*signal)()) {
        return [this, signal] {
            remember();
            Q_EMIT(this->*signal)();
        };
    };
    connect(m_smoothing, &QSlider::valueChanged, this, changed(&CurveTools::smoothingChanged));
    connect(m_logarithmic, &QCheckBox::toggled, this, changed(&CurveTools::logarithmicChanged));
    connect(m_fold, &QCheckBox::toggled, this, changed(&CurveTools::foldedChanged));
}

void CurveTools::addMetrics(QHBoxLayout &row)
{
    auto *button = new QPushButton(tr("Metrics"));
    m_metricsMenu = new QMenu(button);
    button->setMenu(m_metricsMenu);
    for (const CurveMetric metric : curveMetrics()) {
        QAction *action = m_metricsMenu->addAction(metricText(metric));
        action->setCheckable(true);
        action->setChecked(m_metrics.contains(metric));
        connect(action, &QAction::toggled, this, [this, metric](bool on) {
            std::set<CurveMetric> metrics = m_metrics;
            if (on)
                metrics.insert(metric);
            else
                metrics.erase(metric);
            setMetrics(metrics);
        });
    }
    row.addWidget(button);
}

void CurveTools::addX(QHBoxLayout &row)
{
    m_xBox = new QComboBox;
    m_xBox->setAccessibleName(tr("Horizontal axis"));
    m_xBox->addItem(tr("by step"), static_cast<int>(CurveX::Step));
    m_xBox->addItem(tr("by epoch"), static_cast<int>(CurveX::Epoch));
    m_xBox->addItem(tr("by training time"), static_cast<int>(CurveX::Seconds));
    m_xBox->addItem(tr("by date and time"), static_cast<int>(CurveX::Wall));
    connect(m_xBox, &QComboBox::activated, this,
            [this] { setX(static_cast<CurveX>(m_xBox->currentData().toInt())); });
    row.addWidget(m_xBox);
}

void CurveTools::addSmoothing(QHBoxLayout &row)
{
    auto *label = new QLabel(tr("Smooth"));
    m_smoothing = new QSlider(Qt::Horizontal);
    m_smoothing->setRange(0, static_cast<int>(smoothingSteps) - 1);
    m_smoothing->setFixedWidth(90);
    m_smoothing->setAccessibleName(tr("Smoothing"));
    m_smoothing->setToolTip(tr("Moving average; the values as they are stay faint behind it."));
    label->setBuddy(m_smoothing);
    row.addSpacing(Theme::space1);
    row.addWidget(label);
    row.addWidget(m_smoothing);
}

void CurveTools::addSave(QHBoxLayout &row)
{
    m_save = new QPushButton(tr("Save"));
    auto *menu = new QMenu(m_save);
    menu->addAction(tr("Picture as PNG…"), this, [this] { Q_EMIT saveRequested(CurveFormat::Png); });
    menu->addAction(tr("Picture as SVG…"), this, [this] { Q_EMIT saveRequested(CurveFormat::Svg); });
    menu->addAction(tr("Values as CSV…"), this, [this] { Q_EMIT saveRequested(CurveFormat::Csv); });
    m_save->setMenu(menu);
    m_save->setAccessibleName(tr("Save curves"));
    row.addWidget(m_save);
}

double CurveTools::smoothing() const
{
    return m_smoothing->value() / smoothingSteps;
}

bool CurveTools::logarithmic() const
{
    return m_logarithmic->isChecked();
}

bool CurveTools::folded() const
{
    return m_fold->isChecked();
}

void CurveTools::setMetrics(const std::set<CurveMetric> &metrics)
{
    if (metrics == m_metrics)
        return;
    m_metrics = metrics;
    const QList<QAction *> actions = m_metricsMenu->actions();
    for (std::size_t i = 0; i < curveMetrics().size(); ++i)
        actions[static_cast<qsizetype>(i)]->setChecked(m_metrics.contains(curveMetrics()[i]));
    remember();
    Q_EMIT metricsChanged();
}

void CurveTools::setX(CurveX x)
{
    if (x == m_x)
        return;
    m_x = x;
    m_xBox->setCurrentIndex(m_xBox->findData(static_cast<int>(x)));
    remember();
    Q_EMIT xChanged();
}

void CurveTools::setSmoothing(double weight)
{
    m_smoothing->setValue(static_cast<int>(std::lround(weight * smoothingSteps)));
}

void CurveTools::setLogarithmic(bool logarithmic)
{
    m_logarithmic->setChecked(logarithmic);
}

void CurveTools::setFolded(bool folded)
{
    m_fold->setChecked(folded);
}

void CurveTools::setNote(const QString &text)
{
    m_note->setText(text);
}

void CurveTools::setCanSave(bool can)
{
    m_save->setEnabled(can);
}

void CurveTools::remember() const
{
    QSettings settings;
    QStringList names;
    for (const CurveMetric metric : m_metrics)
        names.append(QString::fromStdString(curveMetricName(metric)));
    settings.setValue(QStringLiteral("runs/metrics"), names);
    settings.setValue(QStringLiteral("runs/x"), static_cast<int>(m_x));
    settings.setValue(QStringLiteral("runs/smoothing"), m_smoothing->value());
    settings.setValue(QStringLiteral("runs/logarithmic"), m_logarithmic->isChecked());
    settings.setValue(QStringLiteral("runs/fold"), m_fold->isChecked());
}

} // namespace retort
