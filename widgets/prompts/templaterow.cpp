#include "widgets/prompts/templaterow.h"

#include "widgets/common/icons.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/prompts/weightbar.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QToolButton>

namespace retort {

TemplateRow::TemplateRow(QWidget *parent)
    : QWidget(parent), m_bar(new WeightBar(this)), m_number(new QLabel(this)), m_label(new QLabel(this)),
      m_unknown(new QLabel(this)), m_lock(iconButton(QStringLiteral("unlock"), tr("Keep this weight"), this)),
      m_remove(iconButton(QStringLiteral("close"), tr("Remove this template"), this))
{
    m_number->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_number->setMinimumWidth(fontMetrics().horizontalAdvance(weightText(1)) + Theme::space1);
    m_label->setTextFormat(Qt::PlainText);
    m_label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_unknown->setPixmap(icon(QStringLiteral("warning"), IconTone::Warning)
                             .pixmap(QSize(Theme::space4, Theme::space4), devicePixelRatioF()));
    QSizePolicy kept = m_unknown->sizePolicy();
    kept.setRetainSizeWhenHidden(true); // all bars are as long
    m_unknown->setSizePolicy(kept);
    m_unknown->hide();
    m_lock->setCheckable(true);

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_bar, 2);
    layout->addWidget(m_number);
    layout->addSpacing(Theme::space1);
    layout->addWidget(m_label, 3);
    layout->addWidget(m_unknown);
    layout->addWidget(m_lock);
    layout->addWidget(m_remove);
    layout->setSpacing(Theme::space1);

    connect(m_lock, &QToolButton::clicked, this, &TemplateRow::lockAsked);
    connect(m_remove, &QToolButton::clicked, this, &TemplateRow::removeAsked);
}

void TemplateRow::setTemplate(const WeightedTemplate &item)
{
    if (const QString text = QString::fromStdString(item.text); text != m_text) {
        m_text = text;
        m_bar->setAccessibleName(tr("Weight of the template %1").arg(text));
        m_lock->setAccessibleName(tr("Keep the weight of %1").arg(text));
        m_remove->setAccessibleName(tr("Remove %1").arg(text));
        elide();
    }
    m_bar->setWeight(item.weight);
    m_number->setText(weightText(item.weight));
    if (m_bar->locked() != item.locked || m_lock->isChecked() != item.locked) {
        m_bar->setLocked(item.locked);
        m_lock->setChecked(item.locked);
        m_lock->setIcon(icon(item.locked ? QStringLiteral("lock") : QStringLiteral("unlock")));
        m_lock->setToolTip(item.locked ? tr("Let this weight change") : tr("Keep this weight"));
    }
}

void TemplateRow::setPending(bool pending)
{
    if (pending == m_pending)
        return;
    m_pending = pending;
    m_bar->setEnabled(!pending);
    elide();
}

void TemplateRow::setUnknownWords(const QStringList &words)
{
    m_unknown->setVisible(!words.isEmpty());
    const QString text = tr("This teacher never saw: %1. Its answers to such words mean nothing.")
                             .arg(words.join(QStringLiteral(", ")));
    m_unknown->setToolTip(text);
    m_unknown->setAccessibleName(text);
}

void TemplateRow::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    elide();
}

bool TemplateRow::event(QEvent *event)
{
    const bool handled = QWidget::event(event);
    if (event->type() == QEvent::LayoutRequest || event->type() == QEvent::FontChange)
        elide();
    return handled;
}

void TemplateRow::elide()
{
    const QString text = m_pending ? tr("%1 (encoding …)").arg(m_text) : m_text;
    m_label->setText(m_label->fontMetrics().elidedText(text, Qt::ElideRight, m_label->width()));
    m_label->setToolTip(m_text);
}

} // namespace retort
