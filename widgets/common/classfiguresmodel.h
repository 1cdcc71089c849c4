#pragma once

#include "measure/sampleestimates.h"
#include "prompts/classlist.h"

#include <QAbstractTableModel>

#include <vector>

namespace retort {

/// What labels, or a teacher, say of the answers to each class: recall and precision with intervals, and what its
/// images are taken for.
class ClassFiguresModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { NameColumn, AnswersColumn, RecallColumn, PrecisionColumn, ConfusedColumn, ColumnCount };

    /// Whose answers are held against what; decides the words of the headers.
    enum class Words {
        TeacherAudited, ///< the teacher's, against what a person answered in an audit
        AgainstLabels,  ///< anybody's, against labels
        AgainstTeacher  ///< the student's, against the teacher's: agreement, and nothing more
    };

    /// "85.3 % (78.1 to 90.2)"; a dash where nothing is known.
    [[nodiscard]] static QString shareText(const Proportion &share);

    explicit ClassFiguresModel(Words words, QObject *parent = nullptr);

    void setWords(Words words);

    void setFigures(const ClassList &classes, const SampleFigures &figures,
                    const std::vector<ConfusionCell> &confusion);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    Words m_words;
    ClassList m_classes;
    std::vector<ClassFigures> m_figures;
    std::vector<QString> m_confused; ///< a class: what its images are taken for
};

} // namespace retort
