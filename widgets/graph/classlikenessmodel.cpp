#include "widgets/graph/classlikenessmodel.h"

#include <QLocale>

#include <utility>

namespace retort {

ClassLikenessModel::ClassLikenessModel(QObject *parent) : QAbstractTableModel(parent) {}

void ClassLikenessModel::setFigures(const QStringList &classes, std::vector<ClassLikeness> figures)
{
    if (classes == m_classes && figures.size() == m_figures.size() && !figures.empty()) {
        // Another epoch: the rows stay, and with them what is selected.
        m_figures = std::move(figures);
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
        return;
    }
    beginResetModel();
    m_classes = classes;
    m_figures = std::move(figures);
    endResetModel();
}

int ClassLikenessModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_figures.size());
}

int ClassLikenessModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

std::optional<double> ClassLikenessModel::number(std::size_t row, int column) const
{
    const ClassLikeness &figures = m_figures[row];
    switch (column) {
    case SamplesColumn:
        return static_cast<double>(figures.samples);
    case AgreementColumn:
        return figures.agreement;
    case KlColumn:
        return figures.nodeKl;
    case RowsColumn:
        return figures.rowCorrelation;
    case ColumnsColumn:
        return figures.columnCorrelation;
    default:
        return std::nullopt;
    }
}

QVariant ClassLikenessModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const auto row = static_cast<std::size_t>(index.row());
    const int column = index.column();
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter | (column == ClassColumn ? Qt::AlignLeft : Qt::AlignRight));
    if (column == ClassColumn)
        return role == Qt::DisplayRole || role == Qt::ToolTipRole || role == Qt::UserRole
                   ? QVariant(m_classes.value(index.row()))
                   : QVariant();
    const std::optional<double> value = number(row, column);
    if (role == Qt::UserRole)
        return value ? QVariant(*value) : QVariant(-1e9);
    if (role != Qt::DisplayRole)
        return {};
    if (!value)
        return QStringLiteral("–");
    const QLocale locale;
    return column == SamplesColumn     ? locale.toString(qint64(*value))
           : column == AgreementColumn ? locale.toString(*value, 'f', 1)
                                       : locale.toString(*value, 'f', 2);
}

QVariant ClassLikenessModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter | (section == ClassColumn ? Qt::AlignLeft : Qt::AlignRight));
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    const bool tip = role == Qt::ToolTipRole;
    switch (section) {
    case ClassColumn:
        return tr("class");
    case SamplesColumn:
        return tip ? tr("Images that the teacher takes for this class") : tr("n");
    case AgreementColumn:
        return tip ? tr("Of these, how many the student answers alike, in percent") : tr("alike");
    case KlColumn:
        return tip ? tr("Mean KL divergence of the student's answers from the teacher's, in nats") : tr("KL");
    case RowsColumn:
        return tip ? tr("Mean correlation of these images' edges to all classes, Pearson") : tr("rows");
    case ColumnsColumn:
        return tip ? tr("Correlation of this class's edges to all images, Pearson") : tr("cols");
    default:
        return {};
    }
}

} // namespace retort
