#include "widgets/common/livescore.h"

#include "base/error.h"
#include "prompts/weightingedit.h"
#include "widgets/common/workspace.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace retort {

namespace {

// A step of encoding gives way to the scoring of a moving bar after this long.
constexpr auto stepTime = std::chrono::milliseconds(25);
constexpr std::size_t classesAtOnce = 8;
constexpr int handRests = 150; // milliseconds without a new weighting, before all images are scored

std::vector<std::string> textsOf(const Weighting &weighting)
{
    std::vector<std::string> texts;
    for (const WeightedTemplate &item : weighting.templates)
        texts.push_back(item.text);
    return texts;
}

/// Which texts there are, whatever their order.
std::set<std::string> setOf(const std::vector<std::string> &texts)
{
    return {texts.begin(), texts.end()};
}

std::vector<float> meanMargins(const LogitSummary &summary)
{
    std::vector<double> sums(summary.classCounts.size());
    for (std::size_t i = 0; i < summary.answers.size(); ++i)
        if (summary.answers[i] >= 0)
            sums[static_cast<std::size_t>(summary.answers[i])] += summary.margins[i];
    std::vector<float> means(sums.size());
    for (std::size_t c = 0; c < sums.size(); ++c)
        if (summary.classCounts[c] > 0)
            means[c] = static_cast<float>(sums[c] / static_cast<double>(summary.classCounts[c]));
    return means;
}

} // namespace

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
    m_rest.setSingleShot(true);
    m_rest.setInterval(handRests);
    connect(&m_rest, &QTimer::timeout, this, [this] {
        if (m_picture && m_picture->sampled())
            request({m_picture->score.weighting, Purpose::Complete, {}, 0});
    });
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
           (m_encoded == m_toEncode && !m_scoring && m_requests.empty() && !m_rest.isActive());
}

TemplateState LiveScore::state(const std::string &templateText) const
{
    if (m_ready.contains(templateText))
        return TemplateState::Ready;
    return m_failures.contains(templateText) ? TemplateState::Failed : TemplateState::Waiting;
}

const JobError *LiveScore::failure(const std::string &templateText) const
{
    const auto found = m_failures.find(templateText);
    return found == m_failures.end() ? nullptr : &found->second;
}

void LiveScore::retry()
{
    if (!m_active || !m_workspace.session() || m_failures.empty())
        return;
    m_failures.clear();
    encode();
}

Weighting LiveScore::known(const Weighting &weighting) const
{
    Weighting result = weighting;
    std::erase_if(result.templates, [this](const WeightedTemplate &item) { return !m_ready.contains(item.text); });
    if (result.templates.size() == weighting.templates.size())
        return result;
    double sum = 0;
    for (const WeightedTemplate &item : result.templates)
        sum += item.weight;
    const auto count = static_cast<double>(result.templates.size());
    for (WeightedTemplate &item : result.templates) {
        item.weight = sum > 0 ? item.weight / sum : 1 / count;
        if (sum <= 0)
            item.muted.reset();
    }
    return result;
}

void LiveScore::sessionChanged()
{
    if (!m_active)
        return;
    ++m_generation;
    m_scoring = false;
    m_givingWay = 0;
    m_rest.stop();
    m_requests.clear();
    m_requested.reset();
    m_templates.clear();
    m_classes.clear();
    m_waiting.clear();
    m_failures.clear();
    m_encoded = m_toEncode = 0;
    m_error.reset();
    const auto session = m_workspace.session();
    // Only other images are excluded: the picture stays until the new one is there.
    const bool sameImages =
        session && m_scorer && session->training.embeddings == m_scorer->session().training.embeddings;
    if (!session || session->teacher->info().id != m_teacherId) {
        m_vocabulary = std::make_shared<Vocabulary>();
        m_teacherId = session ? session->teacher->info().id : std::string();
    }
    m_scorer.reset();
    m_scorerClasses.clear();
    m_ready.clear();
    if (!sameImages) {
        m_picture.reset();
        m_whole.reset();
    }
    Q_EMIT errorChanged();
    Q_EMIT encodingChanged();
    if (!sameImages)
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
    if (setOf(texts) != setOf(m_templates) || !sameNames(settings.classes, m_classes)) {
        m_templates = texts;
        m_classes = settings.classes;
        encode();
    }
    // After a slide once more, by the way that everything else takes: the last digits may differ.
    if (m_requested != settings.weighting || std::exchange(m_slid, false))
        request({settings.weighting, Purpose::Show, {}, 0});
}

