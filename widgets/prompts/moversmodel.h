#pragma once

#include "measure/moves.h"
#include "prompts/classlist.h"

#include <QAbstractTableModel>

#include <span>
#include <vector>

namespace retort {

/// Images that went from one class to another, grouped, the largest group first. The first row stands for all of
/// them.
class MoversModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { MoveColumn, ImagesColumn, RightColumn, WrongColumn, ColumnCount };

    explicit MoversModel(QObject *parent = nullptr);

    /// `labels`: one an image of the data set, negative where none is known; empty: none are to be seen.
    void setMoves(std::vector<MoveGroup> moves, const ClassList &classes, std::span<const std::int32_t> labels);

    [[nodiscard]] bool labelled() const { return m_labelled; }
    struct Tally
    {
        qint64 images = 0;
        qint64 right = 0; ///< became right
        qint64 wrong = 0; ///< were right
    };
    [[nodiscard]] const Tally &tally(int row) const { return m_tallies[static_cast<std::size_t>(row)]; }
    [[nodiscard]] QString move(int row) const; ///< "shirt → coat"; the first row: "all"
    /// Images of a row, with their moves.
    struct Moved
    {
        std::int64_t image = 0;
        int group = 0;  ///< row of its group
        int became = 0; ///< 1: right, -1: wrong, 0: neither, or no label
    };
    [[nodiscard]] std::vector<Moved> images(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<MoveGroup> m_moves;
    std::vector<std::vector<int>> m_became; ///< a group, an image of it; see Moved
    std::vector<Tally> m_tallies;           ///< all, then one a group
    ClassList m_classes;
    bool m_labelled = false;
};

} // namespace retort
