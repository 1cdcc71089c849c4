#pragma once

#include <QLineEdit>
#include <QStringList>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

class QCompleter;
class QStandardItemModel;

namespace retort {

/// A field that finds classes and images of the graph by name while one types.
class GraphSearch : public QLineEdit
{
    Q_OBJECT

public:
    explicit GraphSearch(QWidget *parent = nullptr);

    void setClasses(const std::vector<std::string> &classes);
    void setSamples(std::int64_t count);
    /// One a sample; null: images cannot be found by name.
    void setNames(std::shared_ptr<const std::vector<std::string>> names);

    /// A class (by its name), else the sample of that number, else the first image whose name holds the text.
    /// False when there is none.
    bool find(const QString &text);
    /// What the list below the field shows now.
    [[nodiscard]] QStringList offered() const;

Q_SIGNALS:
    void classFound(int proxy);
    void sampleFound(int sample);
    void nothingFound(const QString &text);

private:
    void offer(const QString &text);

    std::vector<std::string> m_classes;
    std::shared_ptr<const std::vector<std::string>> m_names;
    std::int64_t m_samples = 0;
    QStandardItemModel *m_model;
    QCompleter *m_completer;
};

} // namespace retort
