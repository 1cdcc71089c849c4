#pragma once

#include "formats/tensorfile.h"

#include <deque>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace retort {

/// A tensor under the name that Retort's towers have for it.
struct Weight
{
    std::string name;
    TensorView view;            ///< view.name: as the file says it
    std::filesystem::path file; ///< for messages
};

/// The tensors of a checkpoint, from one file or several. They lie in the mapped files.
class WeightSet
{
public:
    /// Adds every tensor of a file under its own name. Throws InputError for a file that is no tensor file, or has
    /// a tensor that was there already.
    void addFile(const std::filesystem::path &file);
    /// Adds the files that an index ("weight_map") names, which lie beside it. Throws InputError naming the key or
    /// the file that is missing.
    void addShards(const std::filesystem::path &index);

    [[nodiscard]] const std::vector<Weight> &all() const noexcept { return m_weights; } ///< sorted by name
    /// nullptr when there is none of that name.
    [[nodiscard]] const Weight *find(std::string_view name) const;
    [[nodiscard]] const std::vector<std::shared_ptr<const TensorFile>> &files() const noexcept { return m_files; }
    [[nodiscard]] std::uint64_t bytes() const; ///< of all tensors

    /// Puts others in the place of all weights; their bytes must lie in the files or in memory from room().
    void replace(std::vector<Weight> weights);
    /// Memory that lives as long as this.
    [[nodiscard]] std::span<std::byte> room(std::size_t bytes);

private:
    std::vector<std::shared_ptr<const TensorFile>> m_files;
    std::vector<Weight> m_weights;
    std::deque<std::vector<std::byte>> m_made;
};

/// "float32", or "float16 and float32" where it is mixed: of all floating-point weights.
[[nodiscard]] std::string precisionOf(const WeightSet &weights);

} // namespace retort
