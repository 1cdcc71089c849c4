#include "widgets/common/startpage.h"

#include "widgets/common/icons.h"
#include "widgets/common/jobrunner.h"
#include "widgets/common/parts.h"
#include "widgets/common/recentprojects.h"
#include "widgets/common/theme.h"

#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QShortcut>
#include <QStandardPaths>
#include <QToolButton>
#include <QVBoxLayout>

namespace retort {

namespace {

constexpr int columnWidth = 640;
constexpr int fileRole = Qt::UserRole;

std::filesystem::path toPath(const QString &text)
{
    return std::filesystem::path(text.trimmed().toStdString());
}

// A button over a line that says what it does.
QWidget *explainedButton(QPushButton *button, const QString &text)
{
    auto *box = new QWidget;
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space1);
    button->setMinimumWidth(140);
    layout->addWidget(button, 0, Qt::AlignLeft);
    layout->addWidget(secondaryLabel(text));
    layout->addStretch();
    return box;
}

} // namespace

StartPage::StartPage(std::filesystem::path resources, QWidget *parent)
    : QWidget(parent), m_resources(std::move(resources)), m_banner(new Banner(this))
{
    auto *area = new QScrollArea(this);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    auto *inside = new QWidget;
    inside->setObjectName(QStringLiteral("scrolled"));
    area->setWidget(inside);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(area);

    auto *column = new QWidget;
    column->setMaximumWidth(columnWidth);
    column->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    auto *centring = new QHBoxLayout(inside);
    centring->setContentsMargins(Theme::space5, Theme::space5, Theme::space5, Theme::space5);
    centring->addStretch();
    centring->addWidget(column, 100);
    centring->addStretch();
    auto *layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, Theme::space5, 0, 0);
    layout->setSpacing(Theme::space4);
    layout->addWidget(m_banner);
    m_welcome = makeWelcome();
    layout->addWidget(m_welcome);
    m_form = makeForm();
    m_form->hide();
    layout->addWidget(m_form);
    layout->addStretch();
    refreshRecent();
}

StartPage::~StartPage() = default;

QWidget *StartPage::makeWelcome()
{
    auto *welcome = new QWidget;
    auto *layout = new QVBoxLayout(welcome);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space3);
    layout->addWidget(titleLabel(tr("From images without labels to a small classifier")));
    layout->addWidget(
        secondaryLabel(tr("Give Retort a folder of images and the names of your classes. A large teacher "
                          "that knows images and words says what it sees; a small student learns it.")));
    layout->addSpacing(Theme::space2);

    m_new = primaryButton(tr("New project"));
    auto *open = new QPushButton(tr("Open project"));
    auto *demo = new QPushButton(tr("Open demo"));
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(Theme::space5);
    buttons->addWidget(explainedButton(m_new, tr("Choose images, class names and a teacher.")), 1);
    buttons->addWidget(explainedButton(open, tr("A .retort file holds the whole project.")), 1);
    buttons->addWidget(
        explainedButton(demo, tr("30,000 pictures of clothes and a built-in teacher. Needs nothing.")), 1);
    layout->addLayout(buttons);
    connect(m_new, &QPushButton::clicked, this, [this] { showForm({}); });
    connect(demo, &QPushButton::clicked, this, &StartPage::demoRequested);
    connect(open, &QPushButton::clicked, this, [this] {
        const QString file = QFileDialog::getOpenFileName(this, tr("Open a project"), QDir::homePath(),
                                                          tr("Retort projects (*.retort)"));
        if (!file.isEmpty())
            Q_EMIT openRequested(file);
    });

    layout->addSpacing(Theme::space3);
    layout->addWidget(headingLabel(tr("Recent projects")));
    m_recent = new QListWidget;
    m_recent->setObjectName(QStringLiteral("recent"));
    m_recent->setAccessibleName(tr("Recent projects"));
    m_recent->setSizeAdjustPolicy(QAbstractScrollArea::AdjustToContents);
    m_recent->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Maximum);
    m_recent->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    layout->addWidget(m_recent);
    const auto openItem = [this](const QListWidgetItem *item) {
        if (const QString file = item->data(fileRole).toString(); !file.isEmpty())
            Q_EMIT openRequested(file);
    };
    connect(m_recent, &QListWidget::itemActivated, this, openItem);
    connect(m_recent, &QListWidget::itemClicked, this, openItem);
    auto *remove = new QShortcut(QKeySequence::Delete, m_recent);
    remove->setContext(Qt::WidgetShortcut);
    connect(remove, &QShortcut::activated, this, [this] {
        if (const QListWidgetItem *item = m_recent->currentItem()) {
            removeRecentProject(item->data(fileRole).toString());
            refreshRecent();
        }
    });
    return welcome;
}

