#pragma once

#include "base/error.h"
#include "data/imagesource.h"
#include "datasets/encodedfiles.h"

#include <memory>
#include <vector>

namespace retort {

/// An image that looked sound when its data set was opened turns out not to be when it is decoded.
class UndecodableImage : public InputError
{
public:
    using InputError::InputError;
};

/// Image files, decoded when asked for. Knows nothing of classes, although names may show them.
class EncodedImages : public ImageSource
{
public:
    /// A key a file.
    EncodedImages(std::shared_ptr<const EncodedFiles> store, std::vector<FoundFile> files,
                  std::vector<ContentKey> keys);

    [[nodiscard]] std::int64_t size() const override;
    [[nodiscard]] ContentKey key(std::int64_t index) const override;
    /// Throws InputError when the file is gone or holds something else than when the data set was opened,
    /// UndecodableImage when it cannot be decoded.
    [[nodiscard]] Image image(std::int64_t index) const override;
    [[nodiscard]] std::string name(std::int64_t index) const override;
    [[nodiscard]] std::string location(std::int64_t index) const override;

private:
    std::shared_ptr<const EncodedFiles> m_store;
    std::vector<FoundFile> m_files;
    std::vector<ContentKey> m_keys;
};

} // namespace retort
