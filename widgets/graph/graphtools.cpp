#include "widgets/graph/graphtools.h"

#include "widgets/common/flowlayout.h"
#include "widgets/common/icons.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/common/workspace.h"
#include "widgets/graph/graphsearch.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalBlocker>
#include <QToolButton>

#include <algorithm>
#include <utility>

namespace retort {

namespace {

constexpr int screenWidth = 1600;
constexpr int paperWidth = 4800;
constexpr int smallestWidth = 100;
constexpr int largestWidth = 20000;
constexpr int progressWidth = 4 * Theme::space5;

QString nameOf(const RunRecord &run)
{
    const QString name =
        run.name.empty() ? QString::fromStdString(run.recipe.student) : QString::fromStdString(run.name);
    return GraphTools::tr("%1  %2", "number and name of a run").arg(QString::number(run.id), name);
}

QComboBox *listBox(const QString &name)
{
    auto *box = new QComboBox;
    box->setAccessibleName(name);
    box->setToolTip(name);
    box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    return box;
}

QHBoxLayout *rowIn(QWidget *widget, int spacing)
{
    auto *row = new QHBoxLayout(widget);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(spacing);
    return row;
}

} // namespace

GraphTools::GraphTools(Workspace &workspace, QWidget *parent)
    : QWidget(parent), m_workspace(workspace), m_runs(listBox(tr("Run"))),
      m_against(listBox(tr("What the student is compared with"))), m_layouts(listBox(tr("Layout"))),
      m_modes(new QButtonGroup(this)), m_mouse(new QButtonGroup(this)), m_settling(new QWidget),
      m_progress(new QProgressBar), m_search(new GraphSearch)
{
    m_layouts->addItem(tr("Circle"), static_cast<int>(LayoutKind::Radial));
    m_layouts->setItemData(0, tr("Similar classes side by side, images between their classes"), Qt::ToolTipRole);
    m_layouts->addItem(tr("Components"), static_cast<int>(LayoutKind::Pca));
    m_layouts->setItemData(1, tr("Classes by the two principal components of their correlations on both sides"),
                           Qt::ToolTipRole);
    m_layouts->addItem(tr("Forces"), static_cast<int>(LayoutKind::Force));
    m_layouts->setItemData(2, tr("Edges pull together, everything else pushes apart"), Qt::ToolTipRole);
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(progressWidth);
    m_progress->setAccessibleName(tr("The layout is settling"));
    auto *settling = rowIn(m_settling, Theme::space1);
    settling->addWidget(m_progress);
    QToolButton *stop = iconButton(QStringLiteral("close"), tr("Leave the layout as it is now"));
    settling->addWidget(stop);
    m_settling->hide();

    auto *flow = new FlowLayout(this);
    flow->addWidget(titleLabel(tr("Graph")));
    flow->addWidget(m_runs);
    flow->addWidget(m_against);
    flow->addWidget(makeModes());
    flow->addWidget(m_layouts);
    flow->addWidget(m_settling);
    flow->addWidget(makeTools());
    flow->addWidget(m_search);
    flow->addWidget(makeExport());

    connect(m_runs, &QComboBox::activated, this, [this] { Q_EMIT runChosen(m_runs->currentData().toLongLong()); });
    connect(m_against, &QComboBox::activated, this,
            [this] { Q_EMIT againstChosen(m_against->currentData().toLongLong()); });
    connect(m_layouts, &QComboBox::activated, this,
            [this] { Q_EMIT layoutChosen(static_cast<LayoutKind>(m_layouts->currentData().toInt())); });
    connect(m_modes, &QButtonGroup::idClicked, this,
            [this](int id) { Q_EMIT displayChosen(static_cast<GraphDisplay>(id)); });
    connect(m_mouse, &QButtonGroup::idClicked, this,
            [this](int id) { Q_EMIT toolChosen(static_cast<GraphTool>(id)); });
    connect(stop, &QToolButton::clicked, this, &GraphTools::stopSettlingAsked);
}

QWidget *GraphTools::makeModes()
{
    struct Mode
    {
        GraphDisplay display;
        QString name;
        QString tip;
    };
    const Mode modes[] = {
        {GraphDisplay::Both, tr("Both"), tr("Teacher and student side by side, in the same places")},
        {GraphDisplay::Teacher, tr("Teacher"), tr("The teacher's graph, or that of the run compared with")},
        {GraphDisplay::Student, tr("Student"), tr("The student's graph")},
        {GraphDisplay::Difference, tr("Difference"),
         tr("Edges that are weaker (blue) or stronger (orange) in the student than they should be")},
        {GraphDisplay::Matrix, tr("Classes"),
         tr("Correlations between classes: the teacher's above the diagonal, the student's below")},
        {GraphDisplay::Epochs, tr("Epochs"), tr("The student's graph at several epochs, side by side")}};
    auto *widget = new QWidget;
    QHBoxLayout *row = rowIn(widget, Theme::space1);
    for (const Mode &mode : modes) {
        auto *button = new QPushButton(mode.name);
        button->setCheckable(true);
        button->setChecked(mode.display == GraphDisplay::Both);
        button->setToolTip(mode.tip);
        m_modes->addButton(button, static_cast<int>(mode.display));
        row->addWidget(button);
    }
    return widget;
}

QWidget *GraphTools::makeTools()
{
    auto *widget = new QWidget;
    QHBoxLayout *row = rowIn(widget, 0);
    const std::pair<GraphTool, std::pair<QString, QString>> tools[] = {
        {GraphTool::Move, {QStringLiteral("move"), tr("Drag moves the picture")}},
        {GraphTool::Lasso, {QStringLiteral("lasso"), tr("Drag selects images inside a line (Shift)")}},
        {GraphTool::Rectangle, {QStringLiteral("rectangle"), tr("Drag selects images in a rectangle (Ctrl)")}}};
    for (const auto &[tool, words] : tools) {
        QToolButton *button = iconButton(words.first, words.second);
        button->setCheckable(true);
        button->setChecked(tool == GraphTool::Move);
        m_mouse->addButton(button, static_cast<int>(tool));
        row->addWidget(button);
    }
    return widget;
}

QToolButton *GraphTools::makeExport()
{
    QToolButton *button = iconButton(QStringLiteral("export"), tr("Save what is shown"));
    auto *menu = new QMenu(button);
    const auto offer = [&](const QString &text, const QString &format, int width) {
        menu->addAction(text, this, [this, format, width] { Q_EMIT exportAsked(format, width); });
    };
    offer(tr("Picture for a screen (PNG, %1 pixels)...").arg(groupedNumber(screenWidth)), QStringLiteral("png"),
          screenWidth);
    offer(tr("Picture for paper (PNG, %1 pixels)...").arg(groupedNumber(paperWidth)), QStringLiteral("png"),
          paperWidth);
    menu->addAction(tr("Picture of another width (PNG)..."), this, [this] {
        bool chosen = false;
        const int width = QInputDialog::getInt(this, tr("Save the graph"), tr("Width in pixels"), screenWidth,
                                               smallestWidth, largestWidth, 100, &chosen);
        if (chosen)
            Q_EMIT exportAsked(QStringLiteral("png"), width);
    });
    offer(tr("Drawing (SVG)..."), QStringLiteral("svg"), 0);
    menu->addSeparator();
    offer(tr("Graph for Gephi or networkx (GraphML)..."), QStringLiteral("graphml"), 0);
    offer(tr("Table of edges (CSV)..."), QStringLiteral("csv"), 0);
    button->setMenu(menu);
    button->setPopupMode(QToolButton::InstantPopup);
    return button;
}

void GraphTools::refreshRuns(std::int64_t against)
{
    const QSignalBlocker runs(m_runs);
    const QSignalBlocker others(m_against);
    m_runs->clear();
    m_against->clear();
    m_against->addItem(tr("against its teacher"), qint64(0));
    for (const RunRecord &run : m_workspace.runs()) {
        m_runs->addItem(nameOf(run), qint64(run.id));
        if (run.id != m_workspace.currentRun() && run.epochsDone > 0)
            m_against->addItem(tr("against run %1").arg(nameOf(run)), qint64(run.id));
    }
    m_runs->setCurrentIndex(m_runs->findData(qint64(m_workspace.currentRun())));
    m_against->setCurrentIndex(std::max(0, m_against->findData(qint64(against))));
    m_against->setVisible(m_against->count() > 1);
}

void GraphTools::setDisplay(GraphDisplay display)
{
    m_modes->button(static_cast<int>(display))->setChecked(true);
}

void GraphTools::showProgress(qint64 steps, qint64 most)
{
    m_progress->setRange(0, static_cast<int>(most));
    m_progress->setValue(static_cast<int>(steps));
    m_settling->setVisible(steps < most);
}

} // namespace retort
