#include "sourcefield.h"

#include "widgets/common/parts.h"
#include "widgets/common/theme.h"

#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QToolButton>

#include <utility>

namespace retort {

namespace {

QString droppedFile(const QMimeData *data)
{
    const QList<QUrl> urls = data->urls();
    return urls.size() == 1 ? urls.front().toLocalFile() : QString();
}

} // namespace

SourceField::SourceField(QString filter, const QString &placeholder, QWidget *parent)
    : QWidget(parent), m_filter(std::move(filter)), m_line(new QLineEdit(this)), m_menu(new QMenu(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space1);
    layout->addWidget(m_line, 1);
    QToolButton *button = iconButton(QStringLiteral("open"), tr("Choose"));
    button->setMenu(m_menu);
    button->setPopupMode(QToolButton::InstantPopup);
    layout->addWidget(button);
    m_line->setPlaceholderText(placeholder);
    m_line->setAcceptDrops(false); // the whole field takes them
    setAcceptDrops(true);
    setFocusProxy(m_line);
    setChoices({});
    connect(m_line, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_line->setToolTip(text); // of a long path only the end shows
        Q_EMIT textChanged(text);
    });
}

QString SourceField::text() const
{
    return m_line->text().trimmed();
}

void SourceField::setText(const QString &text)
{
    m_line->setText(text);
}

void SourceField::setChoices(const std::vector<SourceChoice> &choices)
{
    m_menu->clear();
    m_menu->setToolTipsVisible(true);
    for (const SourceChoice &choice : choices) {
        QAction *action = m_menu->addAction(choice.title);
        action->setToolTip(choice.help);
        connect(action, &QAction::triggered, this, [this, text = choice.text] { m_line->setText(text); });
    }
    if (!choices.empty())
        m_menu->addSeparator();
    connect(m_menu->addAction(tr("A file…")), &QAction::triggered, this, &SourceField::browse);
}

void SourceField::browse()
{
    const QString file = QFileDialog::getOpenFileName(this, accessibleName(), {}, m_filter);
    if (!file.isEmpty())
        m_line->setText(file);
}

void SourceField::dragEnterEvent(QDragEnterEvent *event)
{
    if (!droppedFile(event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void SourceField::dropEvent(QDropEvent *event)
{
    m_line->setText(droppedFile(event->mimeData()));
    event->acceptProposedAction();
}

} // namespace retort