QWidget *StartPage::makeForm()
{
    auto *card = new Card;
    auto *grid = new QGridLayout(card);
    grid->setContentsMargins(Theme::space4, Theme::space4, Theme::space4, Theme::space4);
    grid->setHorizontalSpacing(Theme::space3);
    grid->setVerticalSpacing(Theme::space1);
    grid->setColumnStretch(1, 1);
    grid->addWidget(titleLabel(tr("New project")), 0, 0, 1, 3);
    grid->setRowMinimumHeight(1, Theme::space2);
    int row = 2;
    const auto add = [&](const QString &name, QWidget *field, QWidget *buttons, const QString &help) {
        auto *label = new QLabel(name);
        label->setBuddy(field);
        grid->addWidget(label, row, 0);
        grid->addWidget(field, row, 1);
        if (buttons)
            grid->addWidget(buttons, row, 2);
        grid->addWidget(secondaryLabel(help), row + 1, 1, 1, 2);
        grid->setRowMinimumHeight(row + 2, Theme::space2);
        field->setAccessibleName(name);
        field->setAccessibleDescription(help);
        row += 3;
    };
    const auto pathField = [this](QLineEdit *&field, bool folders, bool files, const QString &title) {
        field = new QLineEdit;
        auto *buttons = new QWidget;
        auto *layout = new QHBoxLayout(buttons);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(Theme::space1);
        if (folders) {
            QToolButton *button = iconButton(QStringLiteral("open"), tr("Choose a folder"));
            connect(button, &QToolButton::clicked, this, [this, field, title] { browse(field, true, title); });
            layout->addWidget(button);
        }
        if (files) {
            QToolButton *button = iconButton(QStringLiteral("file"), tr("Choose a file"));
            connect(button, &QToolButton::clicked, this, [this, field, title] { browse(field, false, title); });
            layout->addWidget(button);
        }
        layout->addStretch();
        connect(field, &QLineEdit::textChanged, this, &StartPage::validateForm);
        return buttons;
    };

    QWidget *buttons = pathField(m_dataset, true, true, tr("Images to learn from"));
    add(tr("Images"), m_dataset, buttons,
        tr("A folder of images, with or without a sub-folder a class; an archive or a list of them; CIFAR or "
           "IDX."));
    buttons = pathField(m_test, true, true, tr("Test images"));
    m_test->setPlaceholderText(tr("optional"));
    add(tr("Test images"), m_test, buttons,
        tr("With labels, they show how good the student is. Nothing learns from them."));
    buttons = pathField(m_classes, false, true, tr("Class names"));
    m_classes->setPlaceholderText(tr("optional"));
    add(tr("Class names"), m_classes, buttons,
        tr("A text file with a class a line. Otherwise sub-folders give the names; you can edit them later."));

    m_teacher = new QComboBox;
    m_teacher->addItem(icon(QStringLiteral("teacher"), IconTone::Teacher), tr("Demo teacher (a stand-in)"));
    m_teacher->addItem(icon(QStringLiteral("open")), tr("From a folder or file"));
    add(tr("Teacher"), m_teacher, nullptr,
        tr("The stand-in is small and learned from labels, for clothes only. For your own images take a CLIP, one "
           "that you have or one to be fetched, or what another program said of them: embeddings or logits (.npy, "
           ".safetensors)."));
    buttons = pathField(m_teacherFolder, false, false, tr("Teacher"));
    QToolButton *choose = iconButton(QStringLiteral("teacher"), tr("Choose or fetch a teacher"));
    connect(choose, &QToolButton::clicked, this, &StartPage::teacherWanted);
    static_cast<QHBoxLayout *>(buttons->layout())->insertWidget(0, choose);
    m_teacherFolder->setAccessibleName(tr("Folder or file of the teacher"));
    m_teacherFolder->setPlaceholderText(tr("CLIP folder or file, or recorded answers"));
    grid->addWidget(m_teacherFolder, row, 1);
    grid->addWidget(buttons, row, 2);
    const auto showFolder = [this, buttons, grid, below = row + 1] {
        const bool own = m_teacher->currentIndex() == 1;
        m_teacherFolder->setVisible(own);
        buttons->setVisible(own);
        grid->setRowMinimumHeight(below, own ? Theme::space2 : 0);
        validateForm();
    };
    row += 2;

    m_file = new QLineEdit;
    QToolButton *saveAs = iconButton(QStringLiteral("open"), tr("Choose where to save"));
    connect(saveAs, &QToolButton::clicked, this, [this] {
        const QString file = QFileDialog::getSaveFileName(this, tr("Save the project as"), m_file->text(),
                                                          tr("Retort projects (*.retort)"), nullptr,
                                                          QFileDialog::DontConfirmOverwrite);
        if (!file.isEmpty()) {
            m_file->setText(file);
            m_fileTyped = true;
        }
    });
    add(tr("Save as"), m_file, saveAs, tr("One file holds everything but the images."));
    connect(m_file, &QLineEdit::textEdited, this, [this] { m_fileTyped = true; });
    connect(m_file, &QLineEdit::textChanged, this, &StartPage::validateForm);

    auto *cancel = new QPushButton(tr("Back"));
    m_create = primaryButton(tr("Create project"));
    auto *line = new QHBoxLayout;
    line->setSpacing(Theme::space2);
    line->addStretch();
    line->addWidget(cancel);
    line->addWidget(m_create);
    grid->addLayout(line, row, 0, 1, 3);
    connect(cancel, &QPushButton::clicked, this, &StartPage::hideForm);
    connect(m_dataset, &QLineEdit::textChanged, this, &StartPage::suggestFile);
    connect(m_teacher, &QComboBox::currentIndexChanged, this, showFolder);
    connect(m_create, &QPushButton::clicked, this, [this] {
        m_banner->hide();
        Q_EMIT createRequested(choice());
    });
    for (QLineEdit *field : {m_dataset, m_test, m_classes, m_teacherFolder, m_file})
        connect(field, &QLineEdit::returnPressed, m_create, &QPushButton::click);
    auto *escape = new QShortcut(Qt::Key_Escape, card);
    escape->setContext(Qt::WidgetWithChildrenShortcut);
    connect(escape, &QShortcut::activated, this, &StartPage::hideForm);
    showFolder();
    return card;
}

