#pragma once

#include "recipe/sweep.h"

#include <QWidget>

#include <vector>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QSpinBox;
class QVBoxLayout;

namespace retort {

/// What a sweep varies: keys with their values, how many points, when it stops.
class SweepForm : public QWidget
{
    Q_OBJECT

public:
    explicit SweepForm(QWidget *parent = nullptr);

    /// With this recipe as what stays the same. Throws ValueError for a value that cannot be read.
    [[nodiscard]] SweepPlan plan(const Recipe &base, std::int64_t seeds) const;
    /// Names of the project's weightings, which can be varied too.
    void setWeightings(const QStringList &names);
    /// What is said below the fields: what comes of them, or what is wrong with them.
    void setSummary(const QString &text);
    [[nodiscard]] QString summary() const;

    /// Adds a key with its values (as in sweepAxisFromText()).
    void addAxis(const QString &key = {}, const QString &values = {});

Q_SIGNALS:
    void changed();

private:
    struct Row
    {
        QWidget *widget;
        QComboBox *key;
        QLineEdit *values;
    };
    void removeAxis(QWidget *row);
    void fillKeys(QComboBox &keys) const;
    void showWeighting();

    QStringList m_weightings;
    std::vector<Row> m_rows;
    QVBoxLayout *m_axes;
    QSpinBox *m_draws;
    QSpinBox *m_minutes;
    QCheckBox *m_halving;
    QWidget *m_referenceRow;
    QComboBox *m_reference;
    QLabel *m_summary;
};

} // namespace retort
