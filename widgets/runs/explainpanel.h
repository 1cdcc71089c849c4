#pragma once

#include "workflow/explainrun.h"

#include <QWidget>

#include <memory>
#include <optional>
#include <vector>

class QAbstractItemModel;
class QComboBox;
class QLabel;
class QPushButton;
class QTableView;
class QTabWidget;

namespace retort {

class ClassFiguresModel;
class ConfusionMatrix;
class ImageGrid;
class ImageListModel;
class PageStack;
class SurenessChart;
class TopConfusionsModel;

/// What is on screen: the explanation and the figures of one pair.
struct ExplainedPair
{
    std::shared_ptr<const RunExplanation> explanation;
    ExplainPair pair = ExplainPair::StudentTeacher;
    LabelHalf half = LabelHalf::Tuning;
    AnswerPair figures;
};

/// A run's student beside its teacher, and both beside labels: what is taken for what, class by class, how sure,
/// and the images behind each cell and bar. Knows nothing of projects and jobs.
class ExplainPanel : public QWidget
{
    Q_OBJECT

public:
    explicit ExplainPanel(QWidget *parent = nullptr);

    void show(std::shared_ptr<const ExplainedPair> shown);
    [[nodiscard]] const std::shared_ptr<const ExplainedPair> &shown() const { return m_shown; }
    /// Whether there are test images beside those held out, and so a choice.
    void setRoles(bool both, DatasetRole role);
    /// `looks`: how often the report half has been looked at.
    void setLooks(std::int64_t looks);
    /// Nothing: not asked for yet. `asking`: the answer is on its way.
    void setSelfAgreement(const std::optional<SelfAgreement> &self, bool asking);
    /// Why the teacher could not be asked.
    void setSelfFailure(const QString &text);
    [[nodiscard]] ExplainPair pair() const;
    [[nodiscard]] bool settled() const;

Q_SIGNALS:
    void pairChosen(retort::ExplainPair pair);
    void roleChosen(retort::DatasetRole role);
    void halfAsked(retort::LabelHalf half);
    void selfAgreementAsked();
    void auditRequested();

private:
    QWidget *makeHead();
    void makeTabs();
    QTableView *makeTable(QAbstractItemModel *model, const QString &name);
    void showFigures();
    void showCell(int reference, int answer);
    void showBin(bool margins, int bin);
    void showMistakes();
    /// Entries of the reference, with their pictures.
    void showImages(const QString &title, const std::vector<std::int64_t> &entries, bool openTab);
    [[nodiscard]] bool isLabelled() const;
    [[nodiscard]] QString className(std::int32_t index) const;

    std::shared_ptr<const ExplainedPair> m_shown;
    QComboBox *m_pair;
    QComboBox *m_role;
    QPushButton *m_half;
    QPushButton *m_askTeacher;
    QLabel *m_figures;
    QLabel *m_self;
    PageStack *m_states;
    ConfusionMatrix *m_matrix;
    QTabWidget *m_tabs;
    TopConfusionsModel *m_top;
    ClassFiguresModel *m_classes;
    SurenessChart *m_sureness;
    QWidget *m_noLabels;
    QWidget *m_imagesTab = nullptr;
    QLabel *m_imagesTitle;
    ImageListModel *m_images;
    ImageGrid *m_grid;
    std::int64_t m_looks = 0;
};

} // namespace retort
