#include "datasets/encodedfiles.h"

#include "base/files.h"

#include <utility>

namespace retort {

FolderFiles::FolderFiles(std::filesystem::path root) : m_root(std::move(root)) {}

std::vector<std::byte> FolderFiles::read(const FoundFile &file) const
{
    return readFile(path(file), maximumImageFile);
}

std::filesystem::path FolderFiles::path(const FoundFile &file) const
{
    return m_root / file.name;
}

} // namespace retort
