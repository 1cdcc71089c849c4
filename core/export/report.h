#pragma once

#include "data/image.h"
#include "store/project.h"

#include <cstdint>
#include <string>
#include <vector>

namespace retort {

struct ReportPicture
{
    Image image; ///< small, see thumbnail()
    std::string caption;
};

/// A row of pictures with what they are.
struct ReportPictures
{
    std::string title;
    std::string explanation;
    std::vector<ReportPicture> pictures;
};

/// What a report shows beyond what is in the project.
struct ReportExtras
{
    std::vector<ReportPictures> pictures;
    std::string withoutPictures; ///< why there are none
    /// [C x C] counts, rows the truth (or the teacher), columns the student; empty: none.
    std::vector<std::int64_t> confusion;
    bool confusionIsOfLabels = false; ///< else of the teacher's answers
};

/// One HTML page without scripts or anything from elsewhere: results, curves, proxy graphs, pictures, confusion,
/// the method in words, prompts, recipe and where all comes from. epoch 0: the best one. Throws StoreError for a
/// run without a finished epoch.
[[nodiscard]] std::string reportHtml(const Project &project, std::int64_t run, std::int64_t epoch,
                                     const ReportExtras &extras);

} // namespace retort
