#pragma once

#include "measure/accuracy.h"
#include "measure/labelledsample.h"

#include <cstdint>
#include <span>
#include <vector>

namespace retort {

// Shares estimated from a labelled sample, in percent with 95 % intervals. `answers` holds the class that the
// teacher or a student gives to every image of the data set (not only of the sample). Images whose label is
// noneOfThese or cannotTell are left out of accuracies, recalls, precisions and confusions.
//
// With y and x the counted and the counted-among images (0 or 1 each), every share is R = sum w y / sum w x, where
// an image of stratum h has the weight w = N_h / n_h (Hajek's ratio of Horvitz-Thompson totals). Its variance is
// Taylor's (Cochran 1977, 6.3 and 5A): sum_h N_h^2 (1 - n_h / N_h) v_h / n_h / (sum w x)^2 with v_h the variance
// of y - R x in the stratum, for which two images of the whole sample's kind are added to each stratum, so that a
// stratum of a few images that happen to be all right is not taken for certain. The interval is Wilson's for the
// effective number of images R (1 - R) / variance (Kott and Carr 1997; Dean and Pagano 2015); where all are right
// or all wrong, for Kish's effective number (Kish 1965). For one stratum that is Wilson's own interval, with the
// finite population correction where the population is known. Strata without a labelled image cannot speak: the
// estimate is of the others, see SampleFigures::covered.
//
// With groups the variance is that between groups (the same ratio's Taylor variance for clusters drawn with
// replacement), and Student's t for their number less one takes the normal distribution's place (Korn and Graubard
// 1998); never fewer percent wide than for independent images. A single group says nothing of others: 0 .. 100.

/// The share of right answers. count 0: nothing to measure on.
[[nodiscard]] Proportion sampleAccuracy(const LabelledSample &sample, std::span<const std::int32_t> answers);

struct ClassFigures
{
    Proportion recall;    ///< of the images that show the class; count: how many of them are labelled
    Proportion precision; ///< of the images that get the class; count: how many of them are labelled
    double f1 = 0;        ///< percent; 0 where nothing is right
};

struct SampleFigures
{
    Proportion accuracy;
    double balancedAccuracy = 0; ///< percent: mean recall of the classes that some label names
    double macroF1 = 0;          ///< percent: mean F1 of the same classes
    std::vector<ClassFigures> classes;
    Proportion none;      ///< images that show none of the classes, among those that somebody could tell
    Proportion unclear;   ///< images that nobody can tell, among all of the sample
    double covered = 100; ///< percent of the population that lies in strata with at least one label
};
/// Throws ValueError for a label or an answer of `classes` or more.
[[nodiscard]] SampleFigures sampleFigures(const LabelledSample &sample, std::span<const std::int32_t> answers,
                                          std::int64_t classes);

/// One pair of label and answer that occurs in the sample.
struct ConfusionCell
{
    std::int32_t label = 0;
    std::int32_t answer = 0;
    std::int64_t count = 0; ///< in the sample
    double images = 0;      ///< estimated number in the population; the same as count where nothing was drawn
    Proportion share;       ///< of the images with this label
};
/// By label, then answer. Throws ValueError as sampleFigures().
[[nodiscard]] std::vector<ConfusionCell>
sampleConfusion(const LabelledSample &sample, std::span<const std::int32_t> answers, std::int64_t classes);

} // namespace retort
