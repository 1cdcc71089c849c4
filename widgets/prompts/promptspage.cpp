#include "widgets/prompts/promptspage.h"

#include "widgets/common/classeditor.h"
#include "widgets/common/icons.h"
#include "widgets/common/livescore.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/common/workspace.h"
#include "widgets/prompts/livepanel.h"
#include "widgets/prompts/moverspanel.h"
#include "widgets/prompts/nonepanel.h"
#include "widgets/prompts/suggestionpanel.h"
#include "widgets/prompts/templatepanel.h"
#include "widgets/prompts/templatesetmenu.h"
#include "widgets/prompts/templateview.h"
#include "widgets/prompts/weightingmenu.h"
#include "widgets/prompts/weightstrips.h"

#include <QHBoxLayout>
#include <QProgressBar>
#include <QPushButton>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>
#include <map>
#include <utility>

namespace retort {

namespace {

// How the width is shared at first, and what each column needs at least.
constexpr int templatesWidth = 17 * Theme::space5;
constexpr int classesWidth = 11 * Theme::space5;
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

/// Wherever they stand in the list.
bool sameWeights(const Weighting &a, const Weighting &b)
{
    std::map<std::string, double> weights;
    for (const WeightedTemplate &item : a.templates)
        weights.emplace(item.text, item.weight);
    return a.templates.size() == b.templates.size() &&
           std::all_of(b.templates.begin(), b.templates.end(), [&](const WeightedTemplate &item) {
               const auto found = weights.find(item.text);
               return found != weights.end() && found->second == item.weight;
           });
}

/// What moved from a picture of all images to one of all or some.
std::vector<MoveGroup> movesBetween(const LivePicture &before, const LivePicture &now)
{
    if (!now.places)
        return findMoves(before.score.training.answers, now.score.training.answers);
    std::vector<std::int32_t> answers;
    for (const std::int64_t place : *now.places)
        answers.push_back(before.score.training.answers[static_cast<std::size_t>(place)]);
    std::vector<MoveGroup> moves = findMoves(answers, now.score.training.answers);
    for (MoveGroup &group : moves)
        for (std::int64_t &image : group.images)
            image = (*now.places)[static_cast<std::size_t>(image)];
    return moves;
}

bool findsWeights(WeightRule rule)
{
    return rule != WeightRule::Manual && rule != WeightRule::Zpe;
}

} // namespace

PromptsPage::PromptsPage(Workspace &workspace, QWidget *parent)
    : Page(parent), m_workspace(workspace), m_live(LiveScore::of(workspace)), m_templates(new TemplatePanel),
      m_strips(new WeightStrips(workspace, m_live, this))
{
    auto *classes = new QWidget;
    auto *classesLayout = new QVBoxLayout(classes);
    classesLayout->setContentsMargins(0, 0, 0, 0);
    classesLayout->setSpacing(Theme::space2);
    QLabel *classesTitle = headingLabel(tr("Classes"));
    classesTitle->setMinimumHeight(m_templates->headHeight()); // in line with its neighbour
    classesLayout->addWidget(classesTitle);
    m_classes = new ClassEditor(workspace);
    classesLayout->addWidget(m_classes, 1);
    m_none = new NonePanel;
    classesLayout->addWidget(m_none);
    connect(m_none, &NonePanel::edited, &workspace, &Workspace::setRejectRule);

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

    TemplateModel &model = m_templates->model();
    model.setNote([this](const std::string &text) { return noteOn(text); });
    connect(&model, &TemplateModel::slid, this, [this](const WeightSlide &slide, double weight) {
        beginEdit();
        m_strips->setPaused(true);
        m_suggestions->stop();
        m_live.preview(slide, weight);
    });
    connect(&model, &TemplateModel::slideEnded, this, [this] { m_strips->setPaused(false); });
    m_strips->setFigure(StripFigure::Confidence);
    connect(m_templates, &TemplatePanel::stripAsked, m_strips, &WeightStrips::setFigure);
    connect(m_strips, &WeightStrips::changed, this, [this] {
        m_templates->view().setStrip([this](const QString &text) { return m_strips->strip(text); });
    });
    connect(&model, &TemplateModel::edited, this, &PromptsPage::edited);
    connect(&m_templates->view(), &TemplateView::noteClicked, &m_live, &LiveScore::retry);
    connect(&m_templates->view(), &TemplateView::barShown, this, &PromptsPage::prepareBar);
    connect(m_templates, &TemplatePanel::findAsked, this, &PromptsPage::find);
    connect(m_templates, &TemplatePanel::selectionAsked, this, &PromptsPage::choose);
    connect(&m_live, &LiveScore::pictureChanged, this, &PromptsPage::pictureChanged);
    connect(&m_live, &LiveScore::found, this, &PromptsPage::found);
    connect(&m_live, &LiveScore::encodingChanged, this, &PromptsPage::refreshNotes);
    connect(&m_live, &LiveScore::errorChanged, this, &PromptsPage::refreshLive);
    connect(&m_live, &LiveScore::compared, this, [this](const std::shared_ptr<const LivePicture> &uniform) {
        if (!m_ownBaseline)
            m_panel->setBaseline(uniform, tr("equal weights"));
        else if (m_panel->baseline() && m_panel->baseline()->score.weighting == uniform->score.weighting)
            m_panel->setBaseline(uniform, tr("the weighting you kept"));
    });
    connect(m_panel, &LivePanel::keepAsked, this, [this] {
        m_ownBaseline = true;
        if (m_live.picture())
            m_panel->setBaseline(m_live.picture(), tr("the weighting you kept"));
    });
    connect(m_panel, &LivePanel::reportAsked, this, &PromptsPage::showReportHalf);
    connect(m_panel, &LivePanel::uniformAsked, this, &PromptsPage::useUniformBaseline);
    connect(m_panel, &LivePanel::accuracyShown, m_templates, &TemplatePanel::setAccuracyVisible);
    connect(m_panel, &LivePanel::accuracyShown, m_none,
            [this](bool visible) { m_none->setPicture(m_live.livePicture(), visible); });
    connect(m_panel, &LivePanel::confusionChosen, this, &PromptsPage::showConfusion);
    for (const auto signal : {&Workspace::projectOpened, &Workspace::projectClosed, &Workspace::settingsChanged})
        connect(&m_workspace, signal, this, &PromptsPage::refresh);
    connect(&m_workspace, &Workspace::sessionChanged, this, [this] {
        m_ownBaseline = false;
        m_panel->setBaseline(nullptr, {});
        refresh();
    });
    connect(&m_workspace, &Workspace::sessionFailed, this, &PromptsPage::refreshLive);
    refresh();
}

QWidget *PromptsPage::makeHeader()
{
    m_standIn = secondaryLabel({});
    m_standIn->setWordWrap(false);
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
    m_sets = makeSets();
    row->addWidget(m_sets);
    row->addWidget(makeWeightings());
    m_encoding->hide();
    m_encodingBar->hide();
    return header;
}

QWidget *PromptsPage::makeSets()
{
    auto *button = new QPushButton(tr("Template sets"));
    auto *menu = new TemplateSetMenu(
        m_workspace.resources(),
        [this] {
            std::vector<std::string> texts;
            for (const WeightedTemplate &item : m_templates->model().weighting().templates)
                texts.push_back(item.text);
            return texts;
        },
        button);
    button->setMenu(menu);
    connect(menu, &TemplateSetMenu::chosen, &m_templates->model(), &TemplateModel::loadSet);
    connect(menu, &TemplateSetMenu::failed, m_templates, &TemplatePanel::showError);
    connect(menu, &TemplateSetMenu::saved, this,
            [this](const QString &file) { Q_EMIT m_workspace.noted(tr("The templates are in %1").arg(file)); });
    return button;
}

QWidget *PromptsPage::makeWeightings()
{
    auto *button = new QPushButton(tr("Weightings"));
    auto *menu = new WeightingMenu(m_workspace, button);
    button->setMenu(menu);
    connect(menu, &WeightingMenu::refused, m_templates, &TemplatePanel::showError);
    connect(menu, &WeightingMenu::chosen, this, [this](const Weighting &weighting, const QString &name) {
        m_templates->model().endSlide();
        m_findWhenReady = false; // its weights are what is wanted
        store(weighting, tr("Use weighting %1").arg(name), {}, weighting.labelsSeen);
    });
    return button;
}

QWidget *PromptsPage::makeLive()
{
    m_panel = new LivePanel;
    m_movers = new MoversPanel;
    m_suggestions = new SuggestionPanel(m_workspace, m_live);
    m_panel->addTab(m_suggestions, tr("Suggestions"));
    connect(m_suggestions, &SuggestionPanel::muteAsked, this, [this](const QString &text, bool muted) {
        const auto &templates = m_templates->model().weighting().templates;
        for (std::size_t i = 0; i < templates.size(); ++i)
            if (templates[i].text == text.toStdString())
                m_templates->model().setMuted({static_cast<int>(i)}, muted);
    });
    connect(m_suggestions, &SuggestionPanel::aliasWanted, m_classes, &ClassEditor::editAliases);
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
    return Page::settled() && m_live.settled() && m_movers->settled() && m_strips->settled() &&
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
    m_templates->model().endSlide();
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
    m_none->setRule(m_workspace.settings().reject, m_workspace.settings().classes);
    m_templates->setWeighting(weighting);
    m_suggestions->setCurrent(weighting, classes);
    if (!m_templates->model().sliding())
        m_strips->setWeighting(weighting, m_templates->model().fullWeight(), m_templates->view().rowsInView());
    const auto session = m_workspace.session();
    const std::optional<TeacherRecord> &teacher = m_workspace.settings().teacher;
    const bool recorded = teacher && teacher->recorded;
    m_standIn->setVisible(recorded || (teacher && teacher->standIn));
    m_standIn->setText(recorded ? tr("recorded answers: templates change nothing")
                                : tr("demo teacher: a stand-in that learned from labels"));
    m_standIn->setToolTip(
        recorded ? tr("What another program said of these images. It is about the classes themselves, so "
                      "there is nothing to weigh; choose a CLIP on the Project page to work with templates.")
                 : tr("It takes the place of a foundation model where none is at hand. It knows the words "
                      "of its own captions and no others."));
    for (QWidget *part : {static_cast<QWidget *>(m_templates), m_sets, static_cast<QWidget *>(m_suggestions)})
        part->setEnabled(!recorded);
    m_movers->setSource(session ? session->training.dataset->images : nullptr);
    refreshNotes();
    refreshLive();
}

void PromptsPage::refreshNotes()
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
    m_templates->model().notesChanged();
    m_templates->setCanFind(session && !encoding && m_live.toEncode() > 0);
    if (!encoding && m_live.toEncode() > 0 && std::exchange(m_findWhenReady, false))
        find(m_workspace.settings().weighting);
}

