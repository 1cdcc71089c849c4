#include "windowshot.h"

#include "widgets/common/mainwindow.h"

#include <QCoreApplication>
#include <QPixmap>

#include <cstdio>

namespace retort {

namespace {

constexpr int intervalMilliseconds = 100;
constexpr int quietLooks = 5;
constexpr int maximumLooks = 1200;

} // namespace

WindowShot::WindowShot(MainWindow &window, QString file, std::function<bool()> settled)
    : m_window(window), m_file(std::move(file)), m_settled(std::move(settled))
{
    m_timer.setInterval(intervalMilliseconds);
    connect(&m_timer, &QTimer::timeout, this, &WindowShot::look);
    m_timer.start();
}

void WindowShot::look()
{
    m_quiet = m_settled() ? m_quiet + 1 : 0;
    if (m_quiet < quietLooks && ++m_looks < maximumLooks)
        return;
    m_timer.stop();
    if (m_quiet < quietLooks) {
        std::fprintf(stderr, "The window did not come to rest within two minutes; no picture was taken.\n");
        QCoreApplication::exit(1);
    } else if (!m_window.grab().save(m_file)) {
        std::fprintf(stderr,
                     "%s could not be written. Choose a folder you can write to and a name that ends in .png.\n",
                     qPrintable(m_file));
        QCoreApplication::exit(1);
    } else {
        QCoreApplication::exit(0);
    }
}

} // namespace retort
