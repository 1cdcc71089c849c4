#pragma once

#include <QString>
#include <QUndoCommand>

#include <functional>
#include <utility>

namespace retort {

/// An edit as two values and a way to put one in force. T is copied. Edits in a row that name the same gesture (a
/// bar that is moved by key after key) are one step; an empty one stands alone.
template<typename T>
class ValueCommand : public QUndoCommand
{
public:
    ValueCommand(const QString &text, T before, T after, std::function<void(const T &)> put, QString gesture = {})
        : QUndoCommand(text), m_before(std::move(before)), m_after(std::move(after)), m_put(std::move(put)),
          m_gesture(std::move(gesture))
    {}

    void undo() override { m_put(m_before); }
    void redo() override { m_put(m_after); }
    [[nodiscard]] int id() const override { return m_gesture.isEmpty() ? -1 : 1; }
    bool mergeWith(const QUndoCommand *other) override
    {
        const auto *next = dynamic_cast<const ValueCommand *>(other);
        if (!next || next->m_gesture != m_gesture)
            return false;
        m_after = next->m_after;
        return true;
    }

private:
    const T m_before;
    T m_after;
    const std::function<void(const T &)> m_put;
    const QString m_gesture;
};

} // namespace retort
