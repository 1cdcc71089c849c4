#include "widgets/prompts/templateview.h"

#include "widgets/common/theme.h"
#include "widgets/prompts/templatedelegate.h"
#include "widgets/prompts/templatemodel.h"
#include "widgets/prompts/weightbar.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMouseEvent>

#include <algorithm>
#include <utility>

namespace retort {

namespace {

constexpr int handRests = 700; // milliseconds
constexpr int weightWidth = 7 * Theme::space5;
constexpr int iconWidth = Theme::iconPixels + Theme::space2;

} // namespace

TemplateView::TemplateView(TemplateModel &model, QWidget *parent) : QTableView(parent), m_model(model)
{
    m_filter.setSourceModel(&model);
    m_filter.setFilterKeyColumn(TemplateModel::TextColumn);
    m_filter.setFilterCaseSensitivity(Qt::CaseInsensitive);
    setModel(&m_filter);
    setItemDelegate(new TemplateDelegate(model, this));
    setAccessibleName(tr("Templates and their weights"));
    horizontalHeader()->hide();
    verticalHeader()->hide();
    setShowGrid(false);
    setTabKeyNavigation(false);
    setWordWrap(false);
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(EditKeyPressed | DoubleClicked);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(ScrollPerPixel);
    setDragDropMode(DragDrop);
    setDefaultDropAction(Qt::MoveAction);
    setDragDropOverwriteMode(false);
    setContextMenuPolicy(Qt::ActionsContextMenu);
    setMouseTracking(true);
    QHeaderView *columns = horizontalHeader();
    columns->setMinimumSectionSize(1);
    columns->setSectionResizeMode(QHeaderView::Fixed);
    columns->setSectionResizeMode(TemplateModel::TextColumn, QHeaderView::Stretch);
    for (const int column : {TemplateModel::NoteColumn, TemplateModel::LockColumn, TemplateModel::RemoveColumn})
        setColumnWidth(column, iconWidth);
    setColumnWidth(TemplateModel::WeightColumn, weightWidth);
    measure();
    addActions();

    m_hand.setSingleShot(true);
    m_hand.setInterval(handRests);
    connect(&m_hand, &QTimer::timeout, this, [this] { ++m_gestures; });
    connect(this, &QTableView::clicked, this, &TemplateView::clickedCell);
    connect(selectionModel(), &QItemSelectionModel::currentRowChanged, this, &TemplateView::showBar);
    connect(&m_filter, &QAbstractItemModel::dataChanged, this, &TemplateView::refreshBar);
    connect(&model, &TemplateModel::fullWeightChanged, this, &TemplateView::refreshBar);
}

void TemplateView::measure()
{
    verticalHeader()->setMinimumSectionSize(1);
    verticalHeader()->setDefaultSectionSize(std::max(Theme::space5, fontMetrics().height()) + Theme::space1);
}

void TemplateView::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        measure();
}

void TemplateView::addActions()
{
    const auto add = [this](const QString &text, const QKeySequence &keys, auto act) {
        auto *action = new QAction(text, this);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, this, act);
        addAction(action);
    };
    const auto anyHeard = [this] {
        const QList<int> rows = selectedRows();
        return std::any_of(rows.begin(), rows.end(), [this](int row) {
            return !m_model.weighting().templates[static_cast<std::size_t>(row)].muted;
        });
    };
    const auto anyUnlocked = [this] {
        const QList<int> rows = selectedRows();
        return std::any_of(rows.begin(), rows.end(), [this](int row) {
            return !m_model.weighting().templates[static_cast<std::size_t>(row)].locked;
        });
    };
    const auto copy = [this] { QGuiApplication::clipboard()->setText(m_model.textOf(selectedRows())); };
    add(tr("Copy"), QKeySequence::Copy, copy);
    add(tr("Cut"), QKeySequence::Cut, [this, copy] {
        copy();
        m_model.removeTemplates(selectedRows());
    });
    add(tr("Paste"), QKeySequence::Paste, [this] { paste(); });
    add(tr("Change words"), {}, [this] { edit(currentIndex().siblingAtColumn(TemplateModel::TextColumn)); });
    add(tr("Lock or unlock"), QKeySequence(Qt::CTRL | Qt::Key_L),
        [this, anyUnlocked] { m_model.setLocked(selectedRows(), anyUnlocked()); });
    add(tr("Mute or unmute"), QKeySequence(Qt::CTRL | Qt::Key_M),
        [this, anyHeard] { m_model.setMuted(selectedRows(), anyHeard()); });
    add(tr("Move up"), QKeySequence(Qt::ALT | Qt::Key_Up), [this] { moveSelected(-1); });
    add(tr("Move down"), QKeySequence(Qt::ALT | Qt::Key_Down), [this] { moveSelected(1); });
    add(tr("Remove"), QKeySequence::Delete, [this] { m_model.removeTemplates(selectedRows()); });
}

