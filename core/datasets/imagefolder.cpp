#include "datasets/imagefolder.h"

#include "base/error.h"
#include "base/files.h"
#include "data/split.h"
#include "images/decode.h"

#include <span>
#include <utility>

namespace retort {

ImageFolder::ImageFolder(std::filesystem::path root, std::vector<std::string> names, std::vector<ContentKey> keys)
    : m_root(std::move(root)), m_names(std::move(names)), m_keys(std::move(keys))
{
    if (m_names.size() != m_keys.size())
        throw ValueError("an image folder of " + std::to_string(m_names.size()) + " names and " +
                         std::to_string(m_keys.size()) + " keys");
}

std::int64_t ImageFolder::size() const
{
    return static_cast<std::int64_t>(m_names.size());
}

ContentKey ImageFolder::key(std::int64_t index) const
{
    return m_keys.at(static_cast<std::size_t>(index));
}

Image ImageFolder::image(std::int64_t index) const
{
    const std::filesystem::path file = m_root / name(index);
    const std::vector<std::byte> bytes = readFile(file, maximumImageFile);
    const std::span content(reinterpret_cast<const std::uint8_t *>(bytes.data()), bytes.size());
    if (contentKey(content) != key(index))
        throw InputError(file, {}, "has changed since its folder was opened", "Open the data set again.");
    DecodedImage decoded = decodeImage(bytes);
    if (!decoded.problem.empty())
        throw InputError(file, {}, decoded.problem, "Open the data set again: the file will be left out.");
    return std::move(decoded.image);
}

std::string ImageFolder::name(std::int64_t index) const
{
    return m_names.at(static_cast<std::size_t>(index));
}

} // namespace retort