void LiveScore::encode()
{
    ++m_generation;
    m_scoring = false;
    m_givingWay = 0;
    m_requested.reset();
    if (!sameNames(m_scorerClasses, m_classes)) {
        m_scorer.reset();
        m_ready.clear();
        m_failures.clear();
    }
    std::erase_if(m_failures,
                  [wanted = setOf(m_templates)](const auto &failed) { return !wanted.contains(failed.first); });
    m_waiting.clear();
    for (const std::string &text : m_templates)
        if (state(text) == TemplateState::Waiting)
            m_waiting.push_back(text);
    m_encoded = 0;
    m_toEncode = static_cast<int>(m_waiting.size() * m_classes.size());
    Q_EMIT encodingChanged();
    // A teacher that reads no text has nothing to encode.
    if (!m_waiting.empty())
        encodeStep(m_workspace.session()->teacher->info().fixedClasses == 0 ? 0
                                                                            : m_waiting.size() * m_classes.size());
}

void LiveScore::encodeStep(std::size_t position)
{
    const std::size_t total = m_waiting.size() * m_classes.size();
    if (position >= total) {
        assemble();
        return;
    }
    const auto work = [teacher = m_workspace.session()->teacher, templates = m_waiting, classes = m_classes,
                       vocabulary = m_vocabulary, position,
                       total](std::stop_token stop, const Reporter &reporter) {
        if (position == 0) { // all that is in the cache at once: each look reads the whole of it
            const std::vector<std::string> texts = promptTexts(templates, classes);
            teacher->recallTexts(
                texts,
                [&](std::int64_t i, std::span<const float> row) {
                    vocabulary->known[texts[static_cast<std::size_t>(i)]].assign(row.begin(), row.end());
                },
                reporter);
        }
        const auto end = std::chrono::steady_clock::now() + stepTime;
        Step step{position, {}};
        while (step.next < total && std::chrono::steady_clock::now() < end) {
            const std::size_t first = step.next % classes.size();
            const std::size_t count = std::min(classesAtOnce, classes.size() - first);
            const auto from = classes.begin() + static_cast<std::ptrdiff_t>(first);
            const ClassList some(from, from + static_cast<std::ptrdiff_t>(count));
            const std::string &text = templates[step.next / classes.size()];
            try {
                (void)encodePrompts(*teacher, std::span(&text, 1), some, vocabulary->known, stop, reporter);
                step.next += count;
            } catch (const Cancelled &) {
                throw;
            } catch (...) {
                // One that cannot be encoded does not keep the others from it.
                step.failures.emplace(text,
                                      describe(std::current_exception(), LiveScore::tr("Encoding a prompt")));
                step.next += classes.size() - first;
            }
        }
        return step;
    };
    m_workspace.interactive().submit<Step>(
        tr("encoding prompts"), {}, this, work,
        [this, generation = m_generation](Step step) {
            if (generation == m_generation)
                stepDone(std::move(step));
        },
        [this, generation = m_generation](const JobError &error) {
            if (generation == m_generation)
                fail(error);
        });
}

void LiveScore::stepDone(Step step)
{
    m_failures.merge(step.failures);
    // The last one counts once they have joined.
    m_encoded = std::min(static_cast<int>(step.next), m_toEncode - 1);
    Q_EMIT encodingChanged();
    encodeStep(step.next);
}

void LiveScore::assemble()
{
    std::vector<std::string> good;
    for (const std::string &text : m_templates)
        if (!m_failures.contains(text))
            good.push_back(text);
    if (good.empty()) {
        fail(m_failures.begin()->second);
        return;
    }
    auto session = m_workspace.session();
    if (session->settings.classes != m_classes) {
        // Labels are matched to classes by name; a session is not opened again for other names.
        auto other = std::make_shared<Session>(*session);
        other->settings.classes = m_classes;
        session = std::move(other);
    }
    const auto work = [session, good, classes = m_classes, audit = m_workspace.audit(),
                       vocabulary = m_vocabulary](std::stop_token stop, const Reporter &reporter) {
        auto prompts = std::make_shared<const PromptEmbeddings>(
            encodePrompts(*session->teacher, good, classes, vocabulary->known, stop, reporter));
        return std::make_shared<PromptScorer>(
            session, std::move(prompts),
            std::make_shared<const MeasuredLabels>(measuredLabels(*session, classes, *audit)));
    };
    m_workspace.interactive().submit<std::shared_ptr<PromptScorer>>(
        tr("encoding prompts"), {}, this, work,
        [this, good, generation = m_generation](std::shared_ptr<PromptScorer> scorer) {
            if (generation != m_generation)
                return;
            m_scorer = std::move(scorer);
            m_scorerClasses = m_classes;
            m_ready = setOf(good);
            m_encoded = m_toEncode;
            Q_EMIT encodingChanged();
            request({m_workspace.settings().weighting, Purpose::Show, {}, 0});
        },
        [this, generation = m_generation](const JobError &error) {
            if (generation == m_generation)
                fail(error);
        });
}

void LiveScore::auditChanged()
{
    if (m_scorer && m_encoded == m_toEncode)
        assemble(); // labels come with the scorer, and nothing is left to encode
}

