#include "widgets/graph/graphpage.h"

#include "graph/edges.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/common/workspace.h"
#include "widgets/graph/epochbar.h"
#include "widgets/graph/graphloader.h"
#include "widgets/graph/graphview.h"
#include "widgets/graph/selectionpanel.h"

#include <QAction>
#include <QButtonGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace retort {

namespace {

constexpr int selectionWidth = 12 * Theme::space5;
constexpr std::int64_t edgesOfSelection = 5; ///< more would cover the picture; the table has all

/// What a GraphFrame says in words, for those who do not see the picture.
QString description(const GraphFrame &frame)
{
    std::int64_t same = 0;
    for (std::size_t i = 0; i < frame.teacher.answers.size(); ++i)
        same += frame.teacher.answers[i] == frame.student.answers[i] ? 1 : 0;
    return GraphPage::tr("Epoch %1: %2 images, %3 classes; both sides answer alike for %4 images.")
        .arg(QString::number(frame.epoch), groupedNumber(frame.teacher.samples),
             groupedNumber(frame.teacher.proxies), groupedNumber(same));
}

} // namespace

GraphPage::GraphPage(Workspace &workspace, QWidget *parent)
    : Page(parent), m_workspace(workspace), m_loader(new GraphLoader(workspace, this)), m_banner(new Banner),
      m_selection(new SelectionPanel), m_epochs(new EpochBar)
{
    auto *content = new QWidget;
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(Theme::space4, Theme::space4, Theme::space4, Theme::space4);
    layout->setSpacing(Theme::space3);
    layout->addWidget(makeTools());
    layout->addWidget(m_banner);
    layout->addWidget(makeViews(), 1);
    layout->addWidget(m_epochs);
    states().setContent(content);

    auto *find = new QAction(tr("Find an image or a class in the graph"), this);
    find->setShortcut(QKeySequence::Find);
    find->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(find);
    connect(find, &QAction::triggered, m_search, qOverload<>(&QWidget::setFocus));

    connect(m_loader, &GraphLoader::runChanged, this, &GraphPage::refreshRun);
    connect(m_loader, &GraphLoader::frameReady, this, &GraphPage::showFrame);
    connect(m_loader, &GraphLoader::failed, this, &GraphPage::showError);
    connect(m_epochs, &EpochBar::epochChosen, m_loader, &GraphLoader::request);
    for (const auto signal : {&Workspace::projectOpened, &Workspace::projectClosed, &Workspace::runsChanged})
        connect(&m_workspace, signal, this, &GraphPage::refreshRuns);
    connect(&m_workspace, &Workspace::currentRunChanged, this, &GraphPage::refreshRuns);
    connect(&m_workspace, &Workspace::sessionChanged, this, &GraphPage::refreshSelection);
    connect(&m_workspace, &Workspace::sessionFailed, this, &GraphPage::refreshSelection);
    connect(&m_workspace, &Workspace::runEpochDone, this, [this](qint64 run) {
        if (run == m_workspace.currentRun())
            loadRun();
    });
    refreshRuns();
}

