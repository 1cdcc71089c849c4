#include "widgets/prompts/promptspage.h"

#include "prompts/templateset.h"
#include "widgets/common/classeditor.h"
#include "widgets/common/icons.h"
#include "widgets/common/livescore.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/common/workspace.h"
#include "widgets/prompts/livepanel.h"
#include "widgets/prompts/moverspanel.h"
#include "widgets/prompts/templatepanel.h"

#include <QAction>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QProgressBar>
#include <QPushButton>
#include <QSplitter>
#include <QVBoxLayout>

#include <filesystem>
#include <utility>

namespace retort {

namespace {

// How the width is shared at first, and what each column needs at least.
constexpr int templatesWidth = 18 * Theme::space5;
constexpr int classesWidth = 10 * Theme::space5;
constexpr int liveWidth = 21 * Theme::space5;
constexpr int leastTemplates = 13 * Theme::space5;
constexpr int leastClasses = 7 * Theme::space5;
constexpr int leastLive = 15 * Theme::space5;

bool sameTexts(const Weighting &a, const Weighting &b)
{
    if (a.templates.size() != b.templates.size())
        return false;
    for (std::size_t i = 0; i < a.templates.size(); ++i)
        if (a.templates[i].text != b.templates[i].text)
            return false;
    return true;
}

bool sameWeights(const Weighting &a, const Weighting &b)
{
    if (!sameTexts(a, b))
        return false;
    for (std::size_t i = 0; i < a.templates.size(); ++i)
        if (a.templates[i].weight != b.templates[i].weight)
            return false;
    return true;
}

bool findsWeights(WeightRule rule)
{
    return rule != WeightRule::Manual && rule != WeightRule::Zpe;
}

} // namespace

PromptsPage::PromptsPage(Workspace &workspace, QWidget *parent)
    : Page(parent), m_workspace(workspace), m_live(LiveScore::of(workspace)), m_templates(new TemplatePanel),
      m_files(QStringLiteral("template files"))
{
    auto *classes = new QWidget;
    auto *classesLayout = new QVBoxLayout(classes);
    classesLayout->setContentsMargins(0, 0, 0, 0);
    classesLayout->setSpacing(Theme::space2);
    QLabel *classesTitle = headingLabel(tr("Classes"));
    classesTitle->setMinimumHeight(m_templates->headHeight()); // in line with its neighbour
    classesLayout->addWidget(classesTitle);
    classesLayout->addWidget(new ClassEditor(workspace), 1);

    auto *columns = new QSplitter(Qt::Horizontal);
    columns->addWidget(m_templates);
    columns->addWidget(classes);
    columns->addWidget(makeLive());
    columns->setHandleWidth(Theme::space4);
    columns->setChildrenCollapsible(false);
    columns->setSizes({templatesWidth, classesWidth, liveWidth});
    m_templates->setMinimumWidth(leastTemplates);
    classes->setMinimumWidth(leastClasses);
    m_liveStates->setMinimumWidth(leastLive);
    columns->setStretchFactor(0, 3);
    columns->setStretchFactor(1, 1);
    columns->setStretchFactor(2, 4);

    auto *content = new QWidget;
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(Theme::space4, Theme::space4, Theme::space4, Theme::space4);
    layout->setSpacing(Theme::space3);
    layout->addWidget(makeHeader());
    layout->addWidget(columns, 1);
    states().setContent(content);

    connect(m_templates, &TemplatePanel::previewed, this, [this](const Weighting &weighting) {
        beginEdit();
        m_live.preview(weighting);
    });
    connect(m_templates, &TemplatePanel::edited, this, &PromptsPage::edited);
    connect(m_templates, &TemplatePanel::findAsked, this, &PromptsPage::find);
    connect(m_templates, &TemplatePanel::fileAsked, this, &PromptsPage::chooseSetFile);
    connect(&m_live, &LiveScore::pictureChanged, this, &PromptsPage::pictureChanged);
    connect(&m_live, &LiveScore::found, this, &PromptsPage::found);
    connect(&m_live, &LiveScore::encodingChanged, this, &PromptsPage::refreshMarks);
    connect(&m_live, &LiveScore::errorChanged, this, &PromptsPage::refreshLive);
    connect(&m_live, &LiveScore::compared, this, [this](const std::shared_ptr<const LivePicture> &uniform) {
        if (!m_ownBaseline)
            m_panel->setBaseline(uniform, tr("equal weights"));
    });
    connect(m_panel, &LivePanel::keepAsked, this, [this] {
        m_ownBaseline = true;
        m_panel->setBaseline(m_live.picture(), tr("the weighting you kept"));
    });
    connect(m_panel, &LivePanel::uniformAsked, this, &PromptsPage::useUniformBaseline);
    for (const auto signal : {&Workspace::projectOpened, &Workspace::projectClosed, &Workspace::settingsChanged})
        connect(&m_workspace, signal, this, &PromptsPage::refresh);
    connect(&m_workspace, &Workspace::sessionChanged, this, [this] {
        m_ownBaseline = false;
        m_panel->setBaseline(nullptr, {});
        refresh();
    });
    connect(&m_workspace, &Workspace::sessionFailed, this, &PromptsPage::refreshLive);
    loadShippedSets();
    refresh();
}

QWidget *PromptsPage::makeHeader()
{
    m_standIn = secondaryLabel(tr("demo teacher: a stand-in that learned from labels"));
    m_standIn->setWordWrap(false);
    m_standIn->setToolTip(
        tr("It takes the place of a foundation model where none is at hand. It knows the words of its own "
           "captions and no others."));
    m_encoding = secondaryLabel({});
    m_encoding->setWordWrap(false);
    m_encodingBar = new QProgressBar;
    m_encodingBar->setFixedWidth(5 * Theme::space5);
    m_encodingBar->setTextVisible(false);
    auto *header = new QWidget;
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Theme::space2);
    row->addWidget(titleLabel(tr("Prompts")));
    row->addSpacing(Theme::space2);
    row->addWidget(m_standIn);
    row->addStretch(1);
    row->addWidget(m_encoding);
    row->addWidget(m_encodingBar);
    m_encoding->hide();
    m_encodingBar->hide();
    return header;
}

