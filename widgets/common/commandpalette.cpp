#include "widgets/common/commandpalette.h"

#include "widgets/common/fuzzymatch.h"
#include "widgets/common/theme.h"

#include <QAction>
#include <QApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPointer>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace retort {

namespace {

constexpr int paletteWidth = 520;
constexpr int visibleRows = 10;

QString plainText(const QAction *action)
{
    QString text = action->text();
    return text.remove(QLatin1Char('&'));
}

} // namespace

CommandPalette::CommandPalette(QWidget *window)
    : QFrame(window), m_field(new QLineEdit(this)), m_list(new QListWidget(this))
{
    setProperty("role", QStringLiteral("card"));
    setObjectName(QStringLiteral("commandPalette"));
    m_field->setPlaceholderText(tr("Go to a page or do something"));
    m_field->setAccessibleName(tr("Search pages and commands"));
    m_field->setClearButtonEnabled(true);
    m_list->setAccessibleName(tr("Matching pages and commands"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setIconSize({Theme::space4, Theme::space4});
    m_list->setStyleSheet(QStringLiteral("QListWidget { border: none; background: transparent; }"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::space2, Theme::space2, Theme::space2, Theme::space2);
    layout->setSpacing(Theme::space1);
    layout->addWidget(m_field);
    layout->addWidget(m_list);
    m_field->installEventFilter(this);
    connect(m_field, &QLineEdit::textEdited, this, &CommandPalette::refill);
    connect(m_list, &QListWidget::itemClicked, this, [this](QListWidgetItem *item) { run(m_list->row(item)); });
    hide();
}

void CommandPalette::open(const QList<QAction *> &actions)
{
    m_actions.clear();
    for (QAction *action : actions) {
        const bool usable =
            action->isEnabled() && action->isVisible() && !action->isSeparator() && !action->menu();
        if (usable && !action->text().isEmpty() && !m_actions.contains(action))
            m_actions.append(action);
    }
    m_field->clear();
    refill({});
    show();
    raise();
    m_field->setFocus();
}

void CommandPalette::refill(const QString &typed)
{
    QList<std::pair<int, QAction *>> scored;
    for (QAction *action : m_actions)
        if (const std::optional<int> score = fuzzyScore(typed, plainText(action)))
            scored.append({typed.isEmpty() ? 0 : *score, action});
    std::stable_sort(scored.begin(), scored.end(), [](const auto &a, const auto &b) { return a.first > b.first; });
    m_matches.clear();
    m_list->clear();
    for (const auto &[score, action] : scored) {
        m_matches.append(action);
        auto *item = new QListWidgetItem(action->icon(), {}, m_list);
        const QString keys = action->shortcut().toString(QKeySequence::NativeText);
        item->setText(plainText(action));
        item->setData(Qt::AccessibleTextRole,
                      keys.isEmpty() ? plainText(action) : plainText(action) + QStringLiteral(", ") + keys);
        if (!keys.isEmpty()) {
            auto *hint = new QLabel(keys);
            hint->setProperty("role", QStringLiteral("secondary"));
            hint->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
            hint->setContentsMargins(0, 0, Theme::space2, 0);
            hint->setAttribute(Qt::WA_TransparentForMouseEvents);
            m_list->setItemWidget(item, hint);
        }
    }
    if (m_matches.isEmpty()) {
        auto *nothing = new QListWidgetItem(tr("Nothing matches."), m_list);
        nothing->setFlags(Qt::NoItemFlags);
    } else {
        m_list->setCurrentRow(0);
    }
    place();
}

void CommandPalette::place()
{
    const int rows = std::clamp(m_list->count(), 1, visibleRows);
    m_list->setFixedHeight(rows * m_list->sizeHintForRow(0) + Theme::space1);
    const int width = std::min(paletteWidth, parentWidget()->width() - 2 * Theme::space5);
    layout()->activate();
    setGeometry((parentWidget()->width() - width) / 2, 2 * Theme::space5, width, sizeHint().height());
}

void CommandPalette::run(int row)
{
    if (row < 0 || row >= m_matches.size())
        return;
    const QPointer<QAction> action = m_matches[row];
    hide();
    // Once the focus is back where it was: the action may be about the widget that has it.
    QTimer::singleShot(0, this, [action] {
        if (action)
            action->trigger();
    });
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusOut && isVisible() && !isAncestorOf(QApplication::focusWidget()))
        hide();
    if (event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    const int rows = static_cast<int>(m_matches.size());
    const auto move = [this, rows](int by) {
        if (rows > 0)
            m_list->setCurrentRow(std::clamp(m_list->currentRow() + by, 0, rows - 1));
        return true;
    };
    switch (static_cast<QKeyEvent *>(event)->key()) {
    case Qt::Key_Escape:
        hide();
        parentWidget()->setFocus();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        run(m_list->currentRow());
        return true;
    case Qt::Key_Down:
        return move(1);
    case Qt::Key_Up:
        return move(-1);
    case Qt::Key_PageDown:
        return move(visibleRows);
    case Qt::Key_PageUp:
        return move(-visibleRows);
    default:
        return QFrame::eventFilter(watched, event);
    }
}

} // namespace retort
