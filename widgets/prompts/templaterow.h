#pragma once

#include "prompts/weighting.h"

#include <QStringList>
#include <QWidget>

class QLabel;
class QToolButton;

namespace retort {

class WeightBar;

/// One template: its bar, its weight in figures, its text, a mark where the teacher does not know a word, a lock
/// and a button that takes it away.
class TemplateRow : public QWidget
{
    Q_OBJECT

public:
    explicit TemplateRow(QWidget *parent = nullptr);

    void setTemplate(const WeightedTemplate &item);
    /// Not in the picture yet: it is being encoded.
    void setPending(bool pending);
    void setUnknownWords(const QStringList &words);
    [[nodiscard]] WeightBar &bar() { return *m_bar; }

Q_SIGNALS:
    void lockAsked(bool locked);
    void removeAsked();

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool event(QEvent *event) override;

private:
    void elide();

    QString m_text;
    bool m_pending = false;
    WeightBar *m_bar;
    QLabel *m_number;
    QLabel *m_label;
    QLabel *m_unknown;
    QToolButton *m_lock;
    QToolButton *m_remove;
};

} // namespace retort
