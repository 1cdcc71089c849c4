#include "widgets/graph/samplefacts.h"

#include "graph/edges.h"
#include "widgets/common/chart.h"
#include "widgets/common/icons.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/common/thumbnailcache.h"
#include "widgets/graph/edgetablemodel.h"
#include "widgets/graph/graphhistory.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLocale>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <numeric>

namespace retort {

namespace {

constexpr int pictureSide = 6 * Theme::space5;
constexpr int numberColumn = 3 * Theme::space5 - Theme::space2;
constexpr int chartHeight = 6 * Theme::space5;
constexpr int mostTableRows = 7; ///< in view
constexpr std::size_t answersShown = 3;

/// An icon in the side's colour with words beside it; returns the words.
QLabel *sideLine(QVBoxLayout *layout, const QString &iconName, IconTone tone, const QString &tip)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(Theme::space2);
    auto *mark = new QLabel;
    mark->setPixmap(
        icon(iconName, tone).pixmap(QSize(Theme::iconPixels, Theme::iconPixels), mark->devicePixelRatioF()));
    mark->setAlignment(Qt::AlignTop);
    auto *words = new QLabel;
    words->setTextFormat(Qt::PlainText);
    words->setWordWrap(true);
    words->setToolTip(tip);
    row->addWidget(mark);
    row->addWidget(words, 1);
    layout->addLayout(row);
    return words;
}

} // namespace

SampleFacts::SampleFacts(QWidget *parent)
    : QWidget(parent), m_picture(new QLabel), m_name(secondaryLabel({})), m_label(secondaryLabel({})),
      m_numbers(secondaryLabel({})), m_model(new EdgeTableModel(this)), m_table(new QTableView),
      m_chart(new Chart(tr("epoch"), tr("node KL"))), m_answers(secondaryLabel({})),
      m_thumbnails(new ThumbnailCache(this))
{
    m_picture->setFixedHeight(pictureSide);
    m_picture->setAlignment(Qt::AlignCenter);
    m_picture->setWordWrap(true);
    m_picture->setTextFormat(Qt::PlainText);
    m_name->setAlignment(Qt::AlignHCenter);
    m_table->setModel(m_model);
    m_table->setAccessibleName(tr("Edges of the selected image in both graphs"));
    m_table->setSelectionMode(QAbstractItemView::NoSelection);
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + Theme::space2);
    QHeaderView *header = m_table->horizontalHeader();
    header->setSectionResizeMode(EdgeTableModel::ClassColumn, QHeaderView::Stretch);
    header->setHighlightSections(false);
    for (const int column :
         {EdgeTableModel::TeacherColumn, EdgeTableModel::StudentColumn, EdgeTableModel::DifferenceColumn}) {
        header->setSectionResizeMode(column, QHeaderView::Fixed);
        header->resizeSection(column, numberColumn);
    }
    m_chart->setFixedHeight(chartHeight);
    m_chart->setAccessibleName(tr("How far the student was from the teacher on this image, epoch by epoch"));

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space2);
    layout->addWidget(m_picture);
    layout->addWidget(m_name);
    layout->addWidget(headingLabel(tr("Answers (softmax of the logits)")));
    const QString tip = tr("The likeliest classes and their share of the softmax over all classes' logits");
    m_teacher = sideLine(layout, QStringLiteral("teacher"), IconTone::Teacher, tip);
    m_student = sideLine(layout, QStringLiteral("student"), IconTone::Student, tip);
    layout->addWidget(m_label);
    layout->addWidget(m_numbers);
    layout->addSpacing(Theme::space1);
    layout->addWidget(headingLabel(tr("Edges (cosines)")));
    layout->addWidget(m_table);
    layout->addWidget(headingLabel(tr("Over the epochs")));
    layout->addWidget(m_answers);
    layout->addWidget(m_chart);
    layout->addStretch(1);
    connect(m_thumbnails, &ThumbnailCache::loaded, this, &SampleFacts::showImage);
}

bool SampleFacts::settled() const
{
    return m_thumbnails->settled();
}

QString SampleFacts::answerText(const ProxyGraph &graph) const
{
    const auto share = [this](std::int32_t proxy, double probability) {
        return tr("%1 %2", "a class and its share")
            .arg(m_subject.className(proxy), percentText(100 * probability));
    };
    const auto sample = static_cast<std::size_t>(m_sample);
    const std::int32_t answer = graph.answers[sample];
    QStringList texts{share(answer, graph.confidences[sample])};
    if (!graph.probabilities.empty()) {
        const auto edges = edgesOf(graph, m_sample);
        const auto first = static_cast<std::size_t>(edges.data() - graph.edges.data());
        std::vector<std::size_t> order(edges.size());
        std::iota(order.begin(), order.end(), first);
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            return graph.probabilities[a] > graph.probabilities[b];
        });
        for (const std::size_t edge : order)
            if (graph.edges[edge].proxy != answer && texts.size() < qsizetype(answersShown) &&
                graph.probabilities[edge] >= 0.0005F)
                texts << share(graph.edges[edge].proxy, graph.probabilities[edge]);
    }
    return texts.join(QStringLiteral(", "));
}

