#pragma once

#include <QMap>
#include <QObject>
#include <QString>

#include <functional>

class QTableView;

namespace retort {

/// Keeps what a person makes of a table's columns from one start to the next: widths, order, what it is sorted by.
/// By the columns' names, so that one that is new or gone takes nothing from the others.
class ColumnMemory : public QObject
{
    Q_OBJECT

public:
    /// In the settings under `key`/. The view has its model, widths and sorting of its own already; what is
    /// remembered replaces them.
    ColumnMemory(QTableView &view, const QString &key, std::function<QString(int)> nameOf);

    /// What `change` does to the columns is not a person's doing.
    void quietly(const std::function<void()> &change);
    /// A person chose its width.
    [[nodiscard]] bool hasWidth(int column) const { return m_widths.contains(m_nameOf(column)); }

private:
    void restore();
    void rememberWidth(int column, int width);
    void rememberOrder();
    [[nodiscard]] QString keyOf(const char *what) const;
    [[nodiscard]] bool isLast(int column) const;

    QTableView &m_view;
    const QString m_key;
    const std::function<QString(int)> m_nameOf;
    QMap<QString, int> m_widths;
    bool m_quiet = false;
};

} // namespace retort
