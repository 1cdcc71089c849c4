#pragma once

#include "widgets/common/notifier.h"
#include "workflow/awaysummary.h"

#include <QElapsedTimer>
#include <QObject>
#include <QString>

namespace retort {

class Banner;
class MainWindow;
class Workspace;

/// Tells a person who is away what the runs do, and one who comes back what they did.
class RunNews : public QObject
{
    Q_OBJECT

public:
    RunNews(Workspace &workspace, MainWindow &window);

    /// A summary in words, a line each: what ran, what is best, what failed and why. Empty for an empty one.
    [[nodiscard]] static QString text(const AwaySummary &summary);

protected:
    bool eventFilter(QObject *object, QEvent *event) override;

private:
    void ended(std::int64_t run, double seconds);
    void tell(const QString &title, const QString &text);
    void runCommand(const QString &text);
    void comeBack();
    void show(const AwaySummary &summary);
    [[nodiscard]] bool isWatchedByPerson() const;

    Workspace &m_workspace;
    MainWindow &m_window;
    Notifier m_notifier;
    std::int64_t m_firstStart = 0; ///< of what ran since the queue was last at its end
    std::int64_t m_leftAt = 0;     ///< seconds since 1970; 0 = the window is in front
};

} // namespace retort