QString SampleFacts::numbersText() const
{
    const ProxyGraph &student = m_subject.frame->student;
    const auto sample = static_cast<std::size_t>(m_sample);
    if (sample >= student.nodeKl.size() || sample >= student.margins.size())
        return tr("This run was stored by an older version, without margins and KL divergences.");
    const QLocale locale;
    return tr("node KL %1   margin %2   edge correlation %3")
        .arg(locale.toString(student.nodeKl[sample], 'f', 2), locale.toString(student.margins[sample], 'f', 2),
             locale.toString(student.rowCorrelations.at(sample), 'f', 2));
}

void SampleFacts::show(const GraphSubject &subject, std::int32_t sample)
{
    m_subject = subject;
    m_sample = sample;
    const auto place = static_cast<std::size_t>(sample);
    m_teacher->setText(
        tr("%1: %2", "a side and its answers").arg(subject.teacherName, answerText(subject.frame->teacher)));
    m_student->setText(
        tr("%1: %2", "a side and its answers").arg(subject.studentName, answerText(subject.frame->student)));
    const bool labelled = subject.labels && place < subject.labels->size() && (*subject.labels)[place] >= 0;
    m_label->setVisible(labelled);
    if (labelled)
        m_label->setText(tr("label, for measuring only: %1").arg(subject.className((*subject.labels)[place])));
    m_numbers->setText(numbersText());
    m_numbers->setToolTip(
        tr("How far the student's answer is from the teacher's (KL divergence in nats), how sure "
           "the student is (difference of its two highest shares), and how alike both sides' edges "
           "are (Pearson)"));
    m_model->setSample(subject.frame, subject.run->classes, place);
    const int rows = std::min(m_model->rowCount(), mostTableRows);
    m_table->setFixedHeight(m_table->horizontalHeader()->sizeHint().height() +
                            rows * m_table->verticalHeader()->defaultSectionSize() + 2 * m_table->frameWidth() +
                            Theme::space1);

    m_image = subject.imageOf(sample);
    m_thumbnails->setSource(subject.images);
    if (!subject.images || m_image < 0 || m_image >= subject.images->size()) {
        m_image = -1;
        m_picture->setText(subject.whyNoImages);
        m_name->setText(tr("sample %1").arg(sample));
        return;
    }
    m_name->setText(
        tr("sample %1: %2").arg(QString::number(sample), QString::fromStdString(subject.images->name(m_image))));
    m_thumbnails->setSide(qRound(pictureSide * devicePixelRatioF()));
    m_thumbnails->want({m_image});
    showImage();
}

void SampleFacts::showImage()
{
    if (m_image < 0)
        return;
    if (const QPixmap *pixmap = m_thumbnails->thumbnail(m_image)) {
        QPixmap copy = *pixmap;
        copy.setDevicePixelRatio(devicePixelRatioF());
        m_picture->setPixmap(copy);
        m_picture->setAccessibleName(m_name->text());
    } else if (const QString failure = m_thumbnails->failure(m_image); !failure.isEmpty()) {
        m_picture->setText(failure);
    }
}

void SampleFacts::showHistory(const GraphHistory &history)
{
    if (m_sample < 0)
        return;
    const auto sample = static_cast<std::size_t>(m_sample);
    QList<QPointF> kl;
    // Runs of equal answers: "coat 1–3, shirt 4–12".
    QStringList answers;
    std::int64_t begin = 0;
    std::int64_t end = 0;
    std::int32_t current = -1;
    const auto close = [&] {
        if (current >= 0)
            answers << (begin == end ? tr("%1 (%2)", "class (epoch)").arg(m_subject.className(current)).arg(begin)
                                     : tr("%1 (%2–%3)", "class (from epoch to epoch)")
                                           .arg(m_subject.className(current))
                                           .arg(begin)
                                           .arg(end));
    };
    for (const auto &[epoch, trace] : history.epochs()) {
        if (!trace || sample >= trace->answers.size())
            continue;
        if (sample < trace->nodeKl.size())
            kl << QPointF(static_cast<double>(epoch), trace->nodeKl[sample]);
        if (trace->answers[sample] != current) {
            close();
            current = trace->answers[sample];
            begin = epoch;
        }
        end = epoch;
    }
    close();
    m_answers->setText(tr("the student's answers: %1").arg(answers.join(QStringLiteral(", "))));
    m_chart->setVisible(!kl.isEmpty());
    m_chart->clear();
    m_chart->setPoints(m_chart->addLine(tr("node KL"), LineRole::Student), kl);
}

} // namespace retort
