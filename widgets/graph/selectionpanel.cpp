#include "widgets/graph/selectionpanel.h"

#include "widgets/common/flowlayout.h"
#include "widgets/common/imagegrid.h"
#include "widgets/common/page.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/graph/graphhistory.h"
#include "widgets/graph/samplefacts.h"

#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace retort {

namespace {

constexpr int pictureSide = 4 * Theme::space4;
constexpr int cellWidth = 4 * Theme::space5;
constexpr int actionsGap = Theme::space2;

} // namespace

SelectionPanel::SelectionPanel(QWidget *parent)
    : QWidget(parent), m_states(new PageStack(this)), m_pages(new QStackedWidget), m_facts(new SampleFacts),
      m_title(headingLabel({})), m_summary(secondaryLabel({})), m_images(new ImageListModel(this)),
      m_grid(new ImageGrid), m_similar(new QPushButton(tr("Find images like this"))),
      m_only(new QPushButton(tr("Show only these"))), m_data(new QPushButton(tr("Open in Data"))),
      m_audit(new QPushButton(tr("Label…"))), m_exclude(new QPushButton(tr("Exclude from training")))
{
    auto *scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_facts->setObjectName(QStringLiteral("scrolled"));
    scroll->setWidget(m_facts);
    m_pages->addWidget(scroll);

    m_title->setWordWrap(true);
    m_grid->setAccessibleName(tr("Selected images"));
    m_grid->setPictureSide(pictureSide, cellWidth);
    m_grid->setImages(m_images);
    auto *many = new QWidget;
    auto *column = new QVBoxLayout(many);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::space2);
    column->addWidget(m_title);
    column->addWidget(m_summary);
    column->addWidget(m_grid, 1);
    m_pages->addWidget(many);

    m_similar->setToolTip(
        tr("Select the images whose relations to the classes are most like this one's, on both sides"));
    m_only->setToolTip(tr("Add a filter that shows only the selected images"));
    auto *content = new QWidget;
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(actionsGap);
    layout->addWidget(m_pages, 1);
    auto *actions = new QWidget;
    auto *row = new FlowLayout(actions);
    row->addWidget(m_similar);
    row->addWidget(m_only);
    row->addWidget(m_data);
    row->addWidget(m_audit);
    row->addWidget(m_exclude);
    layout->addWidget(actions);
    m_states->setContent(content);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_states);
    connect(m_similar, &QPushButton::clicked, this, [this] {
        if (m_samples.size() == 1)
            Q_EMIT similarAsked(m_samples.front());
    });
    connect(m_only, &QPushButton::clicked, this, &SelectionPanel::onlyTheseAsked);
    connect(m_data, &QPushButton::clicked, this, &SelectionPanel::dataAsked);
    connect(m_audit, &QPushButton::clicked, this, &SelectionPanel::auditAsked);
    connect(m_exclude, &QPushButton::clicked, this, &SelectionPanel::excludeAsked);
    const auto choose = [this](const QModelIndex &index) {
        if (index.isValid() && static_cast<std::size_t>(index.row()) < m_samples.size())
            Q_EMIT sampleChosen(m_samples[static_cast<std::size_t>(index.row())]);
    };
    connect(m_grid, &QAbstractItemView::clicked, this, choose);
    connect(m_grid, &QAbstractItemView::activated, this, choose);
    show({}, {}, {});
}

bool SelectionPanel::settled() const
{
    return m_samples.empty() || (m_samples.size() == 1 ? m_facts->settled() : m_grid->settled());
}

void SelectionPanel::show(const GraphSubject &subject, const std::vector<std::int32_t> &samples,
                          const QString &why)
{
    m_samples = samples;
    if (!subject.there() || samples.empty()) {
        m_samples.clear();
        m_states->showEmpty(tr("Click an image in a graph, or drag round several with Shift held."));
        return;
    }
    m_states->showContent();
    const bool one = samples.size() == 1;
    m_pages->setCurrentIndex(one ? 0 : 1);
    m_similar->setVisible(one);
    m_only->setVisible(!one);
    for (QPushButton *button : {m_data, m_audit, m_exclude}) {
        button->setEnabled(subject.images != nullptr);
        button->setToolTip(subject.whyNoImages);
    }
    if (subject.images) {
        m_data->setToolTip(tr("Show these images on the Data page, where they can be searched and sorted"));
        m_audit->setToolTip(
            tr("Say what these images show. What you choose is no random sample: nothing is estimated "
               "from it"));
        m_exclude->setToolTip(tr("No later run learns from them. This run keeps what it learned."));
    }
    if (one)
        m_facts->show(subject, samples.front());
    else
        showMany(subject, samples, why);
}

void SelectionPanel::showMany(const GraphSubject &subject, const std::vector<std::int32_t> &samples,
                              const QString &why)
{
    const ProxyGraph &teacher = subject.frame->teacher;
    const ProxyGraph &student = subject.frame->student;
    const auto count = static_cast<qint64>(samples.size());
    m_title->setText(why.isEmpty() ? tr("%1 images").arg(groupedNumber(count))
                                   : tr("%1 images %2", "how many, and why these").arg(groupedNumber(count), why));
    std::int64_t same = 0;
    double kl = 0;
    const bool known = !student.nodeKl.empty();
    std::vector<std::int64_t> images;
    std::vector<QString> captions;
    for (const std::int32_t sample : samples) {
        const auto place = static_cast<std::size_t>(sample);
        same += teacher.answers[place] == student.answers[place] ? 1 : 0;
        kl += known ? student.nodeKl[place] : 0;
        images.push_back(std::max<std::int64_t>(0, subject.imageOf(sample)));
        captions.push_back(
            teacher.answers[place] == student.answers[place]
                ? subject.className(student.answers[place])
                : tr("%1 → %2", "the teacher's answer, the student's")
                      .arg(subject.className(teacher.answers[place]), subject.className(student.answers[place])));
    }
    QString summary = tr("%1 and %2 answer alike for %3")
                          .arg(subject.teacherName, subject.studentName,
                               percentText(100.0 * static_cast<double>(same) / static_cast<double>(count)));
    if (known)
        summary += tr("; mean node KL %1").arg(QLocale().toString(kl / static_cast<double>(count), 'f', 2));
    m_summary->setText(subject.images ? summary : summary + QLatin1Char('\n') + subject.whyNoImages);
    m_images->setCaption({});
    m_images->setSource(subject.images);
    m_images->setImages(std::move(images));
    m_images->setCaption([captions = std::move(captions)](std::int64_t, int row) {
        return static_cast<std::size_t>(row) < captions.size() ? captions[static_cast<std::size_t>(row)]
                                                               : QString();
    });
}

void SelectionPanel::showHistory(const GraphHistory &history)
{
    if (m_samples.size() == 1)
        m_facts->showHistory(history);
}

} // namespace retort
