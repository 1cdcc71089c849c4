#pragma once

#include "prompts/classlist.h"
#include "prompts/weighting.h"
#include "widgets/common/page.h"
#include "workflow/promptsearch.h"

#include <memory>

class QLabel;
class QProgressBar;

namespace retort {

class ClassEditor;
class LivePanel;
class LiveScore;
struct LivePicture;
class MoversPanel;
class NonePanel;
class SuggestionPanel;
class TemplatePanel;
struct TemplateNote;
class WeightStrips;
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
    QWidget *makeSets();
    QWidget *makeWeightings();
    QWidget *makeLive();
    void refresh();
    void refreshNotes();
    void refreshLive();
    void beginEdit();
    [[nodiscard]] TemplateNote noteOn(const std::string &text) const;
    void edited(const Weighting &weighting, const QString &what, const QString &gesture);
    /// labelsKnown: labels had a part in its choice, whatever is on screen.
    void store(Weighting weighting, const QString &what, const QString &gesture, bool labelsKnown = false);
    void find(const Weighting &weighting);
    void choose(PromptCriterion criterion);
    void found(const Weighting &weighting);
    void pictureChanged();
    void showConfusion(int label, int answer);
    void prepareBar(int row);
    void showReportHalf();
    void useUniformBaseline();
    void renewBaseline(const LivePicture &picture);

    Workspace &m_workspace;
    LiveScore &m_live;
    std::shared_ptr<const LivePicture> m_before; ///< the picture before the last edit
    bool m_editing = false;                      ///< a drag began: m_before stays what it is
    Weighting m_stored;                          ///< what the project holds, to notice an edit
    ClassList m_storedClasses;
    bool m_findWhenReady = false; ///< templates changed under a rule: weights are found once they are encoded
    QString m_findGesture;        ///< of the edit that asked for it: one step of undo with it
    int m_gestures = 0;
    int m_barRow = -1;          ///< whose bar may be moved next
    bool m_ownBaseline = false; ///< kept by the person, not the uniform one

    QLabel *m_standIn;
    QWidget *m_sets;
    QLabel *m_encoding;
    QProgressBar *m_encodingBar;
    TemplatePanel *m_templates;
    WeightStrips *m_strips;
    PageStack *m_liveStates;
    ClassEditor *m_classes;
    NonePanel *m_none;
    SuggestionPanel *m_suggestions;
    LivePanel *m_panel;
    MoversPanel *m_movers;
};

} // namespace retort
