#include "projectpage.h"

#include "base/error.h"
#include "fetch/fetchmodel.h"
#include "projectsummary.h"
#include "teacherdialog.h"
#include "widgets/common/icons.h"
#include "widgets/common/parts.h"
#include "widgets/common/startpage.h"
#include "widgets/common/theme.h"
#include "widgets/common/workspace.h"

#include <QAction>
#include <QFileInfo>
#include <QGridLayout>
#include <QPushButton>
#include <QResizeEvent>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace retort {

namespace {

constexpr int cardWidth = 300;

QPixmap mark(const QString &name, IconTone tone, const QWidget *on)
{
    return icon(name, tone).pixmap(QSize(Theme::iconPixels, Theme::iconPixels), on->devicePixelRatioF());
}

Card *makeCard(const SummaryCard &text, std::function<void()> go)
{
    auto *card = new Card;
    auto *layout = new QVBoxLayout(card);
    layout->setContentsMargins(Theme::space4, Theme::space4, Theme::space4, Theme::space4);
    layout->setSpacing(Theme::space2);
    auto *head = new QHBoxLayout;
    head->setSpacing(Theme::space2);
    auto *picture = new QLabel;
    picture->setPixmap(mark(
        text.iconName, text.iconName == QLatin1String("teacher") ? IconTone::Teacher : IconTone::Secondary, card));
    head->addWidget(picture);
    head->addWidget(headingLabel(text.title));
    head->addStretch();
    layout->addLayout(head);
    layout->addWidget(figureLabel(text.figure));
    for (const QString &line : text.lines) {
        QLabel *label = secondaryLabel(line);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->setMinimumWidth(10);
        layout->addWidget(label);
    }
    if (!text.warning.isEmpty()) {
        auto *line = new QHBoxLayout;
        line->setSpacing(Theme::space2);
        auto *sign = new QLabel;
        sign->setPixmap(mark(QStringLiteral("warning"), IconTone::Warning, card));
        line->addWidget(sign, 0, Qt::AlignTop);
        auto *words = new QLabel(text.warning);
        words->setWordWrap(true);
        line->addWidget(words, 1);
        layout->addLayout(line);
    }
    layout->addStretch();
    auto *button = new QPushButton(text.button);
    button->setAccessibleDescription(text.title);
    QObject::connect(button, &QPushButton::clicked, card, std::move(go));
    layout->addWidget(button, 0, Qt::AlignLeft);
    return card;
}

} // namespace

ProjectPage::ProjectPage(Workspace &workspace, StartPage *start, QWidget *parent)
    : Page(parent), m_workspace(workspace), m_start(start ? start : new StartPage(workspace.resources())),
      m_stack(new QStackedWidget)
{
    m_overview = makeOverview();
    m_stack->addWidget(m_start);
    m_stack->addWidget(m_overview);
    states().setContent(m_stack);

    connect(m_start, &StartPage::createRequested, this,
            [this](const NewProject &choice) { m_workspace.createProject(choice); });
    connect(m_start, &StartPage::openRequested, this,
            [this](const QString &file) { m_workspace.openProject(file.toStdString()); });
    connect(m_start, &StartPage::demoRequested, this, [this] { m_workspace.openDemo(); });
    connect(m_start, &StartPage::teacherWanted, this,
            [this] { chooseTeacher([this](const QString &path) { m_start->setTeacher(path); }); });

    connect(&m_workspace, &Workspace::projectOpened, this, [this] {
        m_formWanted = false;
        m_start->refreshRecent();
        refresh();
    });
    connect(&m_workspace, &Workspace::projectClosed, this, &ProjectPage::refresh);
    connect(&m_workspace, &Workspace::openingChanged, this, &ProjectPage::refresh);
    connect(&m_workspace, &Workspace::settingsChanged, this, &ProjectPage::fillCards);
    connect(&m_workspace, &Workspace::runsChanged, this, &ProjectPage::fillCards);
    connect(&m_workspace, &Workspace::runChanged, this, &ProjectPage::fillCards);
    connect(&m_workspace, &Workspace::sessionChanged, this, [this] {
        fillCards();
        refreshSession();
    });
    connect(&m_workspace, &Workspace::sessionFailed, this, &ProjectPage::refreshSession);
    connect(&m_workspace, &Workspace::openFailed, this, &ProjectPage::showProblem);
    connect(&m_workspace.interactive(), &JobRunner::progressed, this, [this](quint64, const Progress &progress) {
        if (m_workspace.opening())
            states().showLoading(QString::fromStdString(progress.stage), progress.done, progress.total);
        else if (m_workspace.isOpen() && !m_workspace.session() && progress.total > 0)
            m_progress->setText(tr("%1: %2 of %3")
                                    .arg(QString::fromStdString(progress.stage), groupedNumber(progress.done),
                                         groupedNumber(progress.total)));
    });
    auto *teacher = new QAction(icon(QStringLiteral("teacher")), tr("Choose another teacher"), this);
    const auto change = [this](const QString &path) { m_workspace.setTeacher(path.toStdString()); };
    connect(teacher, &QAction::triggered, this, [this, change] { chooseTeacher(change); });
    addAction(teacher);
    refresh();
    if (const auto &failure = m_workspace.openFailure())
        showProblem(failure->first, failure->second);
}

