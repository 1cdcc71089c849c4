#include "widgets/prompts/suggestionpanel.h"

#include "base/files.h"
#include "widgets/common/livescore.h"
#include "widgets/common/page.h"
#include "widgets/common/theme.h"
#include "widgets/common/workspace.h"

#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include <filesystem>
#include <utility>

namespace retort {

namespace {

constexpr std::size_t largestAliasFile = std::size_t(16) << 20;
constexpr std::size_t pairsAsked = 20;

} // namespace

SuggestionPanel::SuggestionPanel(Workspace &workspace, LiveScore &live, QWidget *parent)
    : QWidget(parent), m_workspace(workspace), m_live(live), m_model(new SuggestionModel(this)),
      m_criterion(new QComboBox(this)), m_look(new QPushButton(tr("Look for suggestions"), this)),
      m_table(new QTableView), m_states(new PageStack(this)), m_files(QStringLiteral("alias files"))
{
    m_criterion->setAccessibleName(tr("What templates and aliases are judged by"));
    m_criterion->addItem(tr("by mean margin"), int(PromptCriterion::Margin));
    m_criterion->addItem(tr("by ZPE score"), int(PromptCriterion::Zpe));
    auto *aliases = new QPushButton(tr("Try aliases of a file…"), this);
    aliases->setToolTip(tr("A class a line: name, alias, alias. Each alias is tried alone."));
    m_table->setModel(m_model);
    m_table->setAccessibleName(tr("Suggestions"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + Theme::space2);
    QHeaderView *header = m_table->horizontalHeader();
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setSectionResizeMode(QHeaderView::Stretch);
    header->setSectionResizeMode(SuggestionModel::ActionColumn, QHeaderView::ResizeToContents);
    header->setHighlightSections(false);
    m_states->setContent(m_table);
    m_states->showEmpty(
        tr("Without labels: templates that lower the criterion or say the same as another one, and "
           "classes that are hard to tell apart."));

    auto *row = new QHBoxLayout;
    row->setSpacing(Theme::space2);
    row->addWidget(m_look);
    row->addWidget(m_criterion);
    row->addStretch(1);
    row->addWidget(aliases);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, Theme::space2, 0, 0);
    layout->setSpacing(Theme::space2);
    layout->addLayout(row);
    layout->addWidget(m_states, 1);

    connect(m_look, &QPushButton::clicked, this, &SuggestionPanel::look);
    connect(aliases, &QPushButton::clicked, this, &SuggestionPanel::chooseFile);
    const auto chosen = [this](const QModelIndex &index) { act(index.row()); };
    connect(m_table, &QTableView::activated, this, chosen);
    connect(m_table, &QTableView::clicked, this, [chosen](const QModelIndex &index) {
        if (index.column() == SuggestionModel::ActionColumn)
            chosen(index);
    });
}

void SuggestionPanel::look()
{
    start({});
}

void SuggestionPanel::chooseFile()
{
    auto *dialog =
        new QFileDialog(this, tr("Aliases to try, a class a line"), {}, tr("Text files (*.txt);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &SuggestionPanel::lookWithAliases);
    dialog->open();
}

void SuggestionPanel::lookWithAliases(const QString &file)
{
    m_files.submit<ClassList>(
        tr("reading aliases"), QStringLiteral("aliases"), this,
        [path = std::filesystem::path(file.toStdString())](std::stop_token, const Reporter &) {
            return parseAliasList(readTextFile(path, largestAliasFile), path.string());
        },
        [this](const ClassList &candidates) { start(candidates); },
        [this](const JobError &error) { m_states->showError(error.what, error.remedy); });
}

void SuggestionPanel::stop()
{
    if (m_job != 0)
        m_workspace.interactive().cancel(m_job);
}

void SuggestionPanel::start(const ClassList &candidates)
{
    const auto scorer = m_live.scorer();
    const auto picture = m_live.livePicture();
    if (!scorer || !picture)
        return;
    m_states->showLoading(tr("Trying what happens without each template"));
    m_look->setEnabled(false);
    const auto end = [this] {
        m_job = 0;
        m_look->setEnabled(true);
    };
    m_job = m_workspace.interactive().submit<PromptSuggestions>(
        tr("looking for suggestions"), QStringLiteral("suggestions"), this,
        [scorer, candidates, weighting = picture->score.weighting, classes = picture->classes,
         criterion = PromptCriterion(m_criterion->currentData().toInt())](std::stop_token stop,
                                                                          const Reporter &reporter) {
            PromptSuggestions found{criterion, weighting, classes, {}, {}, {}};
            const PromptJudge judge(*scorer, criterion);
            found.effects = templateEffects(*scorer, judge, weighting, stop, reporter);
            found.pairs = likeliestConfusions(*scorer, weighting, pairsAsked, stop);
            TextEmbeddings known;
            if (!candidates.empty())
                found.aliases =
                    tryAliases(scorer->session(), judge, weighting, classes, candidates, known, stop, reporter);
            return found;
        },
        [this, end](const PromptSuggestions &found) {
            end();
            m_model->setSuggestions(found);
            if (m_model->rowCount() > 0)
                m_states->showContent();
            else
                m_states->showEmpty(tr("Nothing to suggest: no template lowers the criterion or says the same as "
                                       "another, and no two classes are alike."));
        },
        [this, end](const JobError &error) {
            end();
            if (error.cancelled)
                m_states->showEmpty(tr("You went on editing. Look again when the weights are as you want them."));
            else
                m_states->showError(error.what, error.remedy);
        });
}

void SuggestionPanel::setCurrent(const Weighting &weighting, const ClassList &classes)
{
    m_model->setCurrent(weighting, classes);
}

void SuggestionPanel::act(int row)
{
    const SuggestionModel::Row &of = m_model->row(row);
    const bool tried = m_model->tried(row);
    switch (of.kind) {
    case SuggestionModel::Kind::Mute:
        Q_EMIT muteAsked(QString::fromStdString(of.text), !tried);
        break;
    case SuggestionModel::Kind::Pair:
        Q_EMIT aliasWanted(QString::fromStdString(of.name));
        break;
    case SuggestionModel::Kind::Alias: {
        ClassList classes = m_workspace.settings().classes;
        for (ClassEntry &entry : classes) {
            if (entry.name != of.name)
                continue;
            if (tried)
                std::erase(entry.aliases, of.text);
            else
                entry.aliases.push_back(of.text);
        }
        m_workspace.setClasses(classes);
        break;
    }
    }
}

} // namespace retort
