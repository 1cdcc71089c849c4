#include "widgets/data/imageviewer.h"

#include "base/matrix.h"
#include "data/imagesource.h"
#include "widgets/common/livescore.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/common/workspace.h"
#include "widgets/data/auditpicture.h"
#include "workflow/promptscorer.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QToolButton>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace retort {

namespace {

constexpr int sideWidth = 10 * Theme::space5;
constexpr std::size_t answersShown = 5;

/// A class and the teacher's share for it, 0 .. 1.
struct Answer
{
    QString name;
    double share = 0;
};

struct Told
{
    QSize size; ///< in pixels, as it is in the file
    std::vector<Answer> answers;
};

std::vector<Answer> bestAnswers(PromptScorer &scorer, const Weighting &weighting, const ClassList &classes,
                                const Matrix &embeddings, std::int64_t image)
{
    const std::int64_t rows[]{image};
    const Matrix logits =
        weighting.rule == WeightRule::AutoClip
            ? weightedLogits(weighting, selectedPrompts(scorer.prompts(), weighting), someRows(embeddings, rows),
                             scorer.logitScale(), {})
            : teacherLogits(someRows(embeddings, rows), scorer.proxiesOf(weighting), scorer.logitScale());
    const auto row = logits.row(0);
    const double top = *std::max_element(row.begin(), row.end());
    double sum = 0;
    for (const float z : row)
        sum += std::exp(z - top);
    std::vector<std::size_t> order(row.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    const std::size_t shown = std::min(answersShown, order.size());
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(shown), order.end(),
                      [&](std::size_t a, std::size_t b) { return row[a] > row[b]; });
    std::vector<Answer> answers;
    for (std::size_t i = 0; i < shown; ++i)
        answers.push_back({QString::fromStdString(classes[order[i]].name), std::exp(row[order[i]] - top) / sum});
    return answers;
}

} // namespace

ImageViewer::ImageViewer(Workspace &workspace, QWidget *parent)
    : QWidget(parent), m_workspace(workspace), m_live(LiveScore::of(workspace)), m_picture(new AuditPicture),
      m_position(secondaryLabel({})), m_name(headingLabel({})), m_facts(secondaryLabel({})),
      m_heading(headingLabel(tr("Teacher's answers"))), m_note(secondaryLabel({}))
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("One image"));
    auto *back = iconButton(QStringLiteral("chevron-left"), tr("Back to all images (Escape)"));
    auto *previous = iconButton(QStringLiteral("chevron-left"), tr("Image before (Left)"));
    auto *next = iconButton(QStringLiteral("chevron-right"), tr("Next image (Right)"));
    back->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    back->setText(tr("All images"));
    connect(back, &QToolButton::clicked, this, &ImageViewer::closed);
    connect(previous, &QToolButton::clicked, this, [this] { Q_EMIT stepAsked(-1); });
    connect(next, &QToolButton::clicked, this, [this] { Q_EMIT stepAsked(1); });
    for (QToolButton *button : {back, previous, next})
        button->setFocusPolicy(Qt::NoFocus); // the keys stay with the image
    m_position->setWordWrap(false);
    m_name->setWordWrap(true);
    m_heading->setToolTip(tr("The softmax of its logits: how they are shared out, not how often it is right."));

    auto *top = new QHBoxLayout;
    top->addWidget(back);
    top->addStretch(1);
    top->addWidget(m_position);
    top->addWidget(previous);
    top->addWidget(next);
    auto *answers = new QGridLayout;
    answers->setHorizontalSpacing(Theme::space3);
    answers->setColumnStretch(1, 1);
    for (std::size_t i = 0; i < answersShown; ++i) {
        auto *share = new QLabel;
        auto *name = new QLabel;
        share->setAlignment(Qt::AlignRight | Qt::AlignTop);
        share->setMinimumWidth(share->fontMetrics().horizontalAdvance(percentText(100)));
        name->setWordWrap(true);
        answers->addWidget(share, static_cast<int>(i), 0);
        answers->addWidget(name, static_cast<int>(i), 1);
        m_answers.emplace_back(share, name);
    }
    auto *side = new QWidget;
    side->setFixedWidth(sideWidth);
    auto *column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::space2);
    column->addWidget(m_name);
    column->addWidget(m_facts);
    column->addSpacing(Theme::space2);
    column->addWidget(m_heading);
    column->addLayout(answers);
    column->addWidget(m_note);
    column->addStretch(1);
    auto *middle = new QHBoxLayout;
    middle->setSpacing(Theme::space4);
    middle->addWidget(m_picture, 1);
    middle->addWidget(side);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(top);
    layout->addLayout(middle, 1);
    connect(&m_live, &LiveScore::pictureChanged, this, [this] {
        if (isVisible())
            askTeacher();
    });
}

