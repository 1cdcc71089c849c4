#include "widgets/graph/worstpanel.h"

#include "graph/classlikeness.h"
#include "widgets/common/imagegrid.h"
#include "widgets/common/page.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"

#include <QLocale>
#include <QVBoxLayout>

#include <algorithm>

namespace retort {

namespace {

constexpr int pictureSide = 4 * Theme::space4;
constexpr int cellWidth = 5 * Theme::space5;
constexpr std::size_t mostShown = 1000; ///< nobody looks at more

} // namespace

WorstPanel::WorstPanel(QWidget *parent)
    : QWidget(parent), m_states(new PageStack(this)), m_title(secondaryLabel({})),
      m_images(new ImageListModel(this)), m_grid(new ImageGrid)
{
    m_grid->setAccessibleName(tr("Images on which the student is farthest from the teacher"));
    m_grid->setPictureSide(pictureSide, cellWidth);
    m_grid->setImages(m_images);
    auto *content = new QWidget;
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space2);
    layout->addWidget(m_title);
    layout->addWidget(m_grid, 1);
    m_states->setContent(content);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_states);
    const auto choose = [this](const QModelIndex &index) {
        if (index.isValid() && static_cast<std::size_t>(index.row()) < m_samples.size())
            Q_EMIT sampleChosen(m_samples[static_cast<std::size_t>(index.row())]);
    };
    connect(m_grid, &QAbstractItemView::clicked, this, choose);
    connect(m_grid, &QAbstractItemView::activated, this, choose);
}

bool WorstPanel::settled() const
{
    return !isVisible() || m_grid->settled();
}

void WorstPanel::show(const GraphSubject &subject, const std::vector<bool> &passes)
{
    m_samples.clear();
    if (!subject.there())
        return;
    const ProxyGraph &teacher = subject.frame->teacher;
    const ProxyGraph &student = subject.frame->student;
    for (const std::int32_t sample : rankedDisagreements(teacher, student)) {
        const auto place = static_cast<std::size_t>(sample);
        if (m_samples.size() == mostShown)
            break;
        if (passes.empty() || passes[place])
            m_samples.push_back(sample);
    }
    if (!subject.images) {
        m_states->showEmpty(subject.whyNoImages);
        return;
    }
    if (m_samples.empty()) {
        m_states->showEmpty(tr("No image passes the filters."));
        return;
    }
    m_states->showContent();
    m_title->setText(student.nodeKl.empty() ? tr("The surest different answers first")
                                            : tr("The farthest from the teacher first, by node KL"));
    std::vector<std::int64_t> images;
    std::vector<QString> captions;
    for (const std::int32_t sample : m_samples) {
        const auto place = static_cast<std::size_t>(sample);
        images.push_back(std::max<std::int64_t>(0, subject.imageOf(sample)));
        const QString from = subject.className(teacher.answers[place]);
        const QString to = subject.className(student.answers[place]);
        QString caption = from == to ? from : tr("%1 → %2", "the teacher's answer, the student's").arg(from, to);
        if (!student.nodeKl.empty())
            caption = QLocale().toString(student.nodeKl[place], 'f', 2) + QStringLiteral("  ") + caption;
        captions.push_back(caption);
    }
    m_images->setCaption({});
    m_images->setSource(subject.images);
    m_images->setImages(std::move(images));
    m_images->setCaption([captions = std::move(captions)](std::int64_t, int row) {
        return static_cast<std::size_t>(row) < captions.size() ? captions[static_cast<std::size_t>(row)]
                                                               : QString();
    });
}

} // namespace retort
