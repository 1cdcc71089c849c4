#pragma once

#include <QString>
#include <QWidget>

#include <vector>

class QLineEdit;
class QMenu;

namespace retort {

/// What a SourceField's menu offers.
struct SourceChoice
{
    QString title; ///< "Run 3, agreement 91.2 %"
    QString text;  ///< what is put into the field: "run:3"
    QString help;  ///< tool tip, may be empty
};

/// A file to type, to drop or to browse for, with a menu of further choices.
class SourceField : public QWidget
{
    Q_OBJECT

public:
    /// `filter` as in QFileDialog; `placeholder` says what an empty field means.
    SourceField(QString filter, const QString &placeholder, QWidget *parent = nullptr);

    [[nodiscard]] QString text() const;
    void setText(const QString &text);
    void setChoices(const std::vector<SourceChoice> &choices);
    [[nodiscard]] QMenu *menu() const { return m_menu; }

Q_SIGNALS:
    void textChanged(const QString &text);

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void browse();

    QString m_filter;
    QLineEdit *m_line;
    QMenu *m_menu;
};

} // namespace retort
