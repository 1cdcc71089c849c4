#pragma once

// Internal to core/store and core/export: what is kept as JSON text in a column and in a bundle. The text is
// canonical, so that equal content is found by comparing it.

#include "datasets/datasetchoice.h"
#include "prompts/classlist.h"
#include "prompts/weighting.h"

#include <string>
#include <vector>

namespace retort {

/// A list of classes alone, as it always was, where there is no rule.
[[nodiscard]] std::string toJson(const ClassList &classes, const RejectRule &reject);
[[nodiscard]] std::string toJson(const Weighting &weighting);
/// Without part and range, which have columns of their own.
[[nodiscard]] std::string toJson(const DatasetChoice &choice);
[[nodiscard]] std::string toJson(const ImageView &view);
[[nodiscard]] std::string toJson(const std::vector<std::string> &texts);

/// Throw StoreError naming `what` when the text is not what toJson() wrote; it may come from elsewhere.
[[nodiscard]] ClassList classListFromJson(const std::string &json, const std::string &what);
[[nodiscard]] RejectRule rejectRuleFromJson(const std::string &json, const std::string &what);
[[nodiscard]] Weighting weightingFromJson(const std::string &json, const std::string &what);
[[nodiscard]] DatasetChoice datasetChoiceFromJson(const std::string &json, const std::string &what);
/// Also of a DatasetChoice, whose other keys are passed over.
[[nodiscard]] ImageView imageViewFromJson(const std::string &json, const std::string &what);
[[nodiscard]] std::vector<std::string> textsFromJson(const std::string &json, const std::string &what);

} // namespace retort
