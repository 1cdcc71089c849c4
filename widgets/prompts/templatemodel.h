#pragma once

#include "prompts/templateset.h"
#include "prompts/weighting.h"
#include "workflow/promptscorer.h"

#include <QAbstractTableModel>
#include <QStringList>

#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace retort {

/// What is to be said of a template beside its weight.
struct TemplateNote
{
    bool waiting = false; ///< it is being encoded
    QString failure;      ///< it could not be encoded, and why
    QString warning;      ///< it counts, but something should be known
};

/// The weighting that is on screen: templates with weight, lock, mute and state. Every edit that makes sense is
/// made at once and told as a whole new weighting with the name of the step and its gesture (see ValueCommand);
/// one that does not is refused with a reason and changes nothing. Knows nothing of the project.
class TemplateModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { WeightColumn, TextColumn, NoteColumn, LockColumn, RemoveColumn, ColumnCount };
    enum Role { WeightRole = Qt::UserRole + 1, LockedRole, MutedRole, WaitingRole };

    explicit TemplateModel(QObject *parent = nullptr);

    /// From the project; rows that stay keep selection and place. Ignored while a bar slides.
    void setWeighting(const Weighting &weighting);
    [[nodiscard]] const Weighting &weighting() const { return m_weighting; }
    /// The weight that fills a bar. Stays while a bar slides.
    [[nodiscard]] double fullWeight() const { return m_full; }
    /// Asked again for every row that is shown.
    using Note = std::function<TemplateNote(const std::string &text)>;
    void setNote(Note note);
    void notesChanged();

    // Edits. Rows in any order; doubles count once.
    void beginSlide(int row);
    void slideTo(double weight); ///< slid()
    void endSlide();             ///< edited(), if the weight is another one
    [[nodiscard]] bool sliding() const { return m_slide.has_value(); }
    void setWeight(int row, double weight, const QString &gesture = {});
    void setEqualShare(int row, const QString &gesture = {});
    void setLocked(const QList<int> &rows, bool locked);
    void setMuted(const QList<int> &rows, bool muted);
    bool setText(int row, const QString &text);
    /// Why setText would refuse, in words with the remedy; empty = it would not.
    [[nodiscard]] QString reasonAgainst(int row, const QString &text) const;
    /// A line each; lines that are no template are refused and the others join. Returns how many did.
    int addTemplates(const QString &lines, int place);
    void removeTemplates(const QList<int> &rows);
    void moveTemplates(const QList<int> &rows, int place);
    void loadSet(const TemplateSet &set);
    void setNormalise(bool normalise);
    void setRule(WeightRule rule, bool softmax); ///< the weights stay

    [[nodiscard]] QString textOf(const QList<int> &rows) const; ///< a line each, in the order of the list

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    [[nodiscard]] Qt::DropActions supportedDropActions() const override;
    [[nodiscard]] QStringList mimeTypes() const override;
    [[nodiscard]] QMimeData *mimeData(const QModelIndexList &indexes) const override;
    bool dropMimeData(const QMimeData *data, Qt::DropAction action, int row, int column,
                      const QModelIndex &parent) override;

Q_SIGNALS:
    /// To be stored: one step of undo.
    void edited(const retort::Weighting &weighting, const QString &what, const QString &gesture);
    /// A bar slides: for the picture only.
    void slid(const retort::WeightSlide &slide, double weight);
    void slideEnded();
    void refused(const QString &reason);
    void fullWeightChanged();

private:
    [[nodiscard]] std::vector<std::size_t> indices(const QList<int> &rows) const;
    void take(const Weighting &weighting);
    void showWeights(const Weighting &weighting);
    /// Makes the edit, or says why not.
    bool edit(const QString &what, const QString &gesture, const std::function<Weighting()> &change);

    Weighting m_weighting;
    std::optional<WeightSlide> m_slide; ///< its base is what the weights were when it began
    double m_full = 1;
    Note m_note;
    const QByteArray m_self; ///< names this list in what is dragged
};

} // namespace retort
