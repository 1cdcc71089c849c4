#pragma once

#include "workflow/session.h"

#include <QString>
#include <QStringList>
#include <QWidget>

#include <filesystem>
#include <memory>

class QComboBox;
class QLineEdit;
class QListWidget;
class QPushButton;

namespace retort {

class Banner;
class JobRunner;

/// What there is to do without a project: make one, open one, open the demo, or go on with a recent one. Stands
/// without the core, so that it can be in the first frame.
class StartPage : public QWidget
{
    Q_OBJECT

public:
    explicit StartPage(std::filesystem::path resources, QWidget *parent = nullptr);
    ~StartPage() override;

    /// Something went wrong with `file`. A recent one can be tried again, or taken off the list when it is gone.
    void showProblem(const QString &what, const QString &remedy, const QString &file);
    /// Opens the form with these images filled in.
    void showForm(const QString &dataset);
    /// Puts a teacher of one's own into the form.
    void setTeacher(const QString &path);
    /// Reads the list of recent projects again and looks in the background which are still there.
    void refreshRecent();

    /// What the form says; for tests and for createRequested().
    [[nodiscard]] NewProject choice() const;

Q_SIGNALS:
    void createRequested(const retort::NewProject &choice);
    void openRequested(const QString &file);
    void demoRequested();
    /// A person wants to choose a teacher: setTeacher() takes the answer.
    void teacherWanted();

private:
    QWidget *makeWelcome();
    QWidget *makeForm();
    void hideForm();
    void validateForm();
    void suggestFile();
    void markMissing(const QStringList &missing);
    void browse(QLineEdit *into, bool folder, const QString &title);

    const std::filesystem::path m_resources;
    Banner *m_banner;
    QWidget *m_welcome = nullptr;
    QWidget *m_form = nullptr;
    QListWidget *m_recent = nullptr;
    QPushButton *m_new = nullptr;
    QLineEdit *m_dataset = nullptr;
    QLineEdit *m_test = nullptr;
    QLineEdit *m_classes = nullptr;
    QComboBox *m_teacher = nullptr;
    QLineEdit *m_teacherFolder = nullptr;
    QLineEdit *m_file = nullptr;
    QPushButton *m_create = nullptr;
    bool m_fileTyped = false;
    QStringList m_missing;               ///< recent ones that are no longer there
    std::unique_ptr<JobRunner> m_looker; ///< looks for files, which a network drive can make slow
};

} // namespace retort
