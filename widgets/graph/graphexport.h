#pragma once

#include "widgets/graph/graphstage.h"

#include <filesystem>
#include <string>
#include <vector>

namespace retort {

/// What of a graph goes into a file.
struct GraphExport
{
    GraphSubject subject;
    GraphDisplay display = GraphDisplay::Both; ///< Epochs: as Student
    GraphFilter filter;
    std::vector<bool> passes;
    std::string title;
    QString format; ///< "png", "svg", "graphml" or "csv"
    int width = 0;  ///< of a PNG, in pixels
};

/// Writes it, whole or not at all. Runs on any thread. Throws Error naming the file.
void writeGraph(const GraphExport &what, const std::filesystem::path &file);

} // namespace retort
