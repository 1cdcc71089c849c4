#pragma once

#include <QStyledItemDelegate>

#include <functional>
#include <vector>

namespace retort {

class TemplateModel;
struct WeightLook;

/// Paints the cells of TemplateView and edits the words of a template in place: what is no template stays in its
/// field until it is one, or until Escape.
class TemplateDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    TemplateDelegate(TemplateModel &model, QObject *parent);

    /// Asked for the strip behind a bar, see WeightLook.
    using Strip = std::function<std::vector<float>(const QString &text)>;
    void setStrip(Strip strip) { m_strip = std::move(strip); }
    /// How the bar of a row looks; `index` of the model.
    [[nodiscard]] WeightLook look(const QModelIndex &index) const;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    /// A bar fills its cell, where the painted ones are.
    void updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const override;
    QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const override;
    bool eventFilter(QObject *object, QEvent *event) override;

private:
    TemplateModel &m_model;
    Strip m_strip;
};

} // namespace retort
