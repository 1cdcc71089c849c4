#include "widgets/graph/edgetablemodel.h"

#include "graph/edges.h"
#include "widgets/common/icons.h"

#include <QLocale>

#include <algorithm>
#include <map>

namespace retort {

EdgeTableModel::EdgeTableModel(QObject *parent) : QAbstractTableModel(parent) {}

void EdgeTableModel::setSample(std::shared_ptr<const GraphFrame> frame, const std::vector<std::string> &classes,
                               std::optional<std::size_t> sample)
{
    beginResetModel();
    m_rows.clear();
    if (frame && sample) {
        const auto index = static_cast<std::int64_t>(*sample);
        std::map<std::int32_t, Row> rows;
        for (const GraphEdge &edge : edgesOf(frame->teacher, index))
            rows[edge.proxy].teacher = edge.weight;
        for (const GraphEdge &edge : edgesOf(frame->student, index))
            rows[edge.proxy].student = edge.weight;
        const auto &differences = frame->difference;
        for (auto edge = std::lower_bound(differences.begin(), differences.end(), index,
                                          [](const GraphEdge &e, std::int64_t s) { return e.sample < s; });
             edge != differences.end() && edge->sample == index; ++edge)
            rows[edge->proxy].difference = edge->weight;
        for (auto &[proxy, row] : rows) {
            const auto c = static_cast<std::size_t>(proxy);
            row.name = c < classes.size() ? QString::fromStdString(classes[c]) : QString::number(proxy);
            m_rows.push_back(row);
        }
        std::stable_sort(m_rows.begin(), m_rows.end(), [](const Row &a, const Row &b) {
            return a.teacher.value_or(-2) > b.teacher.value_or(-2);
        });
    }
    endResetModel();
}

int EdgeTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int EdgeTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant EdgeTableModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter |
                                   (index.column() == ClassColumn ? Qt::AlignLeft : Qt::AlignRight));
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    if (role == Qt::ToolTipRole && index.column() == ClassColumn)
        return row.name;
    if (role != Qt::DisplayRole)
        return {};
    const auto number = [](const std::optional<float> &value) {
        return value ? QLocale().toString(*value, 'f', 2) : QStringLiteral("–");
    };
    switch (index.column()) {
    case ClassColumn:
        return row.name;
    case TeacherColumn:
        return number(row.teacher);
    case StudentColumn:
        return number(row.student);
    default:
        return row.difference && *row.difference > 0 ? QLatin1Char('+') + number(row.difference)
                                                     : number(row.difference);
    }
}

QVariant EdgeTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter | (section == ClassColumn ? Qt::AlignLeft : Qt::AlignRight));
    if (role == Qt::ToolTipRole && section == DifferenceColumn)
        return tr(
            "Student minus teacher after each side's cosines of this image are brought to mean 0 and deviation 1; "
            "above 0, the student sees the image closer to the class");
    if (role == Qt::ToolTipRole && section != ClassColumn)
        return tr("Cosine between the image and the class proxy, -1 to 1");
    const bool side = section == TeacherColumn || section == StudentColumn;
    if (role == Qt::DecorationRole && side)
        return section == TeacherColumn ? icon(QStringLiteral("teacher"), IconTone::Teacher)
                                        : icon(QStringLiteral("student"), IconTone::Student);
    if (role == Qt::AccessibleTextRole && side)
        return section == TeacherColumn ? tr("teacher") : tr("student");
    if (role != Qt::DisplayRole || side)
        return {};
    switch (section) {
    case ClassColumn:
        return tr("class");

    default:
        return tr("diff.");
    }
}

} // namespace retort
