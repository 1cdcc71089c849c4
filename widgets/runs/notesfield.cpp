#include "notesfield.h"

#include <QEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPlainTextEdit>
#include <QTextBrowser>

namespace retort {

namespace {

/// Shows text and nothing that the text names: a project comes from anywhere.
class TextOnly : public QTextBrowser
{
public:
    QVariant loadResource(int, const QUrl &) override { return {}; }
};

} // namespace

NotesField::NotesField(QWidget *parent) : QStackedWidget(parent), m_edit(new QPlainTextEdit), m_shown(new TextOnly)
{
    m_edit->setTabChangesFocus(true);
    m_edit->setPlaceholderText(tr("Markdown: **bold**, - lists, # headings"));
    m_shown->setOpenExternalLinks(true);
    m_shown->setTabChangesFocus(true);
    m_shown->setToolTip(tr("Click to edit"));
    addWidget(m_edit);
    addWidget(m_shown);
    for (QWidget *each : {static_cast<QWidget *>(m_edit), static_cast<QWidget *>(m_shown), m_shown->viewport()})
        each->installEventFilter(this);
    connect(m_edit, &QPlainTextEdit::textChanged, this, &NotesField::textChanged);
    setFocusProxy(m_edit);
}

QString NotesField::text() const
{
    return m_edit->toPlainText();
}

void NotesField::setText(const QString &text)
{
    if (text != m_edit->toPlainText())
        m_edit->setPlainText(text);
    if (!m_edit->hasFocus())
        showText();
}

bool NotesField::editing() const
{
    return currentWidget() == m_edit;
}

void NotesField::edit()
{
    setCurrentWidget(m_edit);
    m_edit->setFocus();
}

void NotesField::showText()
{
    const QString text = m_edit->toPlainText();
    m_shown->document()->setMarkdown(text, QTextDocument::MarkdownFeatures(QTextDocument::MarkdownDialectGitHub) |
                                               QTextDocument::MarkdownNoHTML);
    m_shown->setAccessibleName(accessibleName());
    m_edit->setAccessibleName(accessibleName());
    setCurrentWidget(text.trimmed().isEmpty() ? static_cast<QWidget *>(m_edit) : m_shown);
    setFocusProxy(currentWidget());
}

bool NotesField::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_edit && event->type() == QEvent::FocusOut) {
        Q_EMIT left();
        showText();
    } else if (watched == m_shown->viewport() && event->type() == QEvent::MouseButtonRelease) {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        if (m_shown->anchorAt(mouse->pos()).isEmpty() && !m_shown->textCursor().hasSelection()) {
            edit();
            return true;
        }
    } else if (watched == m_shown && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_F2) {
            edit();
            return true;
        }
    }
    return QStackedWidget::eventFilter(watched, event);
}

} // namespace retort
