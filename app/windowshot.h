#pragma once

#include <QObject>
#include <QString>
#include <QTimer>

#include <functional>

namespace retort {

class MainWindow;

/// Saves a picture of the window once nothing on it changes any more, then quits. For the documentation and for
/// tests.
class WindowShot : public QObject
{
    Q_OBJECT

public:
    /// `settled` is asked ten times a second; the picture is taken when it said yes for half a second. Exit status
    /// 1 when that does not happen within two minutes or the file cannot be written.
    WindowShot(MainWindow &window, QString file, std::function<bool()> settled);

private:
    void look();

    MainWindow &m_window;
    const QString m_file;
    const std::function<bool()> m_settled;
    QTimer m_timer;
    int m_quiet = 0;
    int m_looks = 0;
};

} // namespace retort
