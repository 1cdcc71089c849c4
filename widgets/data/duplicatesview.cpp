#include "widgets/data/duplicatesview.h"

#include "widgets/common/imagegrid.h"
#include "widgets/common/page.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/common/workspace.h"
#include "widgets/data/duplicategroupsmodel.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QKeyEvent>
#include <QListView>
#include <QLocale>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace retort {

namespace {

constexpr double usualLeast = 0.95; // as retort-cli images duplicates
constexpr int listWidth = 9 * Theme::space5;

} // namespace

DuplicatesView::DuplicatesView(Workspace &workspace, QWidget *parent)
    : QWidget(parent), m_workspace(workspace), m_question(new QComboBox), m_least(new QDoubleSpinBox),
      m_banner(new Banner), m_states(new PageStack), m_groups(new DuplicateGroupsModel(this)),
      m_list(new QListView), m_summary(secondaryLabel({})), m_images(new ImageListModel(this)),
      m_grid(new ImageGrid), m_excludeGroup(new QPushButton(tr("Exclude all but the first"))),
      m_excludeAll(new QPushButton), m_runner(QStringLiteral("duplicates"))
{
    auto *back = iconButton(QStringLiteral("chevron-left"), tr("Back to the images (Escape)"));
    connect(back, &QToolButton::clicked, this, &DuplicatesView::closed);
    m_question->setAccessibleName(tr("What to look for"));
    m_question->addItem(tr("that are nearly the same"), static_cast<int>(Question::Duplicates));
    m_question->addItem(tr("that the test images hold too"), static_cast<int>(Question::Overlap));
    m_least->setRange(0.5, 1.0);
    m_least->setDecimals(3);
    m_least->setSingleStep(0.005);
    m_least->setValue(usualLeast);
    m_least->setKeyboardTracking(false);
    m_least->setAccessibleName(tr("Least cosine between embeddings"));
    m_least->setToolTip(tr("The cosine of two images' embeddings from which they count as nearly the same"));
    auto *top = new QHBoxLayout;
    top->setSpacing(Theme::space2);
    top->addWidget(back);
    top->addWidget(titleLabel(tr("Training images")));
    top->addWidget(m_question);
    top->addSpacing(Theme::space2);
    auto *alike = secondaryLabel(tr("alike at least"));
    alike->setWordWrap(false);
    top->addWidget(alike);
    top->addWidget(m_least);
    top->addStretch(1);

    m_list->setModel(m_groups);
    m_list->setFixedWidth(listWidth);
    m_list->setUniformItemSizes(true);
    m_list->setAccessibleName(tr("Groups of images that are nearly the same"));
    m_grid->setImages(m_images);
    auto *content = new QWidget;
    auto *middle = new QHBoxLayout;
    middle->setSpacing(Theme::space3);
    middle->addWidget(m_list);
    middle->addWidget(m_grid, 1);
    auto *actions = new QHBoxLayout;
    actions->setSpacing(Theme::space2);
    actions->addWidget(m_summary, 1);
    actions->addWidget(m_excludeGroup);
    actions->addWidget(m_excludeAll);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::space2);
    column->addLayout(middle, 1);
    column->addLayout(actions);
    m_states->setContent(content);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::space4, Theme::space4, Theme::space4, Theme::space4);
    layout->setSpacing(Theme::space3);
    layout->addLayout(top);
    layout->addWidget(m_banner);
    layout->addWidget(m_states, 1);

    connect(m_question, &QComboBox::activated, this, &DuplicatesView::look);
    connect(m_least, &QDoubleSpinBox::valueChanged, this, &DuplicatesView::look);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &DuplicatesView::showGroup);
    connect(m_excludeGroup, &QPushButton::clicked, this, [this] { exclude(m_ofGroup); });
    connect(m_excludeAll, &QPushButton::clicked, this, [this] { exclude(m_superfluous); });
    connect(&m_runner, &JobRunner::progressed, this, [this](quint64, const Progress &progress) {
        if (m_states->state() == PageStack::State::Loading)
            m_states->showLoading(QString::fromStdString(progress.stage), progress.done, progress.total);
    });
    connect(&m_workspace, &Workspace::sessionChanged, this, [this] {
        if (isVisible())
            refresh();
    });
}

DuplicatesView::Question DuplicatesView::question() const
{
    return static_cast<Question>(m_question->currentData().toInt());
}

void DuplicatesView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
    m_list->setFocus();
}

void DuplicatesView::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_runner.cancelAll(); // nobody waits for it
    if (m_states->state() == PageStack::State::Loading)
        m_session.reset();
}

void DuplicatesView::refresh()
{
    const auto session = m_workspace.session();
    if (!session) {
        m_session.reset();
        m_images->setSource(nullptr);
        m_states->showEmpty(tr("Once the teacher has seen the images, those that are alike are found here."));
        return;
    }
    const bool same = m_session && m_session->training.embeddings == session->training.embeddings;
    m_session = session;
    if (!same) {
        look();
        return;
    }
    // Others are excluded now.
    m_images->setMark(
        [session](std::int64_t image) {
            return std::binary_search(session->excluded.begin(), session->excluded.end(), image);
        },
        tr("excluded from training"));
    refreshActions();
}

