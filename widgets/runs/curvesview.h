#pragma once

#include "curvetexts.h"
#include "curvetools.h"
#include "runs/curves.h"
#include "widgets/common/jobrunner.h"

#include <QTimer>
#include <QWidget>

#include <cstdint>
#include <memory>
#include <vector>

class QGridLayout;
class QLabel;
class QScrollArea;
class QStackedLayout;

namespace retort {

class Chart;
class CurveHistories;
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
    [[nodiscard]] bool settled() const;

    [[nodiscard]] CurveTools &tools() { return *m_tools; } ///< what is drawn and how

    /// The charts from top left to bottom right.
    [[nodiscard]] std::vector<Chart *> charts() const;

    using Format = CurveFormat;
    /// Pictures as they are shown; CSV has every point of what is shown. Written in the background.
    void exportTo(const QString &file, Format format);

Q_SIGNALS:
    void written(const QString &file);
    void failed(const retort::JobError &error);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Panel;
    /// A run or the seeds of a recipe, as it is drawn.
    struct Subject
    {
        QString name;
        std::vector<std::int64_t> runs;
    };

    void wireTools();
    void follow();
    void schedule(int milliseconds);
    void rebuild();
    [[nodiscard]] std::vector<Subject> subjects() const;
    [[nodiscard]] int colourOf(std::int64_t run) const;
    void addLines(Panel &panel, const std::vector<Subject> &subjects);
    void addTeachers(Panel &panel);
    void arrange();
    void chooseFile(Format format);
    void write(const QString &file, std::function<std::vector<std::byte>()> make);

    Workspace &m_workspace;
    const std::vector<CurveUnit> m_units;
    CurveHistories *m_histories;
    CurveTools *m_tools;
    std::vector<std::unique_ptr<Panel>> m_panels;
    std::vector<NamedCurve> m_drawn; ///< for CSV
    QTimer m_rebuild;
    int m_writing = 0;
    QStackedLayout *m_stack = nullptr;
    QLabel *m_empty = nullptr;
    QScrollArea *m_scroll = nullptr;
    QGridLayout *m_grid = nullptr;
};

} // namespace retort
