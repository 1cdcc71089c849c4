#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace retort {

/// Whether the bytes begin as a gzip file does. Names are not trusted: a browser may have unpacked a ".gz".
[[nodiscard]] bool isGzip(std::span<const std::byte> bytes);

/// Unpacks a gzip file (RFC 1952, several members joined), but never more than maximumBytes: there it stops, and
/// the rest is neither unpacked nor checked. Throws InputError for damaged and cut-short files, Error where Retort
/// was built without zlib. fileName is for messages.
[[nodiscard]] std::vector<std::byte> gunzip(std::span<const std::byte> packed, const std::string &fileName,
                                            std::size_t maximumBytes);

} // namespace retort
