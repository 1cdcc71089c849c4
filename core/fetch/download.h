#pragma once

#include "base/progress.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace retort {

/// A file that is wanted, and what is known of it.
struct WantedFile
{
    std::string name;              ///< in the folder: no path
    std::vector<std::string> urls; ///< mirrors, tried in this order
    std::optional<std::uint64_t> bytes;
    std::string sha256; ///< 64 lower-case hexadecimal digits; the first 8 or more of them; empty: not known
};

struct DownloadLimits
{
    std::chrono::milliseconds connect{20'000};
    std::chrono::milliseconds stall{30'000}; ///< without a single byte
    std::chrono::milliseconds pause{2'000};  ///< before another try at a server that failed
    int tries = 4;                           ///< in a row at one address without a new byte
    long redirects = 5;
};

struct DownloadedFile
{
    std::filesystem::path path;
    std::uint64_t bytes = 0;
    std::string sha256;          ///< what it is, whether or not it was known before
    std::string url;             ///< where it came from; empty when it was there before
    std::uint64_t resumedAt = 0; ///< bytes that an earlier attempt had received
    bool wasThere = false;
};

/// Brings a file into `folder` (made when needed) over https, and checks it before it gets its name: meanwhile it
/// is NAME.part there. A part of an earlier attempt is gone on with, when the server or the hash can tell that it
/// is of the same file. A file that is there already is checked and left alone. Plain http is taken from this
/// machine, or where the whole hash is known. Proxies come from the environment.
///
/// Throws Error naming every address with what it said, and where to put the file by hand; when the disk is full,
/// the file differs from what is known of it, or another process fetches it. Throws Cancelled after a stop; the
/// part stays.
[[nodiscard]] DownloadedFile download(const WantedFile &wanted, const std::filesystem::path &folder,
                                      const DownloadLimits &limits, std::stop_token stop,
                                      const Reporter &reporter);

/// What `download` would go on from: bytes of NAME.part.
[[nodiscard]] std::uint64_t partBytes(const WantedFile &wanted, const std::filesystem::path &folder);

/// The last part of an address's path as a file name, without query: "ViT-B-32.pt". Throws ValueError for an
/// address that is not http or https, or whose path names no file.
[[nodiscard]] std::string fileNameOf(const std::string &url);

} // namespace retort
