#include "fetch/transfer.h"

#include "base/error.h"
#include "base/progress.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <curl/curl.h>
#include <exception>
#include <memory>
#include <string_view>

namespace retort {

namespace {

using Clock = std::chrono::steady_clock;

/// A loop of waiting looks up this often, so a stop or a stall is seen soon after.
constexpr int pollMilliseconds = 100;

struct EasyDeleter
{
    void operator()(CURL *handle) const { curl_easy_cleanup(handle); }
};
struct MultiDeleter
{
    void operator()(CURLM *handle) const { curl_multi_cleanup(handle); }
};
struct ListDeleter
{
    void operator()(curl_slist *list) const { curl_slist_free_all(list); }
};
using Easy = std::unique_ptr<CURL, EasyDeleter>;
using Multi = std::unique_ptr<CURLM, MultiDeleter>;
using HeaderList = std::unique_ptr<curl_slist, ListDeleter>;

/// libcurl asks to be set up once in a process; counted, and safe from several threads since 7.84.
struct Library
{
    Library()
    {
        if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
            throw Error("the network library (libcurl) cannot be set up", "Install Retort's dependencies again.");
    }
    ~Library() { curl_global_cleanup(); }
    Library(const Library &) = delete;
    Library &operator=(const Library &) = delete;
};

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0)
        text.remove_prefix(1);
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0)
        text.remove_suffix(1);
    return text;
}

std::optional<std::uint64_t> number(std::string_view text)
{
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || text.empty())
        return std::nullopt;
    return value;
}

bool sameName(std::string_view a, std::string_view lowerCase)
{
    if (a.size() != lowerCase.size())
        return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (std::tolower(static_cast<unsigned char>(a[i])) != lowerCase[i])
            return false;
    return true;
}

/// One request under way: what the callbacks share.
struct Running
{
    const std::function<bool(const ResponseHead &)> &head;
    const std::function<bool(std::span<const std::byte>)> &body;
    ResponseHead response;
    bool headGiven = false;
    bool refused = false;
    std::exception_ptr thrown;
    Clock::time_point lastByte = Clock::now();

    /// True when the body is wanted.
    bool giveHead()
    {
        if (headGiven)
            return !refused;
        headGiven = true;
        try {
            refused = !head(response);
        } catch (...) {
            thrown = std::current_exception();
            refused = true;
        }
        return !refused;
    }

    void readHeader(std::string_view line)
    {
        line = trimmed(line);
        if (line.rfind("HTTP/", 0) == 0) { // of a redirect or a proxy before, and then of the real answer
            response = {};
            const std::string_view rest = line.substr(std::min(line.find(' '), line.size() - 1) + 1);
            response.status = static_cast<long>(number(rest.substr(0, rest.find(' '))).value_or(0));
            return;
        }
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos)
            return;
        const std::string_view name = line.substr(0, colon);
        const std::string_view value = trimmed(line.substr(colon + 1));
        if (sameName(name, "content-length"))
            response.length = number(value);
        else if (sameName(name, "etag"))
            response.etag = value;
        else if (sameName(name, "last-modified"))
            response.lastModified = value;
        else if (sameName(name, "content-type"))
            response.contentType = value;
        else if (sameName(name, "content-encoding"))
            response.contentEncoding = value;
        else if (sameName(name, "content-range") && value.rfind("bytes ", 0) == 0) { // bytes 5-9/10
            const std::size_t dash = value.find('-');
            const std::size_t slash = value.find('/');
            if (dash != std::string_view::npos)
                response.rangeBegin = number(value.substr(6, dash - 6));
            if (slash != std::string_view::npos)
                response.rangeTotal = number(value.substr(slash + 1));
        }
    }
};

std::size_t onHeader(char *data, std::size_t size, std::size_t count, void *user)
{
    auto *running = static_cast<Running *>(user);
    running->lastByte = Clock::now();
    running->readHeader({data, size * count});
    return size * count;
}

std::size_t onBody(char *data, std::size_t size, std::size_t count, void *user)
{
    auto *running = static_cast<Running *>(user);
    running->lastByte = Clock::now();
    if (!running->giveHead())
        return CURL_WRITEFUNC_ERROR;
    try {
        running->refused = !running->body(std::as_bytes(std::span(data, size * count)));
    } catch (...) {
        running->thrown = std::current_exception();
    }
    return running->refused || running->thrown ? CURL_WRITEFUNC_ERROR : size * count;
}

