#include "widgets/graph/epochsview.h"

#include "widgets/common/theme.h"
#include "widgets/graph/graphpainter.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace retort {

namespace {

constexpr std::size_t mostPictures = 12;
constexpr int gap = Theme::space2;

/// Samples and proxies without lines.
GraphScene sceneOf(const EpochTrace &trace, const GraphLayout &layout, const std::vector<bool> &passes)
{
    GraphScene scene;
    scene.mode = GraphMode::Student;
    scene.proxies = layout.proxies;
    scene.samples = tracePlaces(trace, layout);
    scene.answers = trace.answers;
    scene.answers.resize(scene.samples.size());
    for (std::size_t i = 0; i < scene.samples.size(); ++i)
        scene.presence.push_back(i < passes.size() && !passes[i] ? Presence::Filtered : Presence::Full);
    return scene;
}

} // namespace

EpochsView::EpochsView(QWidget *parent) : QWidget(parent), m_runner(QStringLiteral("epoch pictures"))
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("The student's graph, epoch by epoch"));
}

QSize EpochsView::minimumSizeHint() const
{
    return {12 * Theme::space5, 9 * Theme::space5};
}

void EpochsView::show(const GraphHistory &history, std::shared_ptr<const GraphLayout> layout,
                      const std::vector<bool> &passes, std::int64_t current)
{
    std::vector<std::shared_ptr<const EpochTrace>> known;
    for (const auto &[epoch, trace] : history.epochs())
        if (trace)
            known.push_back(trace);
    std::vector<std::shared_ptr<const EpochTrace>> traces;
    const std::size_t count = std::min(known.size(), mostPictures);
    for (std::size_t i = 0; i < count; ++i) // evenly spread, first and last included
        traces.push_back(known[count == 1 ? known.size() - 1 : i * (known.size() - 1) / (count - 1)]);
    const bool same = traces == m_traces && layout == m_layout && passes == m_passes;
    m_traces = std::move(traces);
    m_layout = std::move(layout);
    m_passes = passes;
    m_current = current;
    update();
    if (!same)
        paintPictures();
}

std::vector<std::int64_t> EpochsView::epochs() const
{
    std::vector<std::int64_t> result;
    for (const auto &trace : m_traces)
        result.push_back(trace->epoch);
    return result;
}

QRect EpochsView::cell(std::size_t place) const
{
    // The number of columns with which the pictures are largest; each has a line of text below.
    const int line = fontMetrics().height() + gap;
    const int count = std::max(1, static_cast<int>(m_traces.size()));
    int best = 0;
    int bestColumns = 1;
    for (int columns = 1; columns <= count; ++columns) {
        const int rows = (count + columns - 1) / columns;
        const int side = std::min((width() - gap) / columns - gap, (height() - gap) / rows - line - gap);
        if (side > best) {
            best = side;
            bestColumns = columns;
        }
    }
    const int rows = (count + bestColumns - 1) / bestColumns;
    const int left = (width() - bestColumns * (best + gap) + gap) / 2;
    const int top = (height() - rows * (best + line + gap) + gap) / 2;
    const int column = static_cast<int>(place) % bestColumns;
    const int row = static_cast<int>(place) / bestColumns;
    return {left + column * (best + gap), top + row * (best + line + gap), best, best + line};
}

void EpochsView::paintPictures()
{
    m_dirty = m_layout != nullptr && !m_traces.empty();
    if (m_painting || !m_dirty)
        return;
    const int side = cell(0).width();
    if (side < 8)
        return;
    m_painting = true;
    m_dirty = false;
    m_runner.submit<std::vector<QImage>>(
        tr("drawing the epochs"), {}, this,
        [traces = m_traces, layout = m_layout, passes = m_passes, side, ratio = devicePixelRatioF(),
         theme = &Theme::of(this)](std::stop_token stop, const Reporter &) {
            std::vector<QImage> pictures;
            for (const auto &trace : traces) {
                throwIfStopped(stop);
                const GraphTransform at{{side / 2.0, side / 2.0}, side / 2.0 - Theme::space2};
                QImage picture = paintScene(sceneOf(*trace, *layout, passes), at, {side, side}, ratio, *theme);
                QPainter painter(&picture);
                painter.setRenderHint(QPainter::Antialiasing);
                painter.setPen(Qt::NoPen);
                for (std::size_t proxy = 0; proxy < layout->proxies.size(); ++proxy) {
                    painter.setBrush(theme->classColour(static_cast<int>(proxy)));
                    painter.drawEllipse(at.map(layout->proxies[proxy]), Theme::space1 / 2.0, Theme::space1 / 2.0);
                }
                painter.end();
                pictures.push_back(std::move(picture));
            }
            return pictures;
        },
        [this](std::vector<QImage> pictures) {
            m_painting = false;
            m_pictures = std::move(pictures);
            update();
            if (m_dirty)
                paintPictures();
        },
        [this](const JobError &) { m_painting = false; });
}

void EpochsView::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::of(this);
    QPainter painter(this);
    painter.fillRect(rect(), theme.surface);
    painter.setRenderHint(QPainter::Antialiasing);
    for (std::size_t i = 0; i < m_traces.size(); ++i) {
        const QRect place = cell(i);
        const QRectF square(place.x(), place.y(), place.width(), place.width());
        const bool current = m_traces[i]->epoch == m_current;
        painter.setPen(QPen(theme.border, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(square.center(), square.width() / 2 - Theme::space2,
                            square.width() / 2 - Theme::space2);
        if (i < m_pictures.size())
            painter.drawImage(square, m_pictures[i]);
        if (current) {
            painter.setPen(QPen(theme.accent, 1.5));
            painter.drawRoundedRect(QRectF(place).adjusted(1, 1, -1, -1), Theme::radius, Theme::radius);
        }
        painter.setPen(current ? theme.text : theme.secondary);
        painter.drawText(place.adjusted(0, place.width(), 0, 0), Qt::AlignHCenter | Qt::AlignTop,
                         tr("epoch %1").arg(m_traces[i]->epoch));
    }
    if (hasFocus()) {
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setPen(theme.accent);
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void EpochsView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    paintPictures();
}

void EpochsView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        paintPictures();
}

void EpochsView::mouseReleaseEvent(QMouseEvent *event)
{
    for (std::size_t i = 0; i < m_traces.size(); ++i)
        if (event->button() == Qt::LeftButton && cell(i).contains(event->position().toPoint())) {
            Q_EMIT epochChosen(m_traces[i]->epoch);
            return;
        }
}

void EpochsView::step(int by)
{
    for (std::size_t i = 0; i < m_traces.size(); ++i)
        if (m_traces[i]->epoch >= m_current || i + 1 == m_traces.size()) {
            const auto last = static_cast<int>(m_traces.size()) - 1;
            const int next = std::clamp(static_cast<int>(i) + by, 0, last);
            Q_EMIT epochChosen(m_traces[static_cast<std::size_t>(next)]->epoch);
            return;
        }
}

void EpochsView::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right)
        step(event->key() == Qt::Key_Left ? -1 : 1);
    else
        QWidget::keyPressEvent(event);
}

} // namespace retort
