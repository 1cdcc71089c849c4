#include "measure/labelhalf.h"

#include "base/random.h"

namespace retort {

LabelHalf labelHalf(const ContentKey &imageOrGroup)
{
    RandomStream stream{static_cast<std::uint64_t>(Purpose::LabelHalf), imageOrGroup.high(), imageOrGroup.low()};
    return stream.below(2) == 0 ? LabelHalf::Tuning : LabelHalf::Report;
}

} // namespace retort
