#pragma once

#include "data/imagesource.h"

#include <filesystem>
#include <string>
#include <vector>

namespace retort {

/// The images of a folder, decoded when asked for. Knows nothing of classes, although names may show them.
class ImageFolder : public ImageSource
{
public:
    /// names are relative to root, one a key.
    ImageFolder(std::filesystem::path root, std::vector<std::string> names, std::vector<ContentKey> keys);

    [[nodiscard]] std::int64_t size() const override;
    [[nodiscard]] ContentKey key(std::int64_t index) const override;
    /// Throws InputError when the file is gone, holds something else than when the folder was opened, or cannot be
    /// decoded.
    [[nodiscard]] Image image(std::int64_t index) const override;
    [[nodiscard]] std::string name(std::int64_t index) const override;

private:
    std::filesystem::path m_root;
    std::vector<std::string> m_names;
    std::vector<ContentKey> m_keys;
};

/// More bytes than this are no image file.
inline constexpr std::size_t maximumImageFile = std::size_t(2) << 30;

} // namespace retort
