#pragma once

#include "base/contentkey.h"
#include "data/image.h"
#include "data/imageview.h"

#include <cstdint>
#include <string>

namespace retort {

/// Images and nothing else: what the teacher, the student and the thumbnails read. There are no
/// labels behind this type, so nothing that takes it can learn from them.
/// All functions are safe to call from several threads.
class ImageSource
{
public:
    virtual ~ImageSource() = default;

    [[nodiscard]] virtual std::int64_t size() const = 0;
    /// Identity by content. index is 0 .. size() - 1.
    [[nodiscard]] virtual ContentKey key(std::int64_t index) const = 0;
    /// Throws InputError naming the image when it cannot be read any more.
    [[nodiscard]] virtual Image image(std::int64_t index) const = 0;
    /// What a person would call this image: a path relative to the folder, or "#123".
    [[nodiscard]] virtual std::string name(std::int64_t index) const = 0;
    /// Where it lies: the whole path of its file, the name where it has none.
    [[nodiscard]] virtual std::string location(std::int64_t index) const { return name(index); }
    /// How a person wants the images to be looked at; image() gives them whole. What brings them to a tower's or a
    /// student's size does as it says.
    [[nodiscard]] virtual ImageView view() const { return {}; }
};

} // namespace retort
