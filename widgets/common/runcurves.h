#pragma once

#include "store/records.h"

#include <QWidget>

#include <cstdint>
#include <vector>

namespace retort {

class Chart;
class Workspace;

/// The curves of one run: accuracy by epoch with the teacher's line (where nothing is labelled agreement, with the
/// teacher's own on crops once it was asked), and the loss terms by step. Follows the run while it trains.
class RunCurves : public QWidget
{
    Q_OBJECT

public:
    explicit RunCurves(Workspace &workspace, QWidget *parent = nullptr);

    /// 0 = none. Reads what is stored, in the background.
    void setRun(std::int64_t run);
    [[nodiscard]] bool settled() const { return !m_loading; }

private:
    struct Curves
    {
        std::vector<EpochRecord> epochs;
        std::vector<StepMetrics> steps;
    };
    void show(const Curves &curves);
    void drawEpochs();
    void addStep(const StepMetrics &step);

    Workspace &m_workspace;
    std::int64_t m_run = 0;
    bool m_loading = false;
    std::vector<EpochRecord> m_epochs;
    Chart *m_quality;
    Chart *m_losses;
    int m_student = 0;
    int m_node = 0;
    int m_edge = 0;
    int m_pseudo = 0;
};

} // namespace retort