/// What libcurl's codes mean for a person, and whether another try makes sense.
TransferEnd ending(CURLcode code, const std::array<char, CURL_ERROR_SIZE> &details, const TransferRequest &request,
                   bool answered)
{
    using Kind = TransferEnd::Kind;
    const std::string said = details[0] != '\0' ? details.data() : curl_easy_strerror(code);
    switch (code) {
    case CURLE_OK:
        return {};
    case CURLE_COULDNT_RESOLVE_HOST:
        return {Kind::Final, "the server's name is not known here (no connection to the network?)"};
    case CURLE_COULDNT_RESOLVE_PROXY:
        return {Kind::Final, "the proxy's name is not known here (see https_proxy in the environment)"};
    case CURLE_COULDNT_CONNECT:
        return {Kind::Final, "no connection to the server: " + said};
    case CURLE_TOO_MANY_REDIRECTS:
        return {Kind::Final,
                "redirects more than " + std::to_string(request.redirects) + " times, perhaps in a circle"};
    case CURLE_UNSUPPORTED_PROTOCOL:
        if (!answered) // something else than HTTP came back
            return {Kind::Broken, "the connection broke: " + said};
        return {Kind::Final, "leads to an address that is not https, which is not followed"};
    case CURLE_URL_MALFORMAT:
        return {Kind::Final, "is no address that can be asked"};
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
        return {Kind::Final, "the server cannot prove who it is: " + said +
                                 " (is the date right, and is ca-certificates installed?)"};
    case CURLE_OPERATION_TIMEDOUT:
        return {Kind::Broken, "no answer to the attempt to connect"};
    case CURLE_PARTIAL_FILE:
        return {Kind::Broken, "the connection ended before the file was whole"};
    case CURLE_GOT_NOTHING:
        return {Kind::Broken, "the server closed the connection without an answer"};
    default:
        return {Kind::Broken, "the connection broke: " + said};
    }
}

template<typename Value>
void set(CURL *handle, CURLoption option, Value value)
{
    if (curl_easy_setopt(handle, option, value) != CURLE_OK)
        throw Error("this machine's libcurl is too old or built without https",
                    "Install Retort's dependencies again.");
}

} // namespace

TransferEnd transfer(const TransferRequest &request, const std::function<bool(const ResponseHead &)> &head,
                     const std::function<bool(std::span<const std::byte>)> &body, const std::stop_token &stop)
{
    throwIfStopped(stop);
    static const Library library;
    const Multi multi(curl_multi_init());
    const Easy easy(curl_easy_init());
    if (!multi || !easy)
        throw Error("the network library (libcurl) cannot be used", "Free some memory.");
    Running running{head, body, {}, false, false, {}, Clock::now()};
    std::array<char, CURL_ERROR_SIZE> details{};
    HeaderList headers;
    CURL *handle = easy.get();
    const bool secure = request.url.rfind("https://", 0) == 0;
    set(handle, CURLOPT_URL, request.url.c_str());
    set(handle, CURLOPT_PROTOCOLS_STR, secure ? "https" : "http,https");
    set(handle, CURLOPT_REDIR_PROTOCOLS_STR, secure ? "https" : "http,https");
    set(handle, CURLOPT_FOLLOWLOCATION, 1L);
    set(handle, CURLOPT_MAXREDIRS, request.redirects);
    set(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.connect.count()));
    set(handle, CURLOPT_NOSIGNAL, 1L);
    set(handle, CURLOPT_USERAGENT, "Retort");
    set(handle, CURLOPT_BUFFERSIZE, 256L << 10);
    set(handle, CURLOPT_ERRORBUFFER, details.data());
    set(handle, CURLOPT_HEADERFUNCTION, &onHeader);
    set(handle, CURLOPT_HEADERDATA, &running);
    set(handle, CURLOPT_WRITEFUNCTION, &onBody);
    set(handle, CURLOPT_WRITEDATA, &running);
    if (request.from > 0) {
        set(handle, CURLOPT_RANGE, (std::to_string(request.from) + "-").c_str());
        if (!request.ifRange.empty()) {
            headers.reset(curl_slist_append(nullptr, ("If-Range: " + request.ifRange).c_str()));
            set(handle, CURLOPT_HTTPHEADER, headers.get());
        }
    }

    // The handle leaves the multi before either is freed.
    if (curl_multi_add_handle(multi.get(), handle) != CURLM_OK)
        throw Error("the network library (libcurl) cannot be used", "Free some memory.");
    const auto detach = [&](CURLM *from) { curl_multi_remove_handle(from, handle); };
    const std::unique_ptr<CURLM, decltype(detach)> attached(multi.get(), detach);
    const std::stop_callback wake(stop, [&] { curl_multi_wakeup(multi.get()); });

    int active = 1;
    while (active > 0) {
        if (curl_multi_perform(multi.get(), &active) != CURLM_OK)
            return {TransferEnd::Kind::Broken, "the network library gave up"};
        if (running.thrown)
            std::rethrow_exception(running.thrown);
        throwIfStopped(stop);
        if (active == 0)
            break;
        // Name look-up and connecting have a limit of their own.
        if (Clock::now() - running.lastByte >
            request.stall + (running.headGiven ? std::chrono::milliseconds(0) : request.connect))
            return {TransferEnd::Kind::Broken, "nothing came for too long"};
        curl_multi_poll(multi.get(), nullptr, 0, pollMilliseconds, nullptr);
    }
    int left = 0;
    const CURLMsg *message = curl_multi_info_read(multi.get(), &left);
    const CURLcode code = message != nullptr ? message->data.result : CURLE_RECV_ERROR;
    if (running.refused && !running.thrown)
        return {TransferEnd::Kind::Refused, {}};
    if (code == CURLE_OK && !running.giveHead()) { // an answer without a body
        if (running.thrown)
            std::rethrow_exception(running.thrown);
        return {TransferEnd::Kind::Refused, {}};
    }
    return ending(code, details, request, running.response.status != 0);
}

} // namespace retort