void StartPage::browse(QLineEdit *into, bool folder, const QString &title)
{
    const QString start = into->text().isEmpty() ? QDir::homePath() : into->text();
    const QString chosen = folder ? QFileDialog::getExistingDirectory(this, title, start)
                                  : QFileDialog::getOpenFileName(this, title, start);
    if (!chosen.isEmpty())
        into->setText(chosen);
}

void StartPage::showForm(const QString &dataset)
{
    m_banner->hide();
    m_welcome->hide();
    m_form->show();
    if (!dataset.isEmpty())
        m_dataset->setText(dataset);
    validateForm();
    m_dataset->setFocus();
}

void StartPage::setTeacher(const QString &path)
{
    m_teacher->setCurrentIndex(1);
    m_teacherFolder->setText(path);
}

void StartPage::hideForm()
{
    m_form->hide();
    m_welcome->show();
    m_banner->hide();
    m_new->setFocus();
}

void StartPage::suggestFile()
{
    if (m_fileTyped)
        return;
    const QString dataset = m_dataset->text().trimmed();
    const QString name = QFileInfo(QDir::cleanPath(dataset)).baseName();
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    const QString home = QFileInfo::exists(folder) ? folder : QDir::homePath();
    m_file->setText(name.isEmpty() ? QString() : QDir(home).filePath(name + QStringLiteral(".retort")));
}

