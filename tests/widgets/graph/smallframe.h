#pragma once

#include "base/random.h"
#include "widgets/graph/graphframe.h"

/// A frame of random graphs with the union of both sides' three largest edges a sample, as runs store them.
inline std::shared_ptr<const retort::GraphFrame> smallFrame(std::int64_t epoch, std::int64_t samples,
                                                            std::int64_t classes, std::uint64_t seed)
{
    retort::RandomStream random{seed};
    retort::ProxyGraph sides[2];
    for (retort::ProxyGraph &graph : sides) {
        graph.samples = samples;
        graph.proxies = classes;
        graph.proxyCorrelations = retort::Matrix(classes, classes);
        for (std::int64_t a = 0; a < classes; ++a)
            for (std::int64_t b = 0; b < classes; ++b)
                graph.proxyCorrelations.at(a, b) = a == b ? 1.0F : 1.0F / static_cast<float>(1 + std::abs(a - b));
        for (std::int64_t sample = 0; sample < samples; ++sample) {
            std::int32_t best = 0;
            float largest = -2;
            for (std::int64_t proxy = 0; proxy < classes; ++proxy) {
                const auto weight = static_cast<float>(random.uniform());
                graph.edges.push_back(
                    {static_cast<std::int32_t>(sample), static_cast<std::int32_t>(proxy), weight});
                if (weight > largest) {
                    largest = weight;
                    best = static_cast<std::int32_t>(proxy);
                }
            }
            graph.answers.push_back(best);
            graph.confidences.push_back(largest);
        }
    }
    return retort::makeFrame(epoch, std::move(sides[0]), std::move(sides[1]), 3);
}
