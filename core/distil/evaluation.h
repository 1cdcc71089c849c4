#pragma once

#include "distil/epochsink.h"
#include "distil/trainer.h"

#include <stop_token>

namespace retort {

/// Class, confidence and margin of each row of logits [N, C], appended.
void appendAnswers(const torch::Tensor &logits, Answers &answers);

/// What an epoch's end is measured on.
struct EvaluationSet
{
    const SizedImages &images;
    std::span<const std::int64_t> heldOut;
    std::int64_t probes; ///< the first of heldOut
    std::int64_t topK;
    const SizedImages *evaluation; ///< may be null
};

/// Fills the report's heldOutAgreement, evaluation, graphs and summary. Throws Cancelled when stopped.
void evaluate(Trainer &trainer, const TeacherSide &teacher, const EvaluationSet &set, EpochReport &report,
              const std::stop_token &stop, const Reporter &reporter);

} // namespace retort
