#pragma once

#include <QTableView>

namespace retort {

class ConfusionModel;

/// A ConfusionModel as a matrix of shaded squares; the names of the answers stand upright above it.
class ConfusionView : public QTableView
{
    Q_OBJECT

public:
    explicit ConfusionView(ConfusionModel &model, QWidget *parent = nullptr);

Q_SIGNALS:
    /// A cell with images was clicked, or Enter pressed on it.
    void cellChosen(int label, int answer);

protected:
    void changeEvent(QEvent *event) override;

private:
    void measure();
};

} // namespace retort
