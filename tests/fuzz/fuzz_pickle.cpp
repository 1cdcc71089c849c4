#include "base/error.h"
#include "formats/pickle.h"
#include "formats/pickledarray.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <vector>

using namespace retort;

namespace {

/// Every level below is one less; nothing refers upwards.
void check(const PickleValue &value)
{
    const auto below = [&](const PickleValue &child) {
        if (child.levels >= value.levels || value.levels > Pickle::deepest)
            std::abort();
        if (child.kind == PickleValue::Kind::List || child.kind == PickleValue::Kind::Dict)
            check(child);
    };
    // A few of each: what is shared would be walked again and again.
    for (std::size_t i = 0; i < std::min<std::size_t>(value.items.size(), 2); ++i)
        below(*value.items[i]);
    if (value.state != nullptr)
        below(*value.state);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    PickleSource source{"fuzz", {}, {"__torch__.*", "torch._utils._rebuild_tensor_v2"}, "remedy"};
    const std::span<const std::string_view> arrays = pickledArrayGlobals();
    source.globals.insert(source.globals.end(), arrays.begin(), arrays.end());
    try {
        const Pickle pickle(std::as_bytes(std::span(data, size)), source);
        if (pickle.size() > size)
            std::abort();
        if (pickle.root().levels < 30)
            check(pickle.root());
        if (const PickleValue *array = pickle.root().find("data"))
            (void)pickledArray(*array, source);
    } catch (const InputError &) {
    }
    return 0;
}
