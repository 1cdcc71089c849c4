#pragma once

#include "measure/sampleestimates.h"
#include "widgets/common/classmatrix.h"

#include <vector>

namespace retort {

/// What is taken for what: the reference down, the answers across, like classes side by side. What is the same is
/// quiet, the eye is to find what is not. Where there are more classes than room, a mark shows the largest share
/// of the cells that it stands for, so that no confusion is lost between others; and of many classes those without
/// any image, rightly or not, are left out.
class ConfusionMatrix : public ClassMatrix
{
    Q_OBJECT

public:
    explicit ConfusionMatrix(QWidget *parent = nullptr);

    /// What a row and a column are called: "labelled", "answered".
    void setWords(const QString &reference, const QString &answer);
    /// `cells` by label, then answer; `order`: order[place] = class, all of them.
    void setCells(std::vector<ConfusionCell> cells, std::vector<std::int32_t> order);
    [[nodiscard]] QString describeCell(int row, int column) const override;

Q_SIGNALS:
    /// A cell with images, by its classes.
    void cellChosen(int reference, int answer);

protected:
    [[nodiscard]] QImage cellImage(int side) const override;
    [[nodiscard]] bool isPooled() const override { return true; }
    [[nodiscard]] CellText cellText(int row, int column) const override;
    [[nodiscard]] double legendHeight() const override;
    void paintLegend(QPainter &painter) const override;

private:
    [[nodiscard]] const ConfusionCell *cellOf(std::int32_t reference, std::int32_t answer) const;
    [[nodiscard]] QString legendText() const;
    [[nodiscard]] bool isLegendOneLine() const; ///< else the colours have a line of their own
    [[nodiscard]] QColor shade(bool same, double share) const;

    std::vector<ConfusionCell> m_cells;
    std::vector<int> m_places; ///< by class; of those that are shown
    int m_without = 0;         ///< classes that are left out
    QString m_reference;
    QString m_answer;
};

} // namespace retort
