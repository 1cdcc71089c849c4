#pragma once

#include "fetch/fetchmodel.h"
#include "widgets/common/jobrunner.h"

#include <QDialog>

#include <filesystem>
#include <vector>

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QTableView;

namespace retort {

class Banner;
class FetchListModel;
struct TeacherInfo;

/// Chooses a teacher: one that lies on this computer, or one to fetch by name. It is opened before it can be used,
/// and what it is, or why it cannot be used, is said in place. Closing it stops a fetch; what was received is kept
/// and gone on with the next time.
class TeacherDialog : public QDialog
{
    Q_OBJECT

public:
    /// `entries`: what can be fetched, of which the teachers are shown; into `folder`.
    TeacherDialog(std::vector<FetchEntry> entries, const std::filesystem::path &folder, QWidget *parent = nullptr);
    ~TeacherDialog() override;

    [[nodiscard]] QString path() const;
    /// Types a path, as a person would.
    void setPath(const QString &path);
    /// Nothing is being opened or fetched.
    [[nodiscard]] bool settled() const;

    /// Paths of teachers that were used, newest first; kept in QSettings.
    [[nodiscard]] static QStringList used();

Q_SIGNALS:
    void chosen(const QString &path);

private:
    QWidget *makePath();
    QWidget *makeList();
    void inspect();
    void showInfo(const TeacherInfo &info);
    void showEntry();
    void fetchOrUse();
    void setFetching(bool on);
    void accept() override;

    FetchListModel *m_list;
    QComboBox *m_path = nullptr;
    QLabel *m_found = nullptr;
    Banner *m_problem = nullptr;
    QTableView *m_table = nullptr;
    QLabel *m_about = nullptr;
    QPushButton *m_fetch = nullptr;
    QPushButton *m_stop = nullptr;
    QProgressBar *m_bar = nullptr;
    QLabel *m_rate = nullptr;
    QPushButton *m_use = nullptr;
    JobRunner m_looker;  ///< opens what was named
    JobRunner m_fetcher; ///< last: it ends first
};

} // namespace retort
