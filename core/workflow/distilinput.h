#pragma once

// Internal to workflow.

#include "distil/distiller.h"
#include "workflow/session.h"

namespace retort {

/// What a run is made from.
struct RunParts
{
    const Session &session;
    const Recipe &recipe;
    const Weighting &weighting;
    const ClassList &classes;
    const PromptEmbeddings &prompts; ///< of the weighting's templates and the classes
};

/// Brings images to the student's size and asks the teacher: about each image, and about the views that the recipe
/// wants (embedding those that the cache lacks). Throws ValueError for views with a teacher that looks at nothing.
[[nodiscard]] DistilInput makeDistilInput(const RunParts &parts, const EmbeddingCache &cache,
                                          const std::stop_token &stop, const Reporter &reporter);

} // namespace retort
