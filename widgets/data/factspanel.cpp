#include "widgets/data/factspanel.h"

#include "widgets/common/icons.h"
#include "widgets/common/theme.h"
#include "widgets/data/unreadablemodel.h"

#include <QFormLayout>
#include <QHeaderView>
#include <QLocale>
#include <QTableView>
#include <QVBoxLayout>

namespace retort {

namespace {

QString kindText(DatasetKind kind)
{
    switch (kind) {
    case DatasetKind::Idx:
        return FactsPanel::tr("IDX, images packed in one file");
    case DatasetKind::Cifar:
        return FactsPanel::tr("CIFAR, images packed in a few files");
    case DatasetKind::Manifest:
        return FactsPanel::tr("image files that a list names");
    case DatasetKind::Archive:
        return FactsPanel::tr("archive of image files");
    case DatasetKind::ImageFolder:
        break;
    }
    return FactsPanel::tr("folder of image files");
}

QString sizeText(const DatasetFacts &facts)
{
    const auto one = [](int width, int height) {
        return FactsPanel::tr("%1 x %2").arg(QLocale().toString(width), QLocale().toString(height));
    };
    const QString colour = facts.grey ? FactsPanel::tr("grey") : FactsPanel::tr("colour");
    const QString smallest = one(facts.smallestWidth, facts.smallestHeight);
    const QString largest = one(facts.largestWidth, facts.largestHeight);
    if (smallest == largest)
        return FactsPanel::tr("%1, %2").arg(smallest, colour);
    return FactsPanel::tr("%1 to %2, %3").arg(smallest, largest, colour);
}

} // namespace

FactsPanel::FactsPanel(QWidget *parent)
    : Card(parent), m_rows(new QWidget(this)), m_form(new QFormLayout(m_rows)),
      m_unreadable(new UnreadableModel(this)), m_table(new QTableView(this))
{
    m_form->setContentsMargins(0, 0, 0, 0);
    m_form->setHorizontalSpacing(Theme::space3);
    m_form->setVerticalSpacing(Theme::space1);
    m_form->setLabelAlignment(Qt::AlignLeft);

    m_table->setModel(m_unreadable);
    m_table->setAccessibleName(tr("Images that cannot be read"));
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + Theme::space2);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->setFixedHeight(6 * Theme::space5);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::space3, Theme::space3, Theme::space3, Theme::space3);
    layout->setSpacing(Theme::space2);
    layout->addWidget(m_rows);
    layout->addWidget(m_table);
    clear();
}

void FactsPanel::clear()
{
    while (m_form->rowCount() > 0)
        m_form->removeRow(0);
    m_table->hide();
}

void FactsPanel::addRow(const QString &name, const QString &value, const QString &explanation,
                        const QString &iconName)
{
    auto *label = new QLabel(value, m_rows);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setToolTip(explanation);
    label->setAccessibleName(name + QStringLiteral(": ") + value);
    label->setAccessibleDescription(explanation);
    QLabel *title = secondaryLabel(name, m_rows);
    title->setWordWrap(false);
    title->setToolTip(explanation);
    if (iconName.isEmpty()) {
        m_form->addRow(title, label);
        return;
    }
    auto *cell = new QWidget(m_rows);
    auto *row = new QHBoxLayout(cell);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Theme::space1);
    auto *mark = new QLabel(cell);
    mark->setPixmap(
        icon(iconName, IconTone::Warning).pixmap(QSize(Theme::space4, Theme::space4), devicePixelRatioF()));
    row->addWidget(mark, 0, Qt::AlignTop);
    row->addWidget(label, 1);
    m_form->addRow(title, cell);
}

void FactsPanel::setFacts(const DatasetFacts &facts, const DatasetRecord &record)
{
    clear();
    const OpenedDataset &dataset = *facts.dataset;
    addRow(tr("kind"), kindText(dataset.kind));
    addRow(tr("images"), groupedNumber(dataset.images->size()));
    if (record.choice.range != KeyRange{}) {
        const double share = 100 * (record.choice.range.to - record.choice.range.from);
        addRow(tr("share"), tr("%1 of what lies there").arg(percentText(share)),
               tr("Chosen by the images' content. The demo's teacher learned from the other half, so the student "
                  "never "
                  "sees an image that its teacher was trained on."));
    }
    addRow(tr("size"), sizeText(facts), tr("Width x height in pixels; of a folder, from a sample of its images."));
    if (facts.bytes > 0)
        addRow(tr("on disk"), QLocale().formattedDataSize(facts.bytes));
    if (record.role == DatasetRole::Training)
        addRow(tr("held out"), groupedNumber(facts.heldOut),
               tr("Never trained on: the best epoch is chosen by agreement with the teacher on these, and the "
                  "probe graph "
                  "comes from them. Chosen by the images' content, so it stays when images are added."));
    if (dataset.duplicates > 0)
        addRow(tr("duplicates"), groupedNumber(dataset.duplicates), tr("Images whose content occurred before."),
               QStringLiteral("copy"));
    if (dataset.labels.empty())
        addRow(tr("labels"), tr("none"), tr("Without labels, progress is shown as agreement with the teacher."));
    else
        addRow(tr("labels"), tr("%1, for measuring only").arg(groupedNumber(qint64(dataset.labels.size()))),
               tr("From %1. They are counted against answers and reach no training and no choice.")
                   .arg(QString::fromStdString(dataset.labelFile.string())),
               QStringLiteral("tag"));
    if (!dataset.unreadable.empty())
        addRow(tr("unreadable"), groupedNumber(qint64(dataset.unreadable.size())),
               tr("Left out; the reasons are below."), QStringLiteral("warning"));
    m_unreadable->setImages(dataset.unreadable);
    m_table->setVisible(!dataset.unreadable.empty());
}

} // namespace retort
