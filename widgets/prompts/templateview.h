#pragma once

#include <QPointer>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QTimer>

#include <functional>
#include <vector>

namespace retort {

class TemplateModel;
class WeightBar;

/// The templates of a TemplateModel, a row each; a thousand are as fast as ten, because rows are painted. The
/// current row's bar is a widget (WeightBar), so that keys, the wheel and assistive tools find a slider there; a
/// press on any other bar makes its row the current one first.
///
/// Keys: Delete removes what is selected, Ctrl+C, X and V go through the clipboard (a line each), F2 changes
/// words, Ctrl+L locks, Ctrl+M mutes, Alt+Up and Alt+Down move; letters are for the filter. On a bar: see
/// WeightBar.
class TemplateView : public QTableView
{
    Q_OBJECT

public:
    explicit TemplateView(TemplateModel &model, QWidget *parent = nullptr);

    void setFilter(const QString &text);
    /// What is behind the bars, see TemplateDelegate; again when something else is.
    void setStrip(std::function<std::vector<float>(const QString &text)> strip);
    [[nodiscard]] std::vector<std::size_t> rowsInView() const; ///< of the model
    /// The bar of a row of the model, which becomes the current one; null where the filter hides it.
    [[nodiscard]] WeightBar *bar(int row);
    [[nodiscard]] QList<int> selectedRows() const; ///< of the model
    /// From the clipboard, in front of the current row.
    void paste();

Q_SIGNALS:
    /// A letter was typed on the list: it is meant for the filter.
    void typed(const QString &text);
    /// What is said of a template was clicked: try again, if it failed.
    void noteClicked();
    /// The row (of the model) whose bar may be moved next; -1: none.
    void barShown(int row);

protected:
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void addActions();
    void showBar();
    void refreshBar();
    void clickedCell(const QModelIndex &index);
    void moveSelected(int by);
    void measure();
    [[nodiscard]] QModelIndex sourceOf(const QModelIndex &index) const;
    [[nodiscard]] bool onBar(const QPoint &position) const;
    void forward(QMouseEvent *event);
    [[nodiscard]] QString gesture();

    TemplateModel &m_model;
    QSortFilterProxyModel m_filter;
    QPointer<WeightBar> m_bar;
    QPersistentModelIndex m_barPlace; ///< of the filter
    bool m_forwarding = false;        ///< a press on another row's bar: what follows is the bar's
    QTimer m_hand;                    ///< keys and wheel: one gesture until the hand rests
    int m_gestures = 0;
};

} // namespace retort