void TemplateView::setFilter(const QString &text)
{
    m_filter.setFilterFixedString(text);
    // Between rows that are not shown there is no telling where a dropped one goes.
    setDragDropMode(text.isEmpty() ? DragDrop : DragOnly);
}

void TemplateView::setStrip(std::function<std::vector<float>(const QString &text)> strip)
{
    static_cast<TemplateDelegate *>(itemDelegate())->setStrip(std::move(strip));
    refreshBar();
    viewport()->update();
}

std::vector<std::size_t> TemplateView::rowsInView() const
{
    std::vector<std::size_t> rows;
    for (int row = std::max(0, rowAt(0)); row < m_filter.rowCount(); ++row) {
        if (rowViewportPosition(row) > viewport()->height())
            break;
        rows.push_back(static_cast<std::size_t>(sourceOf(m_filter.index(row, 0)).row()));
    }
    return rows;
}

QModelIndex TemplateView::sourceOf(const QModelIndex &index) const
{
    return m_filter.mapToSource(index);
}

QList<int> TemplateView::selectedRows() const
{
    QList<int> rows;
    const QModelIndexList selected = selectionModel()->selectedRows();
    for (const QModelIndex &index : selected)
        rows << sourceOf(index).row();
    return rows;
}

WeightBar *TemplateView::bar(int row)
{
    const QModelIndex place = m_filter.mapFromSource(m_model.index(row, TemplateModel::WeightColumn));
    if (!place.isValid())
        return nullptr;
    selectionModel()->setCurrentIndex(place, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    return m_bar;
}

QString TemplateView::gesture()
{
    m_hand.start();
    return QStringLiteral("bar %1 %2").arg(sourceOf(m_barPlace).row()).arg(m_gestures);
}

void TemplateView::showBar()
{
    const QModelIndex place = currentIndex().siblingAtColumn(TemplateModel::WeightColumn);
    if (m_bar && place == m_barPlace)
        return;
    const bool focused = m_bar && m_bar->hasFocus();
    ++m_gestures;
    if (m_bar) {
        if (m_bar->dragging())
            m_model.endSlide();
        m_bar->hide();
        setIndexWidget(m_barPlace, nullptr);
    }
    m_barPlace = place;
    if (!place.isValid()) {
        Q_EMIT barShown(-1);
        return;
    }
    m_bar = new WeightBar(this);
    const auto row = [this] { return sourceOf(m_barPlace).row(); };
    connect(m_bar, &WeightBar::dragBegun, this, [this, row] { m_model.beginSlide(row()); });
    connect(m_bar, &WeightBar::weightMoved, &m_model, &TemplateModel::slideTo);
    connect(m_bar, &WeightBar::dragEnded, &m_model, &TemplateModel::endSlide);
    connect(m_bar, &WeightBar::weightChosen, this,
            [this, row](double weight) { m_model.setWeight(row(), weight, gesture()); });
    connect(m_bar, &WeightBar::resetAsked, this, [this, row] { m_model.setEqualShare(row(), gesture()); });
    connect(m_bar, &WeightBar::muteAsked, this, [this, row] {
        m_model.setMuted({row()}, !m_model.weighting().templates[static_cast<std::size_t>(row())].muted);
    });
    setIndexWidget(place, m_bar);
    refreshBar();
    if (focused)
        m_bar->setFocus();
    Q_EMIT barShown(row());
}

void TemplateView::refreshBar()
{
    const QModelIndex place = sourceOf(m_barPlace);
    if (!m_bar || !place.isValid())
        return;
    m_bar->setLook(static_cast<TemplateDelegate *>(itemDelegate())->look(place));
    m_bar->setEnabled(!place.data(TemplateModel::WaitingRole).toBool());
    m_bar->setAccessibleName(
        tr("Weight of the template %1").arg(place.siblingAtColumn(TemplateModel::TextColumn).data().toString()));
}

void TemplateView::clickedCell(const QModelIndex &index)
{
    const QModelIndex place = sourceOf(index);
    if (place.column() == TemplateModel::LockColumn)
        m_model.setLocked({place.row()}, !place.data(TemplateModel::LockedRole).toBool());
    else if (place.column() == TemplateModel::RemoveColumn)
        m_model.removeTemplates({place.row()});
    else if (place.column() == TemplateModel::NoteColumn)
        Q_EMIT noteClicked();
}

void TemplateView::paste()
{
    const QModelIndex current = sourceOf(currentIndex());
    if (const QString lines = QGuiApplication::clipboard()->text(); !lines.isEmpty())
        m_model.addTemplates(lines, current.isValid() ? current.row() : m_model.rowCount());
}

void TemplateView::moveSelected(int by)
{
    const QList<int> rows = selectedRows();
    if (rows.isEmpty() || !m_filter.filterRegularExpression().pattern().isEmpty())
        return;
    const auto [first, last] = std::minmax_element(rows.begin(), rows.end());
    if (by < 0 ? *first > 0 : *last + 1 < m_model.rowCount())
        m_model.moveTemplates(rows, by < 0 ? *first - 1 : *last + 2);
    scrollTo(currentIndex());
}

bool TemplateView::onBar(const QPoint &position) const
{
    return indexAt(position).column() == TemplateModel::WeightColumn;
}

void TemplateView::forward(QMouseEvent *event)
{
    const QPointF place = m_bar->mapFromGlobal(event->globalPosition());
    QMouseEvent mapped(event->type(), place, place, event->globalPosition(), event->button(), event->buttons(),
                       event->modifiers());
    QCoreApplication::sendEvent(m_bar, &mapped);
}

void TemplateView::mousePressEvent(QMouseEvent *event)
{
    const QPoint position = event->position().toPoint();
    if (event->button() != Qt::LeftButton || event->modifiers() & Qt::ControlModifier || !onBar(position)) {
        QTableView::mousePressEvent(event);
        return;
    }
    selectionModel()->setCurrentIndex(indexAt(position),
                                      QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    if (m_bar) {
        m_forwarding = true;
        forward(event);
    }
}

void TemplateView::mouseMoveEvent(QMouseEvent *event)
{
    if (m_forwarding && m_bar)
        forward(event);
    else
        QTableView::mouseMoveEvent(event);
}

void TemplateView::mouseReleaseEvent(QMouseEvent *event)
{
    if (std::exchange(m_forwarding, false) && m_bar)
        forward(event);
    else
        QTableView::mouseReleaseEvent(event);
}

void TemplateView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (m_bar && onBar(event->position().toPoint()))
        forward(event);
    else
        QTableView::mouseDoubleClickEvent(event);
}

void TemplateView::keyPressEvent(QKeyEvent *event)
{
    const QString text = event->text();
    const bool plain = !(event->modifiers() & ~Qt::ShiftModifier);
    const bool sideways = event->key() == Qt::Key_Left || event->key() == Qt::Key_Right;
    const bool number = !text.isEmpty() && (text[0].isDigit() || text[0] == QLatin1Char('.'));
    if (m_bar && m_bar->isEnabled() && plain && (sideways || number)) {
        m_bar->setFocus();
        // Not sent: what the bar (locked, say) does not want would come back here as its parent, and so on.
        static_cast<QObject *>(m_bar)->event(event);
        return;
    }
    if (plain && !text.isEmpty() && text[0].isLetter()) {
        Q_EMIT typed(text);
        return;
    }
    QTableView::keyPressEvent(event);
}

} // namespace retort