QWidget *PromptsPage::makeLive()
{
    m_panel = new LivePanel;
    m_movers = new MoversPanel;
    auto *split = new QSplitter(Qt::Vertical);
    split->addWidget(m_panel);
    split->addWidget(m_movers);
    split->setHandleWidth(Theme::space4);
    split->setChildrenCollapsible(false);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 2);
    m_liveStates = new PageStack;
    m_liveStates->setContent(split);
    return m_liveStates;
}

bool PromptsPage::settled() const
{
    return Page::settled() && m_live.settled() && m_movers->settled() &&
           m_liveStates->state() != PageStack::State::Loading;
}

void PromptsPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    m_live.activate();
    refreshLive();
}

void PromptsPage::hideEvent(QHideEvent *event)
{
    m_templates->flush();
    Page::hideEvent(event);
}

void PromptsPage::refresh()
{
    if (!m_workspace.isOpen()) {
        states().showEmpty(tr("Open a project, then its prompts are here."), tr("Go to Project"),
                           [this] { Q_EMIT pageRequested(QStringLiteral("project")); });
        return;
    }
    states().showContent();
    const Weighting &weighting = m_workspace.settings().weighting;
    const ClassList &classes = m_workspace.settings().classes;
    if (weighting != m_stored || classes != m_storedClasses) {
        beginEdit();
        m_editing = false;
        const bool otherPrompts = !sameTexts(weighting, m_stored) || classes != m_storedClasses;
        m_stored = weighting;
        m_storedClasses = classes;
        if (otherPrompts && !m_ownBaseline && m_panel->baseline())
            useUniformBaseline();
    }
    m_templates->setWeighting(weighting);
    const auto session = m_workspace.session();
    m_standIn->setVisible(m_workspace.settings().teacher && m_workspace.settings().teacher->standIn);
    m_movers->setSource(session ? session->training.dataset->images : nullptr);
    refreshMarks();
    refreshLive();
}

void PromptsPage::refreshMarks()
{
    const auto session = m_workspace.session();
    const bool encoding = m_live.encoded() < m_live.toEncode();
    m_encoding->setVisible(encoding);
    m_encodingBar->setVisible(encoding);
    if (encoding) {
        m_encoding->setText(tr("encoding prompts"));
        m_encodingBar->setRange(0, m_live.toEncode());
        m_encodingBar->setValue(m_live.encoded());
        m_encodingBar->setAccessibleName(
            tr("Encoding prompts: %1 of %2").arg(m_live.encoded()).arg(m_live.toEncode()));
    }
    // While everything is encoded (other classes), the bar above says so; single rows are marked when they are
    // new.
    const bool someReady = m_live.picture() != nullptr && session;
    m_templates->setMarks(
        [this, someReady](const std::string &text) {
            return someReady && m_live.encoded() < m_live.toEncode() && m_live.pending(text);
        },
        [session](const std::string &text) {
            QStringList words;
            if (!session || !session->teacher->info().standIn)
                return words;
            std::string bare = text;
            if (const std::size_t place = bare.find("{}"); place != std::string::npos)
                bare.erase(place, 2);
            for (const std::string &word : session->teacher->unknownWords(bare))
                words << QString::fromStdString(word);
            return words;
        });
    m_templates->setCanFind(session && !encoding && m_live.toEncode() > 0);
    if (!encoding && m_live.toEncode() > 0 && std::exchange(m_findWhenReady, false))
        find(m_workspace.settings().weighting);
}

