#pragma once

#include "prompts/classlist.h"
#include "widgets/common/livescore.h"

#include <QWidget>

#include <memory>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;

namespace retort {

/// "None of these": from which margin or confidence on an answer counts, and what that does to the images.
class NonePanel : public QWidget
{
    Q_OBJECT

public:
    explicit NonePanel(QWidget *parent = nullptr);

    void setRule(const RejectRule &rule, const ClassList &classes);
    /// Null: nothing to be said yet.
    void setPicture(std::shared_ptr<const LivePicture> picture, bool withLabels);

Q_SIGNALS:
    /// Turns of the threshold in a row have one gesture.
    void edited(const retort::RejectRule &rule, const QString &gesture);

private:
    [[nodiscard]] RejectRule chosen() const;
    void showEffect();

    RejectRule m_rule;
    ClassList m_classes;
    std::shared_ptr<const LivePicture> m_picture;
    bool m_withLabels = false;
    bool m_showing = false; ///< controls are being set, nobody touched them
    int m_gestures = 0;
    QComboBox *m_measure;
    QDoubleSpinBox *m_threshold;
    QCheckBox *m_keepOut;
    QLabel *m_effect;
};

} // namespace retort
