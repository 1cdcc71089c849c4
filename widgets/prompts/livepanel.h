#pragma once

#include "widgets/common/livescore.h"

#include <QWidget>

#include <memory>

class QLabel;
class QPushButton;
class QSortFilterProxyModel;
class QTabWidget;
class QTableView;
class QToolButton;

namespace retort {

class ClassScoreModel;
class ConfusionModel;
class ElidedLabel;
class SurenessChart;

/// The right side of the Prompts page: what the weighting does to the images, against a baseline.
class LivePanel : public QWidget
{
    Q_OBJECT

public:
    explicit LivePanel(QWidget *parent = nullptr);

    /// One more tab, at the end.
    void addTab(QWidget *tab, const QString &title);
    void setPicture(std::shared_ptr<const LivePicture> picture);
    void setBaseline(std::shared_ptr<const LivePicture> baseline, const QString &name);
    [[nodiscard]] const std::shared_ptr<const LivePicture> &baseline() const { return m_baseline; }
    /// What the report half of the labels says of a picture, after so many looks at it; until there is another
    /// picture.
    void showReport(std::shared_ptr<const LivePicture> picture, const Proportion &accuracy, qint64 looks);
    /// Accuracy from labels is on screen, so that choices made now are made with labels in sight.
    [[nodiscard]] bool accuracyVisible() const;

Q_SIGNALS:
    void keepAsked();
    void uniformAsked();
    void reportAsked(); ///< the report half is wanted, which counts as a look
    void accuracyShown(bool visible);
    /// Images with this label and this answer are wanted.
    void confusionChosen(int label, int answer);

private:
    struct Figure
    {
        QWidget *box = nullptr;
        QLabel *value = nullptr;
        QLabel *detail = nullptr;
    };
    Figure makeFigure(const QString &name, const QString &explanation, const QString &iconName = {},
                      QWidget *control = nullptr);
    QTableView *makeClasses();
    void refresh();
    void showFigures(const LivePicture *base);
    void showMore();
    void showWarnings();

    std::shared_ptr<const LivePicture> m_picture;
    std::shared_ptr<const LivePicture> m_baseline;
    Figure m_accuracy;
    Figure m_confidence;
    Figure m_entropy;
    ElidedLabel *m_more; ///< further figures in a line
    QPushButton *m_report;
    std::shared_ptr<const LivePicture> m_reported; ///< the picture that m_reportText is about
    QString m_reportText;
    ElidedLabel *m_warning; ///< classes that empty or swell
    QLabel *m_warningIcon;
    QLabel *m_comparison; ///< with the baseline, in words
    ElidedLabel *m_baselineName;
    QToolButton *m_showAccuracy;
    QTabWidget *m_tabs;
    ClassScoreModel *m_classes;
    QSortFilterProxyModel *m_sorted;
    QTableView *m_table;
    ConfusionModel *m_confusion;
    QWidget *m_confusionTab;
    SurenessChart *m_sureness;
};

} // namespace retort
