#pragma once

// Internal to fetch: one HTTP request. The only place that knows libcurl.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>

namespace retort {

struct TransferRequest
{
    std::string url;
    std::uint64_t from = 0; ///< first byte that is wanted
    std::string ifRange;    ///< ETag or date under which `from` counts; may be empty
    long redirects = 5;
    std::chrono::milliseconds connect{20'000};
    std::chrono::milliseconds stall{30'000}; ///< without a single byte
};

/// What the server says before the content, after redirects.
struct ResponseHead
{
    long status = 0;
    std::optional<std::uint64_t> length;     ///< Content-Length
    std::optional<std::uint64_t> rangeBegin; ///< of Content-Range
    std::optional<std::uint64_t> rangeTotal; ///< of Content-Range, the whole file
    std::string etag;
    std::string lastModified;
    std::string contentType;
    std::string contentEncoding;
};

struct TransferEnd
{
    enum class Kind {
        Complete, ///< as many bytes as the server promised
        Refused,  ///< `head` or `body` said no
        Broken,   ///< the connection ended early, stalled or failed: worth another try
        Final,    ///< the same will happen again: no such host, a redirect loop, an untrusted certificate
    };
    Kind kind = Kind::Complete;
    std::string why; ///< for a person, when it is Broken or Final
};

/// Does it: `head` once, before the first byte; when it says yes, `body` with each piece, until that says no.
/// Redirects are followed
/// to https only; from an http address to http too. Proxies come from the environment (https_proxy, http_proxy,
/// all_proxy, no_proxy). What the functions throw comes out of here. Throws Cancelled soon after a stop.
[[nodiscard]] TransferEnd transfer(const TransferRequest &request,
                                   const std::function<bool(const ResponseHead &)> &head,
                                   const std::function<bool(std::span<const std::byte>)> &body,
                                   const std::stop_token &stop);

} // namespace retort
