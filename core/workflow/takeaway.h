#pragma once

#include "export/exportrun.h"
#include "workflow/session.h"

#include <stop_token>

namespace retort {

struct TakeAwayChoice
{
    ExportChoice what;
    bool images = false;     ///< bundle: small pictures of the probe set with both sides' answers, and the report
    bool embeddings = false; ///< bundle: the teacher's embeddings of the training images
    bool int8 = false;       ///< onnx: with 8 bits, see OnnxOptions; needs the images
};

/// exportRun() with what is not in the project: a report's pictures and confusions, a bundle's images. Where the
/// images are not there any more, a report says so and does without; a bundle or an 8-bit model that needs them
/// throws InputError.
ExportResult takeAway(const Project &project, TakeAwayChoice choice, const EmbeddingCache &cache,
                      std::stop_token stop, const Reporter &reporter);

} // namespace retort
