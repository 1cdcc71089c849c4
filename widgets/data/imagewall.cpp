#include "widgets/data/imagewall.h"

#include "teacher/seenimages.h"
#include "widgets/common/flowlayout.h"
#include "widgets/common/icons.h"
#include "widgets/common/imagegrid.h"
#include "widgets/common/livescore.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/common/workspace.h"
#include "widgets/data/imageviewer.h"
#include "workflow/searchimages.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace retort {

namespace {

constexpr int typingRests = 250;          // milliseconds without a letter, before a search begins
constexpr std::size_t nearestShown = 500; // further down nothing is alike any more
constexpr std::size_t loadedAhead = 3;    // images behind the one that is shown large

struct Arranged
{
    std::optional<std::vector<std::int64_t>> images;
    std::vector<float> cosines;
    std::vector<std::string> unknownWords;
};

/// The data set of a role as the session has it; null where that is another one than what is shown.
const EmbeddedDataset *embeddedIn(const Session *session, DatasetRole role, const OpenedDataset *shown)
{
    if (!session || !shown)
        return nullptr;
    const EmbeddedDataset *embedded = role == DatasetRole::Training ? &session->training
                                      : session->test               ? &*session->test
                                                                    : nullptr;
    const bool same = embedded && embedded->dataset->fingerprint == shown->fingerprint &&
                      embedded->dataset->images->size() == shown->images->size();
    return same ? embedded : nullptr;
}

} // namespace

ImageWall::ImageWall(Workspace &workspace, QWidget *parent)
    : QWidget(parent), m_workspace(workspace), m_live(LiveScore::of(workspace)), m_views(new QStackedWidget),
      m_images(new ImageListModel(this)), m_grid(new ImageGrid), m_viewer(new ImageViewer(workspace)),
      m_typing(new QTimer(this)), m_runner(QStringLiteral("wall"))
{
    m_grid->setImages(m_images);
    auto *wall = new QWidget;
    auto *column = new QVBoxLayout(wall);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::space2);
    column->addWidget(makeFilters());
    column->addWidget(m_note = secondaryLabel({}));
    column->addWidget(m_grid, 1);
    column->addWidget(makeActions());
    m_note->hide();
    m_views->addWidget(wall);
    m_views->addWidget(m_viewer);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_views);

    m_typing->setSingleShot(true);
    m_typing->setInterval(typingRests);
    connect(m_typing, &QTimer::timeout, this, [this] {
        m_query = {m_search->text().trimmed(), -1};
        arrange();
    });
    connect(m_grid, &QAbstractItemView::doubleClicked, this, &ImageWall::open);
    connect(m_grid->selectionModel(), &QItemSelectionModel::selectionChanged, this, &ImageWall::refreshActions);
    connect(m_images, &QAbstractItemModel::modelReset, this, &ImageWall::refreshActions);
    connect(m_viewer, &ImageViewer::closed, this, &ImageWall::showAll);
    connect(m_viewer, &ImageViewer::stepAsked, this, &ImageWall::step);
    connect(&m_workspace, &Workspace::sessionChanged, this, &ImageWall::refresh);
    connect(&m_live, &LiveScore::pictureChanged, this, &ImageWall::refreshAnswers);
    refresh();
}

