#pragma once

#include "widgets/common/page.h"
#include "widgets/graph/graphstage.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace retort {

class Banner;
class EpochBar;
class FilterBar;
class GraphHistory;
class GraphLoader;
class GraphSide;
class GraphTools;
struct JobError;
class Workspace;

/// Teacher's and student's proxy graphs of a run, epoch by epoch: side by side, as their difference, as a table of
/// classes; what is selected, what is worst, and the numbers.
class GraphPage : public Page
{
    Q_OBJECT

public:
    explicit GraphPage(Workspace &workspace, QWidget *parent = nullptr);

    [[nodiscard]] bool settled() const override;
    /// "both", "teacher", "student", "difference", "classes" or "epochs"; anything else changes nothing.
    void showPart(const QString &part) override;
    /// A sample's number or its image's name, or a class. False when there is none.
    bool search(const QString &text);
    void setDisplay(GraphDisplay display);
    [[nodiscard]] const GraphFilter &filter() const { return m_filter; }
    /// An undoable edit.
    void setFilter(const GraphFilter &filter, const QString &what);
    [[nodiscard]] const std::vector<std::int32_t> &selection() const { return m_selection; }
    void select(std::vector<std::int32_t> samples, const QString &why = {});
    /// Writes what is shown into a file, in the background; "png", "svg", "graphml" or "csv".
    void exportTo(const std::filesystem::path &file, const QString &format, int width);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void wire();
    void wireSide();
    void addActions();
    void refreshRuns();
    void refreshRun();
    void loadRun();
    void showFrame(const std::shared_ptr<const GraphFrame> &frame);
    void showError(const JobError &error);
    void applyFilter();
    void refreshImages();
    void refreshSide();
    void refreshProbeFacts();
    void stepSelection(int by);
    void selectClassPair(int first, int second);
    void selectConfusion(int from, int to);
    [[nodiscard]] std::vector<std::int64_t> selectedImages() const;
    void excludeSelection();
    void toggleClass(int proxy);
    void askForFile(const QString &format, int width);
    [[nodiscard]] std::string title() const;

    Workspace &m_workspace;
    GraphLoader *m_loader;
    GraphHistory *m_history;
    GraphSubject m_subject;
    GraphFilter m_filter;
    FilteredSamples m_filtered;
    std::vector<std::int32_t> m_selection;
    QString m_selectionWhy;
    std::string m_factsOf; ///< the data and run that names and labels were read of
    bool m_exporting = false;
    bool m_stale = true; ///< to be looked at when the page is shown

    GraphTools *m_tools;
    FilterBar *m_filters;
    Banner *m_banner;
    GraphStage *m_stage;
    GraphSide *m_side;
    EpochBar *m_epochs;
};

} // namespace retort
