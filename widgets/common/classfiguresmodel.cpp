#include "widgets/common/classfiguresmodel.h"

#include "widgets/common/parts.h"

#include <QLocale>

#include <algorithm>
#include <utility>

namespace retort {

namespace {

bool isText(int column)
{
    return column == ClassFiguresModel::NameColumn || column == ClassFiguresModel::ConfusedColumn;
}

} // namespace

QString ClassFiguresModel::shareText(const Proportion &share)
{
    if (share.count == 0)
        return QStringLiteral("–");
    return tr("%1 (%2 to %3)", "percent and its interval")
        .arg(percentText(share.percent), QLocale().toString(share.low, 'f', 1),
             QLocale().toString(share.high, 'f', 1));
}

ClassFiguresModel::ClassFiguresModel(Words words, QObject *parent) : QAbstractTableModel(parent), m_words(words) {}

void ClassFiguresModel::setWords(Words words)
{
    if (std::exchange(m_words, words) != words)
        Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
}

void ClassFiguresModel::setFigures(const ClassList &classes, const SampleFigures &figures,
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

int ClassFiguresModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_figures.size());
}

int ClassFiguresModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ClassFiguresModel::data(const QModelIndex &index, int role) const
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

QVariant ClassFiguresModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((isText(section) ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    const bool tip = role == Qt::ToolTipRole;
    const bool audited = m_words == Words::TeacherAudited;
    const bool labels = m_words != Words::AgainstTeacher;
    switch (section) {
    case NameColumn:
        return tip ? QVariant() : tr("Class");
    case AnswersColumn:
        if (audited)
            return tip ? tr("Answers that name this class") : tr("Answers");
        return !tip     ? tr("Images")
               : labels ? tr("Images that are labelled with this class")
                        : tr("Images that the teacher gives this class");
    case RecallColumn:
        if (audited)
            return tip ? tr("Of the images that show the class, those that the teacher gives it to; 95 % interval")
                       : tr("Recall");
        return !tip     ? (labels ? tr("Recall") : tr("Of the teacher's"))
               : labels ? tr("Of the images that show the class, those that are answered with it; 95 % interval")
                        : tr("Of the images that the teacher gives the class, those that the student gives it "
                             "too; 95 % interval");
    case PrecisionColumn:
        if (audited)
            return tip ? tr("Of the images that the teacher gives the class to, those that show it; 95 % interval")
                       : tr("Precision");
        return !tip     ? (labels ? tr("Precision") : tr("Of the student's"))
               : labels ? tr("Of the images that are answered with the class, those that show it; 95 % interval")
                        : tr("Of the images that the student gives the class, those that the teacher gives it "
                             "too; 95 % interval");
    case ConfusedColumn:
        if (audited)
            return tip ? tr("What the teacher takes the others for, as a share of the images that show the class")
                       : tr("Taken for");
        return tip ? tr("What the others are answered with, as a share of the class's images") : tr("Taken for");
    default:
        return {};
    }
}

} // namespace retort