QWidget *GraphPage::makeTools()
{
    auto *tools = new QWidget;
    auto *rows = new QVBoxLayout(tools);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(Theme::space2);
    auto *row = new QHBoxLayout;
    row->setSpacing(Theme::space2);
    rows->addLayout(row);

    m_runs = new QComboBox;
    m_runs->setAccessibleName(tr("Run"));
    m_runs->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_modes = new QButtonGroup(this);
    row->addWidget(titleLabel(tr("Graph")));
    row->addSpacing(Theme::space2);
    row->addWidget(m_runs);
    row->addSpacing(Theme::space2);
    const std::pair<Layout, QString> modes[] = {{Layout::SideBySide, tr("Both")},
                                                {Layout::Teacher, tr("Teacher")},
                                                {Layout::Student, tr("Student")},
                                                {Layout::Difference, tr("Difference")}};
    for (const auto &[mode, name] : modes) {
        auto *button = new QPushButton(name);
        button->setCheckable(true);
        button->setChecked(mode == Layout::SideBySide);
        m_modes->addButton(button, static_cast<int>(mode));
        row->addWidget(button);
    }
    m_modes->button(static_cast<int>(Layout::Difference))
        ->setToolTip(tr(
            "A line from where the teacher puts an image to where the student does; strong where they disagree"));
    row->addStretch(1);
    m_search = new QLineEdit;
    m_search->setPlaceholderText(tr("find an image or a class"));
    m_search->setAccessibleName(tr("Find an image by number or name, or a class"));
    m_search->setClearButtonEnabled(true);
    m_search->setFixedWidth(9 * Theme::space5);
    row->addWidget(m_search);

    auto *filters = new QHBoxLayout;
    filters->setSpacing(Theme::space3);
    rows->addLayout(filters);
    m_classFilter = new QComboBox;
    m_classFilter->setAccessibleName(tr("Only images that either side takes for this class"));
    m_classFilter->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_disagreements = new QCheckBox(tr("only disagreements"));
    m_disagreements->setToolTip(tr("Only images that teacher and student answer differently"));
    auto *edgesLabel = secondaryLabel(tr("edges an image"));
    edgesLabel->setWordWrap(false);
    m_edges = new QSpinBox;
    m_edges->setRange(0, 20);
    m_edges->setValue(1);
    m_edges->setAccessibleName(tr("Edges drawn an image, the largest first"));
    m_edges->setToolTip(m_edges->accessibleName());
    m_shown = secondaryLabel({});
    m_shown->setWordWrap(false);
    filters->addWidget(m_classFilter);
    filters->addWidget(m_disagreements);
    filters->addSpacing(Theme::space1);
    filters->addWidget(edgesLabel);
    filters->addWidget(m_edges);
    filters->addStretch(1);
    filters->addWidget(m_shown);

    connect(m_runs, &QComboBox::activated, this,
            [this] { m_workspace.setCurrentRun(m_runs->currentData().toLongLong()); });
    connect(m_modes, &QButtonGroup::idClicked, this, [this] { rebuildScenes(false); });
    connect(m_classFilter, &QComboBox::activated, this, [this] { rebuildScenes(false); });
    connect(m_disagreements, &QCheckBox::toggled, this, [this] { rebuildScenes(false); });
    connect(m_edges, &QSpinBox::valueChanged, this, [this] { rebuildScenes(false); });
    connect(m_search, &QLineEdit::returnPressed, this, [this] {
        if (search(m_search->text()))
            m_banner->hide();
        else
            m_banner->show(Banner::Kind::Warning, tr("Nothing here is called \"%1\".").arg(m_search->text()));
    });
    return tools;
}

QWidget *GraphPage::makeViews()
{
    m_left = new GraphView;
    m_right = new GraphView;
    for (GraphView *view : {m_left, m_right}) {
        GraphView *other = view == m_left ? m_right : m_left;
        connect(view, &GraphView::cameraChanged, other, &GraphView::setCamera);
        connect(view, &GraphView::sampleClicked, this, &GraphPage::select);
        connect(view, &GraphView::nothingClicked, this, [this] { select(std::nullopt); });
        connect(view, &GraphView::stepAsked, this, &GraphPage::stepSelection);
        connect(view, &GraphView::proxyClicked, this, [this](int proxy) {
            m_classFilter->setCurrentIndex(m_classFilter->currentIndex() == proxy + 1 ? 0 : proxy + 1);
            rebuildScenes(false);
        });
    }
    auto *views = new QFrame;
    views->setProperty("role", QStringLiteral("panel"));
    auto *row = new QHBoxLayout(views);
    row->setContentsMargins(1, 1, 1, 1);
    row->setSpacing(0);
    row->addWidget(m_left, 1);
    row->addWidget(m_right, 1);
    auto *split = new QSplitter(Qt::Horizontal);
    split->addWidget(views);
    split->addWidget(m_selection);
    split->setStretchFactor(0, 1);
    split->setHandleWidth(Theme::space4);
    split->setChildrenCollapsible(false);
    m_selection->setMinimumWidth(selectionWidth - 2 * Theme::space5);
    split->setSizes({3 * selectionWidth, selectionWidth});
    return split;
}

