#include "explainpanel.h"

#include "topconfusionsmodel.h"
#include "widgets/common/classfiguresmodel.h"
#include "widgets/common/confusionmatrix.h"
#include "widgets/common/flowlayout.h"
#include "widgets/common/imagegrid.h"
#include "widgets/common/page.h"
#include "widgets/common/parts.h"
#include "widgets/common/runtext.h"
#include "widgets/common/surenesschart.h"
#include "widgets/common/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLocale>
#include <QPushButton>
#include <QSplitter>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace retort {

namespace {

constexpr int pictureSide = 72;
constexpr int cellWidth = 116;
constexpr std::size_t mostConfusions = 200;
constexpr std::size_t mostImages = 2000; ///< nobody looks at more

} // namespace

ExplainPanel::ExplainPanel(QWidget *parent)
    : QWidget(parent), m_pair(new QComboBox), m_role(new QComboBox), m_half(new QPushButton),
      m_askTeacher(new QPushButton(tr("Ask the teacher again"))), m_figures(new QLabel),
      m_self(secondaryLabel({})), m_states(new PageStack), m_matrix(new ConfusionMatrix), m_tabs(new QTabWidget),
      m_top(new TopConfusionsModel(this)),
      m_classes(new ClassFiguresModel(ClassFiguresModel::Words::AgainstTeacher, this)),
      m_sureness(new SurenessChart), m_noLabels(new QWidget), m_imagesTitle(headingLabel({})),
      m_images(new ImageListModel(this)), m_grid(new ImageGrid)
{
    // The matrix has the whole height, what is said and listed stands beside it.
    auto *beside = new QWidget;
    auto *column = new QVBoxLayout(beside);
    column->setContentsMargins(0, Theme::space2, 0, 0);
    column->setSpacing(Theme::space2);
    column->addWidget(makeHead());
    m_figures->setWordWrap(true);
    m_figures->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    column->addWidget(m_figures);
    column->addWidget(m_self);
    makeTabs();
    m_states->setContent(m_tabs);
    column->addWidget(m_states, 1);
    connect(m_matrix, &ConfusionMatrix::cellChosen, this, &ExplainPanel::showCell);
    auto *splitter = new QSplitter;
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(Theme::space3);
    splitter->addWidget(m_matrix);
    splitter->addWidget(beside);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({400, 400});
    m_matrix->setMinimumSize(10 * Theme::space5, 6 * Theme::space5);
    m_matrix->hide();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(splitter);
    setSelfAgreement(std::nullopt, false);
}

QWidget *ExplainPanel::makeHead()
{
    auto *head = new QWidget;
    auto *row = new FlowLayout(head);
    row->setSpacing(Theme::space2);
    m_pair->addItem(tr("Student against teacher"));
    m_pair->addItem(tr("Student against labels"));
    m_pair->addItem(tr("Teacher against labels"));
    m_pair->setAccessibleName(tr("What is held against what"));
    m_pair->setToolTip(tr("A pseudo-label is the teacher's answer: against the teacher is against pseudo-labels"));
    m_role->addItem(tr("Test images"));
    m_role->addItem(tr("Held-out images"));
    m_role->setAccessibleName(tr("Whose images"));
    m_half->setToolTip(tr("The report half of the labels is kept for final figures. Each look is counted: who "
                          "chooses by it makes the final figure too good."));
    m_askTeacher->setToolTip(
        tr("How often does the teacher give a crop of an image the answer that it gives to the "
           "whole? No student can be expected to agree with it more often. Asks its image "
           "tower about the probe images, once."));
    row->addWidget(m_pair);
    row->addWidget(m_role);
    row->addWidget(m_askTeacher);
    row->addWidget(m_half);
    connect(m_pair, &QComboBox::activated, this, [this] { Q_EMIT pairChosen(pair()); });
    connect(m_role, &QComboBox::activated, this,
            [this](int index) { Q_EMIT roleChosen(index == 0 ? DatasetRole::Test : DatasetRole::Training); });
    connect(m_half, &QPushButton::clicked, this, [this] {
        if (m_shown)
            Q_EMIT halfAsked(m_shown->half == LabelHalf::Report ? LabelHalf::Tuning : LabelHalf::Report);
    });
    connect(m_askTeacher, &QPushButton::clicked, this, &ExplainPanel::selfAgreementAsked);
    return head;
}

