#pragma once

// Internal to formats: tensors by name out of what torch pickles.

#include "formats/pickle.h"
#include "formats/safetensors.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>

namespace retort {

/// The bytes of one storage, found by its key.
using TorchStorage = std::function<std::span<const std::byte>(const std::string &key)>;

/// What a PickleSource must allow for files of torch.save.
[[nodiscard]] std::vector<std::string_view> torchGlobals();
/// The same for a TorchScript archive, whose objects are of classes that the archive itself declares.
[[nodiscard]] std::vector<std::string_view> scriptGlobals();

/// Where a tensor's elements are kept.
struct StorageReference
{
    std::string key;
    ElementType type = ElementType::F32;
    std::uint64_t elements = 0;
    std::uint64_t bytes = 0;
};

/// What a Persistent value of torch's refers to; nothing for another value, type or an absurd size.
[[nodiscard]] std::optional<StorageReference> storageReference(const PickleValue &value);

/// Tensors by name, and the memory of those that do not lie in the file as they are used.
struct TorchState
{
    std::vector<TensorView> tensors; ///< sorted by name
    std::deque<std::vector<std::byte>> rearranged;
};

/// Of a state dictionary: the root itself, or what it holds as "state_dict" or "model"; the "module." that
/// DistributedDataParallel puts before every name is taken off. Of a TorchScript module: every tensor of it, named
/// as state_dict() would. Values that are no tensors are passed over. Throws InputError naming the offset and the
/// tensor for one that leaves its storage, has strides or a size that make no sense, or is of a kind that is not
/// supported, and for a pickle without any.
[[nodiscard]] TorchState torchState(const PickleValue &root, const PickleSource &source,
                                    const TorchStorage &storage);

} // namespace retort
