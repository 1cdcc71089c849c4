#pragma once

#include <QLabel>

namespace retort {

/// One line that gives way: what does not fit ends in an ellipsis, and the tool tip has all of it. In the
/// secondary text colour.
class ElidedLabel : public QLabel
{
    Q_OBJECT

public:
    explicit ElidedLabel(Qt::TextElideMode mode = Qt::ElideRight, QWidget *parent = nullptr);

    void setFullText(const QString &text);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void elide();

    const Qt::TextElideMode m_mode;
    QString m_full;
};

} // namespace retort
