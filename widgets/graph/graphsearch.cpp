#include "widgets/graph/graphsearch.h"

#include "graph/samplequery.h"
#include "widgets/common/icons.h"
#include "widgets/common/theme.h"

#include <QCompleter>
#include <QStandardItemModel>

namespace retort {

namespace {

constexpr std::size_t classesOffered = 8;
constexpr std::size_t imagesOffered = 30;
enum SearchRole { KindRole = Qt::UserRole + 1, IndexRole };
enum FoundKind { FoundClass, FoundImage };

} // namespace

GraphSearch::GraphSearch(QWidget *parent)
    : QLineEdit(parent), m_model(new QStandardItemModel(this)), m_completer(new QCompleter(m_model, this))
{
    setPlaceholderText(tr("find image, class"));
    setAccessibleName(tr("Find an image by number or name, or a class"));
    setClearButtonEnabled(true);
    setFixedWidth(7 * Theme::space5); // the tools fit into one line at 1280 pixels
    // The list holds what was found; it must not be filtered once more.
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    setCompleter(m_completer);
    connect(this, &QLineEdit::textEdited, this, &GraphSearch::offer);
    connect(this, &QLineEdit::returnPressed, this, [this] {
        if (!find(text()))
            Q_EMIT nothingFound(text());
    });
    connect(m_completer, qOverload<const QModelIndex &>(&QCompleter::activated), this,
            [this](const QModelIndex &index) {
                const int place = index.data(IndexRole).toInt();
                if (index.data(KindRole).toInt() == FoundClass)
                    Q_EMIT classFound(place);
                else
                    Q_EMIT sampleFound(place);
            });
}

void GraphSearch::setClasses(const std::vector<std::string> &classes)
{
    m_classes = classes;
}

void GraphSearch::setSamples(std::int64_t count)
{
    m_samples = count;
}

void GraphSearch::setNames(std::shared_ptr<const std::vector<std::string>> names)
{
    m_names = std::move(names);
}

void GraphSearch::offer(const QString &text)
{
    m_model->clear();
    const std::string wanted = text.simplified().toStdString();
    const auto add = [this](const std::string &name, FoundKind kind, std::size_t place) {
        auto *item = new QStandardItem(
            icon(kind == FoundClass ? QStringLiteral("classes") : QStringLiteral("image"), IconTone::Secondary),
            QString::fromStdString(name));
        item->setData(kind, KindRole);
        item->setData(static_cast<int>(place), IndexRole);
        m_model->appendRow(item);
    };
    for (const std::size_t place : namesLike(m_classes, wanted, classesOffered))
        add(m_classes[place], FoundClass, place);
    if (m_names)
        for (const std::size_t place : namesLike(*m_names, wanted, imagesOffered))
            add((*m_names)[place], FoundImage, place);
}

QStringList GraphSearch::offered() const
{
    QStringList names;
    for (int row = 0; row < m_model->rowCount(); ++row)
        names << m_model->item(row)->text();
    return names;
}

bool GraphSearch::find(const QString &text)
{
    const QString wanted = text.simplified();
    if (wanted.isEmpty())
        return false;
    for (std::size_t c = 0; c < m_classes.size(); ++c)
        if (QString::fromStdString(m_classes[c]).compare(wanted, Qt::CaseInsensitive) == 0) {
            Q_EMIT classFound(static_cast<int>(c));
            return true;
        }
    bool isNumber = false;
    if (const qlonglong number = wanted.toLongLong(&isNumber); isNumber && number >= 0 && number < m_samples) {
        Q_EMIT sampleFound(static_cast<int>(number));
        return true;
    }
    if (m_names)
        if (const auto places = namesLike(*m_names, wanted.toStdString(), 1); !places.empty()) {
            Q_EMIT sampleFound(static_cast<int>(places.front()));
            return true;
        }
    if (const auto places = namesLike(m_classes, wanted.toStdString(), 1); !places.empty()) {
        Q_EMIT classFound(static_cast<int>(places.front()));
        return true;
    }
    return false;
}

} // namespace retort
