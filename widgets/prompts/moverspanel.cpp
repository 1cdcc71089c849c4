#include "widgets/prompts/moverspanel.h"

#include "data/imagesource.h"
#include "widgets/common/elidedlabel.h"
#include "widgets/common/imagegrid.h"
#include "widgets/common/page.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace retort {

namespace {

constexpr int pictureSide = 4 * Theme::space4;
constexpr int cellWidth = 4 * Theme::space5; ///< two class names and an arrow
constexpr int groupsWidth = 7 * Theme::space5;
constexpr int groupsInLine = 3;

} // namespace

MoversPanel::MoversPanel(QWidget *parent)
    : QWidget(parent), m_moves(new MoversModel(this)), m_title(headingLabel(tr("Movers"), this)),
      m_line(new ElidedLabel(Qt::ElideRight, this)), m_groups(new QComboBox(this)),
      m_back(new QPushButton(tr("Back to movers"), this)), m_states(new PageStack(this)),
      m_images(new ImageListModel(this)), m_grid(new ImageGrid)
{
    m_groups->setModel(m_moves);
    m_groups->setAccessibleName(tr("Which moves are shown"));
    m_groups->setFixedWidth(groupsWidth);

    m_grid->setAccessibleName(tr("Images that changed their class"));
    m_grid->setPictureSide(pictureSide, cellWidth);
    m_grid->setImages(m_images);
    m_states->setContent(m_grid);
    m_states->setMinimumHeight(2 * pictureSide);

    auto *head = new QHBoxLayout;
    head->setSpacing(Theme::space2);
    head->addWidget(m_title);
    head->addWidget(m_line, 1);
    head->addWidget(m_groups);
    head->addWidget(m_back);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space2);
    layout->addLayout(head);
    layout->addWidget(m_states, 1);
    connect(m_groups, &QComboBox::activated, this, &MoversPanel::showChosen);
    connect(m_back, &QPushButton::clicked, this, &MoversPanel::showMoves);
    showMoves();
}

void MoversPanel::setSource(std::shared_ptr<const ImageSource> source)
{
    if (source == m_source)
        return;
    m_source = std::move(source);
    setMoves({}, {}, {});
}

void MoversPanel::setMoves(std::vector<MoveGroup> moves, const ClassList &classes,
                           std::span<const std::int32_t> labels)
{
    if (moves.empty() && m_moves->rowCount() == 0 && m_others)
        return; // nothing new: what was asked for stays
    m_moves->setMoves(std::move(moves), classes, labels);
    showMoves();
}

void MoversPanel::showMoves()
{
    m_others = false;
    m_back->hide();
    m_groups->setVisible(m_moves->rowCount() > 0);
    m_line->setFullText({});
    if (m_moves->rowCount() == 0) {
        m_title->setText(tr("Movers"));
        m_states->showEmpty(tr("Images that your next edit moves are shown here."));
    } else {
        const MoversModel::Tally &all = m_moves->tally(0);
        m_title->setText(tr("%1 images moved").arg(groupedNumber(all.images)));
        QStringList line;
        if (m_moves->labelled())
            line << tr("%1 became right, %2 wrong").arg(groupedNumber(all.right), groupedNumber(all.wrong));
        for (int row = 1; row < std::min(groupsInLine + 1, m_moves->rowCount()); ++row)
            line << m_moves->index(row, MoversModel::MoveColumn).data().toString();
        m_line->setFullText(line.join(QStringLiteral("    ")));
        m_groups->setCurrentIndex(0);
        m_states->showContent();
    }
    showChosen();
}

void MoversPanel::showChosen()
{
    m_images->setCaption({});
    if (m_images->source() != m_source)
        m_images->setSource(m_source);
    std::vector<std::int64_t> images;
    std::vector<QString> captions;
    if (m_moves->rowCount() > 0)
        for (const MoversModel::Moved &moved : m_moves->images(std::max(0, m_groups->currentIndex()))) {
            images.push_back(moved.image);
            const QString mark = moved.became > 0   ? QStringLiteral("✓ ")
                                 : moved.became < 0 ? QStringLiteral("✗ ")
                                                    : QString();
            captions.push_back(mark + m_moves->move(moved.group));
        }
    m_images->setImages(std::move(images));
    if (!captions.empty())
        m_images->setCaption([captions = std::move(captions)](std::int64_t, int row) {
            return static_cast<std::size_t>(row) < captions.size() ? captions[static_cast<std::size_t>(row)]
                                                                   : QString();
        });
}

void MoversPanel::showImages(const QString &title, std::shared_ptr<const ImageSource> source,
                             std::vector<std::int64_t> images)
{
    m_others = true;
    m_title->setText(title);
    m_line->setFullText({});
    m_groups->hide();
    m_back->show();
    m_images->setCaption({});
    m_images->setSource(std::move(source));
    m_images->setImages(std::move(images));
    m_states->showContent();
}

bool MoversPanel::settled() const
{
    return !m_grid->isVisible() || m_grid->settled();
}

} // namespace retort
