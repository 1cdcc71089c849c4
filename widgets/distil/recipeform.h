#pragma once

#include "distil/recipe.h"

#include <QWidget>

#include <map>
#include <string>
#include <vector>

namespace retort {

struct RecipeKey;
struct SourceChoice;

/// A recipe as a form: one field a key with its line of help, in groups that open and close. Made from
/// recipeKeys(), so a new key of the core appears by itself.
class RecipeForm : public QWidget
{
    Q_OBJECT

public:
    explicit RecipeForm(QWidget *parent = nullptr);

    [[nodiscard]] Recipe recipe() const;
    void setRecipe(const Recipe &recipe);
    /// The field of a key ("epochs"); null when there is none.
    [[nodiscard]] QWidget *field(const std::string &key) const;
    /// What the menu of "start" offers.
    void setStartChoices(const std::vector<SourceChoice> &choices);

Q_SIGNALS:
    /// By a person or by setRecipe().
    void changed();

private:
    QWidget *makeField(const RecipeKey &key);
    void showModule(); ///< with the student "torchscript" only
    QWidget *makeGroup(const QString &title, bool open, QWidget *content);

    std::map<std::string, QWidget *> m_fields;
    bool m_setting = false;
};

/// "input_size" -> "Input size".
[[nodiscard]] QString keyTitle(const std::string &key);

/// What a recipe will do otherwise than it says, for this number of classes; one sentence each.
[[nodiscard]] QStringList recipeNotes(const Recipe &recipe, std::int64_t classes);

} // namespace retort
