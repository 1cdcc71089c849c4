#pragma once

#include "prompts/templateset.h"
#include "widgets/common/jobrunner.h"

#include <QMenu>

#include <filesystem>
#include <functional>
#include <vector>

namespace retort {

/// Template sets: those that are shipped, those of files, and the templates of the page to be saved as one. Files
/// are read and written in the background.
class TemplateSetMenu : public QMenu
{
    Q_OBJECT

public:
    /// `current` gives what is to be saved.
    TemplateSetMenu(std::filesystem::path resources, std::function<std::vector<std::string>()> current,
                    QWidget *parent = nullptr);

    /// Chooses the file's only set, or offers those it has.
    void openFile(const QString &file);
    /// As text, or as JSON where the name ends so.
    void saveFile(const QString &file);

Q_SIGNALS:
    void chosen(const retort::TemplateSet &set);
    void saved(const QString &file);
    void failed(const QString &what);

private:
    void fill();
    void addSets(const std::vector<TemplateSet> &sets);
    void askForFile(bool toSave);
    void fail(const JobError &error);

    std::filesystem::path m_resources;
    std::function<std::vector<std::string>()> m_current;
    std::vector<TemplateSet> m_shipped;
    std::vector<TemplateSet> m_offered; ///< of a file with several
    JobRunner m_files;                  // last: its jobs end before the rest goes
};

} // namespace retort
