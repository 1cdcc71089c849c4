#pragma once

#include "distil/recipe.h"
#include "widgets/common/page.h"

#include <QTimer>

class QLabel;
class QLineEdit;
class QPushButton;

namespace retort {

class RecipeForm;
class RunPanel;
class Workspace;

/// The recipe of the next run on the left, the current run on the right.
class DistilPage : public Page
{
    Q_OBJECT

public:
    explicit DistilPage(Workspace &workspace, QWidget *parent = nullptr);

    [[nodiscard]] bool settled() const override;

protected:
    void showEvent(QShowEvent *event) override;

private:
    QWidget *makeRecipeSide();
    void refresh();
    void recipeChanged();
    void estimate();
    void start();
    void takeRecipe();
    void openRecipeFile();

    Workspace &m_workspace;
    RecipeForm *m_form = nullptr;
    QLineEdit *m_name = nullptr;
    QLabel *m_problem = nullptr;
    QLabel *m_estimate = nullptr;
    QPushButton *m_start = nullptr;
    QPushButton *m_clone = nullptr;
    RunPanel *m_run;
    QTimer m_estimateTimer;
    quint64 m_estimateJob = 0;
    bool m_estimating = false;
    bool m_estimateStale = true;
};

} // namespace retort
