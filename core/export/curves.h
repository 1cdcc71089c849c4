#pragma once

#include "store/records.h"

#include <string>
#include <vector>

namespace retort {

/// One line an epoch (RFC 4180), empty where there is no value.
[[nodiscard]] std::string curvesCsv(const std::vector<EpochRecord> &epochs);

} // namespace retort
