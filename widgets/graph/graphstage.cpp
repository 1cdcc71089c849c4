#include "widgets/graph/graphstage.h"

#include "graph/edges.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/graph/epochsview.h"
#include "widgets/graph/glcanvas.h"
#include "widgets/graph/graphhistory.h"
#include "widgets/graph/matrixview.h"

#include <QHBoxLayout>
#include <QOffscreenSurface>
#include <QStackedWidget>

#include <algorithm>
#include <utility>

namespace retort {

namespace {

constexpr std::int64_t edgesOfSelection = 5; ///< more would cover the picture; the table has all

enum Sheet { PairSheet, MatrixSheet, EpochsSheet };

/// What a frame says in words, for those who do not see the picture.
QString inWords(const GraphFrame &frame)
{
    std::int64_t same = 0;
    for (std::size_t i = 0; i < frame.teacher.answers.size(); ++i)
        same += frame.teacher.answers[i] == frame.student.answers[i] ? 1 : 0;
    return GraphStage::tr("Epoch %1: %2 images, %3 classes; both sides answer alike for %4 images.")
        .arg(QString::number(frame.epoch), groupedNumber(frame.teacher.samples),
             groupedNumber(frame.teacher.proxies), groupedNumber(same));
}

} // namespace

GraphStage::GraphStage(QWidget *parent)
    : QWidget(parent), m_stack(new QStackedWidget), m_left(new GraphView), m_right(new GraphView),
      m_matrix(new MatrixView), m_epochs(new EpochsView), m_runner(QStringLiteral("graphics driver"))
{
    for (GraphView *view : {m_left, m_right}) {
        GraphView *other = view == m_left ? m_right : m_left;
        connect(view, &GraphView::cameraChanged, other, &GraphView::setCamera);
        connect(view, &GraphView::hovered, this, [this](const std::optional<std::int32_t> &sample) {
            m_left->setHovered(sample);
            m_right->setHovered(sample);
        });
        connect(view, &GraphView::sampleClicked, this,
                [this](std::size_t sample) { Q_EMIT sampleClicked(static_cast<int>(sample)); });
        connect(view, &GraphView::samplesEnclosed, this, &GraphStage::samplesEnclosed);
        connect(view, &GraphView::proxyClicked, this, &GraphStage::proxyClicked);
        connect(view, &GraphView::nothingClicked, this, &GraphStage::nothingClicked);
        connect(view, &GraphView::stepAsked, this, &GraphStage::stepAsked);
    }
    connect(m_matrix, &MatrixView::cellClicked, this, &GraphStage::pairClicked);
    connect(m_epochs, &EpochsView::epochChosen, this, &GraphStage::epochChosen);
    auto *pair = new QWidget;
    auto *row = new QHBoxLayout(pair);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_left, 1);
    row->addWidget(m_right, 1);
    m_stack->addWidget(pair);
    m_stack->addWidget(m_matrix);
    m_stack->addWidget(m_epochs);
    auto *panel = new QFrame;
    panel->setProperty("role", QStringLiteral("panel"));
    auto *inner = new QVBoxLayout(panel);
    inner->setContentsMargins(1, 1, 1, 1);
    inner->addWidget(m_stack);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(panel);
}

GraphStage::~GraphStage() = default;

void GraphStage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (!std::exchange(m_asked, true))
        askDriver();
}

void GraphStage::askDriver()
{
    // A graphics card draws all of it each frame. OpenGL on the processor does not: there QPainter's way is
    // quicker, and the whole window would be put together by it.
    m_surface = std::make_unique<QOffscreenSurface>();
    m_surface->setFormat(glFormat());
    m_surface->create();
    if (!m_surface->isValid())
        return;
    m_runner.submit<GlDriver>(
        tr("Asking the graphics driver"), {}, this,
        [surface = m_surface.get()](std::stop_token, const Reporter &) { return askGlDriver(*surface); },
        [this](GlDriver driver) {
            if (driver.hardware)
                for (GraphView *view : {m_left, m_right})
                    view->setDrawing(GraphDrawing::OpenGl);
        });
}

void GraphStage::setDisplay(GraphDisplay display)
{
    m_display = display;
    m_stack->setCurrentIndex(display == GraphDisplay::Matrix   ? MatrixSheet
                             : display == GraphDisplay::Epochs ? EpochsSheet
                                                               : PairSheet);
    rebuild(false);
}

void GraphStage::setSubject(const GraphSubject &subject, bool animate)
{
    const bool otherRun = subject.run && (!m_subject.run || m_subject.run->id != subject.run->id);
    m_subject = subject;
    if (otherRun) {
        m_left->setClasses(subject.run->classes);
        m_right->setClasses(subject.run->classes);
        m_matrix->setClasses(subject.run->classes);
    }
    m_matrix->setNames(subject.teacherName, subject.studentName);
    rebuild(animate);
}

