#pragma once

#include "prompts/classlist.h"

#include <QAbstractTableModel>
#include <QStringList>

#include <functional>

namespace retort {

/// Class names and their aliases as an editable table. An edit that makes sense is emitted as a whole new list and
/// shown at once; one that does not is refused with a reason and changes nothing.
class ClassListModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { NameColumn, AliasesColumn, BackgroundColumn, ColumnCount };

    explicit ClassListModel(QObject *parent = nullptr);

    void setClasses(const ClassList &classes);
    [[nodiscard]] const ClassList &classes() const { return m_classes; }

    /// Which words of a text the teacher does not know; those get a mark and a tool tip. Empty function: none.
    using UnknownWords = std::function<QStringList(const QString &text)>;
    void setUnknownWords(UnknownWords unknown);

    /// Adds a class at the end; "name, alias, alias". False if it was refused.
    bool addClass(const QString &text);
    void removeClasses(const QList<int> &rows);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;

Q_SIGNALS:
    void edited(const retort::ClassList &classes);
    /// A first class alone: shown, but no list yet that could be used.
    void drafted();
    void refused(const QString &reason);

private:
    [[nodiscard]] QStringList unknownIn(const QModelIndex &index) const;
    [[nodiscard]] QString sharedName(const QModelIndex &index) const;
    [[nodiscard]] QString warning(const QModelIndex &index) const; ///< empty: none
    bool propose(ClassList candidate);

    ClassList m_classes;
    UnknownWords m_unknown;
};

/// "tee, T-shirt" as names without blanks around them; empty ones are left out.
[[nodiscard]] std::vector<std::string> splitNames(const QString &text);

} // namespace retort