void ImageViewer::show(const Subject &subject)
{
    if (subject.shown != m_subject.shown)
        m_picture->setSource(subject.shown);
    m_subject = subject;
    std::vector<std::int64_t> images{subject.image};
    images.insert(images.end(), subject.next.begin(), subject.next.end());
    m_picture->showImages(std::move(images));
    m_picture->setAccessibleName(QString::fromStdString(subject.original->name(subject.image)));
    m_position->setText(subject.position);
    // Paths have no blanks to break at.
    QString name = QString::fromStdString(subject.original->name(subject.image));
    m_name->setText(name.replace(QLatin1Char('/'), QStringLiteral("/\u200b")));
    m_name->setToolTip(QString::fromStdString(subject.original->location(subject.image)));
    askTeacher();
    setFocus();
}

void ImageViewer::askTeacher()
{
    if (m_subject.image < 0)
        return;
    const auto scorer = m_subject.embeddings ? m_live.scorer() : nullptr;
    const auto picture = m_live.picture();
    // The scorer's own thread: it may only be used by one at a time.
    m_workspace.interactive().submit<Told>(
        tr("looking at an image"), QStringLiteral("viewer"), this,
        [scorer, picture, subject = m_subject](std::stop_token, const Reporter &) {
            Told told;
            const Image whole = subject.original->image(subject.image);
            told.size = {whole.width, whole.height};
            if (scorer && picture)
                told.answers = bestAnswers(*scorer, picture->score.weighting, picture->classes,
                                           *subject.embeddings, subject.image);
            return told;
        },
        [this, image = m_subject.image](const Told &told) {
            if (image != m_subject.image)
                return;
            QStringList facts{tr("%1 x %2 pixels").arg(told.size.width()).arg(told.size.height())};
            if (!m_subject.part.isEmpty())
                facts += m_subject.part;
            if (!m_subject.label.isEmpty())
                facts += tr("label, for measuring only: %1").arg(m_subject.label);
            m_facts->setText(facts.join(QLatin1Char('\n')));
            m_heading->setVisible(!told.answers.empty());
            m_note->setVisible(told.answers.empty());
            m_note->setText(tr("The teacher has not seen it yet."));
            for (std::size_t i = 0; i < m_answers.size(); ++i) {
                const bool there = i < told.answers.size();
                m_answers[i].first->setText(there ? percentText(100 * told.answers[i].share) : QString());
                m_answers[i].second->setText(there ? told.answers[i].name : QString());
            }
        },
        [this](const JobError &error) {
            if (!error.cancelled)
                m_facts->setText(error.what + QLatin1Char('\n') + error.remedy);
        });
}

bool ImageViewer::settled() const
{
    return m_picture->settled();
}

void ImageViewer::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Escape:
    case Qt::Key_Space:
        Q_EMIT closed();
        return;
    case Qt::Key_Left:
    case Qt::Key_Up:
    case Qt::Key_PageUp:
        Q_EMIT stepAsked(-1);
        return;
    case Qt::Key_Right:
    case Qt::Key_Down:
    case Qt::Key_PageDown:
        Q_EMIT stepAsked(1);
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace retort
