#pragma once

#include "prompts/weighting.h"

#include <QScrollArea>

#include <functional>
#include <vector>

class QVBoxLayout;

namespace retort {

class TemplateRow;

/// The templates of a weighting, one row each. Shows what it is given and says what a person asks for.
class TemplateList : public QScrollArea
{
    Q_OBJECT

public:
    explicit TemplateList(QWidget *parent = nullptr);

    void setWeighting(const Weighting &weighting);
    /// Asked again for every row when called.
    void setMarks(const std::function<bool(const std::string &)> &pending,
                  const std::function<QStringList(const std::string &)> &unknownWords);
    [[nodiscard]] TemplateRow &row(std::size_t index) { return *m_rows[index]; }
    [[nodiscard]] std::size_t count() const { return m_rows.size(); }
    /// The weight that fills a bar.
    [[nodiscard]] double fullWeight() const { return m_full; }

Q_SIGNALS:
    void weightMoved(std::size_t index, double weight); ///< a drag goes on
    void weightChosen(std::size_t index, double weight);
    void resetAsked(std::size_t index);
    void lockAsked(std::size_t index, bool locked);
    void removeAsked(std::size_t index);

private:
    void addRow();

    QWidget *m_content;
    QVBoxLayout *m_layout;
    std::vector<TemplateRow *> m_rows;
    std::vector<std::string> m_texts;
    double m_full = 1;
};

} // namespace retort
