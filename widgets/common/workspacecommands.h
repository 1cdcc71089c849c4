#pragma once

#include <QString>
#include <QUndoCommand>

#include <functional>
#include <utility>

namespace retort {

/// An edit as two values and a way to put one in force. T is copied.
template<typename T>
class ValueCommand : public QUndoCommand
{
public:
    ValueCommand(const QString &text, T before, T after, std::function<void(const T &)> put)
        : QUndoCommand(text), m_before(std::move(before)), m_after(std::move(after)), m_put(std::move(put))
    {}

    void undo() override { m_put(m_before); }
    void redo() override { m_put(m_after); }

private:
    const T m_before;
    const T m_after;
    const std::function<void(const T &)> m_put;
};

} // namespace retort
