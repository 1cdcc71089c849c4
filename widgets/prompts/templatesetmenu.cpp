#include "widgets/prompts/templatesetmenu.h"

#include <QCursor>
#include <QFileDialog>

#include <utility>

namespace retort {

TemplateSetMenu::TemplateSetMenu(std::filesystem::path resources,
                                 std::function<std::vector<std::string>()> current, QWidget *parent)
    : QMenu(parent), m_resources(std::move(resources)), m_current(std::move(current)),
      m_files(QStringLiteral("template files"))
{
    setToolTipsVisible(true);
    fill();
    m_files.submit<std::vector<TemplateSet>>(
        tr("reading template sets"), {}, this,
        [folder = m_resources](std::stop_token, const Reporter &) { return shippedTemplateSets(folder); },
        [this](std::vector<TemplateSet> sets) {
            m_shipped = std::move(sets);
            fill();
        },
        [this](const JobError &error) { fail(error); });
}

void TemplateSetMenu::fill()
{
    clear();
    if (!m_offered.empty()) {
        addSection(tr("In the file"));
        addSets(m_offered);
        addSection(tr("Shipped"));
    }
    addSets(m_shipped);
    if (!isEmpty())
        addSeparator();
    connect(addAction(tr("From a file…")), &QAction::triggered, this, [this] { askForFile(false); });
    connect(addAction(tr("Save these templates…")), &QAction::triggered, this, [this] { askForFile(true); });
}

void TemplateSetMenu::addSets(const std::vector<TemplateSet> &sets)
{
    for (const TemplateSet &set : sets) {
        QAction *action = addAction(tr("%1 (%2)").arg(QString::fromStdString(set.name)).arg(set.templates.size()));
        action->setToolTip(QString::fromStdString(set.description));
        connect(action, &QAction::triggered, this, [this, set] { Q_EMIT chosen(set); });
    }
}

void TemplateSetMenu::askForFile(bool toSave)
{
    auto *dialog =
        new QFileDialog(parentWidget(), tr("Templates: a line each, or JSON of open_clip or CLIP_benchmark"), {},
                        toSave ? tr("Text (*.txt);;JSON of CLIP_benchmark (*.json)")
                               : tr("Template sets (*.txt *.json);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(toSave ? QFileDialog::AnyFile : QFileDialog::ExistingFile);
    dialog->setAcceptMode(toSave ? QFileDialog::AcceptSave : QFileDialog::AcceptOpen);
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString &filter) {
        dialog->setDefaultSuffix(filter.contains(QStringLiteral(".json")) ? QStringLiteral("json")
                                                                          : QStringLiteral("txt"));
    });
    if (toSave)
        dialog->setDefaultSuffix(QStringLiteral("txt"));
    connect(dialog, &QFileDialog::fileSelected, this,
            toSave ? &TemplateSetMenu::saveFile : &TemplateSetMenu::openFile);
    dialog->open();
}

void TemplateSetMenu::openFile(const QString &file)
{
    m_files.submit<std::vector<TemplateSet>>(
        tr("reading templates"), QStringLiteral("template set"), this,
        [path = std::filesystem::path(file.toStdString())](std::stop_token, const Reporter &) {
            return readTemplateSets(path);
        },
        [this](std::vector<TemplateSet> sets) {
            if (sets.size() == 1) {
                Q_EMIT chosen(sets.front());
                return;
            }
            m_offered = std::move(sets);
            fill();
            popup(QCursor::pos());
        },
        [this](const JobError &error) { fail(error); });
}

void TemplateSetMenu::saveFile(const QString &file)
{
    TemplateSet set;
    set.templates = m_current();
    m_files.submit<bool>(
        tr("saving templates"), {}, this,
        [path = std::filesystem::path(file.toStdString()), set](std::stop_token, const Reporter &) {
            writeTemplateSet(path, set);
            return true;
        },
        [this, file](bool) { Q_EMIT saved(file); }, [this](const JobError &error) { fail(error); });
}

void TemplateSetMenu::fail(const JobError &error)
{
    Q_EMIT failed(error.remedy.isEmpty() ? error.what : error.what + QLatin1Char('\n') + error.remedy);
}

} // namespace retort
