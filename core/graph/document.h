#pragma once

#include "graph/layout.h"
#include "graph/writers.h"

#include <string>
#include <vector>

namespace retort {

/// One edge of either side or both.
struct JoinedEdge
{
    std::int32_t sample = 0;
    std::int32_t proxy = 0;
    const float *teacher = nullptr; ///< cosine; null where that side lacks it
    const float *student = nullptr;
    const float *difference = nullptr; ///< standardised; null unless both sides have it
};

/// A document checked, laid out and joined: what all writers start from. Internal to core/graph.
class CheckedDocument
{
public:
    /// Throws ValueError as the writers do. `document` must outlive this.
    explicit CheckedDocument(const GraphDocument &document);

    [[nodiscard]] const ProxyGraph &any() const
    {
        return m_document.teacher ? *m_document.teacher : *m_document.student;
    }
    [[nodiscard]] bool both() const { return m_document.teacher && m_document.student; }
    [[nodiscard]] const GraphLayout &layout() const { return m_layout; }
    [[nodiscard]] std::string className(std::int64_t proxy) const;
    [[nodiscard]] std::string sampleName(std::int64_t sample) const;
    /// Sorted by sample, then proxy; points into the document and into this.
    [[nodiscard]] std::vector<JoinedEdge> edges() const;

private:
    const GraphDocument &m_document;
    GraphLayout m_layout;
    std::vector<GraphEdge> m_differences;
};

} // namespace retort
