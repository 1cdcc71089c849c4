#pragma once

#include "command.h"
#include "datasets/datasetchoice.h"

#include <cstdint>
#include <string>

namespace retort {

/// How pictures are looked at, as words of the command line.
class ViewOptions
{
public:
    void addTo(CLI::App &command);
    [[nodiscard]] bool areGiven() const { return !m_fit.empty() || !m_region.empty(); }
    /// `view` with what was given. Throws UsageError.
    [[nodiscard]] ImageView changed(ImageView view) const;

private:
    std::string m_fit, m_region;
};

/// Which images of a data set are meant, as words of the command line.
class DatasetOptions
{
public:
    void addTo(CLI::App &command);
    /// Throws UsageError.
    [[nodiscard]] DatasetChoice choice() const;

private:
    std::string m_part = "train";
    std::string m_sample, m_group, m_labels, m_embeddings;
    std::uint64_t m_sampleSeed = 0;
    ViewOptions m_view;
};

} // namespace retort
