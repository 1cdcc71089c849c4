#pragma once

#include "prompts/classlist.h"
#include "prompts/weighting.h"
#include "widgets/common/jobrunner.h"
#include "widgets/common/page.h"

#include <memory>

class QLabel;
class QProgressBar;

namespace retort {

class LivePanel;
class LiveScore;
struct LivePicture;
class MoversPanel;
class TemplatePanel;
class Workspace;

/// Templates, their weights and the classes on the left, what they do to the images on the right, live.
class PromptsPage : public Page
{
    Q_OBJECT

public:
    explicit PromptsPage(Workspace &workspace, QWidget *parent = nullptr);

    [[nodiscard]] bool settled() const override;

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    QWidget *makeHeader();
    QWidget *makeLive();
    void refresh();
    void refreshMarks();
    void refreshLive();
    void beginEdit();
    void edited(const Weighting &weighting);
    void store(Weighting weighting);
    void find(const Weighting &weighting);
    void found(const Weighting &weighting);
    void pictureChanged();
    void useUniformBaseline();
    void loadShippedSets();
    void chooseSetFile();

    Workspace &m_workspace;
    LiveScore &m_live;
    std::shared_ptr<const LivePicture> m_before; ///< the picture before the last edit
    bool m_editing = false;                      ///< a drag began: m_before stays what it is
    Weighting m_stored;                          ///< what the project holds, to notice an edit
    ClassList m_storedClasses;
    bool m_findWhenReady = false; ///< templates changed under a rule: weights are found once they are encoded
    bool m_ownBaseline = false;   ///< kept by the person, not the uniform one

    QLabel *m_standIn;
    QLabel *m_encoding;
    QProgressBar *m_encodingBar;
    TemplatePanel *m_templates;
    PageStack *m_liveStates;
    LivePanel *m_panel;
    MoversPanel *m_movers;
    JobRunner m_files; // last: its jobs end before the rest goes
};

} // namespace retort
