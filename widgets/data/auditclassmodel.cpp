#include "widgets/data/auditclassmodel.h"

#include "widgets/common/parts.h"

#include <QLocale>

#include <algorithm>

namespace retort {

namespace {

bool isText(int column)
{
    return column == AuditClassModel::NameColumn || column == AuditClassModel::ConfusedColumn;
}

/// "85.3 % (78.1 to 90.2)"; a dash where nothing is known.
QString shareText(const Proportion &share)
{
    if (share.count == 0)
        return QStringLiteral("–");
    return AuditClassModel::tr("%1 (%2 to %3)", "percent and its interval")
        .arg(percentText(share.percent), QLocale().toString(share.low, 'f', 1),
             QLocale().toString(share.high, 'f', 1));
}

} // namespace

AuditClassModel::AuditClassModel(QObject *parent) : QAbstractTableModel(parent) {}

void AuditClassModel::setFigures(const ClassList &classes, const SampleFigures &figures,
                                 const std::vector<ConfusionCell> &confusion)
{
    beginResetModel();
    m_classes = classes;
    m_figures = figures.classes;
    std::vector<std::vector<ConfusionCell>> wrong(classes.size());
    for (const ConfusionCell &cell : confusion)
        if (cell.label != cell.answer)
            wrong[static_cast<std::size_t>(cell.label)].push_back(cell);
    m_confused.assign(classes.size(), {});
    for (std::size_t c = 0; c < classes.size(); ++c) {
        std::stable_sort(wrong[c].begin(), wrong[c].end(),
                         [](const ConfusionCell &a, const ConfusionCell &b) { return a.images > b.images; });
        QStringList parts;
        for (const ConfusionCell &cell : wrong[c])
            parts.append(tr("%1 %2", "a class and its share")
                             .arg(QString::fromStdString(classes[static_cast<std::size_t>(cell.answer)].name),
                                  percentText(cell.share.percent)));
        m_confused[c] = parts.join(QStringLiteral(", "));
    }
    endResetModel();
}

int AuditClassModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_figures.size());
}

int AuditClassModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant AuditClassModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto row = static_cast<std::size_t>(index.row());
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((isText(index.column()) ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && !(role == Qt::ToolTipRole && index.column() == ConfusedColumn))
        return {};
    switch (index.column()) {
    case NameColumn:
        return QString::fromStdString(m_classes[row].name);
    case AnswersColumn:
        return groupedNumber(m_figures[row].recall.count);
    case RecallColumn:
        return shareText(m_figures[row].recall);
    case PrecisionColumn:
        return shareText(m_figures[row].precision);
    case ConfusedColumn:
        return m_confused[row];
    default:
        return {};
    }
}

QVariant AuditClassModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((isText(section) ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    const bool tip = role == Qt::ToolTipRole;
    switch (section) {
    case NameColumn:
        return tip ? QVariant() : tr("Class");
    case AnswersColumn:
        return tip ? tr("Answers that name this class") : tr("Answers");
    case RecallColumn:
        return tip ? tr("Of the images that show the class, those that the teacher gives it to; 95 % interval")
                   : tr("Recall");
    case PrecisionColumn:
        return tip ? tr("Of the images that the teacher gives the class to, those that show it; 95 % interval")
                   : tr("Precision");
    case ConfusedColumn:
        return tip ? tr("What the teacher takes the others for, as a share of the images that show the class")
                   : tr("Taken for");
    default:
        return {};
    }
}

} // namespace retort
