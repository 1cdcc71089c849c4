#include "samplestrip.h"

#include "data/imagesource.h"
#include "widgets/common/icons.h"
#include "widgets/common/theme.h"

#include <QEvent>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace retort {

namespace {

constexpr int pictureSide = 64;
constexpr int cellWidth = 88;
constexpr int cellHeight = 128;

// Name with the colour of its side: the word says it, the dot repeats it.
QString answerText(const QColor &colour, const QString &name)
{
    return QStringLiteral("<span style=\"color:%1\">●</span> %2").arg(colour.name(), name.toHtmlEscaped());
}

} // namespace

SampleStrip::SampleStrip(QWidget *parent) : QWidget(parent)
{
    for (int i = 0; i < maximum; ++i) {
        Cell cell;
        cell.box = new QWidget(this);
        cell.picture = new QLabel(cell.box);
        cell.mark = new QLabel(cell.box);
        cell.teacher = new QLabel(cell.box);
        cell.student = new QLabel(cell.box);
        auto *layout = new QVBoxLayout(cell.box);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(2);
        cell.picture->setFixedSize(pictureSide, pictureSide);
        cell.picture->setAlignment(Qt::AlignCenter);
        auto *top = new QHBoxLayout;
        top->setSpacing(2);
        top->addWidget(cell.picture);
        top->addWidget(cell.mark, 0, Qt::AlignTop);
        top->addStretch();
        layout->addLayout(top);
        for (QLabel *label : {cell.teacher, cell.student}) {
            label->setProperty("small", true);
            label->setTextFormat(Qt::RichText);
            layout->addWidget(label);
        }
        layout->addStretch();
        cell.box->hide();
        m_cells.push_back(cell);
    }
    connect(&m_cache, &ThumbnailCache::loaded, this, &SampleStrip::showPictures);
}

QSize SampleStrip::sizeHint() const
{
    return {cellWidth * 8, cellHeight};
}

QSize SampleStrip::minimumSizeHint() const
{
    return {cellWidth * 3, cellHeight};
}

void SampleStrip::setImages(std::shared_ptr<const ImageSource> source, const std::vector<std::int64_t> &indices)
{
    m_indices = indices;
    m_indices.resize(std::min<std::size_t>(indices.size(), maximum));
    m_teacher.clear();
    m_student.clear();
    m_cache.setSource(std::move(source));
    m_cache.setSide(static_cast<int>(pictureSide * devicePixelRatioF()));
    if (m_cache.source())
        m_cache.want(m_indices);
    for (const Cell &cell : m_cells)
        cell.picture->setPixmap({});
    showPictures();
    place();
    refresh();
}

void SampleStrip::setAnswers(const std::vector<std::int32_t> &teacher, const std::vector<std::int32_t> &student,
                             const QStringList &classes)
{
    m_teacher = teacher;
    m_student = student;
    m_classes = classes;
    refresh();
}

void SampleStrip::place()
{
    const std::size_t fitting =
        std::min(m_indices.size(), static_cast<std::size_t>(std::max(1, width() / cellWidth)));
    for (std::size_t i = 0; i < m_cells.size(); ++i) {
        m_cells[i].box->setGeometry(static_cast<int>(i) * cellWidth, 0, cellWidth - Theme::space2, cellHeight);
        m_cells[i].box->setVisible(i < fitting);
    }
}

void SampleStrip::showPictures()
{
    for (std::size_t i = 0; i < m_indices.size(); ++i)
        if (const QPixmap *pixmap = m_cache.thumbnail(m_indices[i])) {
            QPixmap picture = *pixmap;
            picture.setDevicePixelRatio(devicePixelRatioF());
            m_cells[i].picture->setPixmap(picture);
        }
}

void SampleStrip::refresh()
{
    const Theme &theme = Theme::of(this);
    const auto name = [this](const std::vector<std::int32_t> &answers, std::size_t i) {
        return i < answers.size() && answers[i] >= 0 ? m_classes.value(answers[i], QString::number(answers[i]))
                                                     : QString();
    };
    for (std::size_t i = 0; i < m_indices.size(); ++i) {
        const Cell &cell = m_cells[i];
        const QString teacher = name(m_teacher, i);
        const QString student = name(m_student, i);
        const int room = cellWidth - Theme::space2 - 16;
        const auto elided = [&cell, room](const QString &text) {
            return cell.teacher->fontMetrics().elidedText(text, Qt::ElideRight, room);
        };
        cell.teacher->setText(teacher.isEmpty() ? QString() : answerText(theme.teacher, elided(teacher)));
        cell.student->setText(student.isEmpty() ? QString() : answerText(theme.student, elided(student)));
        const bool known = !teacher.isEmpty() && !student.isEmpty();
        const bool same = known && teacher == student;
        cell.mark->setPixmap(known ? icon(same ? QStringLiteral("check") : QStringLiteral("close"),
                                          same ? IconTone::Good : IconTone::Student)
                                         .pixmap(QSize(14, 14), devicePixelRatioF())
                                   : QPixmap());
        const QString words = !known ? tr("Teacher: %1").arg(teacher)
                              : same ? tr("Both say %1.").arg(teacher)
                                     : tr("Teacher: %1. Student: %2.").arg(teacher, student);
        cell.box->setToolTip(words);
        cell.box->setAccessibleName(words);
    }
}

void SampleStrip::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    place();
}

void SampleStrip::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        refresh();
    QWidget::changeEvent(event);
}

} // namespace retort
