#pragma once

#include "distil/epochsink.h"
#include "widgets/common/page.h"

#include <cstdint>
#include <memory>
#include <vector>

class QLabel;
class QPushButton;

namespace retort {

class RunCurves;
class SampleStrip;
class Workspace;

/// The current run as it learns: what state it is in, its curves, and what it says about a few images.
class RunPanel : public QWidget
{
    Q_OBJECT

public:
    explicit RunPanel(Workspace &workspace, QWidget *parent = nullptr);

    [[nodiscard]] bool settled() const;

private:
    struct Samples
    {
        std::vector<std::int64_t> probe; ///< indices into the training images
        std::vector<std::int32_t> teacher;
        std::vector<std::int32_t> student;
        QStringList classes;
    };
    void setRun(std::int64_t run);
    void refresh();
    void readSamples();
    void showSamples();

    Workspace &m_workspace;
    std::int64_t m_run = 0;
    bool m_reading = false;
    Samples m_samples;
    double m_imagesPerSecond = 0;

    PageStack *m_states;
    QLabel *m_title;
    QLabel *m_state;
    QLabel *m_numbers;
    QPushButton *m_pause;
    QPushButton *m_resume;
    QPushButton *m_cancel;
    RunCurves *m_curves;
    QLabel *m_samplesNote;
    SampleStrip *m_strip;
};

} // namespace retort
