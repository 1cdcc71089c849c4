#include "rundetails.h"

#include "notesfield.h"
#include "recipe/recipejson.h"
#include "widgets/common/parts.h"
#include "widgets/common/runtext.h"
#include "widgets/common/theme.h"

#include <QDateTime>
#include <QEvent>
#include <QLineEdit>
#include <QLocale>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace retort {

namespace {

constexpr int typingPauseMilliseconds = 1000;
constexpr QChar quote = u'"';

QString valueText(const std::string &value)
{
    return QString::fromStdString(value);
}
QString valueText(bool value)
{
    return value ? RunDetails::tr("on") : RunDetails::tr("off");
}
QString valueText(double value)
{
    return QLocale::c().toString(value, 'g', QLocale::FloatingPointShortest);
}
QString valueText(std::int64_t value)
{
    return QString::number(value);
}
QString valueText(std::uint64_t value)
{
    return QString::number(value);
}

QString dateText(std::int64_t seconds)
{
    return QLocale().toString(QDateTime::fromSecsSinceEpoch(seconds), QLocale::ShortFormat);
}

} // namespace

QString recipeSummary(const Recipe &recipe)
{
    const Recipe defaults;
    QStringList parts;
    for (const RecipeKey &key : recipeKeys()) {
        const std::string name = key.key;
        std::visit(
            [&](auto member) {
                if (name == "student" || name == "epochs" || recipe.*member != defaults.*member)
                    parts.append(QString::fromStdString(name).replace(QLatin1Char('_'), QLatin1Char(' ')) +
                                 QLatin1Char(' ') + valueText(recipe.*member));
            },
            key.member);
    }
    return parts.join(QStringLiteral(", "));
}

std::vector<std::string> parseTags(const QString &text)
{
    std::vector<std::string> tags;
    const auto take = [&tags](const QString &part) {
        const std::string tag = part.trimmed().toStdString();
        if (!tag.empty() && std::find(tags.begin(), tags.end(), tag) == tags.end())
            tags.push_back(tag);
    };
    QString part;
    bool quoted = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == quote && quoted && i + 1 < text.size() && text[i + 1] == quote)
            part += text[i++]; // two of them are one
        else if (text[i] == quote && (quoted || part.trimmed().isEmpty()))
            quoted = !quoted;
        else if (text[i] == QLatin1Char(',') && !quoted)
            take(std::exchange(part, {}));
        else
            part += text[i];
    }
    take(part);
    return tags;
}

QString tagsText(const std::vector<std::string> &tags)
{
    QStringList parts;
    for (const std::string &tag : tags) {
        QString text = QString::fromStdString(tag);
        if (text.contains(QLatin1Char(',')) || text.startsWith(quote))
            text = quote + text.replace(quote, QStringLiteral("\"\"")) + quote;
        parts.append(text);
    }
    return parts.join(QStringLiteral(", "));
}

RunDetails::RunDetails(QWidget *parent)
    : QWidget(parent), m_name(new QLineEdit), m_tags(new QLineEdit), m_notes(new NotesField),
      m_facts(secondaryLabel({}))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space1);
    const auto add = [&](const QString &text, QWidget *field, int stretch) {
        auto *label = new QLabel(text);
        label->setBuddy(field);
        field->setAccessibleName(text);
        layout->addWidget(label);
        layout->addWidget(field, stretch);
        layout->addSpacing(Theme::space1);
        field->installEventFilter(this);
    };
    add(tr("Name"), m_name, 0);
    add(tr("Tags"), m_tags, 0);
    m_tags->setPlaceholderText(tr("separated by commas"));
    m_tags->setToolTip(tr("Separated by commas; a tag that has one itself stands in \"double quotes\"."));
    add(tr("Notes"), m_notes, 1);
    m_notes->setMinimumHeight(48);
    m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    layout->addWidget(m_facts);
    m_pause.setSingleShot(true);
    m_pause.setInterval(typingPauseMilliseconds);
    const auto typed = [this] {
        if (m_filling)
            return;
        m_typed = true;
        m_pause.start();
    };
    connect(m_name, &QLineEdit::textChanged, this, typed);
    connect(m_tags, &QLineEdit::textChanged, this, typed);
    connect(m_notes, &NotesField::textChanged, this, typed);
    connect(m_notes, &NotesField::left, this, &RunDetails::tell);
    connect(&m_pause, &QTimer::timeout, this, &RunDetails::tell);
}

void RunDetails::setRun(const RunRecord *run)
{
    const std::int64_t id = run ? run->id : 0;
    if (id != m_run)
        tell();
    else if (m_typed)
        return; // news of the run must not take away what is being typed
    m_run = id;
    m_filling = true;
    setEnabled(run != nullptr);
    const auto fill = [](auto *field, const QString &text) {
        if (field->text() != text) // keeps the cursor where it is
            field->setText(text);
    };
    fill(m_name, run ? QString::fromStdString(run->name) : QString());
    fill(m_tags, run ? tagsText(run->tags) : QString());
    fill(m_notes, run ? QString::fromStdString(run->notes) : QString());
    m_name->setPlaceholderText(run ? tr("Run %1").arg(run->id) : QString());
    QStringList facts;
    if (run) {
        facts.append(recipeSummary(run->recipe));
        if (!run->start.note.empty())
            facts.append(QString::fromStdString(run->start.note));
        if (run->startedAt > 0)
            facts.append(tr("Started %1 on %2, %3, %4 threads.")
                             .arg(dateText(run->startedAt), QString::fromStdString(run->environment.device),
                                  QString::fromStdString(run->environment.precision))
                             .arg(run->environment.threads));
        if (run->bestEpoch > 0)
            facts.append(tr("Best epoch %1, chosen without labels.").arg(run->bestEpoch));
        if (run->figures)
            facts.append(accuracyText(*run->figures));
        if (run->labelsSeen)
            facts.append(tr("Labels seen in selection: accuracy was visible while its prompts were weighted."));
        if (!run->error.empty())
            facts.append(QString::fromStdString(run->error));
    }
    m_facts->setText(facts.join(QLatin1Char('\n')));
    m_filling = false;
}

void RunDetails::tell()
{
    m_pause.stop();
    if (!std::exchange(m_typed, false) || m_run == 0)
        return;
    Q_EMIT edited(m_run, m_name->text().trimmed(), m_notes->text(), parseTags(m_tags->text()));
}

bool RunDetails::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusOut)
        tell();
    return QWidget::eventFilter(watched, event);
}

} // namespace retort
