#include "widgets/project/teacherdialog.h"

#include "base/bytestext.h"
#include "teacher/teacher.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/project/fetchlistmodel.h"

#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace retort {

namespace {

constexpr qsizetype remembered = 8;

QString settingsKey()
{
    return QStringLiteral("recent/teachers");
}

QString text(std::uint64_t bytes)
{
    return QString::fromStdString(bytesText(bytes));
}

std::vector<FetchEntry> teachersOf(std::vector<FetchEntry> entries)
{
    std::erase_if(entries, [](const FetchEntry &entry) { return entry.kind != FetchEntry::Kind::Teacher; });
    return entries;
}

QString fullText(const JobError &error)
{
    return error.remedy.isEmpty() ? error.what : error.what + QLatin1Char('\n') + error.remedy;
}

} // namespace

TeacherDialog::TeacherDialog(std::vector<FetchEntry> entries, const std::filesystem::path &folder, QWidget *parent)
    : QDialog(parent), m_list(new FetchListModel(teachersOf(std::move(entries)), folder, this)),
      m_looker(QStringLiteral("teacher")), m_fetcher(QStringLiteral("fetch"))
{
    setWindowTitle(tr("Choose a teacher"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::space5, Theme::space5, Theme::space5, Theme::space4);
    layout->setSpacing(Theme::space3);
    layout->addWidget(secondaryLabel(
        tr("A CLIP knows images and words. What it answers to your images is all that the student learns from.")));
    layout->addWidget(makePath());
    layout->addWidget(headingLabel(tr("Or fetch one")));
    layout->addWidget(makeList(), 1);

    auto *cancel = new QPushButton(tr("Cancel"));
    m_use = primaryButton(tr("Use this teacher"));
    m_use->setDefault(true);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(Theme::space2);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_use);
    layout->addLayout(buttons);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_use, &QPushButton::clicked, this, &TeacherDialog::accept);
    connect(
        &m_fetcher, &JobRunner::progressed, this,
        [this](quint64, const Progress &progress, double rate, double secondsLeft) {
            m_bar->setRange(0, progress.total > 0 ? 1000 : 0);
            if (progress.total > 0)
                m_bar->setValue(static_cast<int>(1000 * progress.done / progress.total));
            QString words =
                progress.total > 0
                    ? tr("%1 of %2").arg(text(std::uint64_t(progress.done)), text(std::uint64_t(progress.total)))
                    : text(std::uint64_t(progress.done));
            if (rate > 0)
                words += tr(", %1/s").arg(text(static_cast<std::uint64_t>(rate)));
            if (secondsLeft >= 0)
                words += tr(", %1 left").arg(durationText(secondsLeft));
            m_rate->setText(words);
        });
    setFetching(false);
    showEntry();
    inspect();
    resize(720, 600);
}

TeacherDialog::~TeacherDialog() = default;

QWidget *TeacherDialog::makePath()
{
    auto *part = new QWidget;
    auto *layout = new QVBoxLayout(part);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space2);
    m_path = new QComboBox;
    m_path->setEditable(true);
    m_path->setInsertPolicy(QComboBox::NoInsert);
    m_path->addItems(used());
    m_path->setCurrentIndex(-1);
    m_path->setAccessibleName(tr("Folder or file of the teacher"));
    m_path->lineEdit()->setPlaceholderText(tr("folder or file: Hugging Face, OpenCLIP, OpenAI's .pt"));
    QToolButton *folder = iconButton(QStringLiteral("open"), tr("Choose a folder"));
    QToolButton *file = iconButton(QStringLiteral("file"), tr("Choose a file"));
    auto *line = new QHBoxLayout;
    line->setSpacing(Theme::space1);
    line->addWidget(m_path, 1);
    line->addWidget(folder);
    line->addWidget(file);
    layout->addLayout(line);
    m_found = secondaryLabel({});
    layout->addWidget(m_found);
    m_problem = new Banner;
    layout->addWidget(m_problem);
    const auto browse = [this](bool folders) {
        const QString start = path().isEmpty() ? QDir::homePath() : path();
        const QString picked =
            folders ? QFileDialog::getExistingDirectory(this, tr("Folder of a CLIP"), start)
                    : QFileDialog::getOpenFileName(this, tr("A CLIP in one file, or recorded answers"), start,
                                                   tr("Teachers (*.safetensors *.npy *.pt *.pth *.bin)") +
                                                       QStringLiteral(";;") + tr("All files (*)"));
        if (!picked.isEmpty())
            setPath(picked);
    };
    connect(folder, &QToolButton::clicked, this, [browse] { browse(true); });
    connect(file, &QToolButton::clicked, this, [browse] { browse(false); });
    connect(m_path, &QComboBox::currentTextChanged, this, &TeacherDialog::inspect);
    return part;
}

