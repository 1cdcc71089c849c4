#include "formats/pickle.h"

#include "base/error.h"
#include "formats/picklemachine.h"

namespace retort {

const PickleValue *PickleValue::find(std::string_view key) const
{
    if (kind != Kind::Dict)
        return nullptr;
    for (std::size_t i = items.size(); i >= 2; i -= 2) {
        if (items[i - 2]->isString() && items[i - 2]->text == key)
            return items[i - 1];
    }
    return nullptr;
}

void PickleSource::fail(std::size_t offset, const std::string &what, const std::string &other) const
{
    const std::string place = entry.empty() ? std::string() : entry + ", ";
    throw InputError(file, place + "offset " + std::to_string(offset), what, other.empty() ? remedy : other);
}

Pickle::Pickle(std::span<const std::byte> bytes, const PickleSource &source)
{
    PickleMachine(bytes, source, *this).run();
}

} // namespace retort
