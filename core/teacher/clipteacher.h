#pragma once

// Internal to teacher.

#include "teacher/teacher.h"

namespace retort {

/// A CLIP: two towers into one space. Towers run on threadsToUse() threads. On the processor, what comes out for
/// an image or a text has the same bits whatever stands beside it, in whatever order, on however many threads: on
/// one machine it depends on the teacher and on the image or text alone.
class ClipTeacher : public Teacher
{
public:
    /// See Teacher::open. On the processor weights stay where they are in the mapped file.
    [[nodiscard]] static std::shared_ptr<const Teacher> open(const std::filesystem::path &path,
                                                             TowerPrecision precision, TowerDevice device);
    ~ClipTeacher() override;

    [[nodiscard]] Matrix encodeImages(const ImageSource &images, std::span<const std::int64_t> indices,
                                      std::stop_token stop, const Reporter &reporter) const override;
    /// Context is cut to the text's own length, which is exact: attention is causal, and a text is read out at its
    /// end token.
    [[nodiscard]] Matrix encodeTexts(std::span<const std::string> texts, std::stop_token stop,
                                     const Reporter &reporter) const override;
    [[nodiscard]] std::vector<std::string> unknownWords(const std::string &text) const override;

private:
    struct Parts;
    ClipTeacher(TeacherInfo info, std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

} // namespace retort