bool GraphPage::settled() const
{
    return Page::settled() && m_workspace.idle() && !m_epochs->playing() && m_selection->settled() &&
           (!m_left->isVisible() || m_left->settled()) && (!m_right->isVisible() || m_right->settled());
}

void GraphPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    if (m_stale)
        refreshRuns();
}

GraphPage::Layout GraphPage::layoutMode() const
{
    return static_cast<Layout>(m_modes->checkedId());
}

GraphFilter GraphPage::filter() const
{
    return {m_classFilter->currentIndex() - 1, m_disagreements->isChecked(), m_edges->value()};
}

void GraphPage::refreshRuns()
{
    if (!m_workspace.isOpen()) {
        m_loader->setRun(0);
        states().showEmpty(tr("Open a project, then the graphs of its runs are here."), tr("Go to Project"),
                           [this] { Q_EMIT pageRequested(QStringLiteral("project")); });
        return;
    }
    {
        const QSignalBlocker blocker(m_runs);
        m_runs->clear();
        for (const RunRecord &run : m_workspace.runs()) {
            const QString name =
                run.name.empty() ? QString::fromStdString(run.recipe.student) : QString::fromStdString(run.name);
            m_runs->addItem(tr("%1  %2", "number and name of a run").arg(QString::number(run.id), name),
                            qint64(run.id));
        }
        m_runs->setCurrentIndex(m_runs->findData(qint64(m_workspace.currentRun())));
    }
    if (m_workspace.runs().empty() || m_workspace.currentRun() == 0) {
        m_loader->setRun(0);
        states().showEmpty(tr("Distil a student, then its graph beside the teacher's is here."),
                           tr("Go to Distil"), [this] { Q_EMIT pageRequested(QStringLiteral("distil")); });
        return;
    }
    // Graphs are read once somebody looks.
    m_stale = !isVisible();
    if (!m_stale)
        loadRun();
}

void GraphPage::loadRun()
{
    if (!isVisible()) {
        m_stale = true;
        return;
    }
    m_loader->setRun(m_workspace.currentRun());
}

void GraphPage::refreshRun()
{
    const auto run = m_loader->run();
    if (!run) {
        m_frame.reset();
        m_selected.reset();
        m_left->setScene(nullptr, false);
        m_right->setScene(nullptr, false);
        m_epochs->setEpochs({}, 0);
        refreshSelection();
        if (m_workspace.currentRun() != 0)
            states().showLoading(tr("Reading the graph"));
        return;
    }
    if (run->epochs.empty()) {
        states().showEmpty(tr("This run has not finished an epoch yet; its graph comes with the first one."));
        return;
    }
    const int chosen = std::max(0, m_classFilter->currentIndex());
    m_classFilter->clear();
    m_classFilter->addItem(tr("all classes"));
    for (const std::string &name : run->classes)
        m_classFilter->addItem(QString::fromStdString(name));
    m_classFilter->setCurrentIndex(chosen < m_classFilter->count() ? chosen : 0);
    m_left->setClasses(run->classes);
    m_right->setClasses(run->classes);
    states().showContent();
    m_epochs->setEpochs(run->epochs, run->bestEpoch);
    if (!m_frame)
        m_loader->request(m_epochs->epoch());
}

void GraphPage::showFrame(const std::shared_ptr<const GraphFrame> &frame)
{
    const bool animate = m_frame != nullptr;
    m_frame = frame;
    if (m_selected && *m_selected >= frame->teacher.answers.size())
        m_selected.reset();
    rebuildScenes(animate);
}

void GraphPage::showError(const JobError &error)
{
    if (m_frame)
        m_banner->show(Banner::Kind::Error, error.what + QLatin1Char('\n') + error.remedy);
    else
        states().showError(error.what, error.remedy, tr("Try again"), [this] {
            m_loader->setRun(0);
            loadRun();
        });
}

