#include "widgets/data/auditasker.h"

#include "widgets/common/elidedlabel.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/data/auditchoicedelegate.h"
#include "widgets/data/auditchoicemodel.h"
#include "widgets/data/auditpicture.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QProgressBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace retort {

namespace {

constexpr int sideWidth = 13 * Theme::space5;
constexpr std::size_t readyAhead = 4;

} // namespace

AuditAsker::AuditAsker(QWidget *parent)
    : QWidget(parent), m_picture(new AuditPicture), m_name(new ElidedLabel(Qt::ElideMiddle)),
      m_count(secondaryLabel({})), m_bar(new QProgressBar), m_field(new QLineEdit), m_list(new QListView),
      m_choices(new AuditChoiceModel(this)),
      m_back(iconButton(QStringLiteral("chevron-left"), tr("Previous image (Left)"))),
      m_forward(iconButton(QStringLiteral("chevron-right"), tr("Next image (Right)")))
{
    auto *below = new QHBoxLayout;
    below->setSpacing(Theme::space2);
    below->addWidget(m_back);
    below->addWidget(m_name, 1);
    below->addWidget(m_forward);
    m_name->setAlignment(Qt::AlignCenter);
    auto *left = new QVBoxLayout;
    left->setSpacing(Theme::space2);
    left->addWidget(m_picture, 1);
    left->addLayout(below);

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space4);
    layout->addLayout(left, 1);
    layout->addWidget(makeSide());
    connect(m_back, &QToolButton::clicked, this, [this] { showEntry(m_entry > 0 ? m_entry - 1 : 0); });
    connect(m_forward, &QToolButton::clicked, this, [this] { showEntry(m_entry + 1); });
}

QWidget *AuditAsker::makeSide()
{
    m_field->setPlaceholderText(tr("Type a class, or press its key"));
    m_field->setAccessibleName(tr("Class of the image"));
    m_field->installEventFilter(this);
    m_list->setModel(m_choices);
    m_list->setItemDelegate(new AuditChoiceDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setFocusPolicy(Qt::NoFocus); // the field has the keys
    m_list->setAccessibleName(tr("What can be said of the image"));
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("Answered images"));
    m_count->setWordWrap(false);
    QLabel *keys = secondaryLabel(
        tr("Left goes back, Ctrl+Z takes the last answer back, Escape stops: go on whenever you like."));
    keys->setProperty("small", true);

    auto *head = new QHBoxLayout;
    head->addWidget(headingLabel(tr("What does it show?")), 1);
    head->addWidget(m_count);
    auto *side = new QWidget;
    side->setFixedWidth(sideWidth);
    auto *layout = new QVBoxLayout(side);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space2);
    layout->addLayout(head);
    layout->addWidget(m_bar);
    layout->addWidget(m_field);
    layout->addWidget(m_list, 1);
    layout->addWidget(keys);
    connect(m_field, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_choices->setTyped(text);
        moveMark(0);
    });
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex &index) {
        choose(index.row());
        takeFocus();
    });
    return side;
}

void AuditAsker::setQueue(const AuditQueue &queue, const std::shared_ptr<const OpenedDataset> &dataset,
                          const ClassList &classes)
{
    m_queue = queue;
    if (dataset != m_dataset) {
        m_dataset = dataset;
        m_picture->setSource(dataset ? dataset->images : nullptr);
    }
    m_choices->setClasses(classes);
    m_entry = queue.entries.empty() ? 0 : std::min(queue.firstOpen(), queue.entries.size() - 1);
    m_field->clear();
    refresh();
}

void AuditAsker::updateAnswers(const AuditQueue &queue)
{
    m_queue = queue;
    refresh();
}

void AuditAsker::showEntry(std::size_t entry)
{
    if (m_queue.entries.empty())
        return;
    m_entry = std::min({entry, m_queue.firstOpen(), m_queue.entries.size() - 1});
    m_field->clear();
    refresh();
}

void AuditAsker::takeFocus()
{
    m_field->setFocus();
}