void GraphStage::setFilter(const GraphFilter &filter, const FilteredSamples &filtered)
{
    m_filter = filter;
    m_filtered = filtered;
}

void GraphStage::rebuild(bool animate)
{
    if (!m_subject.there()) {
        m_leftScene.reset();
        m_left->setScene(nullptr, false);
        m_right->setScene(nullptr, false);
        m_matrix->setFrame(nullptr);
        return;
    }
    const GraphFrame &frame = *m_subject.frame;
    if (m_display == GraphDisplay::Matrix) {
        m_matrix->setFrame(m_subject.frame);
        return;
    }
    if (m_display == GraphDisplay::Epochs) {
        if (m_history)
            m_epochs->show(*m_history, frame.layout, m_filtered.passes, frame.epoch);
        return;
    }
    const QString words = inWords(frame);
    const bool both = m_display == GraphDisplay::Both;
    m_right->setVisible(both);
    const GraphMode left = m_display == GraphDisplay::Student      ? GraphMode::Student
                           : m_display == GraphDisplay::Difference ? GraphMode::Difference
                                                                   : GraphMode::Teacher;
    const bool difference = left == GraphMode::Difference;
    const EdgeChoice edges{m_filter.edgesPerSample,
                           static_cast<float>(difference ? m_filter.leastDifference : m_filter.leastShare)};
    m_left->setTitle(left == GraphMode::Teacher ? m_subject.teacherName
                     : left == GraphMode::Student
                         ? m_subject.studentName
                         : tr("%1 against %2: edges too weak (blue) or too strong (orange)")
                               .arg(m_subject.studentName, m_subject.teacherName),
                     words);
    m_leftScene = makeScene(frame, left, m_filtered.passes, edges);
    m_left->setScene(m_leftScene, animate);
    if (both) {
        m_right->setTitle(m_subject.studentName, words);
        m_right->setScene(makeScene(frame, GraphMode::Student, m_filtered.passes, edges), animate);
    }
    showSelection();
}

std::int64_t GraphStage::edgesDrawn() const
{
    return m_leftScene ? static_cast<std::int64_t>(m_leftScene->lines.size()) : 0;
}

void GraphStage::setSelection(const std::vector<std::int32_t> &samples)
{
    m_selection = samples;
    showSelection();
}

void GraphStage::showSelection()
{
    std::vector<GraphEdge> left;
    std::vector<GraphEdge> right;
    std::vector<GraphPoint> trail;
    if (m_subject.there() && m_selection.size() == 1) {
        const GraphFrame &frame = *m_subject.frame;
        const std::int32_t sample = m_selection.front();
        right = largestEdges(frame.student, sample, edgesOfSelection);
        left = m_display == GraphDisplay::Student ? right : largestEdges(frame.teacher, sample, edgesOfSelection);
        if (m_display == GraphDisplay::Difference) {
            left.clear();
            for (const GraphEdge &edge : frame.difference)
                if (edge.sample == sample)
                    left.push_back(edge);
        }
        if (m_history)
            trail = m_history->trail(sample, *frame.layout);
    }
    m_left->setSelection(
        m_selection, std::move(left),
        m_display == GraphDisplay::Teacher || m_display == GraphDisplay::Both ? std::vector<GraphPoint>() : trail);
    m_right->setSelection(m_selection, std::move(right), std::move(trail));
}

void GraphStage::setHistory(const GraphHistory &history)
{
    m_history = &history;
    if (!m_subject.there())
        return;
    if (m_display == GraphDisplay::Epochs)
        m_epochs->show(history, m_subject.frame->layout, m_filtered.passes, m_subject.frame->epoch);
    else if (m_selection.size() == 1)
        showSelection();
}

void GraphStage::setTool(GraphTool tool)
{
    m_left->setTool(tool);
    m_right->setTool(tool);
}

void GraphStage::bringIntoView(std::int32_t sample)
{
    if (!m_subject.there())
        return;
    const auto &places = m_display == GraphDisplay::Student || m_display == GraphDisplay::Difference
                             ? m_subject.frame->studentPlaces
                             : m_subject.frame->teacherPlaces;
    if (static_cast<std::size_t>(sample) < places.size())
        m_left->bringIntoView(places[static_cast<std::size_t>(sample)]);
}

bool GraphStage::settled() const
{
    switch (m_display) {
    case GraphDisplay::Matrix:
        return true;
    case GraphDisplay::Epochs:
        return m_epochs->settled();
    default:
        return m_left->settled() && (!m_right->isVisible() || m_right->settled());
    }
}

} // namespace retort
