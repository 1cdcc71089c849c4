#pragma once

#include "distil/recipe.h"
#include "widgets/common/page.h"

#include <QTimer>

#include <string>
#include <vector>

class QLabel;
class QLineEdit;
class QMenu;
class QPushButton;
class QSpinBox;
class QToolButton;

namespace retort {

struct ShippedRecipe;
class RecipeForm;
class QueuePanel;
class RunPanel;
class SweepForm;
class Workspace;

/// Start weights that can be fetched by name, for a student.
struct FetchableStart
{
    std::vector<std::string> students; ///< names that it goes by; a student's is among them
    QString name;
    QString title;
    bool there = false; ///< fetched already
};

/// The recipe of the next run, or of a sweep, on the left; the current run and those that wait on the right.
class DistilPage : public Page
{
    Q_OBJECT

public:
    explicit DistilPage(Workspace &workspace, QWidget *parent = nullptr);

    [[nodiscard]] bool settled() const override;
    /// "further": the form is filled to go on from the current run's student.
    void showPart(const QString &part) override;

protected:
    void showEvent(QShowEvent *event) override;

private:
    QWidget *makeRecipeSide();
    void refresh();
    void recipeChanged();
    void estimate();
    void start();
    void addToQueue();
    QWidget *makeFoot();
    void showSweep(bool shown);
    void checkSweepForm();
    [[nodiscard]] bool isSweep() const;
    void takeRecipe();
    void openRecipeFile();
    void loadShipped();
    void takeShipped(const std::vector<ShippedRecipe> &recipes);
    void offerStarts();

    Workspace &m_workspace;
    RecipeForm *m_form = nullptr;
    QLineEdit *m_name = nullptr;
    QLabel *m_problem = nullptr;
    QLabel *m_estimate = nullptr;
    QPushButton *m_start = nullptr;
    QPushButton *m_queueUp = nullptr;
    QToolButton *m_clone = nullptr;
    QToolButton *m_vary = nullptr;
    QSpinBox *m_seeds = nullptr;
    SweepForm *m_sweep = nullptr;
    bool m_recipeFits = false;
    bool m_sweepFits = false;
    QTimer m_sweepTimer;
    QMenu *m_recipes;
    std::vector<FetchableStart> m_fetchable;
    RunPanel *m_run;
    QueuePanel *m_queue;
    QTimer m_estimateTimer;
    quint64 m_estimateJob = 0;
    bool m_estimating = false;
    bool m_estimateStale = true;
};

} // namespace retort
