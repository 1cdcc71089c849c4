#pragma once

#include "base/matrix.h"
#include "base/namedtensor.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace retort {

/// The loss of one optimiser step, each term as a mean over the batch and before its weight;
/// `loss` is the weighted sum that was minimised.
struct StepMetrics
{
    std::int64_t step = 0; ///< counted from 1 over the whole run
    double loss = 0;
    double nodeLoss = 0; ///< KL, and where it is on the feature part added; 0 where a term is off
    double edgeLoss = 0; ///< of edges, and where it is on the relation term added
    double pseudoLoss = 0;
    double learningRate = 0;
};

/// One edge of a proxy graph: a raw cosine between a sample and a class proxy.
struct GraphEdge
{
    std::int32_t sample = 0; ///< position in the probe set
    std::int32_t proxy = 0;  ///< class index
    float weight = 0;        ///< -1 .. 1

    bool operator==(const GraphEdge &) const = default;
};

/// The proxy graph of the probe set, one side.
struct ProxyGraph
{
    std::int64_t samples = 0;
    std::int64_t proxies = 0;
    /// Sorted by sample, then proxy. The teacher's and the student's graphs of one epoch hold the
    /// union of both sides' top-k and answers, so that a difference is never unknown.
    std::vector<GraphEdge> edges;
    Matrix proxyCorrelations;          ///< [C x C] Pearson correlation between proxies over the probe set
    std::vector<std::int32_t> answers; ///< argmax of the logits, a sample
    std::vector<float> confidences;    ///< softmax of the logits at the answer, a sample, 0 .. 1

    // Of the vectors below either all are there or, in a graph that an older version stored, none.
    std::vector<float> probabilities; ///< softmax of the logits at the edge's proxy, an edge, 0 .. 1
    std::vector<float> margins;       ///< difference of the two highest probabilities, a sample; 1 with one class
    // Mean and standard deviation of a sample's cosines to all classes: what an edge is standardised with.
    std::vector<float> rowMeans;
    std::vector<float> rowDeviations;
    // How far the student is from the teacher; empty in the teacher's graph. The means of these are GraphSummary.
    std::vector<float> nodeKl;             ///< KL(teacher || student) of a sample, nats, tau = 1
    std::vector<float> rowCorrelations;    ///< Pearson of a sample's edges; 0 with two classes
    std::vector<float> columnCorrelations; ///< Pearson of a class's edges; 0 with fewer than three samples
};

/// How alike the two sides are on the probe set.
struct GraphSummary
{
    double edgeCorrelation = 0;   ///< mean Pearson of rows, -1 .. 1; 0 with two classes, where it says nothing
    double columnCorrelation = 0; ///< mean Pearson of columns; 0 with fewer than three probe samples
    double nodeKl = 0;            ///< nats, tau = 1
    double agreement = 0;         ///< percent
    double meanMargin = 0;        ///< student's top-2 probability difference, 0 .. 1
};

/// A student's answers to a set of images.
struct Answers
{
    std::vector<std::int32_t> classes;
    std::vector<float> confidences; ///< softmax at the class
    std::vector<float> margins;     ///< top-2 probability difference
};

/// Everything one epoch leaves behind. Accuracy is not in it: labels are unknown here.
struct EpochReport
{
    std::int64_t epoch = 0; ///< counted from 1
    StepMetrics mean;       ///< mean over the epoch's steps; step is the last one
    double seconds = 0;     ///< training only, without evaluation
    double imagesPerSecond = 0;
    double heldOutAgreement = 0; ///< percent, student against teacher on held-out images: chooses the best epoch
    std::int64_t heldOutImages = 0; ///< that it was counted on; 0 = not known
    std::vector<StepMetrics> steps; ///< all of this epoch, those before a stop within it included
    Answers evaluation;             ///< on the evaluation images, empty where there are none
    ProxyGraph teacherGraph;        ///< its edges change with the union of top-k; the rest is the same each epoch
    ProxyGraph studentGraph;
    GraphSummary summary;
    NamedTensors weights;              ///< the student, names as in torchvision or the literature
    std::vector<std::byte> checkpoint; ///< model, optimiser, position, order: opaque, for Distiller to resume from
};

/// Receives what a run produces. Called on the training thread.
class EpochSink
{
public:
    virtual ~EpochSink() = default;
    /// Must have made everything durable when it returns; an exception stops the run.
    virtual void epochDone(const EpochReport &report) = 0;
    /// Stopped within an epoch: a checkpoint to go on from, and the steps of the unfinished epoch.
    virtual void stopped(const std::vector<std::byte> &checkpoint, std::int64_t epoch) = 0;
    /// After every step; cheap, may be ignored.
    virtual void stepDone(const StepMetrics &step, double imagesPerSecond) { (void)step, (void)imagesPerSecond; }
};

} // namespace retort
