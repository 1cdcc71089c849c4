// The audit of a Workspace: draws, answers, looks at the report half. The rest is in workspace.cpp.

#include "widgets/common/workspace.h"

#include "widgets/common/workspacecommands.h"

#include <utility>

namespace retort {

void Workspace::setAuditAnswers(const QString &title, const std::vector<AuditAnswer> &answers)
{
    if (!isOpen() || answers.empty() || !mayEdit())
        return;
    AuditEdit before;
    AuditEdit after;
    for (const AuditAnswer &answer : answers) {
        const auto known = m_audit->answers.find(answer.image);
        before.emplace_back(answer.image,
                            known == m_audit->answers.end() ? std::nullopt : std::optional(known->second));
        after.emplace_back(answer.image, answer);
    }
    m_undo.push(
        new ValueCommand<AuditEdit>(title, before, after, [this](const AuditEdit &edit) { putAnswers(edit); }));
}

void Workspace::putAnswers(const AuditEdit &edit)
{
    auto audit = std::make_shared<Audit>(*m_audit);
    std::vector<AuditAnswer> set;
    std::vector<ContentKey> removed;
    for (const auto &[image, answer] : edit) {
        if (answer) {
            audit->answers[image] = *answer;
            set.push_back(*answer);
        } else {
            audit->answers.erase(image);
            removed.push_back(image);
        }
    }
    m_audit = std::move(audit);
    Q_EMIT auditChanged();
    m_store->submit<std::int64_t>(
        tr("Saving answers"), {}, this,
        [open = m_open, set, removed](std::stop_token, const Reporter &) {
            Project &project = projectOf(open);
            project.setAuditAnswers(set);
            project.removeAuditAnswers(removed);
            return project.settings().classListId;
        },
        [this, generation = m_generation, edit, classes = m_settings.classes](std::int64_t list) {
            if (generation == m_generation)
                nameClassList(edit, list, classes);
        },
        [this](const JobError &error) {
            Q_EMIT failed(error.what, error.remedy);
            reloadAudit();
        });
}

void Workspace::nameClassList(const AuditEdit &edit, std::int64_t list, const ClassList &classes)
{
    auto audit = std::make_shared<Audit>(*m_audit);
    audit->classLists.emplace(list, classes);
    for (const auto &[image, answer] : edit) {
        const auto known = audit->answers.find(image);
        if (known != audit->answers.end() && known->second.classListId == 0)
            known->second.classListId = list;
    }
    m_audit = std::move(audit); // nothing that anybody sees has changed
}

void Workspace::setAuditDraws(DatasetRole role, const AuditDraws &draws)
{
    if (!isOpen() || !mayEdit())
        return;
    AuditDraws before;
    for (const auto &draw : m_audit->draws)
        if (draw->role == role)
            before.push_back(draw);
    m_undo.push(
        new ValueCommand<AuditDraws>(tr("Draw images"), before, draws, [this, role](const AuditDraws &value) {
            auto audit = std::make_shared<Audit>(*m_audit);
            std::erase_if(audit->draws, [role](const auto &draw) { return draw->role == role; });
            audit->draws.insert(audit->draws.end(), value.begin(), value.end());
            m_audit = std::move(audit);
            Q_EMIT auditChanged();
            m_store->submit<bool>(
                tr("Saving the sample"), {}, this,
                [open = m_open, role, value](std::stop_token, const Reporter &) {
                    projectOf(open).setAuditDraws(role, value);
                    return true;
                },
                [](bool) {},
                [this](const JobError &error) {
                    Q_EMIT failed(error.what, error.remedy);
                    reloadAudit();
                });
        }));
}

void Workspace::countReportLook(const QString &what, QObject *receiver, std::function<void()> counted)
{
    if (!mayEdit())
        return;
    m_store->submit<std::int64_t>(
        tr("Counting the look"), {}, receiver,
        [open = m_open, what = what.toStdString()](std::stop_token, const Reporter &) {
            Project &project = projectOf(open);
            project.addReportLook(what);
            return static_cast<std::int64_t>(project.reportLooks().size());
        },
        [this, generation = m_generation, counted = std::move(counted)](std::int64_t looks) {
            if (generation != m_generation)
                return;
            m_reportLooks = looks;
            counted();
        });
}

void Workspace::reloadAudit()
{
    query<Audit>(
        QStringLiteral("audit"), this, [](const Project &project) { return project.audit(); },
        [this](Audit audit) {
            m_audit = std::make_shared<const Audit>(std::move(audit));
            Q_EMIT auditChanged();
        });
}

} // namespace retort