void GraphPage::rebuildScenes(bool animate)
{
    if (!m_frame)
        return;
    const Layout mode = layoutMode();
    const GraphFilter wanted = filter();
    const QString words = description(*m_frame);
    const bool both = mode == Layout::SideBySide;
    m_right->setVisible(both);
    const GraphMode left = mode == Layout::Student      ? GraphMode::Student
                           : mode == Layout::Difference ? GraphMode::Difference
                                                        : GraphMode::Teacher;
    m_left->setTitle(left == GraphMode::Teacher   ? tr("teacher")
                     : left == GraphMode::Student ? tr("student")
                                                  : tr("difference: from the teacher's place to the student's"),
                     words);
    m_left->setScene(makeScene(*m_frame, left, wanted), animate);
    if (both) {
        m_right->setTitle(tr("student"), words);
        m_right->setScene(makeScene(*m_frame, GraphMode::Student, wanted), animate);
    }
    m_edges->setEnabled(mode != Layout::Difference);
    const std::size_t all = m_frame->teacher.answers.size();
    std::size_t shown = 0;
    for (std::size_t i = 0; i < all; ++i)
        shown += passes(*m_frame, i, wanted) ? 1 : 0;
    m_shown->setText(shown == all
                         ? tr("%1 images").arg(groupedNumber(qint64(all)))
                         : tr("%1 of %2 images").arg(groupedNumber(qint64(shown)), groupedNumber(qint64(all))));
    refreshSelection();
}

void GraphPage::select(std::optional<std::size_t> sample)
{
    m_selected = sample;
    refreshSelection();
}

void GraphPage::stepSelection(int by)
{
    if (!m_frame)
        return;
    const auto count = static_cast<std::int64_t>(m_frame->teacher.answers.size());
    const GraphFilter wanted = filter();
    std::int64_t place = m_selected ? static_cast<std::int64_t>(*m_selected) : (by > 0 ? -1 : count);
    for (place += by; place >= 0 && place < count; place += by)
        if (passes(*m_frame, static_cast<std::size_t>(place), wanted)) {
            select(static_cast<std::size_t>(place));
            return;
        }
}

void GraphPage::refreshSelection()
{
    std::vector<GraphEdge> left;
    std::vector<GraphEdge> right;
    if (m_frame && m_selected) {
        const auto sample = static_cast<std::int64_t>(*m_selected);
        const Layout mode = layoutMode();
        right = largestEdges(m_frame->student, sample, edgesOfSelection);
        left = mode == Layout::Student ? right : largestEdges(m_frame->teacher, sample, edgesOfSelection);
        if (mode == Layout::Difference) {
            left.clear();
            for (const GraphEdge &edge : m_frame->difference)
                if (edge.sample == sample)
                    left.push_back(edge);
        }
    }
    m_left->setSelection(m_selected, left);
    m_right->setSelection(m_selected, right);
    const auto session = m_workspace.session();
    const auto run = m_loader->run();
    std::shared_ptr<const ImageSource> images;
    QString whyNot;
    if (session && run && session->training.dataset->fingerprint == run->dataFingerprint)
        images = session->training.dataset->images;
    else if (session)
        whyNot = tr("The project holds other images now than this run was made with.");
    else if (m_workspace.sessionError())
        whyNot = m_workspace.sessionError()->what;
    else
        whyNot = tr("The images are being opened.");
    m_selection->setSample(run, m_frame, m_selected, images, whyNot);
}

bool GraphPage::search(const QString &text)
{
    const QString wanted = text.simplified();
    const auto run = m_loader->run();
    if (wanted.isEmpty() || !run || !m_frame)
        return false;
    for (std::size_t c = 0; c < run->classes.size(); ++c)
        if (QString::fromStdString(run->classes[c]).compare(wanted, Qt::CaseInsensitive) == 0) {
            m_classFilter->setCurrentIndex(static_cast<int>(c) + 1);
            rebuildScenes(false);
            return true;
        }
    bool isNumber = false;
    const qulonglong number = wanted.toULongLong(&isNumber);
    if (isNumber && number < m_frame->teacher.answers.size()) {
        select(static_cast<std::size_t>(number));
        return true;
    }
    const auto session = m_workspace.session();
    if (!session)
        return false;
    const ImageSource &images = *session->training.dataset->images;
    for (std::size_t i = 0; i < run->probe.size(); ++i)
        if (run->probe[i] < images.size() &&
            QString::fromStdString(images.name(run->probe[i])).contains(wanted, Qt::CaseInsensitive)) {
            select(i);
            return true;
        }
    return false;
}

} // namespace retort
