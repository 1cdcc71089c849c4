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

namespace retort {

struct ShippedRecipe;
class RecipeForm;
class RunPanel;
class Workspace;

/// Start weights that can be fetched by name, for a student.
struct FetchableStart
{
    std::vector<std::string> students; ///< names that it goes by; a student's is among them
    QString name;
    QString title;
    bool there = false; ///< fetched already
};

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
    void loadShipped();
    void takeShipped(const std::vector<ShippedRecipe> &recipes);
    void offerStarts();

    Workspace &m_workspace;
    RecipeForm *m_form = nullptr;
    QLineEdit *m_name = nullptr;
    QLabel *m_problem = nullptr;
    QLabel *m_estimate = nullptr;
    QPushButton *m_start = nullptr;
    QPushButton *m_clone = nullptr;
    QMenu *m_recipes;
    std::vector<FetchableStart> m_fetchable;
    RunPanel *m_run;
    QTimer m_estimateTimer;
    quint64 m_estimateJob = 0;
    bool m_estimating = false;
    bool m_estimateStale = true;
};

} // namespace retort