TemplateNote PromptsPage::noteOn(const std::string &text) const
{
    TemplateNote note;
    const auto session = m_workspace.session();
    // While everything is encoded (other classes), the bar above says so; single rows are marked when they are
    // new.
    note.waiting = session && m_live.livePicture() && m_live.encoded() < m_live.toEncode() &&
                   m_live.state(text) == TemplateState::Waiting;
    if (const JobError *error = m_live.failure(text))
        note.failure = tr("Could not be encoded: %1 %2\nClick to try again.").arg(error->what, error->remedy);
    if (!session || !session->teacher->info().standIn)
        return note;
    std::string bare = text;
    if (const std::size_t place = bare.find("{}"); place != std::string::npos)
        bare.erase(place, 2);
    QStringList words;
    for (const std::string &word : session->teacher->unknownWords(bare))
        words << QString::fromStdString(word);
    if (!words.isEmpty())
        note.warning = tr("This teacher never saw: %1. Its answers to such words mean nothing.")
                           .arg(words.join(QStringLiteral(", ")));
    return note;
}

void PromptsPage::refreshLive()
{
    if (m_live.livePicture() && m_workspace.session() && !m_live.error()) {
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

void PromptsPage::edited(const Weighting &weighting, const QString &what, const QString &gesture)
{
    // Weights that a rule found are the rule's: other templates get theirs once they are encoded.
    m_findWhenReady = findsWeights(weighting.rule) && !sameWeights(weighting, m_workspace.settings().weighting);
    m_findGesture = gesture.isEmpty() ? QStringLiteral("edit %1").arg(++m_gestures) : gesture;
    store(weighting, what, m_findGesture);
}

void PromptsPage::store(Weighting weighting, const QString &what, const QString &gesture, bool labelsKnown)
{
    if (!m_workspace.isOpen())
        return;
    weighting.labelsSeen = labelsKnown || labelsSeenInSelection(weighting, m_workspace.settings().weighting,
                                                                m_panel->accuracyVisible());
    if (weighting != m_workspace.settings().weighting)
        m_workspace.setWeighting(weighting, what, gesture);
    else
        m_templates->setWeighting(weighting);
}

void PromptsPage::find(const Weighting &weighting)
{
    if (findsWeights(weighting.rule))
        m_live.find(weighting);
}

void PromptsPage::choose(PromptCriterion criterion)
{
    const auto scorer = m_live.scorer();
    if (!scorer)
        return;
    m_templates->model().endSlide();
    m_workspace.interactive().submit<TemplateSelection>(
        tr("Choosing templates"), QStringLiteral("choose"), this,
        [scorer, criterion, weighting = m_live.known(m_workspace.settings().weighting)](std::stop_token stop,
                                                                                        const Reporter &reporter) {
            return selectTemplates(*scorer, PromptJudge(*scorer, criterion), weighting, weighting.templates.size(),
                                   stop, reporter);
        },
        [this, criterion](const TemplateSelection &selection) {
            if (!sameTexts(selection.weighting, m_workspace.settings().weighting))
                return; // meanwhile there are others
            m_findWhenReady = false;
            store(selection.weighting, tr("Choose templates"), {}, criterion == PromptCriterion::Accuracy);
        },
        [this](const JobError &error) {
            if (!error.cancelled)
                m_templates->showError(error.what + QLatin1Char('\n') + error.remedy);
        });
}

void PromptsPage::found(const Weighting &weighting)
{
    // Meanwhile other templates were loaded: these weights are of no use.
    if (sameTexts(weighting, m_workspace.settings().weighting))
        store(weighting, tr("Find weights"), m_findGesture);
    m_findGesture.clear();
}

void PromptsPage::pictureChanged()
{
    const auto picture = m_live.livePicture();
    m_panel->setPicture(picture);
    m_templates->setAccuracyVisible(m_panel->accuracyVisible());
    m_none->setPicture(picture, m_panel->accuracyVisible());
    if (picture && m_before && m_before->classes.size() == picture->classes.size())
        m_movers->setMoves(movesBetween(*m_before, *picture), picture->classes,
                           m_panel->accuracyVisible() ? std::span<const std::int32_t>(*picture->trainingLabels)
                                                      : std::span<const std::int32_t>());
    else
        m_movers->setMoves({}, {}, {});
    if (picture && !picture->sampled())
        renewBaseline(*picture);
    prepareBar(m_barRow); // its weights are others now
    refreshNotes();
    refreshLive();
}

void PromptsPage::prepareBar(int row)
{
    m_barRow = row;
    if (row >= 0 && static_cast<std::size_t>(row) < m_stored.templates.size() &&
        m_templates->model().weighting() == m_stored)
        m_live.prepare({m_stored, static_cast<std::size_t>(row)});
}

void PromptsPage::showConfusion(int label, int answer)
{
    const auto picture = m_live.livePicture();
    const auto session = m_workspace.session();
    if (!picture || !session || !picture->tuning.sample)
        return;
    const MeasuredLabels &labels = *picture->labels;
    const EmbeddedDataset &part = labels.role == DatasetRole::Test ? *session->test : session->training;
    std::vector<std::int64_t> images;
    const TuningAnswers &tuning = picture->tuning;
    for (std::size_t i = 0; i < tuning.answers.size(); ++i)
        if (tuning.sample->labels[i] == label && tuning.answers[i] == answer) {
            const auto entry = tuning.entries ? static_cast<std::size_t>((*tuning.entries)[i]) : i;
            images.push_back(labels.tuning.images[entry]);
        }
    const auto name = [&picture](int c) {
        return QString::fromStdString(picture->classes[static_cast<std::size_t>(c)].name);
    };
    m_movers->showImages(tr("labelled %1, answered %2: %3")
                             .arg(name(label), name(answer), groupedNumber(static_cast<qint64>(images.size()))),
                         part.dataset->images, std::move(images));
}

void PromptsPage::showReportHalf()
{
    const auto picture = m_live.livePicture();
    if (!picture || picture->sampled())
        return;
    m_workspace.countReportLook(QStringLiteral("prompts"), this, [this, picture] {
        if (const LogitSummary *answers = measuredAnswers(picture->score, *picture->labels))
            m_panel->showReport(picture, sampleAccuracy(picture->labels->report, answers->answers),
                                m_workspace.reportLooks());
    });
}

void PromptsPage::renewBaseline(const LivePicture &picture)
{
    const auto baseline = m_panel->baseline();
    if (!baseline) {
        useUniformBaseline();
        return;
    }
    if (baseline->labels == picture.labels)
        return;
    // Audited meanwhile, or encoded anew: a baseline is measured as what it is compared with.
    if (!m_ownBaseline)
        useUniformBaseline();
    else if (const Weighting &kept = baseline->score.weighting; m_live.known(kept) == kept)
        m_live.compare(kept);
}

void PromptsPage::useUniformBaseline()
{
    m_ownBaseline = false;
    Weighting weighting = m_workspace.settings().weighting;
    weighting.rule = WeightRule::Uniform;
    for (WeightedTemplate &item : weighting.templates) {
        item.weight = 1.0 / static_cast<double>(weighting.templates.size());
        item.muted.reset();
    }
    m_live.compare(weighting);
}

} // namespace retort
