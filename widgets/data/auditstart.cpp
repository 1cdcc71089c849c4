#include "widgets/data/auditstart.h"

#include "measure/accuracy.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace retort {

namespace {

constexpr int columnWidth = 20 * Theme::space5;
constexpr int mostImages = 100'000;

/// Half the width of an interval around 85 % for so many labels of so many images, in points.
double precisionOf(double labels, double images)
{
    if (!(labels < images))
        return 0;
    const Proportion share = wilson(0.85, labels / (1 - labels / images));
    return (share.high - share.low) / 2;
}

} // namespace

AuditStart::AuditStart(QWidget *parent)
    : QWidget(parent), m_heading(headingLabel({})), m_text(secondaryLabel({})), m_count(new QSpinBox),
      m_random(new QRadioButton(tr("at random from all"))),
      m_stratified(new QRadioButton(tr("enough of every class that the teacher gives"))),
      m_precision(secondaryLabel({})), m_draw(primaryButton(tr("Draw images")))
{
    m_heading->setWordWrap(true);
    m_count->setRange(1, mostImages);
    m_count->setGroupSeparatorShown(true);
    m_count->setAccessibleName(tr("Images to draw"));
    m_random->setChecked(true);
    m_stratified->setToolTip(
        tr("Classes that the teacher gives rarely are drawn more often; every estimate weighs "
           "images accordingly."));
    auto *import = new QPushButton(tr("Import answers…"));

    auto *row = new QHBoxLayout;
    row->setSpacing(Theme::space2);
    row->addWidget(new QLabel(tr("Images")));
    row->addWidget(m_count);
    row->addStretch(1);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(Theme::space2);
    buttons->addWidget(m_draw);
    buttons->addWidget(import);
    buttons->addStretch(1);
    auto *card = new Card;
    card->setFixedWidth(columnWidth);
    auto *column = new QVBoxLayout(card);
    column->setContentsMargins(Theme::space5, Theme::space5, Theme::space5, Theme::space5);
    column->setSpacing(Theme::space3);
    column->addWidget(m_heading);
    column->addWidget(m_text);
    column->addLayout(row);
    column->addWidget(m_random);
    column->addWidget(m_stratified);
    column->addWidget(m_precision);
    column->addLayout(buttons);

    // Not by alignment: wrapped text would then not know its height.
    auto *across = new QHBoxLayout;
    across->addStretch(1);
    across->addWidget(card);
    across->addStretch(1);
    auto *layout = new QVBoxLayout(this);
    layout->addStretch(2);
    layout->addLayout(across);
    layout->addStretch(3);
    connect(m_count, &QSpinBox::valueChanged, this, &AuditStart::explain);
    connect(m_draw, &QPushButton::clicked, this, &AuditStart::drawAsked);
    connect(import, &QPushButton::clicked, this, &AuditStart::importAsked);
    setFocusProxy(m_draw);
}

void AuditStart::setState(const AuditQueue &queue, bool canStratify)
{
    const bool isOther = queue.entries.size() != m_queue.entries.size() || queue.images != m_queue.images ||
                         queue.notCovered != m_queue.notCovered || queue.role != m_queue.role;
    m_queue = queue;
    const auto drawn = static_cast<std::int64_t>(queue.entries.size());
    const std::int64_t covered = queue.images - queue.notCovered;
    const bool isFirst = drawn == 0;
    const bool isNew = queue.notCovered > 0;
    m_heading->setText(isFirst ? tr("Label a few images, and accuracies get honest intervals")
                       : isNew ? tr("%n image(s) came after the draw", nullptr, static_cast<int>(queue.notCovered))
                               : tr("Draw more images"));
    m_text->setText(isFirst ? tr("Retort draws images, you say what each of them shows: one key press each. The "
                                 "answers are for measuring only; no student learns from them.")
                    : isNew ? tr("Draw from them, so that accuracies speak of all images again.")
                            : tr("They come behind the %1 that have been drawn: intervals become narrower.")
                                  .arg(groupedNumber(drawn)));
    const bool extends = !isFirst && !isNew; // goes on as it was drawn
    m_random->setVisible(!extends);
    m_stratified->setVisible(!extends);
    m_stratified->setEnabled(canStratify);
    if (!canStratify)
        m_random->setChecked(true);
    const std::int64_t left = isNew ? queue.notCovered : queue.images - drawn;
    m_draw->setEnabled(left > 0);
    if (isOther) { // else a person's number stays
        std::int64_t count = defaultAuditImages;
        if (isNew && covered > 0)
            count = std::llround(static_cast<double>(queue.notCovered) * static_cast<double>(drawn) /
                                 static_cast<double>(covered));
        m_count->setMaximum(static_cast<int>(std::clamp<std::int64_t>(left, 1, mostImages)));
        m_count->setValue(static_cast<int>(count));
    }
    explain();
}

AuditRequest AuditStart::request() const
{
    AuditRequest request;
    request.count = m_count->value();
    request.stratified = m_stratified->isChecked() && !m_stratified->isHidden();
    return request;
}

void AuditStart::explain()
{
    const double labels = static_cast<double>(m_queue.entries.size()) + m_count->value();
    const double half = precisionOf(labels / 2, static_cast<double>(m_queue.images));
    m_precision->setText(
        tr("Half of the answers guide your choices, half are kept for final figures. With %1 images "
           "an accuracy around 85 % is known to about ±%2 points in each half.")
            .arg(groupedNumber(static_cast<qint64>(labels)), QLocale().toString(half, 'f', 1)));
}

} // namespace retort