QTableView *ExplainPanel::makeTable(QAbstractItemModel *model, const QString &name)
{
    auto *table = new QTableView;
    table->setModel(model);
    table->setAccessibleName(name);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setShowGrid(false);
    table->setTabKeyNavigation(false);
    table->setWordWrap(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + Theme::space2);
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setMinimumSectionSize(3 * Theme::space5 + Theme::space3); // titles are seen whole
    table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    return table;
}

void ExplainPanel::makeTabs()
{
    auto *confusions = makeTable(m_top, tr("What is confused most"));
    confusions->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    confusions->horizontalHeader()->setSectionResizeMode(TopConfusionsModel::WordsColumn, QHeaderView::Stretch);
    const auto open = [this](const QModelIndex &index) {
        if (index.isValid())
            showCell(m_top->cell(index.row()).label, m_top->cell(index.row()).answer);
    };
    connect(confusions, &QTableView::clicked, this, open);
    connect(confusions, &QTableView::activated, this, open);
    auto *classes = makeTable(m_classes, tr("Figures of each class"));
    classes->setSelectionMode(QAbstractItemView::NoSelection);
    classes->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);

    auto *sureness = new QWidget;
    auto *column = new QVBoxLayout(sureness);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_sureness, 1);
    auto *row = new QHBoxLayout(m_noLabels);
    row->setContentsMargins(Theme::space2, 0, Theme::space2, Theme::space2);
    row->addWidget(secondaryLabel(tr("Calibration and mistakes need labels.")), 1);
    auto *audit = new QPushButton(tr("Label some images"));
    connect(audit, &QPushButton::clicked, this, &ExplainPanel::auditRequested);
    row->addWidget(audit);
    column->addWidget(m_noLabels);
    connect(m_sureness, &SurenessChart::marginChosen, this, [this](int bin) { showBin(true, bin); });
    connect(m_sureness, &SurenessChart::calibrationChosen, this, [this](int bin) { showBin(false, bin); });

    m_imagesTab = new QWidget;
    auto *images = new QVBoxLayout(m_imagesTab);
    images->setContentsMargins(0, Theme::space2, 0, 0);
    images->setSpacing(Theme::space1);
    m_imagesTitle->setWordWrap(true);
    images->addWidget(m_imagesTitle);
    m_grid->setImages(m_images);
    m_grid->setPictureSide(pictureSide, cellWidth);
    m_grid->setAccessibleName(tr("Images of what was chosen"));
    images->addWidget(m_grid, 1);

    m_tabs->setDocumentMode(true);
    m_tabs->addTab(confusions, tr("Confusions"));
    m_tabs->addTab(classes, tr("Classes"));
    m_tabs->addTab(sureness, tr("Sureness"));
    m_tabs->addTab(m_imagesTab, tr("Images"));
}

ExplainPair ExplainPanel::pair() const
{
    return static_cast<ExplainPair>(m_pair->currentIndex());
}

void ExplainPanel::setRoles(bool both, DatasetRole role)
{
    m_role->setVisible(both);
    m_role->setCurrentIndex(role == DatasetRole::Test ? 0 : 1);
}

void ExplainPanel::setLooks(std::int64_t looks)
{
    m_looks = looks;
    if (m_shown)
        showFigures();
}

bool ExplainPanel::settled() const
{
    return m_states->state() != PageStack::State::Loading && (!m_grid->isVisible() || m_grid->settled());
}

bool ExplainPanel::isLabelled() const
{
    return m_shown && !m_shown->explanation->labels.empty();
}

QString ExplainPanel::className(std::int32_t index) const
{
    return QString::fromStdString(m_shown->explanation->classes[static_cast<std::size_t>(index)].name);
}

