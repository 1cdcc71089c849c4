#pragma once

#include "prompts/classlist.h"
#include "store/auditrecords.h"

#include <QAbstractListModel>

#include <optional>
#include <vector>

namespace retort {

/// What can be said of an image: the classes that fit what was typed, best first (all of them in their order while
/// nothing is typed), then "none of these" and "can't tell". Each has a key while there are enough: digits go to
/// the first ten in the list, or, where classes are called by single digits, to those.
class AuditChoiceModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        KeyRole = Qt::UserRole + 1, ///< QString: the key that chooses it, may be empty
        ChosenRole                  ///< bool: it is what was said before
    };

    explicit AuditChoiceModel(QObject *parent = nullptr);

    void setClasses(const ClassList &classes);
    void setTyped(const QString &typed);
    /// What was said of the image on screen.
    void setChosen(const std::optional<AuditAnswer> &answer);

    /// Without image, class list and time.
    [[nodiscard]] AuditAnswer answer(int row) const;
    /// The row that a key chooses, -1 where it chooses none.
    [[nodiscard]] int rowOfKey(const QString &key) const;
    /// A name or alias goes on with this behind what is typed, so that it is meant as a letter.
    [[nodiscard]] bool goesOnWith(const QString &key) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    [[nodiscard]] bool isClass(int row) const { return row < static_cast<int>(m_shown.size()); }
    [[nodiscard]] QString keyOf(int row) const;
    void refill();

    ClassList m_classes;
    QString m_typed;
    std::optional<AuditAnswer> m_chosen;
    std::vector<std::size_t> m_shown; ///< indices of classes
    bool m_digitNames = false;
};

} // namespace retort
