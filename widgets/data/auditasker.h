#pragma once

#include "workflow/audit.h"

#include <QWidget>

#include <memory>

class QLabel;
class QLineEdit;
class QListView;
class QProgressBar;
class QToolButton;

namespace retort {

class AuditChoiceModel;
class AuditPicture;
class ElidedLabel;

/// Asks what one image after the other shows: the image large, the classes beside it, a key each. What the teacher
/// says is not shown, so that it does not sway anybody.
class AuditAsker : public QWidget
{
    Q_OBJECT

public:
    explicit AuditAsker(QWidget *parent = nullptr);

    /// Shows the first entry without an answer, or the last where all have one.
    void setQueue(const AuditQueue &queue, const std::shared_ptr<const OpenedDataset> &dataset,
                  const ClassList &classes);
    /// After an answer was stored, taken back or changed elsewhere: `queue` has the same entries.
    void updateAnswers(const AuditQueue &queue);
    /// Any entry up to the first without an answer: nobody passes over an image.
    void showEntry(std::size_t entry);
    [[nodiscard]] std::size_t entry() const { return m_entry; }
    void takeFocus();
    [[nodiscard]] bool settled() const;

Q_SIGNALS:
    /// Without class list and time.
    void answered(const retort::AuditAnswer &answer);
    void left(); ///< Escape

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *makeSide();
    bool chooseByKey(const QString &text);
    void choose(int row);
    void moveMark(int rows);
    void refresh();

    AuditQueue m_queue;
    std::shared_ptr<const OpenedDataset> m_dataset;
    std::size_t m_entry = 0;
    AuditPicture *m_picture;
    ElidedLabel *m_name;
    QLabel *m_count;
    QProgressBar *m_bar;
    QLineEdit *m_field;
    QListView *m_list;
    AuditChoiceModel *m_choices;
    QToolButton *m_back;
    QToolButton *m_forward;
};

} // namespace retort
