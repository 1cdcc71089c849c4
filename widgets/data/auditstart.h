#pragma once

#include "workflow/audit.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QRadioButton;
class QSpinBox;

namespace retort {

/// What an audit is, and how many images it draws from where: before the first draw, and for more.
class AuditStart : public QWidget
{
    Q_OBJECT

public:
    explicit AuditStart(QWidget *parent = nullptr);

    /// `queue`: what has been drawn. `canStratify`: the teacher's answers are there.
    void setState(const AuditQueue &queue, bool canStratify);
    [[nodiscard]] AuditRequest request() const;

Q_SIGNALS:
    void drawAsked();
    void importAsked();

private:
    void explain();

    AuditQueue m_queue;
    QLabel *m_heading;
    QLabel *m_text;
    QSpinBox *m_count;
    QRadioButton *m_random;
    QRadioButton *m_stratified;
    QLabel *m_precision;
    QPushButton *m_draw;
};

} // namespace retort
