#include "widgets/graph/selectionpanel.h"

#include "data/imagesource.h"
#include "widgets/common/icons.h"
#include "widgets/common/page.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/common/thumbnailcache.h"
#include "widgets/graph/edgetablemodel.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QTableView>
#include <QVBoxLayout>

#include <utility>

namespace retort {

namespace {

constexpr int pictureSide = 7 * Theme::space5;
constexpr int numberColumn = 2 * Theme::space5 + Theme::space4;

/// An icon in the side's colour with words beside it; returns the words.
QLabel *sideLine(QVBoxLayout *layout, const QString &iconName, IconTone tone, const QString &tip)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(Theme::space2);
    auto *mark = new QLabel;
    mark->setPixmap(
        icon(iconName, tone).pixmap(QSize(Theme::iconPixels, Theme::iconPixels), mark->devicePixelRatioF()));
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

SelectionPanel::SelectionPanel(QWidget *parent)
    : QWidget(parent), m_states(new PageStack(this)), m_picture(new QLabel), m_name(secondaryLabel({})),
      m_model(new EdgeTableModel(this)), m_table(new QTableView), m_thumbnails(new ThumbnailCache(this))
{
    m_picture->setFixedHeight(pictureSide);
    m_picture->setAlignment(Qt::AlignCenter);
    m_picture->setWordWrap(true);
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

    auto *content = new QWidget;
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space2);
    layout->addWidget(m_picture);
    layout->addWidget(m_name);
    const QString tip = tr("The answer with its softmax share");
    m_teacher = sideLine(layout, QStringLiteral("teacher"), IconTone::Teacher, tip);
    m_student = sideLine(layout, QStringLiteral("student"), IconTone::Student, tip);
    layout->addSpacing(Theme::space1);
    layout->addWidget(headingLabel(tr("Edges (cosines)")));
    layout->addWidget(m_table, 1);
    m_states->setContent(content);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_states);
    connect(m_thumbnails, &ThumbnailCache::loaded, this, &SelectionPanel::showImage);
    setSample(nullptr, nullptr, std::nullopt, nullptr);
}

bool SelectionPanel::settled() const
{
    return m_thumbnails->settled();
}

void SelectionPanel::setSample(std::shared_ptr<const GraphRun> run, std::shared_ptr<const GraphFrame> frame,
                               std::optional<std::size_t> sample, std::shared_ptr<const ImageSource> images,
                               const QString &whyNot)
{
    if (!run || !frame || !sample) {
        m_model->setSample(nullptr, {}, std::nullopt);
        m_states->showEmpty(tr("Click an image in either graph."));
        return;
    }
    m_states->showContent();
    const auto answer = [&](const ProxyGraph &graph) {
        const auto c = static_cast<std::size_t>(graph.answers[*sample]);
        const QString name =
            c < run->classes.size() ? QString::fromStdString(run->classes[c]) : QString::number(c);
        return tr("%1, %2", "a class and its share").arg(name, percentText(100.0 * graph.confidences[*sample]));
    };
    m_teacher->setText(tr("teacher: %1").arg(answer(frame->teacher)));
    m_student->setText(tr("student: %1").arg(answer(frame->student)));
    m_model->setSample(frame, run->classes, sample);

    m_image = *sample < run->probe.size() ? run->probe[*sample] : -1;
    m_thumbnails->setSource(images);
    if (!images || m_image < 0 || m_image >= images->size()) {
        m_image = -1;
        m_picture->setText(whyNot);
        m_name->setText(tr("sample %1").arg(*sample));
        return;
    }
    m_name->setText(
        tr("sample %1: %2").arg(QString::number(*sample), QString::fromStdString(images->name(m_image))));
    m_thumbnails->setSide(qRound(pictureSide * devicePixelRatioF()));
    m_thumbnails->want({m_image});
    showImage();
}

void SelectionPanel::showImage()
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

} // namespace retort