void ExplainPanel::show(std::shared_ptr<const ExplainedPair> shown)
{
    m_shown = std::move(shown);
    const RunExplanation &explanation = *m_shown->explanation;
    const bool labels = m_shown->pair != ExplainPair::StudentTeacher;
    m_pair->setCurrentIndex(static_cast<int>(m_shown->pair));
    m_half->setVisible(labels && !explanation.labels.report.empty());
    m_half->setText(m_shown->half == LabelHalf::Report ? tr("Back to the tuning half")
                                                       : tr("Show the report half"));
    m_askTeacher->setVisible(!labels);
    m_self->setVisible(!labels && !m_self->text().isEmpty());
    m_noLabels->setVisible(!labels && !isLabelled());
    showFigures();
    m_matrix->setVisible(!referenceOf(explanation, m_shown->pair, m_shown->half).empty());
    if (labels && !isLabelled()) {
        m_states->showEmpty(
            tr("None of these images has a label. Agreement with the teacher is no accuracy: label "
               "some images, and both can be measured."),
            tr("Label some images"), [this] { Q_EMIT auditRequested(); });
        return;
    }
    if (referenceOf(explanation, m_shown->pair, m_shown->half).empty()) {
        m_states->showEmpty(tr("This half of the labels holds none of these images yet."), tr("Label some images"),
                            [this] { Q_EMIT auditRequested(); });
        return;
    }
    std::vector<std::string> names = classNames(explanation.classes);
    m_matrix->setClasses(names);
    m_matrix->setWords(labels ? tr("labelled") : tr("teacher"),
                       m_shown->pair == ExplainPair::TeacherLabels ? tr("teacher") : tr("student"));
    m_matrix->setCells(m_shown->figures.confusion, explanation.order);
    m_top->setCells(topConfusions(m_shown->figures.confusion, mostConfusions), explanation.classes);
    m_classes->setWords(labels ? ClassFiguresModel::Words::AgainstLabels
                               : ClassFiguresModel::Words::AgainstTeacher);
    m_classes->setFigures(explanation.classes, m_shown->figures.figures, m_shown->figures.confusion);
    m_sureness->setFigures(m_shown->figures.margins,
                           labels ? std::optional(m_shown->figures.calibration) : std::nullopt,
                           m_shown->pair == ExplainPair::TeacherLabels ? SurenessChart::Whose::Teacher
                                                                       : SurenessChart::Whose::Student);
    showMistakes();
    m_states->showContent();
}

void ExplainPanel::showFigures()
{
    const RunExplanation &explanation = *m_shown->explanation;
    const SampleFigures &figures = m_shown->figures.figures;
    const bool labels = m_shown->pair != ExplainPair::StudentTeacher;
    QStringList parts;
    if (labels && figures.accuracy.count > 0) {
        parts << tr("Accuracy %1, balanced %2, macro-F1 %3, calibration error %4.")
                     .arg(ClassFiguresModel::shareText(figures.accuracy), percentText(figures.balancedAccuracy),
                          percentText(figures.macroF1),
                          QLocale().toString(m_shown->figures.calibration.error, 'f', 3));
        const QString on = measuredOnText(explanation.labels.measuredOn);
        parts << (m_shown->half == LabelHalf::Tuning
                      ? tr("Tuning half of the labels of the %1, %2 images.")
                            .arg(on, groupedNumber(figures.accuracy.count))
                      : tr("Report half of the labels of the %1, %2 images; looked at %n time(s).", nullptr,
                           static_cast<int>(m_looks))
                            .arg(on, groupedNumber(figures.accuracy.count)));
        if (figures.covered < 99.95)
            parts << tr("They speak of %1 of the images.").arg(percentText(figures.covered));
        if (explanation.labelsSeen)
            parts << tr("Labels seen in selection: accuracy was visible while the prompts were weighted.");
    } else if (!labels) {
        parts << tr("Agreement with the teacher %1, on %2 images that the student did not learn from.")
                     .arg(ClassFiguresModel::shareText(figures.accuracy), groupedNumber(figures.accuracy.count));
    }
    QString text = parts.join(QLatin1Char(' '));
    m_figures->setText(text.replace(QStringLiteral(" %"), QStringLiteral("\u00a0%"))); // no line begins with a %
    m_figures->setVisible(!parts.isEmpty());
}

void ExplainPanel::setSelfAgreement(const std::optional<SelfAgreement> &self, bool asking)
{
    m_askTeacher->setEnabled(!asking && !self);
    if (asking)
        m_self->setText(tr("The teacher is being asked about crops of the probe images."));
    else if (self)
        m_self->setText(
            (self->flip ? tr("The teacher agrees with itself on %1 of crops that keep at least %2 of an "
                             "image, half of them mirrored.")
                        : tr("The teacher agrees with itself on %1 of crops that keep at least %2 of an "
                             "image."))
                .arg(ClassFiguresModel::shareText(self->share), percentText(100 * self->smallestArea)));
    else
        m_self->clear();
    m_self->setVisible(!m_self->text().isEmpty() && (!m_shown || m_shown->pair == ExplainPair::StudentTeacher));
}

