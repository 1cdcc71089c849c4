#include "widgets/common/icons.h"

#include "widgets/common/theme.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPixmap>
#include <QPixmapCache>
#include <QSvgRenderer>

#include <algorithm>
#include <map>
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
    ThemedIconEngine(QString name, QByteArray svg, IconTone tone)
        : m_name(std::move(name)), m_svg(std::move(svg)), m_tone(tone)
    {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        const int side = std::min(rect.width(), rect.height());
        QRect square(0, 0, side, side);
        square.moveCenter(rect.center());
        const QPaintDevice *device = painter->device();
        const qreal scale = device ? device->devicePixelRatioF() : 1.0;
        QPixmap drawn = pixmap((QSizeF(square.size()) * scale).toSize(), mode, state);
        drawn.setDevicePixelRatio(scale);
        painter->drawPixmap(square, drawn);
    }

    // Drawn once for each size and colour: lists paint the same few icons in every row, many times a second.
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State) override
    {
        const Theme &theme = Theme::of(QGuiApplication::palette());
        const QColor colour = mode == QIcon::Disabled ? theme.disabled : colourOf(m_tone, theme);
        const QString key =
            QStringLiteral("icon/%1/%2/%3x%4").arg(m_name, colour.name()).arg(size.width()).arg(size.height());
        QPixmap pixmap;
        if (QPixmapCache::find(key, &pixmap))
            return pixmap;
        pixmap = QPixmap(size);
        pixmap.fill(Qt::transparent);
        QByteArray svg = m_svg;
        QSvgRenderer renderer(svg.replace("#000", colour.name().toLatin1()));
        QPainter painter(&pixmap);
        renderer.render(&painter);
        QPixmapCache::insert(key, pixmap);
        return pixmap;
    }

    QIconEngine *clone() const override { return new ThemedIconEngine(m_name, m_svg, m_tone); }

private:
    const QString m_name;
    const QByteArray m_svg;
    const IconTone m_tone;
};

} // namespace

QIcon icon(const QString &name, IconTone tone)
{
    static std::map<std::pair<QString, IconTone>, QIcon> made; // models ask for theirs in each cell
    QIcon &icon = made[{name, tone}];
    if (icon.isNull()) {
        QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
        if (file.open(QIODevice::ReadOnly))
            icon = QIcon(new ThemedIconEngine(name, file.readAll(), tone));
    }
    return icon;
}

} // namespace retort
