#pragma once

#include "runnews.h"
#include "uibench.h"
#include "widgets/common/engine.h"
#include "widgets/common/workspace.h"

#include <memory>

namespace retort {

class Page;

/// The open project and the pages, wired to the frame.
class WindowEngine : public Engine
{
    Q_OBJECT

public:
    WindowEngine(MainWindow &window, std::filesystem::path resources);
    ~WindowEngine() override;

    void openProject(const QString &file) override;
    void runDemo(bool quick) override;
    [[nodiscard]] bool settled() const override;
    void measureStalls(int epochs, std::function<void(const StallFigures &)> done,
                       std::function<void(const QString &)> failed) override;
    [[nodiscard]] Workspace &workspace() { return m_workspace; }

private:
    Page *makePage(const QString &id);
    void wireWindow();
    void wireWorkspace();
    void askForDevice();
    void sayWhoWorks();
    /// Runs `go` at once, or after the person agreed to stop the run that trains.
    void stoppingRun(const QString &button, std::function<void()> go);
    bool mayClose();
    void stopAndClose();

    MainWindow &m_window;
    Workspace m_workspace;
    RunNews m_news;
    std::unique_ptr<UiBench> m_uiBench;
    bool m_closing = false;
    bool m_watching = false;     ///< the banner says who works on the project
    bool m_asked = false;        ///< whether to stop a run; the banner holds the question
    bool m_askedToClose = false; ///< that question was about closing
};

} // namespace retort
