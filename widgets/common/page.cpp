#include "widgets/common/page.h"

#include "widgets/common/icons.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"

#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedLayout>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace retort {

namespace {

constexpr int messageWidth = 420;
constexpr int loadingWidth = 320;

// A column in the middle, no wider than is comfortable to read. Its width is fixed, so that wrapped text knows its
// height; PageStack::resizeEvent() narrows it where there is less room.
QVBoxLayout *centredColumn(QWidget *outer, int width)
{
    auto *inner = new QWidget(outer);
    inner->setFixedWidth(width);
    inner->setObjectName(QStringLiteral("column"));
    outer->setMinimumWidth(1); // the column does not keep a narrow panel from being narrow
    auto *rows = new QVBoxLayout(outer);
    rows->setContentsMargins(Theme::space5, Theme::space5, Theme::space5, Theme::space5);
    auto *across = new QHBoxLayout;
    across->addStretch();
    across->addWidget(inner);
    across->addStretch();
    rows->addStretch(2);
    rows->addLayout(across);
    rows->addStretch(3);
    auto *column = new QVBoxLayout(inner);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::space3);
    return column;
}

} // namespace

PageStack::PageStack(QWidget *parent)
    : QWidget(parent), m_layout(new QStackedLayout(this)), m_message(new QWidget), m_icon(new QLabel),
      m_text(new QLabel), m_remedy(secondaryLabel({})), m_button(primaryButton({})), m_loading(new QWidget),
      m_loadingText(new QLabel), m_bar(new QProgressBar), m_delay(new QTimer(this))
{
    m_layout->addWidget(m_message);
    m_layout->addWidget(m_loading);

    QVBoxLayout *message = centredColumn(m_message, messageWidth);
    for (QLabel *label : {m_text, m_remedy}) {
        label->setWordWrap(true);
        label->setAlignment(Qt::AlignCenter);
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    }
    m_icon->setAlignment(Qt::AlignCenter);
    message->addWidget(m_icon);
    message->addWidget(m_text);
    message->addWidget(m_remedy);
    message->addSpacing(Theme::space1);
    message->addWidget(m_button, 0, Qt::AlignHCenter);

    QVBoxLayout *loading = centredColumn(m_loading, loadingWidth);
    m_loadingText->setAlignment(Qt::AlignCenter);
    m_loadingText->setProperty("role", QStringLiteral("secondary"));
    m_bar->setTextVisible(false);
    loading->addWidget(m_loadingText);
    loading->addWidget(m_bar);

    m_delay->setSingleShot(true);
    m_delay->setInterval(200);
    connect(m_delay, &QTimer::timeout, this, [this] { m_layout->setCurrentWidget(m_loading); });
    connect(m_button, &QPushButton::clicked, this, [this] {
        // A copy: the action may well put another state here.
        if (const auto action = m_action)
            action();
    });
}

void PageStack::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const int room = std::max(1, width() - 2 * Theme::space5);
    for (const auto &[outer, widest] : {std::pair(m_message, messageWidth), std::pair(m_loading, loadingWidth)})
        outer->findChild<QWidget *>(QStringLiteral("column"))->setFixedWidth(std::min(widest, room));
}

void PageStack::setContent(QWidget *content)
{
    if (m_content)
        delete m_content;
    m_content = content;
    m_layout->addWidget(content);
    if (m_state == State::Content)
        m_layout->setCurrentWidget(content);
}

QWidget *PageStack::takeContent()
{
    if (m_content) {
        m_layout->removeWidget(m_content);
        m_content->setParent(nullptr);
    }
    return std::exchange(m_content, nullptr);
}

void PageStack::showContent()
{
    m_delay->stop();
    m_state = State::Content;
    if (m_content)
        m_layout->setCurrentWidget(m_content);
}

void PageStack::showEmpty(const QString &text, const QString &buttonText, std::function<void()> action)
{
    showMessage(State::Empty, {}, text, {}, buttonText, std::move(action));
}

void PageStack::showError(const QString &what, const QString &remedy, const QString &buttonText,
                          std::function<void()> action)
{
    showMessage(State::Error, QStringLiteral("error"), what, remedy, buttonText, std::move(action));
}

void PageStack::showMessage(State state, const QString &iconName, const QString &text, const QString &remedy,
                            const QString &buttonText, std::function<void()> action)
{
    m_delay->stop();
    m_state = state;
    m_action = std::move(action);
    m_icon->setVisible(!iconName.isEmpty());
    if (!iconName.isEmpty())
        m_icon->setPixmap(icon(iconName, IconTone::Bad).pixmap(QSize(28, 28), devicePixelRatioF()));
    m_text->setText(text);
    m_remedy->setText(remedy);
    m_remedy->setVisible(!remedy.isEmpty());
    m_button->setText(buttonText);
    m_button->setVisible(!buttonText.isEmpty());
    m_message->setAccessibleName(remedy.isEmpty() ? text : text + QLatin1Char(' ') + remedy);
    m_layout->setCurrentWidget(m_message);
}

void PageStack::showLoading(const QString &text, qint64 done, qint64 total)
{
    m_loadingText->setText(text);
    m_bar->setRange(0, total > 0 ? 1000 : 0);
    if (total > 0)
        m_bar->setValue(static_cast<int>(1000.0 * static_cast<double>(done) / static_cast<double>(total)));
    m_bar->setAccessibleName(text);
    if (m_state == State::Loading)
        return;
    m_state = State::Loading;
    m_delay->start();
}

Page::Page(QWidget *parent) : QWidget(parent), m_states(new PageStack(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_states);
}

} // namespace retort
