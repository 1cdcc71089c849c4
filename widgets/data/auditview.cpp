#include "widgets/data/auditview.h"

#include "base/files.h"
#include "widgets/common/icons.h"
#include "widgets/common/livescore.h"
#include "widgets/common/page.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/common/workspace.h"
#include "widgets/data/auditasker.h"
#include "widgets/data/auditstart.h"
#include "workflow/auditcsv.h"
#include "workflow/openedparts.h"

#include <QButtonGroup>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <utility>

namespace retort {

struct AuditView::Opened
{
    std::shared_ptr<const OpenedDataset> dataset;
    AuditQueue queue;
};

AuditView::AuditView(Workspace &workspace, QWidget *parent)
    : QWidget(parent), m_workspace(workspace), m_live(LiveScore::of(workspace)), m_banner(new Banner),
      m_states(new PageStack), m_parts(new QStackedWidget), m_start(new AuditStart), m_asker(new AuditAsker),
      m_results(new AuditResults), m_runner(QStringLiteral("audit"))
{
    m_parts->addWidget(m_start);
    m_parts->addWidget(m_asker);
    m_parts->addWidget(m_results);
    m_states->setContent(m_parts);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::space4, Theme::space4, Theme::space4, Theme::space4);
    layout->setSpacing(Theme::space3);
    layout->addWidget(makeHeader());
    layout->addWidget(m_banner);
    layout->addWidget(m_states, 1);

    connect(m_start, &AuditStart::drawAsked, this, &AuditView::draw);
    connect(m_start, &AuditStart::importAsked, this, &AuditView::chooseImport);
    connect(m_asker, &AuditAsker::answered, this, &AuditView::answer);
    connect(m_asker, &AuditAsker::left, this, &AuditView::closed);
    connect(m_results, &AuditResults::reportAsked, this, [this] {
        m_workspace.countReportLook(QStringLiteral("audit"), this, [this] {
            m_reportShown = true;
            measure();
        });
    });
    connect(&m_workspace, &Workspace::projectOpened, this, [this] {
        m_roleChosen = false;
        m_reportShown = false;
        m_selection.clear();
        m_dataset.reset();
    });
    connect(&m_workspace, &Workspace::sessionChanged, this, &AuditView::refresh);
    connect(&m_workspace, &Workspace::settingsChanged, this, &AuditView::refresh);
    connect(&m_workspace, &Workspace::auditChanged, this, &AuditView::auditChanged);
    connect(&m_live, &LiveScore::pictureChanged, this, [this] {
        if (m_dataset && m_part == Part::Start)
            m_start->setState(m_queue, teacherAnswers() != nullptr);
        measure();
    });
}

QWidget *AuditView::makeHeader()
{
    auto *back = new QPushButton(tr("Back to the images"));
    m_trainingButton = new QPushButton(tr("Training"));
    m_testButton = new QPushButton(tr("Test"));
    m_selectionButton = new QPushButton(tr("chosen images"));
    m_selectionButton->setIcon(icon(QStringLiteral("close")));
    m_selectionButton->setToolTip(tr("Go on to the images that were drawn at random"));
    connect(m_selectionButton, &QPushButton::clicked, this, &AuditView::leaveSelection);
    m_askButton = new QPushButton(tr("Label"));
    m_resultsButton = new QPushButton(tr("Results"));
    m_moreButton = new QPushButton(tr("Draw more…"));
    m_importButton = new QPushButton(tr("Import…"));
    m_exportButton = new QPushButton(tr("Export…"));
    const auto exclusive = [this](std::initializer_list<QPushButton *> buttons) {
        auto *group = new QButtonGroup(this);
        for (QPushButton *button : buttons) {
            button->setCheckable(true);
            group->addButton(button);
        }
    };
    exclusive({m_trainingButton, m_testButton});
    exclusive({m_askButton, m_resultsButton, m_moreButton});
    m_trainingButton->setToolTip(tr("Images that students learn from, without labels"));
    m_testButton->setToolTip(tr("Images that are only measured on"));
    m_importButton->setToolTip(tr("Take answers from a CSV file"));
    m_exportButton->setToolTip(tr("Write drawn images and answers as CSV"));

    auto *header = new QWidget;
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Theme::space2);
    row->addWidget(titleLabel(tr("Audit")));
    row->addSpacing(Theme::space2);
    row->addWidget(m_trainingButton);
    row->addWidget(m_testButton);
    row->addWidget(m_selectionButton);
    row->addStretch(1);
    for (QPushButton *button : {m_askButton, m_resultsButton, m_moreButton})
        row->addWidget(button);
    row->addSpacing(Theme::space4);
    for (QPushButton *button : {m_importButton, m_exportButton, back})
        row->addWidget(button);

    connect(m_trainingButton, &QPushButton::clicked, this, [this] { setRole(DatasetRole::Training); });
    connect(m_testButton, &QPushButton::clicked, this, [this] { setRole(DatasetRole::Test); });
    connect(m_askButton, &QPushButton::clicked, this, [this] { showPart(Part::Ask); });
    connect(m_resultsButton, &QPushButton::clicked, this, [this] { showPart(Part::Results); });
    connect(m_moreButton, &QPushButton::clicked, this, [this] { showPart(Part::Start); });
    connect(m_importButton, &QPushButton::clicked, this, &AuditView::chooseImport);
    connect(m_exportButton, &QPushButton::clicked, this, &AuditView::chooseExport);
    connect(back, &QPushButton::clicked, this, &AuditView::closed);
    return header;
}

