#include "teacher/teacher.h"

#include "teacher/clipteacher.h"
#include "teacher/recordedteacher.h"

namespace retort {

std::shared_ptr<const Teacher> Teacher::open(const std::filesystem::path &path, TowerPrecision precision)
{
    return RecordedTeacher::isOne(path) ? RecordedTeacher::open(path) : ClipTeacher::open(path, precision);
}

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