QWidget *ImageWall::makeFilters()
{
    m_search = new QLineEdit;
    m_search->setPlaceholderText(tr("Search: what is to be seen, as in \"scratch on metal\""));
    m_search->setAccessibleName(tr("Search images by words"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(icon(QStringLiteral("search"), IconTone::Secondary), QLineEdit::LeadingPosition);
    m_only = new QPushButton;
    m_only->setIcon(icon(QStringLiteral("close")));
    m_only->setToolTip(tr("Show all images again"));
    m_only->hide();
    m_answer = new QComboBox;
    m_answer->setAccessibleName(tr("Show images that the teacher takes for this class"));
    m_answer->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_part = new QComboBox;
    m_part->setAccessibleName(tr("Which part of the images"));
    m_part->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_order = new QComboBox;
    m_order->setAccessibleName(tr("Order of the images"));
    for (const auto &[text, order] :
         {std::pair(tr("in their order"), ImageOrder::AsTheyAre), std::pair(tr("by class"), ImageOrder::ByClass),
          std::pair(tr("least sure first"), ImageOrder::LeastSure),
          std::pair(tr("most sure first"), ImageOrder::MostSure)})
        m_order->addItem(text, static_cast<int>(order));
    m_showAnswers = new QCheckBox(tr("answers"));
    m_showAnswers->setAccessibleName(tr("Show the teacher's answer below each image"));
    m_showSeen = new QCheckBox(tr("teacher's view"));
    m_showSeen->setToolTip(tr("Cut or stretched to the teacher's square: what lies outside cannot be learned"));
    m_count = secondaryLabel({});
    m_count->setWordWrap(false);

    auto *filters = new QWidget;
    auto *column = new QVBoxLayout(filters);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::space2);
    auto *top = new QHBoxLayout;
    top->addWidget(m_search, 1);
    top->addWidget(m_only);
    top->addWidget(m_count);
    column->addLayout(top);
    auto *rest = new QWidget;
    auto *flow = new FlowLayout(rest);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_answer, m_part, m_order, m_showAnswers, m_showSeen})
        flow->addWidget(widget);
    column->addWidget(rest);

    connect(m_search, &QLineEdit::textChanged, this, [this] { m_typing->start(); });
    connect(m_only, &QPushButton::clicked, this, [this] {
        if (m_choice.only)
            m_choice.only.reset();
        else
            m_query = {};
        arrange();
    });
    const auto chosen = [this] {
        m_choice.answer = m_answer->currentIndex() - 1;
        m_choice.part = static_cast<ImagePart>(m_part->currentData().toInt());
        m_choice.order = static_cast<ImageOrder>(m_order->currentData().toInt());
        arrange();
    };
    for (QComboBox *box : {m_answer, m_part, m_order})
        connect(box, &QComboBox::activated, this, chosen);
    connect(m_showAnswers, &QCheckBox::toggled, this, &ImageWall::setCaptions);
    connect(m_showSeen, &QCheckBox::toggled, this, [this] {
        refreshSource();
        arrange();
    });
    return filters;
}

QWidget *ImageWall::makeActions()
{
    m_open = new QAction(tr("Look at it"), this);
    m_alike = new QAction(tr("Images like this"), this);
    m_audit = new QAction(tr("Label…"), this);
    m_exclude = new QAction(this);
    m_open->setShortcut(Qt::Key_Space);
    m_alike->setShortcut(Qt::CTRL | Qt::Key_L);
    m_audit->setShortcut(Qt::CTRL | Qt::Key_E);
    m_audit->setToolTip(
        tr("Say what these images show. What you choose is no random sample: nothing is estimated from it"));
    m_exclude->setShortcut(Qt::Key_Delete);
    m_alike->setToolTip(tr("Sort the images by how alike they are to this one, to the teacher"));
    connect(m_open, &QAction::triggered, this, &ImageWall::open);
    connect(m_alike, &QAction::triggered, this, &ImageWall::searchAlike);
    connect(m_audit, &QAction::triggered, this, [this] { Q_EMIT auditAsked(selected()); });
    connect(m_exclude, &QAction::triggered, this, &ImageWall::exclude);
    m_chosen = secondaryLabel({});
    m_chosen->setWordWrap(false);
    auto *row = new QWidget;
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space2);
    layout->addWidget(m_chosen, 1);
    m_grid->setContextMenuPolicy(Qt::ActionsContextMenu);
    for (QAction *action : {m_open, m_alike, m_audit, m_exclude}) {
        action->setShortcutContext(Qt::WidgetShortcut);
        m_grid->addAction(action);
        auto *button = new QPushButton(action->text());
        layout->addWidget(button);
        connect(button, &QPushButton::clicked, action, &QAction::trigger);
        const auto follow = [action, button] {
            button->setText(action->text());
            button->setEnabled(action->isEnabled());
            button->setToolTip(QStringLiteral("%1 (%2)").arg(
                action->toolTip(), action->shortcut().toString(QKeySequence::NativeText)));
        };
        connect(action, &QAction::changed, button, follow);
        follow();
    }
    return row;
}

void ImageWall::setDataset(DatasetRole role, std::shared_ptr<const OpenedDataset> dataset)
{
    m_role = role;
    m_dataset = std::move(dataset);
    m_choice.only.reset();
    m_query = {};
    m_cosines.clear();
    showAll();
    m_images->setCaption({}); // it may speak of other images
    refreshSource();
    refresh();
}

void ImageWall::refreshSource()
{
    m_seen.reset();
    const auto session = m_workspace.session();
    if (session && m_dataset && !session->teacher->info().recorded)
        m_seen = seenImages(m_dataset->images,
                            {session->teacher->info().preprocessing, session->teacher->info().squash});
    m_showSeen->setEnabled(m_seen != nullptr);
    const auto wanted = !m_dataset ? nullptr : m_seen && m_showSeen->isChecked() ? m_seen : m_dataset->images;
    m_images->setSource(wanted);
}