bool AuditView::settled() const
{
    return m_states->state() != PageStack::State::Loading && !m_runner.busy() && m_asker->settled();
}

void AuditView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_live.activate();
    m_dataset.reset(); // what was shown may have changed meanwhile
    refresh();
}

void AuditView::askAbout(DatasetRole role, std::vector<std::int64_t> images)
{
    m_roleChosen = true;
    m_role = role;
    m_selection = std::move(images);
    m_dataset.reset();
    m_banner->hide();
    refresh();
}

void AuditView::leaveSelection()
{
    setRole(m_role);
}

void AuditView::setRole(DatasetRole role)
{
    m_selection.clear();
    m_roleChosen = true;
    m_reportShown = false;
    m_role = role;
    m_dataset.reset();
    m_banner->hide();
    refresh();
}

void AuditView::refresh()
{
    if (!isVisible())
        return;
    const ProjectSettings &settings = m_workspace.settings();
    const auto goBack = [this] { Q_EMIT closed(); };
    if (!m_roleChosen)
        m_role = settings.dataset(DatasetRole::Test) ? DatasetRole::Test : DatasetRole::Training;
    const DatasetRecord *record = settings.dataset(m_role);
    if (!record) {
        m_dataset.reset();
        m_states->showEmpty(tr("Add images first, then some of them can be labelled here."),
                            tr("Back to the images"), goBack);
    } else if (settings.classes.size() < 2) {
        m_dataset.reset();
        m_states->showEmpty(tr("Name at least two classes first, then images can be labelled with them."),
                            tr("Back to the images"), goBack);
    } else if (!m_dataset || m_classes != settings.classes || !m_dataset->isKnownAs(record->fingerprint)) {
        if (m_dataset && !m_dataset->isKnownAs(record->fingerprint))
            m_selection.clear(); // places in other images
        openQueue();
    }
    updateHeader();
}

void AuditView::openQueue()
{
    const DatasetRecord record = *m_workspace.settings().dataset(m_role);
    m_classes = m_workspace.settings().classes;
    std::shared_ptr<const OpenedDataset> known = m_dataset;
    if (const auto session = m_workspace.session(); session && !known) {
        if (m_role == DatasetRole::Training)
            known = session->training.dataset;
        else if (session->test)
            known = session->test->dataset;
    }
    if (known && !known->isKnownAs(record.fingerprint))
        known.reset();
    if (!m_dataset)
        m_states->showLoading(tr("Opening %1").arg(QString::fromStdString(record.location)));
    m_runner.submit<Opened>(
        tr("opening images"), QStringLiteral("queue"), this,
        [record, known, selection = m_selection, audit = m_workspace.audit(),
         classes = m_classes](std::stop_token stop, const Reporter &reporter) {
            Opened opened{known ? known : openRecorded(record, stop, reporter), {}};
            opened.queue = selection.empty()
                               ? auditQueue(*opened.dataset, record.role, *audit, classes)
                               : auditSelection(*opened.dataset, record.role, *audit, classes, selection);
            return opened;
        },
        [this](const Opened &opened) { take(opened); },
        [this](const JobError &error) {
            if (!error.cancelled)
                m_states->showError(error.what, error.remedy, tr("Back to the images"),
                                    [this] { Q_EMIT closed(); });
        });
}

void AuditView::take(const Opened &opened)
{
    const bool isOther = opened.dataset != m_dataset || opened.queue.entries.size() != m_queue.entries.size();
    m_dataset = opened.dataset;
    m_queue = opened.queue;
    m_states->showContent();
    m_asker->setQueue(m_queue, m_dataset, m_classes);
    if (!m_selection.empty())
        showPart(Part::Ask);
    else if (m_queue.entries.empty())
        showPart(Part::Start);
    else if (isOther)
        showPart(m_queue.firstOpen() < m_queue.entries.size() ? Part::Ask : Part::Results);
    else
        showPart(m_part);
    showNotes();
}

