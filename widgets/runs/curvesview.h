#pragma once

#include "runs/curves.h"
#include "widgets/common/jobrunner.h"

#include <QTimer>
#include <QWidget>

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <vector>

class QCheckBox;
class QComboBox;
class QGridLayout;
class QLabel;
class QMenu;
class QPushButton;
class QScrollArea;
class QSlider;
class QStackedLayout;
class QToolButton;

namespace retort {

class Chart;
class Workspace;

/// Curves of any runs, any metrics: one chart a unit, all over the same x axis, zoomed and pointed at together.
/// Reads what is stored in the background and follows runs that train.
class CurvesView : public QWidget
{
    Q_OBJECT

public:
    explicit CurvesView(Workspace &workspace, QWidget *parent = nullptr);
    ~CurvesView() override;

    /// Draws at most a hundred of them, each in its place's class colour where there are several.
    void setRuns(const std::vector<std::int64_t> &runs);
    [[nodiscard]] bool settled() const { return !m_loading && !m_rebuild.isActive() && m_writing == 0; }

    void setMetrics(const std::set<CurveMetric> &metrics);
    [[nodiscard]] const std::set<CurveMetric> &metrics() const { return m_metrics; }
    void setX(CurveX x);
    void setSmoothing(double weight);
    void setLogarithmic(bool logarithmic);
    void setFolded(bool folded); ///< runs that differ in their seed alone as mean and band

    /// The charts from top left to bottom right.
    [[nodiscard]] std::vector<Chart *> charts() const;

    enum class Format { Png, Svg, Csv };
    /// Pictures as they are shown; CSV has every point of what is shown. Written in the background.
    void exportTo(const QString &file, Format format);

Q_SIGNALS:
    void written(const QString &file);
    void failed(const retort::JobError &error);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Panel;
    /// What was read of a run.
    struct Read
    {
        RunHistory history;
        std::int64_t epochs = 0; ///< that the run had then
    };
    using ReadRuns = std::map<std::int64_t, std::shared_ptr<Read>>;
    /// A run or the seeds of a recipe, as it is drawn.
    struct Subject
    {
        QString name;
        std::vector<std::int64_t> runs;
    };

    QWidget *makeTools();
    void fillMetricsMenu();
    void follow();
    void readMissing();
    void schedule(int milliseconds);
    void rebuild();
    [[nodiscard]] std::vector<Subject> subjects() const;
    [[nodiscard]] int colourOf(std::int64_t run) const;
    void addLines(Panel &panel, const std::vector<Subject> &subjects);
    void addTeachers(Panel &panel);
    void arrange();
    void chooseFile(Format format);
    void write(const QString &file, std::function<std::vector<std::byte>()> make);
    void remember() const;

    Workspace &m_workspace;
    std::vector<std::int64_t> m_runs;
    ReadRuns m_read;
    std::set<CurveMetric> m_metrics;
    CurveX m_x = CurveX::Step;
    std::vector<std::unique_ptr<Panel>> m_panels;
    std::vector<NamedCurve> m_drawn; ///< for CSV
    QTimer m_rebuild;
    bool m_loading = false;
    int m_writing = 0;
    QPushButton *m_metricsButton = nullptr;
    QMenu *m_metricsMenu = nullptr;
    QComboBox *m_xBox = nullptr;
    QSlider *m_smoothing = nullptr;
    QCheckBox *m_logarithmic = nullptr;
    QCheckBox *m_fold = nullptr;
    QLabel *m_cut = nullptr; ///< that not all are drawn
    QPushButton *m_export = nullptr;
    QStackedLayout *m_stack = nullptr;
    QLabel *m_empty = nullptr;
    QScrollArea *m_scroll = nullptr;
    QGridLayout *m_grid = nullptr;
};

/// "node loss", as curves call it.
[[nodiscard]] QString metricText(CurveMetric metric);

} // namespace retort
