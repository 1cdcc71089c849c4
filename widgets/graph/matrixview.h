#pragma once

#include "graph/graphframe.h"
#include "widgets/common/classmatrix.h"

#include <memory>

namespace retort {

/// The correlations between class proxies as a table, in the order of the circle: the teacher's above the
/// diagonal, the student's below, so that a cell and its mirror image are the same two classes on both sides.
class MatrixView : public ClassMatrix
{
    Q_OBJECT

public:
    explicit MatrixView(QWidget *parent = nullptr);

    void setFrame(std::shared_ptr<const GraphFrame> frame);
    void setNames(const QString &teacher, const QString &student);
    [[nodiscard]] QString describeCell(int row, int column) const override;

protected:
    [[nodiscard]] QImage cellImage(int side) const override;
    void paintLegend(QPainter &painter) const override;

private:
    std::shared_ptr<const GraphFrame> m_frame;
    QString m_teacher;
    QString m_student;
};

} // namespace retort