void AuditView::showNotes()
{
    if (!m_selection.empty())
        m_banner->show(
            Banner::Kind::News,
            tr("You chose these %n image(s). Answers are kept, but no accuracy is estimated from them: only "
               "from images that were drawn at random.",
               nullptr, static_cast<int>(m_queue.entries.size())));
    else if (m_queue.stale > 0)
        m_banner->show(Banner::Kind::Warning,
                       tr("%n image(s) are asked again: “none of these” was said before there were other classes.",
                          nullptr, static_cast<int>(m_queue.stale)));
    else if (m_queue.unlisted > 0)
        m_banner->show(
            Banner::Kind::Warning,
            tr("%n answer(s) name a class that is not in the list any more. They count as none of these; "
               "write the name as an alias of a class to have them count again.",
               nullptr, static_cast<int>(m_queue.unlisted)));
    else if (m_queue.notCovered > 0 && !m_queue.entries.empty())
        m_banner->show(Banner::Kind::News,
                       tr("%n image(s) came after the draw: accuracies do not speak of them.", nullptr,
                          static_cast<int>(m_queue.notCovered)),
                       tr("Draw from them…"), [this] { showPart(Part::Start); });
}

void AuditView::auditChanged()
{
    if (!m_dataset || !isVisible())
        return;
    // An answer, given or taken back, leaves the entries as they are; a draw does not.
    std::size_t drawn = 0;
    for (const auto &draw : m_workspace.audit()->draws)
        drawn += draw->role == m_role ? draw->sample.size() : 0;
    if (m_selection.empty() && drawn != m_queue.entries.size() + static_cast<std::size_t>(m_queue.gone)) {
        openQueue();
        return;
    }
    std::optional<std::size_t> changedElsewhere;
    for (std::size_t i = 0; i < m_queue.entries.size(); ++i) {
        AuditEntry &entry = m_queue.entries[i];
        auto now = standingAnswer(entry.image, *m_workspace.audit(), m_classes);
        if (now != entry.answer && !m_answering && !changedElsewhere)
            changedElsewhere = i;
        entry.answer = std::move(now);
    }
    m_asker->updateAnswers(m_queue);
    if (changedElsewhere) { // undone: it is asked again
        m_asker->showEntry(*changedElsewhere);
        if (m_queue.firstOpen() < m_queue.entries.size())
            showPart(Part::Ask);
    }
    measure();
}

void AuditView::showPart(Part part)
{
    m_part = part;
    QWidget *const widgets[] = {m_start, m_asker, m_results};
    m_parts->setCurrentWidget(widgets[static_cast<int>(part)]);
    updateHeader();
    if (part == Part::Start) {
        m_start->setState(m_queue, teacherAnswers() != nullptr);
        m_start->setFocus();
    } else if (part == Part::Ask) {
        m_asker->takeFocus();
    }
    measure();
}

void AuditView::updateHeader()
{
    const ProjectSettings &settings = m_workspace.settings();
    const bool both = settings.dataset(DatasetRole::Test) && settings.dataset(DatasetRole::Training);
    m_trainingButton->setVisible(both);
    m_testButton->setVisible(both);
    (m_role == DatasetRole::Training ? m_trainingButton : m_testButton)->setChecked(true);
    const bool drawn = m_dataset && !m_queue.entries.empty() && m_selection.empty();
    m_selectionButton->setVisible(!m_selection.empty());
    for (QPushButton *button : {m_askButton, m_resultsButton, m_moreButton, m_importButton, m_exportButton})
        button->setVisible(drawn);
    QPushButton *const buttons[] = {m_moreButton, m_askButton, m_resultsButton};
    buttons[static_cast<int>(m_part)]->setChecked(true);
}

void AuditView::draw()
{
    const AuditRequest request = m_start->request();
    std::vector<std::int32_t> answers;
    if (const auto *known = teacherAnswers(); known && request.stratified)
        answers = *known;
    m_runner.submit<AuditDraws>(
        tr("drawing images"), QStringLiteral("draw"), this,
        [request, answers, dataset = m_dataset, role = m_role, audit = m_workspace.audit(),
         classes = m_classes](std::stop_token, const Reporter &) {
            return planAudit(*dataset, role, *audit, request, answers, classes);
        },
        [this, role = m_role](const AuditDraws &draws) {
            m_banner->hide();
            m_workspace.setAuditDraws(role, draws);
        },
        [this](const JobError &error) {
            m_banner->show(Banner::Kind::Error, error.what + QLatin1Char('\n') + error.remedy);
        });
}

