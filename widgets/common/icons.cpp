#include "widgets/common/icons.h"

#include "widgets/common/theme.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPixmap>
#include <QSvgRenderer>

#include <algorithm>
#include <utility>

namespace retort {

namespace {

QColor colourOf(IconTone tone, const Theme &theme)
{
    switch (tone) {
    case IconTone::Text:
        return theme.text;
    case IconTone::Secondary:
        return theme.secondary;
    case IconTone::Accent:
        return theme.accent;
    case IconTone::AccentText:
        return theme.accentText;
    case IconTone::Good:
        return theme.good;
    case IconTone::Warning:
        return theme.warning;
    case IconTone::Bad:
        return theme.bad;
    case IconTone::Teacher:
        return theme.teacher;
    case IconTone::Student:
        return theme.student;
    }
    return theme.text;
}

class ThemedIconEngine : public QIconEngine
{
public:
    ThemedIconEngine(QByteArray svg, IconTone tone) : m_svg(std::move(svg)), m_tone(tone) {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        Q_UNUSED(state)
        const Theme &theme = Theme::of(QGuiApplication::palette());
        const QColor colour = mode == QIcon::Disabled ? theme.disabled : colourOf(m_tone, theme);
        if (colour != m_colour) {
            m_colour = colour;
            QByteArray svg = m_svg;
            m_renderer.load(svg.replace("#000", colour.name().toLatin1()));
        }
        const int side = std::min(rect.width(), rect.height());
        QRect square(0, 0, side, side);
        square.moveCenter(rect.center());
        m_renderer.render(painter, square);
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(0, 0), size), mode, state);
        return pixmap;
    }

    QIconEngine *clone() const override { return new ThemedIconEngine(m_svg, m_tone); }

private:
    const QByteArray m_svg;
    const IconTone m_tone;
    QSvgRenderer m_renderer;
    QColor m_colour;
};

} // namespace

QIcon icon(const QString &name, IconTone tone)
{
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QIcon(new ThemedIconEngine(file.readAll(), tone));
}

} // namespace retort
