#pragma once

#include <QString>
#include <QWidget>

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

class QLabel;

namespace retort {

class AuditPicture;
class ImageSource;
class LiveScore;
class Matrix;
class Workspace;

/// One image, large, and what is known of it: where it lies, on which side of the split, and what the teacher
/// answers. The keys of the wall go on to the next one; Escape goes back.
class ImageViewer : public QWidget
{
    Q_OBJECT

public:
    explicit ImageViewer(Workspace &workspace, QWidget *parent = nullptr);

    /// `next` are loaded ahead. `original`: what name and size are told of; `shown` may be as a teacher sees it.
    struct Subject
    {
        std::shared_ptr<const ImageSource> original, shown;
        std::shared_ptr<const Matrix> embeddings; ///< of the same images; null: not embedded
        std::int64_t image = -1;
        std::vector<std::int64_t> next;
        QString position; ///< "3 of 120"
        QString part;     ///< "held out", ...; empty: not divided
        QString label;    ///< empty: none
    };
    void show(const Subject &subject);
    [[nodiscard]] bool settled() const;

Q_SIGNALS:
    void stepAsked(int by); ///< -1, 1
    void closed();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void askTeacher();

    Workspace &m_workspace;
    LiveScore &m_live;
    Subject m_subject;
    AuditPicture *m_picture;
    QLabel *m_position;
    QLabel *m_name;
    QLabel *m_facts;
    QLabel *m_heading;
    QLabel *m_note;
    std::vector<std::pair<QLabel *, QLabel *>> m_answers; ///< share and class, best first
};

} // namespace retort
