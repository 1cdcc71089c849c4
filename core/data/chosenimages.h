#pragma once

#include "data/imagesource.h"

#include <memory>
#include <utility>
#include <vector>

namespace retort {

/// Some images of a source, in an order of one's own.
class ChosenImages : public ImageSource
{
public:
    /// positions: in `source`.
    ChosenImages(std::shared_ptr<const ImageSource> source, std::vector<std::int64_t> positions)
        : m_source(std::move(source)), m_positions(std::move(positions))
    {}

    [[nodiscard]] std::int64_t size() const override { return static_cast<std::int64_t>(m_positions.size()); }
    [[nodiscard]] ContentKey key(std::int64_t index) const override { return m_source->key(at(index)); }
    [[nodiscard]] Image image(std::int64_t index) const override { return m_source->image(at(index)); }
    [[nodiscard]] std::string name(std::int64_t index) const override { return m_source->name(at(index)); }
    [[nodiscard]] ImageView view() const override { return m_source->view(); }

private:
    [[nodiscard]] std::int64_t at(std::int64_t index) const
    {
        return m_positions[static_cast<std::size_t>(index)];
    }

    std::shared_ptr<const ImageSource> m_source;
    std::vector<std::int64_t> m_positions;
};

} // namespace retort