void DuplicatesView::look()
{
    if (!m_session)
        return;
    m_groups->setGroups({});
    m_images->setSource(m_session->training.dataset->images);
    m_images->setImages(std::vector<std::int64_t>{});
    m_superfluous.clear();
    m_ofGroup.clear();
    const auto failed = [this](const JobError &error) {
        if (!error.cancelled)
            m_states->showError(error.what, error.remedy, tr("Try again"), [this] { look(); });
    };
    if (question() == Question::Overlap && !m_session->test) {
        m_states->showEmpty(tr("There are no test images that these could be among."));
        return;
    }
    m_states->showLoading(tr("Comparing images"));
    const double least = m_least->value();
    if (question() == Question::Duplicates)
        m_runner.submit<std::vector<DuplicateGroup>>(
            tr("comparing images"), QStringLiteral("look"), this,
            [rows = m_session->training.embeddings, least](std::stop_token stop, const Reporter &reporter) {
                return findNearDuplicates(*rows, least, stop, reporter);
            },
            [this](std::vector<DuplicateGroup> groups) { takeGroups(std::move(groups)); }, failed);
    else
        m_runner.submit<std::vector<OverlapPair>>(
            tr("comparing images"), QStringLiteral("look"), this,
            [a = m_session->training.embeddings, b = m_session->test->embeddings,
             least](std::stop_token stop, const Reporter &reporter) {
                return findOverlap(*a, *b, least, stop, reporter);
            },
            [this](const std::vector<OverlapPair> &pairs) { takeOverlap(pairs); }, failed);
}

void DuplicatesView::takeGroups(std::vector<DuplicateGroup> groups)
{
    if (groups.empty()) {
        m_states->showEmpty(tr("No two training images are that alike. Look again with a smaller number."));
        return;
    }
    m_groups->setGroups(std::move(groups));
    m_superfluous = m_groups->superfluous();
    m_list->show();
    m_states->showContent();
    refresh();
    m_list->setCurrentIndex(m_groups->index(0));
}

void DuplicatesView::takeOverlap(const std::vector<OverlapPair> &pairs)
{
    if (pairs.empty()) {
        m_states->showEmpty(
            tr("No training image is that alike to a test image. Look again with a smaller number."));
        return;
    }
    std::vector<float> cosines;
    std::vector<std::string> twins;
    for (const OverlapPair &pair : pairs) {
        m_superfluous.push_back(pair.a);
        cosines.push_back(pair.cosine);
        twins.push_back(m_session->test->dataset->images->name(pair.b));
    }
    m_images->setImages(m_superfluous);
    m_images->setCaption([cosines, twins](std::int64_t, int row) {
        const auto place = static_cast<std::size_t>(row);
        return place < cosines.size() ? QStringLiteral("%1 · %2").arg(QLocale().toString(cosines[place], 'f', 3),
                                                                      QString::fromStdString(twins[place]))
                                      : QString();
    });
    m_list->hide();
    m_states->showContent();
    refresh();
}

void DuplicatesView::showGroup()
{
    const QModelIndex current = m_list->currentIndex();
    m_ofGroup.clear();
    if (!current.isValid())
        return;
    const DuplicateGroup &group = m_groups->groups()[static_cast<std::size_t>(current.row())];
    std::vector<std::int64_t> images;
    std::vector<float> cosines;
    for (const Neighbour &member : group.members) {
        images.push_back(member.row);
        cosines.push_back(member.cosine);
    }
    m_ofGroup.assign(images.begin() + 1, images.end());
    m_images->setImages(std::move(images));
    m_images->setCaption([cosines](std::int64_t, int row) {
        const auto place = static_cast<std::size_t>(row);
        return place < cosines.size() ? QLocale().toString(cosines[place], 'f', 3) : QString();
    });
    refreshActions();
}

std::vector<std::int64_t> DuplicatesView::stillIn(const std::vector<std::int64_t> &images) const
{
    std::vector<std::int64_t> result;
    for (const std::int64_t image : images)
        if (m_session && !std::binary_search(m_session->excluded.begin(), m_session->excluded.end(), image))
            result.push_back(image);
    return result;
}

void DuplicatesView::refreshActions()
{
    const bool groups = question() == Question::Duplicates;
    const auto all = stillIn(m_superfluous);
    m_excludeGroup->setVisible(groups);
    m_excludeGroup->setEnabled(!stillIn(m_ofGroup).empty());
    m_excludeAll->setEnabled(!all.empty());
    m_excludeAll->setText(groups ? tr("In every group (%1)").arg(groupedNumber(qint64(all.size())))
                                 : tr("Exclude them from training (%1)").arg(groupedNumber(qint64(all.size()))));
    m_excludeAll->setToolTip(groups ? tr("Exclude all but the first image of every group from training")
                                    : tr("Test images stay what they are: only the training images go."));
    m_summary->setText(groups ? tr("%n groups", nullptr, m_groups->rowCount())
                              : tr("%n images, with the test image each is most like", nullptr,
                                   static_cast<int>(m_superfluous.size())));
}

void DuplicatesView::exclude(const std::vector<std::int64_t> &images)
{
    const std::vector<std::int64_t> out = stillIn(images);
    if (out.empty())
        return;
    std::vector<ContentKey> keys = m_workspace.settings().excluded;
    for (const std::int64_t image : out)
        keys.push_back(m_session->training.dataset->images->key(image));
    const int before = m_workspace.undoStack().index();
    m_workspace.setExcluded(std::move(keys), tr("Exclude images from training"));
    if (m_workspace.undoStack().index() != before)
        m_banner->show(
            Banner::Kind::News,
            tr("%n images are excluded from training from now on.", nullptr, static_cast<int>(out.size())),
            tr("Undo"), [this] { m_workspace.undoStack().undo(); });
}

bool DuplicatesView::settled() const
{
    return !m_runner.busy() && m_grid->settled();
}

void DuplicatesView::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        Q_EMIT closed();
    else
        QWidget::keyPressEvent(event);
}

} // namespace retort