bool ProjectPage::settled() const
{
    return Page::settled() && !m_workspace.opening();
}

QWidget *ProjectPage::makeOverview()
{
    auto *area = new QScrollArea;
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    auto *inside = new QWidget;
    inside->setObjectName(QStringLiteral("scrolled"));
    area->setWidget(inside);
    auto *layout = new QVBoxLayout(inside);
    layout->setContentsMargins(Theme::space5, Theme::space5, Theme::space5, Theme::space5);
    layout->setSpacing(Theme::space3);

    auto *head = new QHBoxLayout;
    head->setSpacing(Theme::space3);
    auto *words = new QVBoxLayout;
    words->setSpacing(Theme::space1);
    m_name = titleLabel({});
    m_folder = secondaryLabel({});
    words->addWidget(m_name);
    words->addWidget(m_folder);
    head->addLayout(words, 1);
    auto *other = new QPushButton(tr("New or other project"));
    connect(other, &QPushButton::clicked, this, [this] {
        m_formWanted = true;
        refresh();
    });
    head->addWidget(other, 0, Qt::AlignTop);
    QPushButton *next = primaryButton(tr("Distil a student"));
    connect(next, &QPushButton::clicked, this, [this] { Q_EMIT pageRequested(QStringLiteral("distil")); });
    head->addWidget(next, 0, Qt::AlignTop);
    layout->addLayout(head);

    m_problem = new Banner;
    layout->addWidget(m_problem);
    m_progress = secondaryLabel({});
    layout->addWidget(m_progress);
    m_cards = new QWidget;
    m_grid = new QGridLayout(m_cards);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(Theme::space3);
    layout->addWidget(m_cards);
    layout->addStretch();
    return area;
}

void ProjectPage::showForm(const QString &dataset)
{
    m_formWanted = true;
    refresh();
    m_start->showForm(dataset);
}

void ProjectPage::refresh()
{
    if (m_workspace.opening()) {
        states().showLoading(tr("Opening"));
        return;
    }
    states().showContent();
    const bool overview = m_workspace.isOpen() && !m_formWanted;
    m_stack->setCurrentWidget(overview ? m_overview : static_cast<QWidget *>(m_start));
    if (!overview)
        return;
    const QFileInfo file(QString::fromStdString(m_workspace.file().string()));
    m_name->setText(file.completeBaseName());
    m_folder->setText(file.path());
    fillCards();
    refreshSession();
}

void ProjectPage::refreshSession()
{
    m_problem->hide();
    m_progress->setVisible(m_workspace.isOpen() && !m_workspace.sessionError());
    if (!m_workspace.isOpen())
        return;
    if (const auto &error = m_workspace.sessionError()) {
        const QString text =
            error->remedy.isEmpty() ? error->what : error->what + QLatin1Char('\n') + error->remedy;
        m_problem->show(Banner::Kind::Error, text, tr("Try again"), [this] { m_workspace.reloadSession(); });
    } else if (const auto session = m_workspace.session()) {
        const auto count = session->training.dataset->images->size();
        m_progress->setText(tr("Ready. The teacher has seen %1 images; %2 of them in an earlier session.")
                                .arg(groupedNumber(count), groupedNumber(session->training.fromCache)));
    } else {
        m_progress->setText(tr("Opening images and teacher…"));
    }
}

void ProjectPage::fillCards()
{
    if (!m_workspace.isOpen())
        return;
    while (QLayoutItem *item = m_grid->takeAt(0)) {
        item->widget()->deleteLater();
        delete item;
    }
    m_columns = std::clamp((width() - 2 * Theme::space5) / cardWidth, 1, 3);
    int place = 0;
    for (const SummaryCard &text :
         summarise(m_workspace.settings(), m_workspace.runs(), m_workspace.session().get())) {
        Card *card = makeCard(text, [this, page = text.page] {
            if (page == QLatin1String("teacher"))
                chooseTeacher([this](const QString &path) { m_workspace.setTeacher(path.toStdString()); });
            else
                Q_EMIT pageRequested(page);
        });
        m_grid->addWidget(card, place / m_columns, place % m_columns);
        ++place;
    }
    for (int column = 0; column < 3; ++column)
        m_grid->setColumnStretch(column, column < m_columns ? 1 : 0);
}

void ProjectPage::chooseTeacher(const std::function<void(const QString &)> &use)
{
    try {
        auto *dialog = new TeacherDialog(shippedFetchList(m_workspace.resources()),
                                         fetchFolder(FetchEntry::Kind::Teacher), this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &TeacherDialog::chosen, this, use);
        dialog->open();
    } catch (const Error &error) { // the list is damaged, or there is no place for what is fetched
        m_problem->show(Banner::Kind::Error, QString::fromStdString(error.fullText()));
    }
}

void ProjectPage::showProblem(const QString &file, const JobError &error)
{
    refresh();
    if (m_workspace.isOpen() && !m_formWanted) {
        const QString text = error.remedy.isEmpty() ? error.what : error.what + QLatin1Char('\n') + error.remedy;
        m_problem->show(Banner::Kind::Error, text);
    } else {
        m_start->showProblem(error.what, error.remedy, file);
    }
}

void ProjectPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    if (std::clamp((width() - 2 * Theme::space5) / cardWidth, 1, 3) != m_columns)
        fillCards();
}

} // namespace retort
