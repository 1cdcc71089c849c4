#pragma once

#include <QStackedWidget>
#include <QString>

class QPlainTextEdit;
class QTextBrowser;

namespace retort {

/// Notes in Markdown: shown as they are meant until somebody clicks them or presses Enter, then as they are typed.
class NotesField : public QStackedWidget
{
    Q_OBJECT

public:
    explicit NotesField(QWidget *parent = nullptr);

    [[nodiscard]] QString text() const;
    /// Keeps the cursor where the text is the same.
    void setText(const QString &text);
    [[nodiscard]] bool editing() const;
    void edit();

Q_SIGNALS:
    void textChanged();
    void left(); ///< the person has gone elsewhere

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void showText();

    QPlainTextEdit *m_edit;
    QTextBrowser *m_shown;
};

} // namespace retort
