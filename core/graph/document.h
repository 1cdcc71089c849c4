#pragma once

#include "graph/writers.h"

#include <optional>
#include <string>
#include <vector>

namespace retort {

/// What one side says of an edge.
struct EdgeSide
{
    float cosine = 0;
    std::optional<float> probability; ///< nothing in a graph of an older version
};

/// One edge of either side or both.
struct JoinedEdge
{
    std::int32_t sample = 0;
    std::int32_t proxy = 0;
    std::optional<EdgeSide> teacher; ///< nothing where that side lacks it or is not written
    std::optional<EdgeSide> student;
    std::optional<float> difference; ///< standardised; nothing unless both sides have it
};

/// A document checked and joined: what all writers start from. Internal to core/graph.
class CheckedDocument
{
public:
    /// Throws ValueError as the writers do. `document` must outlive this.
    explicit CheckedDocument(const GraphDocument &document);

    [[nodiscard]] const GraphFrame &frame() const { return *m_document.frame; }
    [[nodiscard]] bool hasTeacher() const { return m_document.sides != GraphSides::Student; }
    [[nodiscard]] bool hasStudent() const { return m_document.sides != GraphSides::Teacher; }
    [[nodiscard]] bool hasBoth() const { return m_document.sides == GraphSides::Both; }
    [[nodiscard]] std::string className(std::int64_t proxy) const;
    [[nodiscard]] std::string sampleName(std::int64_t sample) const;
    /// The side's name as the beginning of a key: lower-case letters, digits and "_".
    [[nodiscard]] static std::string keyOf(const std::string &sideName);
    /// Sorted by sample, then proxy.
    [[nodiscard]] std::vector<JoinedEdge> edges() const;

private:
    const GraphDocument &m_document;
};

} // namespace retort
