#include "widgets/prompts/moverspanel.h"

#include "data/imagesource.h"
#include "widgets/common/elidedlabel.h"
#include "widgets/common/imagegrid.h"
#include "widgets/common/page.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace retort {

namespace {

constexpr int pictureSide = 4 * Theme::space4;
constexpr int cellWidth = 4 * Theme::space5; ///< two class names and an arrow
constexpr int groupsWidth = 7 * Theme::space5;
constexpr std::size_t groupsInLine = 3;

} // namespace

MoversPanel::MoversPanel(QWidget *parent)
    : QWidget(parent), m_title(headingLabel(tr("Movers"), this)), m_line(new ElidedLabel(Qt::ElideRight, this)),
      m_groups(new QComboBox(this)), m_states(new PageStack(this)), m_images(new ImageListModel(this)),
      m_grid(new ImageGrid)
{
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
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space2);
    layout->addLayout(head);
    layout->addWidget(m_states, 1);
    connect(m_groups, &QComboBox::activated, this, &MoversPanel::showChosen);
    setMoves({}, {});
}

void MoversPanel::setSource(std::shared_ptr<const ImageSource> source)
{
    if (source == m_images->source())
        return;
    setMoves({}, {});
    m_images->setSource(std::move(source));
    m_images->setImages(std::vector<std::int64_t>());
}

QString MoversPanel::moveText(const MoveGroup &group) const
{
    const auto name = [this](std::int32_t c) {
        return QString::fromStdString(m_classes[static_cast<std::size_t>(c)].name);
    };
    return tr("%1 → %2", "an image moved from one class to another").arg(name(group.from), name(group.to));
}

void MoversPanel::setMoves(std::vector<MoveGroup> moves, const ClassList &classes)
{
    m_moves = std::move(moves);
    m_classes = classes;
    qint64 all = 0;
    for (const MoveGroup &group : m_moves)
        all += static_cast<qint64>(group.images.size());
    m_groups->clear();
    m_groups->addItem(tr("all %1").arg(groupedNumber(all)));
    for (const MoveGroup &group : m_moves)
        m_groups->addItem(QStringLiteral("%1  %2").arg(moveText(group),
                                                       groupedNumber(static_cast<qint64>(group.images.size()))));
    QStringList largest;
    for (std::size_t g = 0; g < std::min(groupsInLine, m_moves.size()); ++g)
        largest << m_groups->itemText(static_cast<int>(g) + 1);
    m_line->setFullText(largest.join(QStringLiteral("    ")));
    m_groups->setVisible(!m_moves.empty());
    if (m_moves.empty()) {
        m_title->setText(tr("Movers"));
        m_states->showEmpty(tr("Images that your next edit moves are shown here."));
    } else {
        m_title->setText(tr("%1 images moved").arg(groupedNumber(all)));
        m_states->showContent();
    }
    showChosen();
}

void MoversPanel::showChosen()
{
    std::vector<std::int64_t> images;
    std::vector<QString> captions;
    const int chosen = m_groups->currentIndex() - 1;
    for (std::size_t g = 0; g < m_moves.size(); ++g) {
        if (chosen >= 0 && static_cast<std::size_t>(chosen) != g)
            continue;
        images.insert(images.end(), m_moves[g].images.begin(), m_moves[g].images.end());
        captions.insert(captions.end(), m_moves[g].images.size(), moveText(m_moves[g]));
    }
    m_images->setCaption({});
    m_images->setImages(std::move(images));
    if (!captions.empty())
        m_images->setCaption([captions = std::move(captions)](std::int64_t, int row) {
            return static_cast<std::size_t>(row) < captions.size() ? captions[static_cast<std::size_t>(row)]
                                                                   : QString();
        });
}

bool MoversPanel::settled() const
{
    return !m_grid->isVisible() || m_grid->settled();
}

} // namespace retort