void ExplainPanel::setSelfFailure(const QString &text)
{
    m_self->setText(text);
    m_self->setVisible(!m_shown || m_shown->pair == ExplainPair::StudentTeacher);
}

void ExplainPanel::showMistakes()
{
    showImages(m_shown->pair == ExplainPair::StudentTeacher ? tr("Surest disagreements")
                                                            : tr("Confident mistakes"),
               m_shown->figures.mistakes, false);
}

void ExplainPanel::showCell(int reference, int answer)
{
    const RunExplanation &explanation = *m_shown->explanation;
    const std::vector<std::int64_t> entries =
        placesOfCell(referenceOf(explanation, m_shown->pair, m_shown->half),
                     answersOf(explanation, m_shown->pair).classes, reference, answer);
    const QString title = m_shown->pair == ExplainPair::StudentTeacher  ? tr("Teacher: %1. Student: %2.")
                          : m_shown->pair == ExplainPair::StudentLabels ? tr("Labelled %1. Student: %2.")
                                                                        : tr("Labelled %1. Teacher: %2.");
    showImages(title.arg(className(reference), className(answer)), entries, true);
}

void ExplainPanel::showBin(bool margins, int bin)
{
    const RunExplanation &explanation = *m_shown->explanation;
    const LabelledSample &reference = referenceOf(explanation, m_shown->pair, m_shown->half);
    const Answers &answers = answersOf(explanation, m_shown->pair);
    const std::vector<float> &values = margins ? answers.margins : answers.confidences;
    const std::size_t bins = margins ? marginBins : calibrationBins;
    std::vector<std::int64_t> entries;
    for (std::size_t i = 0; i < reference.images.size(); ++i)
        if (reference.labels[i] >= 0 &&
            binOf(values[static_cast<std::size_t>(reference.images[i])], bins) == static_cast<std::size_t>(bin))
            entries.push_back(static_cast<std::int64_t>(i));
    const auto number = [&](int part) {
        return QLocale().toString(static_cast<double>(part) / static_cast<double>(bins), 'f', 2);
    };
    showImages((margins ? tr("Margin %1 to %2") : tr("Confidence %1 to %2")).arg(number(bin), number(bin + 1)),
               entries, true);
}

void ExplainPanel::showImages(const QString &title, const std::vector<std::int64_t> &entries, bool openTab)
{
    const auto shown = m_shown;
    const RunExplanation &explanation = *shown->explanation;
    const LabelledSample &reference = referenceOf(explanation, shown->pair, shown->half);
    const Answers &answers = answersOf(explanation, shown->pair);
    std::vector<std::int64_t> images;
    std::vector<QString> captions;
    for (const std::int64_t entry : entries) {
        if (images.size() == mostImages)
            break;
        const auto at = static_cast<std::size_t>(entry);
        const auto place = static_cast<std::size_t>(reference.images[at]);
        images.push_back(explanation.images[place]);
        const QString answer = className(answers.classes[place]);
        const QString confidence = QLocale().toString(static_cast<double>(answers.confidences[place]), 'f', 2);
        captions.push_back(reference.labels[at] == answers.classes[place]
                               ? tr("%1 %2", "confidence and class").arg(confidence, answer)
                               : tr("%1 %2 → %3", "confidence, what it is, what is answered")
                                     .arg(confidence, className(reference.labels[at]), answer));
    }
    m_imagesTitle->setText(tr("%1: %n image(s)", nullptr, static_cast<int>(entries.size())).arg(title));
    m_images->setCaption({});
    m_images->setSource(explanation.pictures);
    m_images->setImages(std::move(images));
    m_images->setCaption([captions = std::move(captions)](std::int64_t, int row) {
        return static_cast<std::size_t>(row) < captions.size() ? captions[static_cast<std::size_t>(row)]
                                                               : QString();
    });
    if (openTab)
        m_tabs->setCurrentWidget(m_imagesTab);
}

} // namespace retort
