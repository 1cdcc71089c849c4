#include "widgets/common/livescore.h"

#include "widgets/common/workspace.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

namespace retort {

namespace {

// A step of encoding gives way to the scoring of a moving bar after this long.
constexpr auto stepTime = std::chrono::milliseconds(25);
constexpr std::size_t classesAtOnce = 8;

std::vector<std::string> textsOf(const Weighting &weighting)
{
    std::vector<std::string> texts;
    for (const WeightedTemplate &item : weighting.templates)
        texts.push_back(item.text);
    return texts;
}

/// The templates of a weighting that are encoded, with weights that sum to 1 again.
Weighting restricted(Weighting weighting, const PromptEmbeddings &prompts)
{
    const auto &known = prompts.templates;
    std::erase_if(weighting.templates, [&known](const WeightedTemplate &item) {
        return std::find(known.begin(), known.end(), item.text) == known.end();
    });
    double sum = 0;
    for (const WeightedTemplate &item : weighting.templates)
        sum += item.weight;
    const auto count = static_cast<double>(weighting.templates.size());
    for (WeightedTemplate &item : weighting.templates)
        item.weight = sum > 0 ? item.weight / sum : 1 / count;
    return weighting;
}

/// The embeddings of just these templates, in their order.
PromptEmbeddings selected(const PromptEmbeddings &prompts, const Weighting &weighting)
{
    PromptEmbeddings result;
    result.classes = prompts.classes;
    result.templates = textsOf(weighting);
    for (const std::string &text : result.templates) {
        const auto found = std::find(prompts.templates.begin(), prompts.templates.end(), text);
        result.perTemplate.push_back(
            prompts.perTemplate[static_cast<std::size_t>(found - prompts.templates.begin())]);
    }
    return result;
}

std::vector<float> meanMargins(const LogitSummary &summary)
{
    std::vector<double> sums(summary.classCounts.size());
    for (std::size_t i = 0; i < summary.answers.size(); ++i)
        sums[static_cast<std::size_t>(summary.answers[i])] += summary.margins[i];
    std::vector<float> means(sums.size());
    for (std::size_t c = 0; c < sums.size(); ++c)
        if (summary.classCounts[c] > 0)
            means[c] = static_cast<float>(sums[c] / static_cast<double>(summary.classCounts[c]));
    return means;
}

} // namespace

struct LiveScore::Assembled
{
    std::shared_ptr<const PromptEmbeddings> prompts;
    std::shared_ptr<const MeasuredLabels> labels;
};

struct LiveScore::Vocabulary
{
    TextEmbeddings known;
};

LiveScore &LiveScore::of(Workspace &workspace)
{
    if (auto *existing = workspace.findChild<LiveScore *>(QString(), Qt::FindDirectChildrenOnly))
        return *existing;
    return *new LiveScore(workspace);
}

LiveScore::LiveScore(Workspace &workspace) : QObject(&workspace), m_workspace(workspace)
{
    connect(&workspace, &Workspace::sessionChanged, this, &LiveScore::sessionChanged);
    connect(&workspace, &Workspace::settingsChanged, this, &LiveScore::settingsChanged);
    connect(&workspace, &Workspace::projectClosed, this, &LiveScore::sessionChanged);
    connect(&workspace, &Workspace::auditChanged, this, &LiveScore::auditChanged);
}

void LiveScore::activate()
{
    if (std::exchange(m_active, true))
        return;
    sessionChanged();
}

bool LiveScore::settled() const
{
    return !m_active || !m_workspace.session() ||
           (m_encoded == m_toEncode && !m_scoring && !m_waitingShow && !m_waitingOther);
}

bool LiveScore::pending(const std::string &templateText) const
{
    return !m_prompts || std::find(m_prompts->templates.begin(), m_prompts->templates.end(), templateText) ==
                             m_prompts->templates.end();
}

void LiveScore::sessionChanged()
{
    if (!m_active)
        return;
    ++m_generation;
    m_scoring = false;
    m_waitingShow.reset();
    m_waitingOther.reset();
    m_requested.reset();
    m_templates.clear();
    m_classes.clear();
    m_encoded = m_toEncode = 0;
    m_error.reset();
    const auto session = m_workspace.session();
    if (!session || session->teacher->info().id != m_teacherId) {
        m_prompts.reset();
        m_promptClasses.clear();
        m_vocabulary = std::make_shared<Vocabulary>();
        m_teacherId = session ? session->teacher->info().id : std::string();
    }
    m_session.reset();
    m_picture.reset();
    Q_EMIT errorChanged();
    Q_EMIT encodingChanged();
    Q_EMIT pictureChanged();
    settingsChanged();
}

void LiveScore::settingsChanged()
{
    if (!m_active || !m_workspace.session())
        return;
    const ProjectSettings &settings = m_workspace.settings();
    const std::vector<std::string> texts = textsOf(settings.weighting);
    if (texts.empty() || settings.classes.size() < 2)
        return;
    if (texts != m_templates || settings.classes != m_classes) {
        m_templates = texts;
        m_classes = settings.classes;
        encode();
    }
    if (m_requested != settings.weighting)
        request({settings.weighting, Purpose::Show});
}

void LiveScore::encode()
{
    ++m_generation;
    m_scoring = false;
    if (m_promptClasses != m_classes) {
        m_prompts.reset();
        m_promptClasses.clear();
    }
    m_requested.reset();
    m_encoded = 0;
    m_toEncode = static_cast<int>(m_templates.size() * m_classes.size());
    Q_EMIT encodingChanged();
    encodeStep(0);
}

void LiveScore::encodeStep(std::size_t position)
{
    const std::size_t total = m_templates.size() * m_classes.size();
    if (position >= total) {
        assemble();
        return;
    }
    const auto work = [teacher = m_workspace.session()->teacher, templates = m_templates, classes = m_classes,
                       vocabulary = m_vocabulary, position,
                       total](std::stop_token stop, const Reporter &reporter) {
        const auto end = std::chrono::steady_clock::now() + stepTime;
        std::size_t next = position;
        while (next < total && std::chrono::steady_clock::now() < end) {
            const std::size_t first = next % classes.size();
            const std::size_t count = std::min(classesAtOnce, classes.size() - first);
            const auto from = classes.begin() + static_cast<std::ptrdiff_t>(first);
            const ClassList some(from, from + static_cast<std::ptrdiff_t>(count));
            (void)encodePrompts(*teacher, std::span(&templates[next / classes.size()], 1), some, vocabulary->known,
                                stop, reporter);
            next += count;
        }
        return next;
    };
    m_workspace.interactive().submit<std::size_t>(
        tr("encoding prompts"), {}, this, work,
        [this, generation = m_generation](std::size_t next) {
            if (generation != m_generation)
                return;
            m_encoded =
                std::min(static_cast<int>(next), m_toEncode - 1); // the last one counts once they are joined
            Q_EMIT encodingChanged();
            encodeStep(next);
        },
        [this, generation = m_generation](const JobError &error) {
            if (generation == m_generation)
                fail(error);
        });
}

void LiveScore::assemble()
{
    const auto work = [session = m_workspace.session(), templates = m_templates, classes = m_classes,
                       audit = m_workspace.audit(),
                       vocabulary = m_vocabulary](std::stop_token stop, const Reporter &reporter) {
        return Assembled{std::make_shared<const PromptEmbeddings>(encodePrompts(
                             *session->teacher, templates, classes, vocabulary->known, stop, reporter)),
                         std::make_shared<const MeasuredLabels>(measuredLabels(*session, classes, *audit))};
    };
    m_workspace.interactive().submit<Assembled>(
        tr("encoding prompts"), {}, this, work,
        [this, generation = m_generation](const Assembled &assembled) {
            if (generation != m_generation)
                return;
            m_prompts = assembled.prompts;
            m_labels = assembled.labels;
            m_promptClasses = m_classes;
            m_session = m_workspace.session();
            if (m_session->settings.classes != m_classes) {
                // Labels are matched to classes by name; a session is not opened again for other names.
                auto session = std::make_shared<Session>(*m_session);
                session->settings.classes = m_classes;
                m_session = std::move(session);
            }
            m_encoded = m_toEncode;
            Q_EMIT encodingChanged();
            request({m_workspace.settings().weighting, Purpose::Show});
        },
        [this, generation = m_generation](const JobError &error) {
            if (generation == m_generation)
                fail(error);
        });
}

void LiveScore::auditChanged()
{
    if (!m_session || !m_prompts)
        return; // labels come with the prompts
    m_workspace.interactive().submit<std::shared_ptr<const MeasuredLabels>>(
        tr("reading labels"), QStringLiteral("labels"), this,
        [session = m_session, classes = m_promptClasses, audit = m_workspace.audit()](std::stop_token,
                                                                                      const Reporter &) {
            return std::make_shared<const MeasuredLabels>(measuredLabels(*session, classes, *audit));
        },
        [this, generation = m_generation](std::shared_ptr<const MeasuredLabels> labels) {
            if (generation != m_generation)
                return;
            m_labels = std::move(labels);
            request({m_workspace.settings().weighting, Purpose::Show});
        });
}

void LiveScore::preview(const Weighting &weighting)
{
    if (m_active && m_requested != weighting)
        request({weighting, Purpose::Show});
}

void LiveScore::find(const Weighting &weighting)
{
    request({weighting, Purpose::Find});
}

void LiveScore::compareUniform()
{
    Weighting weighting = m_workspace.settings().weighting;
    weighting.rule = WeightRule::Uniform;
    for (WeightedTemplate &item : weighting.templates)
        item.weight = 1.0 / static_cast<double>(weighting.templates.size());
    request({std::move(weighting), Purpose::Compare});
}

void LiveScore::request(Request request)
{
    if (request.purpose == Purpose::Show) {
        m_requested = request.weighting;
        m_waitingShow = std::move(request);
    } else {
        m_waitingOther = std::move(request);
    }
    scoreNext();
}

void LiveScore::scoreNext()
{
    if (m_scoring || !m_prompts || !m_session)
        return;
    std::optional<Request> &waiting = m_waitingShow ? m_waitingShow : m_waitingOther;
    if (!waiting)
        return;
    const Request request = *std::exchange(waiting, std::nullopt);
    const Weighting weighting = restricted(request.weighting, *m_prompts);
    if (weighting.templates.empty())
        return; // all of them are still being encoded; the joined ones are scored then
    m_scoring = true;
    const auto work = [session = m_session, prompts = m_prompts, classes = m_promptClasses, labels = m_labels,
                       weighting, purpose = request.purpose](std::stop_token stop, const Reporter &reporter) {
        auto picture = std::make_shared<LivePicture>();
        const bool all = textsOf(weighting) == prompts->templates;
        picture->score = scorePrompts(*session, all ? *prompts : selected(*prompts, weighting), weighting,
                                      purpose == Purpose::Find, false, labels.get(), stop, reporter);
        picture->classes = classes;
        picture->labels = labels;
        picture->meanMargins = meanMargins(picture->score.training);
        return std::shared_ptr<const LivePicture>(std::move(picture));
    };
    m_workspace.interactive().submit<std::shared_ptr<const LivePicture>>(
        tr("scoring prompts"), QStringLiteral("score"), this, work,
        [this, request, generation = m_generation](std::shared_ptr<const LivePicture> picture) {
            if (generation == m_generation)
                scored(request, std::move(picture));
        },
        [this, generation = m_generation](const JobError &error) {
            if (generation == m_generation) {
                m_scoring = false;
                fail(error);
            }
        });
}

void LiveScore::scored(const Request &request, std::shared_ptr<const LivePicture> picture)
{
    m_scoring = false;
    if (m_error) {
        m_error.reset();
        Q_EMIT errorChanged();
    }
    switch (request.purpose) {
    case Purpose::Show:
        m_picture = std::move(picture);
        Q_EMIT pictureChanged();
        break;
    case Purpose::Find:
        Q_EMIT found(picture->score.weighting);
        break;
    case Purpose::Compare:
        Q_EMIT compared(picture);
        break;
    }
    scoreNext();
}

void LiveScore::fail(const JobError &error)
{
    m_encoded = m_toEncode;
    if (error.cancelled)
        return;
    m_error = error;
    Q_EMIT errorChanged();
    Q_EMIT encodingChanged();
}

} // namespace retort