void LiveScore::preview(const WeightSlide &slide, double weight)
{
    Weighting weighting = withWeight(slide.base, slide.index, weight);
    if (m_active && m_requested != weighting)
        request({std::move(weighting), Purpose::Show, slide, weight});
}

void LiveScore::prepare(const WeightSlide &slide)
{
    if (settled() && m_scorer)
        request({slide.base, Purpose::Prepare, slide, 0});
}

void LiveScore::find(const Weighting &weighting)
{
    request({weighting, Purpose::Find, {}, 0});
}

void LiveScore::compare(const Weighting &weighting)
{
    request({weighting, Purpose::Compare, {}, 0});
}

void LiveScore::request(Request request)
{
    m_rest.stop();
    if (request.purpose == Purpose::Show) {
        m_requested = request.weighting;
        m_slid = request.slide.has_value();
    }
    const Purpose purpose = request.purpose;
    m_requests.insert_or_assign(purpose, std::move(request));
    if (m_givingWay != 0) {
        m_gaveWay = true;
        m_workspace.interactive().cancel(m_givingWay);
    }
    scoreNext();
}

void LiveScore::scoreNext()
{
    if (m_scoring || !m_scorer)
        return;
    if (m_requests.empty()) {
        if (m_picture && m_picture->sampled() && !m_error)
            m_rest.start();
        else
            Q_EMIT rested();
        return;
    }
    Request request = std::move(m_requests.extract(m_requests.begin()).mapped());
    const std::size_t wanted = request.weighting.templates.size();
    request.weighting = known(request.weighting);
    if (request.weighting.templates.empty())
        return; // all of them are still being encoded; the joined ones are scored then
    if (request.weighting.templates.size() < wanted)
        request.slide.reset(); // with some of them missing, it is no line
    m_scoring = true;
    const auto work = [scorer = m_scorer, classes = m_scorerClasses, request](std::stop_token stop,
                                                                              const Reporter &reporter) {
        auto picture = std::make_shared<LivePicture>();
        picture->classes = classes;
        picture->labels = scorer->labels();
        picture->trainingLabels = scorer->trainingLabels();
        if (request.purpose == Purpose::Prepare) {
            if (request.slide)
                scorer->prepare(*request.slide);
            return std::shared_ptr<const LivePicture>(std::move(picture));
        }
        if (request.purpose == Purpose::Find) {
            picture->score.weighting = scorer->find(request.weighting, stop, reporter);
            return std::shared_ptr<const LivePicture>(std::move(picture));
        }
        const bool all = request.purpose != Purpose::Show || !scorer->samples();
        LiveScored scored = request.slide ? scorer->slide(*request.slide, request.position, stop)
                                          : scorer->score(request.weighting, all, stop);
        picture->score = std::move(scored.score);
        picture->places = std::move(scored.places);
        picture->tuning = std::move(scored.tuning);
        if (picture->tuning.sample)
            picture->measured = labelPicture(picture->tuning, static_cast<std::int64_t>(classes.size()));
        picture->meanMargins = meanMargins(picture->score.training);
        return std::shared_ptr<const LivePicture>(std::move(picture));
    };
    const JobRunner::JobId job = m_workspace.interactive().submit<std::shared_ptr<const LivePicture>>(
        tr("scoring prompts"), {}, this, work,
        [this, request, generation = m_generation](std::shared_ptr<const LivePicture> picture) {
            if (generation == m_generation)
                scored(request, std::move(picture));
        },
        [this, request, generation = m_generation](const JobError &error) {
            if (generation != m_generation)
                return;
            m_scoring = false;
            m_givingWay = 0;
            if (!error.cancelled)
                fail(error);
            else if (std::exchange(m_gaveWay, false) && request.purpose == Purpose::Compare)
                m_requests.emplace(request.purpose, request); // unless a newer one waits
            scoreNext();
        });
    // What takes all images lets a moving bar pass.
    const bool gives = request.purpose == Purpose::Complete || request.purpose == Purpose::Compare;
    m_givingWay = gives ? job : 0;
}

void LiveScore::scored(const Request &request, std::shared_ptr<const LivePicture> picture)
{
    m_scoring = false;
    m_givingWay = 0;
    m_gaveWay = false;
    if (m_error) {
        m_error.reset();
        Q_EMIT errorChanged();
    }
    switch (request.purpose) {
    case Purpose::Show:
    case Purpose::Complete:
        m_picture = std::move(picture);
        if (!m_picture->sampled())
            m_whole = m_picture;
        Q_EMIT pictureChanged();
        break;
    case Purpose::Find:
        Q_EMIT found(picture->score.weighting);
        break;
    case Purpose::Compare:
        Q_EMIT compared(picture);
        break;
    case Purpose::Prepare:
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
