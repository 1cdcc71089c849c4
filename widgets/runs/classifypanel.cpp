#include "classifypanel.h"

#include "classsharesmodel.h"
#include "widgets/common/imagegrid.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLocale>
#include <QPushButton>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace retort {

namespace {

constexpr int rowHeight = 26;
constexpr int pictureSide = 72;
constexpr int cellWidth = 104;

QString number(double value)
{
    return QLocale().toString(value, 'f', 2);
}

} // namespace

ClassifyPanel::ClassifyPanel(QWidget *parent)
    : QWidget(parent), m_title(headingLabel({})), m_facts(secondaryLabel({})), m_unlikeTitle(headingLabel({})),
      m_shares(new ClassSharesModel(this)), m_table(new QTableView), m_unlike(new ImageListModel(this)),
      m_grid(new ImageGrid)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space2);
    auto *head = new QHBoxLayout;
    head->setSpacing(Theme::space2);
    head->addWidget(m_title, 1);
    auto *csv = new QPushButton(tr("Save as CSV…"));
    connect(csv, &QPushButton::clicked, this, &ClassifyPanel::csvRequested);
    head->addWidget(csv);
    auto *add = new QPushButton(tr("Add these and start from this run"));
    add->setToolTip(
        tr("They join the training images, without labels; the form of the next run is filled with this "
           "run's recipe, and its student to start from."));
    connect(add, &QPushButton::clicked, this, &ClassifyPanel::addRequested);
    head->addWidget(add);
    QToolButton *close = iconButton(QStringLiteral("close"), tr("Back to the curves"));
    connect(close, &QToolButton::clicked, this, &ClassifyPanel::closeRequested);
    head->addWidget(close);
    layout->addLayout(head);
    layout->addWidget(m_facts);

    auto *columns = new QHBoxLayout;
    columns->setSpacing(Theme::space4);
    m_table->setModel(m_shares);
    m_table->setAccessibleName(tr("Images by class"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(rowHeight);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setSectionResizeMode(ClassSharesModel::Name, QHeaderView::Stretch);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    columns->addWidget(m_table, 1);
    auto *right = new QVBoxLayout;
    right->setSpacing(Theme::space1);
    right->addWidget(m_unlikeTitle);
    m_grid->setImages(m_unlike);
    m_grid->setPictureSide(pictureSide, cellWidth);
    m_grid->setAccessibleName(tr("Images most unlike those that the student was made with"));
    right->addWidget(m_grid, 1);
    columns->addLayout(right, 1);
    layout->addLayout(columns, 1);
}

void ClassifyPanel::show(const QString &title, std::shared_ptr<const ClassifiedImages> images)
{
    m_images = std::move(images);
    const Classification &result = m_images->result;
    const NewAgainstOld &compared = m_images->compared;
    m_title->setText(title);
    const double rate = result.seconds > 0 ? static_cast<double>(result.names.size()) / result.seconds : 0;
    QStringList facts{tr("%n image(s), %1 images/s.", nullptr, static_cast<int>(result.names.size()))
                          .arg(groupedNumber(qRound64(rate)))};
    if (!result.unreadable.empty())
        facts << tr("%n could not be read.", nullptr, static_cast<int>(result.unreadable.size()));
    if (compared.oldImages > 0)
        facts
            << tr("Beside %1 held-out images that the student was made with: median confidence %2 (was %3), mean "
                  "margin %4 (was %5), %6 in another class than before, %7 less sure than all but 5 % of them.")
                   .arg(groupedNumber(compared.oldImages), number(compared.newConfidence),
                        number(compared.oldConfidence), number(compared.newMargin), number(compared.oldMargin),
                        percentText(compared.sharesMoved), percentText(compared.unsure));
    m_facts->setText(facts.join(QLatin1Char(' ')));
    m_shares->show(m_images->file.classes, result, compared);
    m_table->setColumnHidden(ClassSharesModel::OldShare, compared.oldImages == 0);

    std::vector<std::int64_t> pictures;
    for (const std::int64_t i : compared.mostUnlike)
        pictures.push_back(result.pictures[static_cast<std::size_t>(i)]);
    m_unlikeTitle->setText(tr("Least like anything learned"));
    m_unlike->setCaption([this](std::int64_t, int row) {
        const auto at = static_cast<std::size_t>(m_images->compared.mostUnlike[static_cast<std::size_t>(row)]);
        const Classification &shown = m_images->result;
        const QString name =
            shown.rejected(at) ? tr("(none)")
                               : QString::fromStdString(
                                     m_images->file.classes[static_cast<std::size_t>(shown.answers.classes[at])]);
        return tr("%1 %2", "class and confidence")
            .arg(name, number(static_cast<double>(shown.answers.confidences[at])));
    });
    m_unlike->setSource(m_images->pictures);
    m_unlike->setImages(std::move(pictures));
}

bool ClassifyPanel::settled() const
{
    return !m_images || m_grid->settled();
}

} // namespace retort