void PromptsPage::refreshLive()
{
    if (m_live.picture() && m_workspace.session() && !m_live.error()) {
        m_liveStates->showContent();
        return;
    }
    if (m_live.error()) {
        m_liveStates->showError(m_live.error()->what, m_live.error()->remedy, tr("Try again"),
                                [this] { m_workspace.reloadSession(); });
    } else if (m_workspace.sessionError()) {
        m_liveStates->showError(m_workspace.sessionError()->what, m_workspace.sessionError()->remedy,
                                tr("Try again"), [this] { m_workspace.reloadSession(); });
    } else if (m_workspace.settings().classes.size() < 2) {
        m_liveStates->showEmpty(tr("Name at least two classes, then the teacher's answers are here."));
    } else if (m_workspace.settings().weighting.templates.empty()) {
        m_liveStates->showEmpty(tr("Add a template, then the teacher's answers are here."));
    } else {
        m_liveStates->showLoading(m_workspace.session() ? tr("The teacher reads the prompts")
                                                        : tr("The teacher looks at the images"));
    }
}

void PromptsPage::beginEdit()
{
    if (!std::exchange(m_editing, true))
        m_before = m_live.picture();
}

void PromptsPage::edited(const Weighting &weighting)
{
    // Weights that a rule found are the rule's: other templates get theirs once they are encoded.
    const Weighting &stored = m_workspace.settings().weighting;
    m_findWhenReady = findsWeights(weighting.rule) && !sameWeights(weighting, stored);
    store(weighting);
}

void PromptsPage::store(Weighting weighting)
{
    if (!m_workspace.isOpen())
        return;
    weighting.labelsSeen =
        labelsSeenInSelection(weighting, m_workspace.settings().weighting, m_panel->accuracyVisible());
    if (weighting != m_workspace.settings().weighting)
        m_workspace.setWeighting(weighting);
    else
        m_templates->setWeighting(weighting);
}

void PromptsPage::find(const Weighting &weighting)
{
    if (findsWeights(weighting.rule))
        m_live.find(weighting);
}

void PromptsPage::found(const Weighting &weighting)
{
    // Meanwhile other templates were loaded: these weights are of no use.
    if (sameTexts(weighting, m_workspace.settings().weighting))
        store(weighting);
}

void PromptsPage::pictureChanged()
{
    const auto picture = m_live.picture();
    m_panel->setPicture(picture);
    if (picture && m_before && m_before->classes.size() == picture->classes.size())
        m_movers->setMoves(findMoves(m_before->score.training.answers, picture->score.training.answers),
                           picture->classes);
    else
        m_movers->setMoves({}, {});
    if (picture && !m_panel->baseline())
        useUniformBaseline();
    refreshMarks();
    refreshLive();
}

void PromptsPage::useUniformBaseline()
{
    m_ownBaseline = false;
    m_live.compareUniform();
}

void PromptsPage::loadShippedSets()
{
    m_files.submit<std::vector<TemplateSet>>(
        tr("reading template sets"), {}, this,
        [resources = m_workspace.resources()](std::stop_token, const Reporter &) {
            return shippedTemplateSets(resources);
        },
        [this](std::vector<TemplateSet> sets) { m_templates->setTemplateSets(std::move(sets)); },
        [this](const JobError &error) { m_templates->showError(error.what + QLatin1Char('\n') + error.remedy); });
}

void PromptsPage::chooseSetFile()
{
    auto *dialog = new QFileDialog(this, tr("Templates: a line each, or JSON of open_clip or CLIP_benchmark"), {},
                                   tr("Template sets (*.txt *.json);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &chosen) {
        m_files.submit<TemplateSet>(
            tr("reading templates"), QStringLiteral("template set"), this,
            [path = std::filesystem::path(chosen.toStdString())](std::stop_token, const Reporter &) {
                return readTemplateSet(path);
            },
            [this](const TemplateSet &set) { m_templates->loadSet(set); },
            [this](const JobError &error) {
                m_templates->showError(error.what + QLatin1Char('\n') + error.remedy);
            });
    });
    dialog->open();
}

} // namespace retort