void ImageWall::refresh()
{
    const auto session = m_workspace.session();
    const bool seenBefore = m_seen != nullptr;
    if (seenBefore != (session && m_dataset && !session->teacher->info().recorded))
        refreshSource();
    m_search->setEnabled(embeddings() != nullptr && session && session->teacher->info().fixedClasses == 0);
    m_search->setToolTip(
        m_search->isEnabled() ? QString() : tr("Once the teacher has seen the images, they can be searched."));
    refreshParts();
    refreshAnswers();
}

void ImageWall::refreshParts()
{
    const auto session = m_workspace.session();
    auto parts = std::make_shared<std::vector<ImagePart>>();
    const bool divided =
        m_role == DatasetRole::Training && embeddedIn(session.get(), m_role, m_dataset.get()) != nullptr;
    if (divided) {
        parts->assign(static_cast<std::size_t>(m_dataset->images->size()), ImagePart::Training);
        for (const std::int64_t image : session->split.heldOut)
            (*parts)[static_cast<std::size_t>(image)] = ImagePart::HeldOut;
        for (const std::int64_t image : session->excluded)
            (*parts)[static_cast<std::size_t>(image)] = ImagePart::Excluded;
    }
    m_parts = std::move(parts);
    m_part->setVisible(divided);
    m_part->clear();
    m_part->addItem(tr("all parts"), static_cast<int>(ImagePart::All));
    if (divided) {
        const auto count = [&](ImagePart part) {
            return groupedNumber(std::count(m_parts->begin(), m_parts->end(), part));
        };
        m_part->addItem(tr("trained on (%1)").arg(count(ImagePart::Training)),
                        static_cast<int>(ImagePart::Training));
        m_part->addItem(tr("held out (%1)").arg(count(ImagePart::HeldOut)), static_cast<int>(ImagePart::HeldOut));
        m_part->addItem(tr("excluded (%1)").arg(count(ImagePart::Excluded)),
                        static_cast<int>(ImagePart::Excluded));
    }
    m_part->setCurrentIndex(std::max(0, m_part->findData(static_cast<int>(m_choice.part))));
    m_images->setMark(
        [parts = m_parts](std::int64_t image) {
            const auto place = static_cast<std::size_t>(image);
            return place < parts->size() && (*parts)[place] == ImagePart::Excluded;
        },
        tr("excluded from training"));
}

const LogitSummary *ImageWall::answers() const
{
    if (!m_picture || !m_dataset)
        return nullptr;
    const LogitSummary *summary = m_role == DatasetRole::Training ? &m_picture->score.training
                                  : m_picture->score.test         ? &*m_picture->score.test
                                                                  : nullptr;
    const bool ofThese =
        summary && static_cast<std::int64_t>(summary->answers.size()) == m_dataset->images->size();
    return ofThese ? summary : nullptr;
}

std::shared_ptr<const Matrix> ImageWall::embeddings() const
{
    const auto session = m_workspace.session();
    const EmbeddedDataset *embedded = embeddedIn(session.get(), m_role, m_dataset.get());
    return embedded ? embedded->embeddings : nullptr;
}

void ImageWall::refreshAnswers()
{
    m_picture = m_live.picture();
    const LogitSummary *summary = answers();
    for (QWidget *widget : std::initializer_list<QWidget *>{m_answer, m_order, m_showAnswers}) {
        widget->setEnabled(summary);
        widget->setToolTip(
            summary ? QString() : tr("Once the teacher has seen the images, they can be sorted by its answers."));
    }
    m_answer->clear();
    m_answer->addItem(tr("all classes"));
    if (summary)
        for (std::size_t c = 0; c < m_picture->classes.size(); ++c)
            m_answer->addItem(tr("%1 (%2)").arg(QString::fromStdString(m_picture->classes[c].name),
                                                groupedNumber(summary->classCounts[c])));
    if (m_choice.answer + 1 >= m_answer->count())
        m_choice.answer = -1;
    m_answer->setCurrentIndex(m_choice.answer + 1);
    setCaptions();
    arrange();
}

void ImageWall::setCaptions()
{
    const bool named = m_showAnswers->isChecked() && answers();
    if (!named && m_cosines.empty()) {
        m_images->setCaption({});
        return;
    }
    m_images->setCaption([picture = named ? m_picture : nullptr, summary = named ? answers() : nullptr,
                          cosines = m_cosines](std::int64_t image, int row) {
        QStringList words;
        if (static_cast<std::size_t>(row) < cosines.size())
            words += QLocale().toString(cosines[static_cast<std::size_t>(row)], 'f', 2);
        if (summary) {
            const std::int32_t answer = summary->answers[static_cast<std::size_t>(image)];
            if (answer >= 0)
                words += QString::fromStdString(picture->classes[static_cast<std::size_t>(answer)].name);
        }
        return words.join(QStringLiteral(" · "));
    });
}

