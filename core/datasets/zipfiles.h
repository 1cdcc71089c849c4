#pragma once

#include "datasets/encodedfiles.h"
#include "datasets/tararchive.h"

#include <filesystem>
#include <memory>
#include <vector>

namespace retort {

/// The files in a zip, read one at a time.
class ZipFiles : public EncodedFiles
{
public:
    /// Throws InputError when the file is no zip or its list of files is damaged.
    explicit ZipFiles(std::filesystem::path file);
    ~ZipFiles() override;

    /// Regular files; `place` is the number in the zip.
    [[nodiscard]] std::vector<ArchiveMember> members() const;
    /// Throws InputError for damage, for a file that is longer or shorter than the zip says, and for one of more
    /// than maximumImageFile bytes.
    [[nodiscard]] std::vector<std::byte> read(const FoundFile &file) const override;
    [[nodiscard]] std::filesystem::path path(const FoundFile &file) const override;

private:
    struct Handle;
    std::filesystem::path m_file;
    std::unique_ptr<Handle> m_handle;
};

} // namespace retort
