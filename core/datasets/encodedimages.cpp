#include "datasets/encodedimages.h"

#include "data/split.h"
#include "images/decode.h"

#include <span>
#include <utility>

namespace retort {

EncodedImages::EncodedImages(std::shared_ptr<const EncodedFiles> store, std::vector<FoundFile> files,
                             std::vector<ContentKey> keys)
    : m_store(std::move(store)), m_files(std::move(files)), m_keys(std::move(keys))
{
    if (m_files.size() != m_keys.size())
        throw ValueError("a data set of " + std::to_string(m_files.size()) + " files and " +
                         std::to_string(m_keys.size()) + " keys");
}

std::int64_t EncodedImages::size() const
{
    return static_cast<std::int64_t>(m_files.size());
}

ContentKey EncodedImages::key(std::int64_t index) const
{
    return m_keys.at(static_cast<std::size_t>(index));
}

Image EncodedImages::image(std::int64_t index) const
{
    const FoundFile &file = m_files.at(static_cast<std::size_t>(index));
    const std::vector<std::byte> bytes = m_store->read(file);
    const std::span content(reinterpret_cast<const std::uint8_t *>(bytes.data()), bytes.size());
    if (contentKey(content) != key(index))
        throw InputError(m_store->path(file), {}, "has changed since its data set was opened",
                         "Open the data set again.");
    DecodedImage decoded = decodeImage(bytes);
    if (!decoded.problem.empty())
        throw UndecodableImage(m_store->path(file), {}, decoded.problem,
                               "Save it again in another program, or take it out of the data set.");
    return std::move(decoded.image);
}

std::string EncodedImages::name(std::int64_t index) const
{
    return m_files.at(static_cast<std::size_t>(index)).name;
}

std::string EncodedImages::location(std::int64_t index) const
{
    return m_store->path(m_files.at(static_cast<std::size_t>(index))).string();
}

} // namespace retort
