#include "widgets/common/parts.h"

#include "widgets/common/icons.h"
#include "widgets/common/theme.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>

#include <cmath>
#include <utility>

namespace retort {

namespace {

QLabel *labelWithRole(const char *role, const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setProperty("role", QString::fromLatin1(role));
    label->setTextFormat(Qt::PlainText);
    return label;
}

} // namespace

QLabel *titleLabel(const QString &text, QWidget *parent)
{
    return labelWithRole("title", text, parent);
}

QLabel *headingLabel(const QString &text, QWidget *parent)
{
    return labelWithRole("heading", text, parent);
}

QLabel *secondaryLabel(const QString &text, QWidget *parent)
{
    QLabel *label = labelWithRole("secondary", text, parent);
    label->setWordWrap(true);
    return label;
}

QLabel *figureLabel(const QString &text, QWidget *parent)
{
    return labelWithRole("figure", text, parent);
}

QPushButton *primaryButton(const QString &text, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    button->setProperty("role", QStringLiteral("primary"));
    return button;
}

QToolButton *iconButton(const QString &iconName, const QString &name, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setIcon(icon(iconName));
    button->setIconSize({Theme::iconPixels, Theme::iconPixels});
    button->setToolTip(name);
    button->setAccessibleName(name);
    return button;
}

Card::Card(QWidget *parent) : QFrame(parent)
{
    setProperty("role", QStringLiteral("card"));
}

Banner::Banner(QWidget *parent)
    : QFrame(parent), m_icon(new QLabel(this)), m_text(new QLabel(this)), m_button(new QPushButton(this))
{
    setProperty("role", QStringLiteral("banner"));
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    QToolButton *close = iconButton(QStringLiteral("close"), tr("Close this message"), this);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(Theme::space3, Theme::space2, Theme::space2, Theme::space2);
    layout->setSpacing(Theme::space2);
    layout->addWidget(m_icon);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_button);
    layout->addWidget(close);
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    connect(m_button, &QPushButton::clicked, this, [this] {
        hide();
        if (const auto action = std::exchange(m_action, {}))
            action();
    });
    hide();
}

void Banner::show(Kind kind, const QString &text, const QString &buttonText, std::function<void()> action)
{
    const char *const names[] = {"info", "warning", "error"};
    const char *const kinds[] = {"news", "warning", "error"};
    const IconTone tones[] = {IconTone::Accent, IconTone::Warning, IconTone::Bad};
    const int index = static_cast<int>(kind);
    m_icon->setPixmap(icon(QString::fromLatin1(names[index]), tones[index])
                          .pixmap(QSize(Theme::iconPixels, Theme::iconPixels), devicePixelRatioF()));
    setProperty("kind", QString::fromLatin1(kinds[index]));
    style()->unpolish(this);
    style()->polish(this);
    m_text->setText(text);
    setAccessibleName(text);
    m_button->setText(buttonText);
    m_button->setVisible(!buttonText.isEmpty());
    m_action = std::move(action);
    QFrame::show();
}

QString groupedNumber(qint64 value)
{
    return QLocale().toString(value);
}

QString percentText(double percent)
{
    return QObject::tr("%1 %").arg(QLocale().toString(percent, 'f', 1));
}

QString durationText(double seconds)
{
    if (!(seconds >= 0))
        return {};
    if (seconds < 90)
        return QObject::tr("%1 s").arg(std::lround(seconds));
    const long minutes = std::lround(seconds / 60);
    if (minutes < 90)
        return QObject::tr("%1 min").arg(minutes);
    return minutes % 60 == 0 ? QObject::tr("%1 h").arg(minutes / 60)
                             : QObject::tr("%1 h %2 min").arg(minutes / 60).arg(minutes % 60);
}

} // namespace retort