void StartPage::validateForm()
{
    if (!m_create)
        return;
    const bool ownTeacher = m_teacher->currentIndex() == 1;
    const bool complete = !m_dataset->text().trimmed().isEmpty() && !m_file->text().trimmed().isEmpty() &&
                          (!ownTeacher || !m_teacherFolder->text().trimmed().isEmpty());
    m_create->setEnabled(complete);
}

NewProject StartPage::choice() const
{
    NewProject choice;
    QString file = m_file->text().trimmed();
    if (!file.endsWith(QStringLiteral(".retort")))
        file += QStringLiteral(".retort");
    choice.file = toPath(file);
    choice.dataset = toPath(m_dataset->text());
    if (!m_test->text().trimmed().isEmpty())
        choice.test = toPath(m_test->text());
    if (!m_classes->text().trimmed().isEmpty())
        choice.classes = toPath(m_classes->text());
    choice.teacher =
        m_teacher->currentIndex() == 1 ? toPath(m_teacherFolder->text()) : m_resources / "demo-teacher";
    choice.resources = m_resources;
    return choice;
}

void StartPage::showProblem(const QString &what, const QString &remedy, const QString &file)
{
    const QString text = remedy.isEmpty() ? what : what + QLatin1Char('\n') + remedy;
    if (m_missing.contains(file))
        m_banner->show(Banner::Kind::Error, text, tr("Take off the list"), [this, file] {
            removeRecentProject(file);
            refreshRecent();
        });
    else if (recentProjects().contains(file))
        m_banner->show(Banner::Kind::Error, text, tr("Try again"), [this, file] { Q_EMIT openRequested(file); });
    else
        m_banner->show(Banner::Kind::Error, text);
}

void StartPage::refreshRecent()
{
    m_recent->clear();
    const QStringList files = recentProjects();
    for (const QString &file : files) {
        const QFileInfo info(file);
        auto *item = new QListWidgetItem(m_recent);
        item->setData(fileRole, file);
        item->setData(Qt::AccessibleTextRole, tr("%1 in %2").arg(info.fileName(), info.path()));
        item->setToolTip(file);
        auto *line = new QWidget;
        auto *layout = new QVBoxLayout(line);
        layout->setContentsMargins(Theme::space3, Theme::space2, Theme::space3, Theme::space2);
        layout->setSpacing(0);
        auto *name = new QLabel(info.fileName());
        name->setObjectName(QStringLiteral("name"));
        QLabel *folder = secondaryLabel(info.path());
        folder->setObjectName(QStringLiteral("folder"));
        folder->setWordWrap(false);
        layout->addWidget(name);
        layout->addWidget(folder);
        line->setAttribute(Qt::WA_TransparentForMouseEvents);
        item->setSizeHint(line->sizeHint());
        m_recent->setItemWidget(item, line);
    }
    if (files.isEmpty()) {
        auto *item = new QListWidgetItem(tr("None yet. The demo is a good first one."), m_recent);
        item->setFlags(Qt::NoItemFlags);
        return;
    }
    if (!m_looker)
        m_looker = std::make_unique<JobRunner>(QStringLiteral("recent"));
    m_looker->submit<QStringList>(
        tr("Looking for recent projects"), QStringLiteral("recent"), this,
        [files](std::stop_token stop, const Reporter &) {
            QStringList missing;
            for (const QString &file : files)
                if (!stop.stop_requested() && !QFileInfo::exists(file))
                    missing.append(file);
            return missing;
        },
        [this](const QStringList &missing) { markMissing(missing); });
}

void StartPage::markMissing(const QStringList &missing)
{
    m_missing = missing;
    for (int row = 0; row < m_recent->count(); ++row) {
        const QListWidgetItem *item = m_recent->item(row);
        const QString file = item->data(fileRole).toString();
        if (!missing.contains(file))
            continue;
        m_recent->itemWidget(m_recent->item(row))
            ->findChild<QLabel *>(QStringLiteral("folder"))
            ->setText(tr("%1 (no longer there; Delete takes it off the list)").arg(QFileInfo(file).path()));
    }
}

} // namespace retort
