#pragma once

#include "widgets/common/livescore.h"

#include <QWidget>

#include <memory>

class QLabel;
class QPushButton;
class QTableView;
class QToolButton;

namespace retort {

class ClassScoreModel;
class ElidedLabel;

/// The right side of the Prompts page: what the weighting does to the images, against a baseline.
class LivePanel : public QWidget
{
    Q_OBJECT

public:
    explicit LivePanel(QWidget *parent = nullptr);

    void setPicture(std::shared_ptr<const LivePicture> picture);
    void setBaseline(std::shared_ptr<const LivePicture> baseline, const QString &name);
    [[nodiscard]] const std::shared_ptr<const LivePicture> &baseline() const { return m_baseline; }
    /// Accuracy from labels is on screen, so that choices made now are made with labels in sight.
    [[nodiscard]] bool accuracyVisible() const;

Q_SIGNALS:
    void keepAsked();
    void uniformAsked();

private:
    struct Figure
    {
        QWidget *box = nullptr;
        QLabel *value = nullptr;
        QLabel *detail = nullptr;
    };
    Figure makeFigure(const QString &name, const QString &explanation, const QString &iconName = {},
                      QWidget *control = nullptr);
    void refresh();

    std::shared_ptr<const LivePicture> m_picture;
    std::shared_ptr<const LivePicture> m_baseline;
    Figure m_accuracy;
    Figure m_confidence;
    Figure m_entropy;
    ElidedLabel *m_baselineName;
    QToolButton *m_showAccuracy;
    ClassScoreModel *m_model;
    QTableView *m_table;
};

} // namespace retort