void ImageWall::arrange()
{
    if (!m_dataset) {
        m_count->clear();
        return;
    }
    // The job holds all that it reads.
    const auto work = [picture = m_picture, summary = answers(), parts = m_parts, choice = m_choice,
                       query = m_query, session = m_workspace.session(), rows = embeddings(),
                       images = m_dataset->images->size()](std::stop_token stop, const Reporter &) {
        const ImageFacts facts{images, summary, *parts};
        Arranged arranged;
        if (query.empty() || !rows) {
            arranged.images = chosenImages(choice, facts);
            return arranged;
        }
        std::vector<Neighbour> ranked;
        if (query.like >= 0) {
            ranked = nearestRows(*rows, rows->row(query.like), images, stop);
        } else {
            TextSearch search = searchByText(*session->teacher, *rows, query.text.toStdString(), images, stop);
            ranked = std::move(search.images);
            arranged.unknownWords = std::move(search.unknownWords);
        }
        arranged.images.emplace();
        for (const Neighbour &neighbour : chosenOf(ranked, choice, facts, nearestShown)) {
            arranged.images->push_back(neighbour.row);
            arranged.cosines.push_back(neighbour.cosine);
        }
        return arranged;
    };
    m_runner.submit<Arranged>(
        tr("sorting images"), QStringLiteral("arrange"), this, work,
        [this](Arranged arranged) {
            take(std::move(arranged.images), std::move(arranged.cosines));
            QStringList unknown;
            for (const std::string &word : arranged.unknownWords)
                unknown += QString::fromStdString(word);
            m_note->setVisible(!unknown.isEmpty());
            m_note->setText(
                tr("The teacher never saw a caption with: %1.").arg(unknown.join(QStringLiteral(", "))));
        },
        [this](const JobError &error) {
            if (error.cancelled)
                return;
            m_note->setText(error.what + QLatin1Char(' ') + error.remedy);
            m_note->show();
        });
}

void ImageWall::take(std::optional<std::vector<std::int64_t>> images, std::vector<float> cosines)
{
    // Whoever is chosen stays chosen: an edit does not cost a person's place.
    const std::vector<std::int64_t> chosen = selected();
    const QModelIndex current = m_grid->currentIndex();
    const std::int64_t at = current.isValid() ? m_images->image(current.row()) : -1;
    m_cosines = std::move(cosines);
    m_images->setImages(std::move(images));
    setCaptions();
    constexpr std::size_t fewEnough = 1000; // to look each of them up
    if (chosen.size() <= fewEnough) {
        QItemSelection selection;
        for (const std::int64_t image : chosen)
            if (const int row = m_images->rowOf(image); row >= 0)
                selection.select(m_images->index(row), m_images->index(row));
        m_grid->selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
        if (const int row = m_images->rowOf(at); row >= 0)
            m_grid->selectionModel()->setCurrentIndex(m_images->index(row), QItemSelectionModel::NoUpdate);
    }
    const QString count = groupedNumber(m_images->rowCount());
    const bool ranked = !m_query.empty();
    m_count->setText(ranked ? tr("the %1 nearest").arg(count) : tr("%1 images").arg(count));
    m_only->setVisible(m_choice.only || m_query.like >= 0);
    if (!m_choice.only && m_query.like >= 0)
        m_only->setText(tr("like %1").arg(QString::fromStdString(m_dataset->images->name(m_query.like))));
    refreshActions();
}

std::vector<std::int64_t> ImageWall::selected() const
{
    std::vector<std::int64_t> images;
    for (const QModelIndex &index : m_grid->selectionModel()->selectedIndexes())
        if (index.row() < m_images->rowCount())
            images.push_back(m_images->image(index.row()));
    return images;
}

