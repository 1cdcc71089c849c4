#pragma once

#include "neighbours/nearestrows.h"
#include "workflow/session.h"

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

namespace retort {

struct TextSearch
{
    std::vector<Neighbour> images;         ///< indices into the data set, nearest first
    std::vector<std::string> unknownWords; ///< that the teacher never saw a caption with (known of the stand-in)
};

/// The images that the teacher finds nearest to a text, taken as it stands ("a scratch on metal"), by their
/// embeddings. Throws ValueError for a text of nothing but blanks, Cancelled.
[[nodiscard]] TextSearch searchByText(const Teacher &teacher, const Matrix &embeddings, const std::string &text,
                                      std::int64_t count, const std::stop_token &stop);

} // namespace retort