QWidget *TeacherDialog::makeList()
{
    auto *part = new QWidget;
    auto *layout = new QVBoxLayout(part);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space2);
    m_table = new QTableView;
    m_table->setAccessibleName(tr("Teachers to fetch"));
    m_table->setModel(m_list);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setTabKeyNavigation(false);
    m_table->setShowGrid(false);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setSectionResizeMode(FetchListModel::NameColumn, QHeaderView::Stretch);
    layout->addWidget(m_table, 1);
    m_about = secondaryLabel({});
    m_about->setTextFormat(Qt::RichText);
    m_about->setOpenExternalLinks(true);
    layout->addWidget(m_about);
    auto *line = new QHBoxLayout;
    line->setSpacing(Theme::space3);
    m_fetch = new QPushButton;
    m_stop = new QPushButton(tr("Stop"));
    m_bar = new QProgressBar;
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("Progress"));
    m_rate = secondaryLabel({});
    m_rate->setWordWrap(false);
    line->addWidget(m_fetch);
    line->addWidget(m_stop);
    line->addWidget(m_bar);
    line->addWidget(m_rate, 1);
    line->addStretch();
    layout->addLayout(line);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &TeacherDialog::showEntry);
    connect(m_table, &QTableView::doubleClicked, this, &TeacherDialog::fetchOrUse);
    connect(m_fetch, &QPushButton::clicked, this, &TeacherDialog::fetchOrUse);
    connect(m_stop, &QPushButton::clicked, &m_fetcher, &JobRunner::cancelAll);
    if (m_list->rowCount() > 0)
        m_table->selectRow(0);
    return part;
}

QString TeacherDialog::path() const
{
    return m_path->currentText().trimmed();
}

void TeacherDialog::setPath(const QString &path)
{
    m_path->setCurrentText(path);
}

bool TeacherDialog::settled() const
{
    return !m_looker.busy() && !m_fetcher.busy();
}

QStringList TeacherDialog::used()
{
    return QSettings().value(settingsKey()).toStringList();
}

void TeacherDialog::inspect()
{
    m_use->setEnabled(false);
    m_problem->hide();
    m_found->setText(path().isEmpty() ? QString() : tr("Opening…"));
    m_found->setVisible(!path().isEmpty());
    if (path().isEmpty())
        return;
    m_looker.submit<TeacherInfo>(
        tr("Opening the teacher"), QStringLiteral("teacher"), this,
        [path = std::filesystem::path(path().toStdString())](std::stop_token, const Reporter &) {
            return Teacher::open(path)->info();
        },
        [this](const TeacherInfo &info) { showInfo(info); },
        [this](const JobError &error) {
            if (error.cancelled)
                return;
            m_found->hide();
            m_problem->show(Banner::Kind::Error, fullText(error));
        });
}

void TeacherDialog::showInfo(const TeacherInfo &info)
{
    QString words = tr("%1, %2, %3\n%4; %5 parameters, images of %6 px")
                        .arg(QString::fromStdString(info.family), QString::fromStdString(info.format),
                             QString::fromStdString(info.precision), QString::fromStdString(info.description),
                             groupedNumber(info.parameters), groupedNumber(info.preprocessing.crop));
    if (info.standIn)
        words += QLatin1Char('\n') +
                 tr("A stand-in: it learned from labels and says nothing about zero-shot learning.");
    m_found->setText(words);
    m_found->show();
    m_use->setEnabled(true);
}

void TeacherDialog::showEntry()
{
    const int row = m_table->currentIndex().row();
    m_fetch->setEnabled(row >= 0);
    if (row < 0)
        return;
    const FetchEntry &entry = m_list->entry(row);
    QStringList lines;
    if (!entry.about.empty())
        lines << QString::fromStdString(entry.about).toHtmlEscaped();
    lines << tr("Licence %1, see <a href=\"%2\">%2</a>.")
                 .arg(QString::fromStdString(entry.licence).toHtmlEscaped(),
                      QString::fromStdString(entry.page).toHtmlEscaped());
    if (!entry.unpinned().empty())
        lines << tr("Its SHA-256 is not known: what comes is only as good as its address.");
    m_about->setText(lines.join(QStringLiteral("<br>")));
    const QString size = entry.bytes() > 0 ? QStringLiteral(" (%1)").arg(text(entry.bytes())) : QString();
    switch (m_list->state(row)) {
    case FetchState::There:
        m_fetch->setText(tr("Take this one"));
        break;
    case FetchState::Partly:
        m_fetch->setText(tr("Go on fetching") + size);
        break;
    case FetchState::Missing:
        m_fetch->setText(tr("Fetch") + size);
        break;
    }
}

void TeacherDialog::fetchOrUse()
{
    const int row = m_table->currentIndex().row();
    if (row < 0 || m_fetcher.busy())
        return;
    if (m_list->state(row) == FetchState::There) {
        setPath(QString::fromStdString(m_list->path(row).string()));
        return;
    }
    m_problem->hide();
    setFetching(true);
    m_fetcher.submit<FetchedModel>(
        tr("Fetching a teacher"), {}, this,
        [entry = m_list->entry(row), folder = m_list->folder()](std::stop_token stop, const Reporter &reporter) {
            return fetchModel(entry, folder, {}, std::move(stop), reporter);
        },
        [this](const FetchedModel &model) {
            setFetching(false);
            setPath(QString::fromStdString(model.path.string()));
        },
        [this](const JobError &error) {
            setFetching(false);
            if (!error.cancelled)
                m_problem->show(Banner::Kind::Error, fullText(error));
        });
}

void TeacherDialog::setFetching(bool on)
{
    m_list->refresh();
    showEntry();
    m_fetch->setVisible(!on);
    m_table->setEnabled(!on);
    m_stop->setVisible(on);
    m_bar->setVisible(on);
    m_bar->setRange(0, 0);
    m_rate->setText({});
}

void TeacherDialog::accept()
{
    if (!m_use->isEnabled())
        return;
    QStringList paths = used();
    paths.removeAll(path());
    paths.prepend(path());
    QSettings().setValue(settingsKey(), QStringList(paths.mid(0, remembered)));
    Q_EMIT chosen(path());
    QDialog::accept();
}

} // namespace retort