void ImageWall::refreshActions()
{
    const std::vector<std::int64_t> images = selected();
    const bool divided = !m_parts->empty();
    m_excludes = images.empty() || !divided || std::any_of(images.begin(), images.end(), [&](std::int64_t image) {
                     return (*m_parts)[static_cast<std::size_t>(image)] != ImagePart::Excluded;
                 });
    m_chosen->setText(images.size() < 2 ? QString()
                                        : tr("%1 images selected").arg(groupedNumber(qint64(images.size()))));
    m_open->setEnabled(m_grid->currentIndex().isValid());
    m_audit->setEnabled(!images.empty() && m_workspace.settings().classes.size() > 1);
    m_alike->setEnabled(images.size() == 1 && embeddings() != nullptr);
    m_exclude->setVisible(m_role == DatasetRole::Training);
    m_exclude->setEnabled(m_role == DatasetRole::Training && divided && !images.empty());
    m_exclude->setText(m_excludes ? tr("Exclude from training") : tr("Take back into training"));
    m_exclude->setToolTip(m_role == DatasetRole::Test
                              ? tr("Test images are never trained on.")
                              : tr("No run learns from excluded images, and prompts are not weighed on them."));
}

void ImageWall::showOnly(std::vector<std::int64_t> images, const QString &why)
{
    m_choice.only = std::move(images);
    m_query = {};
    m_only->setText(why);
    showAll();
    arrange();
}

void ImageWall::showAll()
{
    if (m_views->currentIndex() == 0)
        return;
    m_views->setCurrentIndex(0);
    m_grid->setFocus();
}

void ImageWall::open()
{
    if (m_grid->currentIndex().isValid())
        showViewer(m_grid->currentIndex().row());
}

void ImageWall::step(int by)
{
    const int row = m_grid->currentIndex().row() + by;
    if (row >= 0 && row < m_images->rowCount())
        showViewer(row);
}

void ImageWall::showViewer(int row)
{
    if (!m_dataset)
        return;
    m_grid->setCurrentIndex(m_images->index(row, 0));
    ImageViewer::Subject subject;
    subject.original = m_dataset->images;
    subject.shown = m_images->source();
    subject.embeddings = embeddings();
    subject.image = m_images->image(row);
    for (int next = row + 1; next < m_images->rowCount() && subject.next.size() < loadedAhead; ++next)
        subject.next.push_back(m_images->image(next));
    subject.position = tr("%1 of %2").arg(groupedNumber(row + 1), groupedNumber(m_images->rowCount()));
    const auto place = static_cast<std::size_t>(subject.image);
    if (place < m_parts->size())
        subject.part = (*m_parts)[place] == ImagePart::HeldOut ? tr("held out: the best epoch is chosen by these")
                       : (*m_parts)[place] == ImagePart::Excluded ? tr("excluded from training")
                                                                  : tr("trained on");
    // Labels of the report half are not for looking at while somebody chooses.
    if (m_role == DatasetRole::Training && m_picture && m_picture->trainingLabels &&
        place < m_picture->trainingLabels->size())
        if (const std::int32_t label = (*m_picture->trainingLabels)[place]; label >= 0)
            subject.label = QString::fromStdString(m_picture->classes[static_cast<std::size_t>(label)].name);
    m_views->setCurrentWidget(m_viewer);
    m_viewer->show(subject);
}

void ImageWall::searchAlike()
{
    const std::vector<std::int64_t> images = selected();
    if (images.size() != 1)
        return;
    const QSignalBlocker quiet(m_search);
    m_search->clear();
    m_typing->stop();
    m_query = {{}, images.front()};
    arrange();
}

void ImageWall::exclude()
{
    const std::vector<std::int64_t> images = selected();
    if (images.empty() || !m_dataset)
        return;
    std::vector<ContentKey> keys = m_workspace.settings().excluded;
    std::vector<ContentKey> changed;
    for (const std::int64_t image : images)
        changed.push_back(m_dataset->images->key(image));
    std::sort(changed.begin(), changed.end());
    const auto count = static_cast<int>(images.size());
    if (m_excludes)
        keys.insert(keys.end(), changed.begin(), changed.end());
    else
        std::erase_if(
            keys, [&](const ContentKey &key) { return std::binary_search(changed.begin(), changed.end(), key); });
    const auto before = m_workspace.undoStack().index();
    m_workspace.setExcluded(std::move(keys), m_excludes ? tr("Exclude images from training")
                                                        : tr("Take images back into training"));
    if (m_workspace.undoStack().index() != before)
        Q_EMIT told(m_excludes
                        ? tr("%n images are excluded from training. Runs that were made with them keep what they "
                             "learned, but cannot be resumed.",
                             nullptr, count)
                        : tr("%n images are trained on again.", nullptr, count),
                    true);
}

bool ImageWall::settled() const
{
    return !m_runner.busy() && !m_typing->isActive() &&
           (m_views->currentIndex() == 0 ? m_grid->settled() : m_viewer->settled());
}

} // namespace retort