bool AuditAsker::settled() const
{
    return m_picture->settled();
}

void AuditAsker::refresh()
{
    const auto total = static_cast<int>(m_queue.entries.size());
    const auto answeredCount = static_cast<int>(m_queue.answered());
    m_bar->setRange(0, std::max(1, total));
    m_bar->setValue(answeredCount);
    m_count->setText(tr("%1 of %2 answered").arg(groupedNumber(answeredCount), groupedNumber(total)));
    setEnabled(total > 0);
    if (total == 0) {
        m_picture->showImages({});
        m_name->setFullText({});
        return;
    }
    const AuditEntry &shown = m_queue.entries[m_entry];
    std::vector<std::int64_t> images;
    for (std::size_t i = m_entry; i < m_queue.entries.size() && i <= m_entry + readyAhead; ++i)
        images.push_back(m_queue.entries[i].position);
    if (m_entry > 0)
        images.push_back(m_queue.entries[m_entry - 1].position);
    m_picture->showImages(std::move(images));
    m_name->setFullText(tr("%1 of %2: %3")
                            .arg(groupedNumber(static_cast<qint64>(m_entry) + 1), groupedNumber(total),
                                 QString::fromStdString(m_dataset->images->name(shown.position))));
    m_choices->setChosen(shown.answer);
    m_back->setEnabled(m_entry > 0);
    m_forward->setEnabled(m_entry + 1 < m_queue.entries.size() && m_entry < m_queue.firstOpen());
    moveMark(0);
}

void AuditAsker::choose(int row)
{
    if (m_queue.entries.empty() || row < 0 || row >= m_choices->rowCount())
        return;
    AuditAnswer answer = m_choices->answer(row);
    answer.image = m_queue.entries[m_entry].image;
    m_field->clear();
    Q_EMIT answered(answer);
}

void AuditAsker::moveMark(int rows)
{
    // Return chooses the marked row. Nothing is marked until something is typed or an arrow pressed, so that an
    // empty field does not answer by itself.
    if (rows == 0 && m_field->text().isEmpty()) {
        m_list->setCurrentIndex({});
        return;
    }
    const int last = m_choices->rowCount() - 1;
    const QModelIndex now = m_list->currentIndex();
    const int row = now.isValid() ? now.row() + rows : rows < 0 ? last : 0;
    m_list->setCurrentIndex(m_choices->index(std::clamp(row, 0, last), 0));
}

bool AuditAsker::chooseByKey(const QString &text)
{
    if (m_choices->goesOnWith(text))
        return false;
    const int row = m_choices->rowOfKey(text);
    if (row < 0)
        return false;
    choose(row);
    return true;
}

bool AuditAsker::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_field || (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride))
        return QWidget::eventFilter(watched, event);
    const auto *press = static_cast<QKeyEvent *>(event);
    const bool isEmpty = m_field->text().isEmpty();
    if (event->type() == QEvent::ShortcutOverride) {
        // The field has an undo of its own, and nothing in it: the last answer is what is meant.
        const bool meansAnswers =
            isEmpty && (press->matches(QKeySequence::Undo) || press->matches(QKeySequence::Redo));
        if (meansAnswers)
            event->ignore();
        return meansAnswers;
    }
    switch (press->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        choose(m_list->currentIndex().isValid() ? m_list->currentIndex().row() : -1);
        return true;
    case Qt::Key_Up:
        moveMark(-1);
        return true;
    case Qt::Key_Down:
        moveMark(1);
        return true;
    case Qt::Key_Left:
    case Qt::Key_Backspace:
        if (isEmpty)
            m_back->click();
        return isEmpty;
    case Qt::Key_Right:
        if (isEmpty)
            m_forward->click();
        return isEmpty;
    case Qt::Key_Escape:
        if (isEmpty)
            Q_EMIT left();
        else
            m_field->clear();
        return true;
    default:
        break;
    }
    if (press->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))
        return false;
    // A key that is held down must not answer the images that follow.
    return press->isAutoRepeat() || chooseByKey(press->text());
}

} // namespace retort