void AuditView::answer(const AuditAnswer &answer)
{
    m_answering = true;
    m_workspace.setAuditAnswers(tr("Answer image %1").arg(m_asker->entry() + 1), {answer});
    m_answering = false;
    if (m_queue.firstOpen() < m_queue.entries.size())
        m_asker->showEntry(m_queue.firstOpen());
    else if (m_selection.empty())
        showPart(Part::Results);
    else
        m_banner->show(Banner::Kind::News, tr("All of them have an answer."), tr("Go on to the drawn images"),
                       [this] { leaveSelection(); });
}

const std::vector<std::int32_t> *AuditView::teacherAnswers() const
{
    const auto picture = m_live.picture();
    const LogitSummary *summary = !picture                          ? nullptr
                                  : m_role == DatasetRole::Training ? &picture->score.training
                                  : picture->score.test             ? &*picture->score.test
                                                                    : nullptr;
    const bool fits = summary && m_dataset && picture->classes == m_classes &&
                      static_cast<std::int64_t>(summary->answers.size()) == m_dataset->images->size();
    return fits ? &summary->answers : nullptr;
}

void AuditView::measure()
{
    const auto *answers = teacherAnswers();
    if (m_part != Part::Results || !isVisible() || !answers)
        return; // comes again with the picture
    using Measured = std::pair<AuditFigures, std::optional<AuditFigures>>;
    m_runner.submit<Measured>(
        tr("measuring"), QStringLiteral("measure"), this,
        [dataset = m_dataset, queue = m_queue, audit = m_workspace.audit(), classes = m_classes, given = *answers,
         report = m_reportShown](std::stop_token, const Reporter &) {
            const auto of = [&](LabelHalf half) {
                const LabelledSample sample = auditSample(queue, *dataset, *audit, classes, half);
                const auto count = static_cast<std::int64_t>(classes.size());
                return AuditFigures{classes, sampleFigures(sample, given, count),
                                    sampleConfusion(sample, given, count)};
            };
            return Measured{of(LabelHalf::Tuning), report ? std::optional(of(LabelHalf::Report)) : std::nullopt};
        },
        [this](const Measured &measured) {
            m_results->setTuning(measured.first);
            m_results->setReport(measured.second, m_workspace.reportLooks());
        });
}

void AuditView::chooseImport()
{
    auto *dialog = new QFileDialog(this, tr("Answers to import"), {}, tr("Tables (*.csv);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &AuditView::importFile);
    dialog->open();
}

void AuditView::importFile(const QString &file)
{
    if (!m_dataset)
        return;
    m_runner.submit<AuditImport>(
        tr("reading answers"), QStringLiteral("import"), this,
        [path = std::filesystem::path(file.toStdString()), dataset = m_dataset,
         classes = m_classes](std::stop_token, const Reporter &) {
            return parseAuditCsv(readTextFile(path), path.string(), *dataset, classes);
        },
        [this](const AuditImport &import) {
            const auto count = static_cast<int>(import.answers.size());
            const auto take = [this, count, answers = import.answers] {
                m_workspace.setAuditAnswers(tr("Import %n answer(s)", nullptr, count), answers);
                m_banner->show(Banner::Kind::News, tr("%n answer(s) imported.", nullptr, count), tr("Undo"),
                               [this] { m_workspace.undoStack().undo(); });
            };
            if (import.problems.empty()) {
                take();
                return;
            }
            m_banner->show(Banner::Kind::Error,
                           tr("%n line(s) cannot be taken; nothing was imported. %1", nullptr,
                              static_cast<int>(import.problems.size()))
                               .arg(QString::fromStdString(problemText(import.problems))),
                           count == 0 ? QString() : tr("Import the other %1").arg(groupedNumber(count)), take);
        },
        [this](const JobError &error) {
            m_banner->show(Banner::Kind::Error, error.what + QLatin1Char('\n') + error.remedy);
        });
}

void AuditView::chooseExport()
{
    auto *dialog = new QFileDialog(this, tr("Write drawn images and answers"), {}, tr("Tables (*.csv)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    connect(dialog, &QFileDialog::fileSelected, this, &AuditView::exportFile);
    dialog->open();
}

void AuditView::exportFile(const QString &file)
{
    m_runner.submit<bool>(
        tr("writing answers"), {}, this,
        [path = std::filesystem::path(file.toStdString()), dataset = m_dataset,
         queue = m_queue](std::stop_token, const Reporter &) {
            writeFileAtomically(path, auditCsv(queue, *dataset));
            return true;
        },
        [this, file](bool) { m_banner->show(Banner::Kind::News, tr("Written: %1").arg(file)); },
        [this](const JobError &error) {
            m_banner->show(Banner::Kind::Error, error.what + QLatin1Char('\n') + error.remedy);
        });
}

} // namespace retort
