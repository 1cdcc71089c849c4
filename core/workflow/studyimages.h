#pragma once

// Internal to core/workflow.

#include "recipe/study.h"
#include "workflow/session.h"
#include "workflow/study.h"

#include <memory>

namespace retort {

/// The images and the teacher of a study, opened and embedded once; sessions for its settings and seeds are drawn
/// from them.
class StudyImages
{
public:
    /// Which half of the test images' labels a session may read; the other one's images are not in it.
    enum class Half { Tuning, Report };

    StudyImages(const StudyPlan &plan, const StudyPlaces &places, const EmbeddingCache &cache,
                std::stop_token stop, const Reporter &reporter);

    /// The training images that this seed draws, and the test images of one half. Its settings name both, the
    /// classes and the teacher; a weighting is for the caller to add.
    [[nodiscard]] std::shared_ptr<Session> session(const StudyPlan::Setting &setting, std::uint64_t seed,
                                                   Half half) const;
    [[nodiscard]] const Teacher &teacher() const { return *m_teacher; }
    [[nodiscard]] const std::vector<std::string> &templates() const { return m_templates; }

private:
    /// Images that show one of the classes, with the class's number in the list.
    [[nodiscard]] EmbeddedDataset chosen(const EmbeddedDataset &from, const std::vector<std::int64_t> &images,
                                         const std::vector<std::int32_t> &labels) const;
    [[nodiscard]] std::vector<std::int64_t> drawn(const StudyPlan::Setting &setting, std::uint64_t seed,
                                                  const std::vector<std::int32_t> &labels) const;

    ClassList m_classes;
    std::vector<std::string> m_templates;
    std::shared_ptr<const Teacher> m_teacher;
    EmbeddedDataset m_training;
    EmbeddedDataset m_test;
    std::vector<std::int32_t> m_trainingLabels; ///< of all images, index into m_classes
    std::vector<std::int32_t> m_testLabels;
};

} // namespace retort
