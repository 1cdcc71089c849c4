#include "teacher/teacher.h"

#include "teacher/clipteacher.h"
#include "teacher/recordedteacher.h"

namespace retort {

std::shared_ptr<const Teacher> Teacher::open(const std::filesystem::path &path, TowerPrecision precision,
                                             TowerDevice device)
{
    return RecordedTeacher::isOne(path) ? RecordedTeacher::open(path) : ClipTeacher::open(path, precision, device);
}

void Teacher::recallTexts(std::span<const std::string>, const TextRow &, const Reporter &) const {}

void Teacher::keepTexts(std::span<const std::string>, const Matrix &, const Reporter &) const {}

const Matrix &Teacher::classEmbeddings() const
{
    static const Matrix none;
    return none;
}

std::vector<std::string> Teacher::unknownWords(const std::string &) const
{
    return {};
}

} // namespace retort
