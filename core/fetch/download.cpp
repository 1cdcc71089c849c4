#include "fetch/download.h"

#include "base/bytestext.h"
#include "base/error.h"
#include "fetch/partfile.h"
#include "fetch/transfer.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <mutex>
#include <string_view>
#include <system_error>
#include <utility>

namespace retort {

namespace {

constexpr std::size_t wholeHash = 64;

struct AddressParts
{
    std::string_view scheme, host, path; ///< host without port and user; path with its first slash
};

AddressParts partsOf(std::string_view url)
{
    AddressParts parts;
    const std::size_t colon = url.find("://");
    if (colon == std::string_view::npos)
        return parts;
    parts.scheme = url.substr(0, colon);
    std::string_view rest = url.substr(colon + 3);
    const std::size_t slash = rest.find_first_of("/?#");
    if (slash != std::string_view::npos) {
        parts.path = rest.substr(slash);
        parts.path = parts.path.substr(0, parts.path.find_first_of("?#"));
        rest = rest.substr(0, slash);
    }
    if (const std::size_t user = rest.rfind('@'); user != std::string_view::npos)
        rest.remove_prefix(user + 1);
    const std::size_t bracket = rest.find(']');
    const std::size_t port = rest.find(':', bracket == std::string_view::npos ? 0 : bracket);
    parts.host = rest.substr(0, port);
    return parts;
}

/// As it may be shown: a name and password in an address are nobody else's business.
std::string shown(const std::string &url)
{
    const std::size_t begin = url.find("://");
    if (begin == std::string::npos)
        return url;
    const std::size_t end = std::min(url.find_first_of("/?#", begin + 3), url.size());
    const std::size_t at = url.rfind('@', end);
    return at == std::string::npos || at < begin ? url : url.substr(0, begin + 3) + url.substr(at + 1);
}

bool isThisMachine(std::string_view host)
{
    return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

bool worthAnotherTry(long status)
{
    constexpr std::array<long, 7> passing{408, 425, 429, 500, 502, 503, 504};
    return std::find(passing.begin(), passing.end(), status) != passing.end();
}

std::string statusText(long status)
{
    const std::string number = " (HTTP " + std::to_string(status) + ")";
    if (status == 404 || status == 410)
        return "there is no such file" + number;
    if (status == 401 || status == 403)
        return "the server does not give it to everybody" + number;
    if (status == 407)
        return "the proxy wants a name and a password" + number;
    if (status == 429)
        return "the server has been asked too often" + number;
    return "the server answers" + number;
}

/// One file on its way: the part, what is wanted, and what each address said.
class Fetching
{
public:
    Fetching(const WantedFile &wanted, const std::filesystem::path &folder, const DownloadLimits &limits,
             const std::stop_token &stop, const Reporter &reporter)
        : m_wanted(wanted), m_target(folder / wanted.name), m_limits(limits), m_stop(stop), m_reporter(reporter),
          m_part(m_target)
    {}

    DownloadedFile run();

private:
    enum class Answer { Whole, Again, Elsewhere };

    std::optional<DownloadedFile> whatIsThere() const;
    bool fromAddress(const std::string &url);
    Answer ask(const std::string &url);
    bool readHead(const std::string &url, std::uint64_t from, const ResponseHead &head);
    bool isContinuation(std::uint64_t from, const ResponseHead &head) const;
    bool beginWhole(const std::string &url, const ResponseHead &head);
    void checkSpace(std::optional<std::uint64_t> total) const;
    bool resumable(const std::string &url) const;
    bool isWhole(const std::string &url) const;
    std::string wrongness(const std::string &digest) const;
    void pause() const;
    void report() const;
    [[noreturn]] void fail() const;

    const WantedFile &m_wanted;
    const std::filesystem::path m_target;
    const DownloadLimits &m_limits;
    const std::stop_token &m_stop;
    const Reporter &m_reporter;
    PartFile m_part;
    std::optional<std::uint64_t> m_total; ///< of the file, once known
    std::string m_why;                    ///< why the last answer was no good
    bool m_anew = false;                  ///< the next request asks for the whole file
    bool m_lost = false;                  ///< the last answer began anew, for the file has changed
    bool m_fromStart = false;             ///< no byte of the part is of an earlier attempt
    std::vector<std::string> m_failures;  ///< an address and what it said
    DownloadedFile m_result;
};

std::optional<DownloadedFile> Fetching::whatIsThere() const
{
    std::error_code failed;
    const std::uint64_t bytes = std::filesystem::file_size(m_target, failed);
    if (failed)
        return std::nullopt;
    constexpr const char *remedy = "Move it away or delete it, then fetch again.";
    if (m_wanted.bytes && bytes != *m_wanted.bytes)
        throw Error(m_target.string() + " is there, but is not the file that is wanted: it has " +
                        std::to_string(bytes) + " bytes, not " + std::to_string(*m_wanted.bytes),
                    remedy);
    const std::string digest = fileSha256(m_target, m_stop, m_reporter);
    if (digest.rfind(m_wanted.sha256, 0) != 0)
        throw Error(m_target.string() + " is there, but is not the file that is wanted: its SHA-256 is " + digest +
                        ", not " + m_wanted.sha256,
                    remedy);
    return DownloadedFile{m_target, bytes, digest, {}, 0, true};
}

DownloadedFile Fetching::run()
{
    if (auto there = whatIsThere())
        return *there;
    m_result.path = m_target;
    m_result.resumedAt = m_part.size();
    for (const std::string &url : m_wanted.urls) {
        if (fromAddress(url))
            return m_result;
        m_failures.push_back(shown(url) + ": " + m_why);
    }
    fail();
}

/// True when the file is there and right; false, with m_why, when the next mirror must be tried.
bool Fetching::fromAddress(const std::string &url)
{
    const AddressParts address = partsOf(url);
    if (address.scheme != "https" && address.scheme != "http") {
        m_why = "is no http or https address";
        return false;
    }
    if (address.scheme == "http" && !isThisMachine(address.host) && m_wanted.sha256.size() != wholeHash) {
        m_why = "is not encrypted (http), and no SHA-256 is known that would prove what comes";
        return false;
    }
    m_anew = false;
    m_fromStart = m_part.size() == 0;
    int inVain = 0;
    while (inVain < m_limits.tries) {
        const std::uint64_t before = m_part.size();
        const Answer answer = isWhole(url) ? Answer::Whole : ask(url);
        if (answer == Answer::Elsewhere)
            return false;
        if (answer == Answer::Whole) {
            const std::string digest = m_part.sha256(m_stop, m_reporter);
            m_why = wrongness(digest);
            if (m_why.empty()) {
                m_result.bytes = m_part.size();
                m_result.sha256 = digest;
                m_result.url = url;
                m_part.finish();
                return true;
            }
            m_part.discard();
            m_result.resumedAt = 0;
            if (std::exchange(m_fromStart, true))
                return false;
            continue; // the wrong bytes may be those of an earlier attempt
        }
        inVain = m_part.size() > before && !m_lost ? 0 : inVain + 1;
        if (inVain < m_limits.tries && !m_anew)
            pause();
    }
    return false;
}

/// Empty when the part is the file that was wanted.
std::string Fetching::wrongness(const std::string &digest) const
{
    if (m_wanted.bytes && m_part.size() != *m_wanted.bytes)
        return "gives " + std::to_string(m_part.size()) + " bytes, not the " + std::to_string(*m_wanted.bytes) +
               " of the file that is wanted";
    if (digest.rfind(m_wanted.sha256, 0) != 0)
        return "gives another file: its SHA-256 is " + digest + ", not " + m_wanted.sha256;
    return {};
}

bool Fetching::resumable(const std::string &url) const
{
    if (m_part.size() == 0 || m_anew || (m_wanted.bytes && m_part.size() > *m_wanted.bytes))
        return false;
    const bool marked = m_part.origin().url == url && !m_part.origin().validator.empty();
    return marked || m_wanted.sha256.size() == wholeHash;
}

/// An earlier attempt received everything and was ended before it was checked.
bool Fetching::isWhole(const std::string &url) const
{
    const auto total = m_wanted.bytes ? m_wanted.bytes : m_part.origin().total;
    return resumable(url) && total && m_part.size() == *total;
}

Fetching::Answer Fetching::ask(const std::string &url)
{
    TransferRequest request;
    request.url = url;
    request.redirects = m_limits.redirects;
    request.connect = m_limits.connect;
    request.stall = m_limits.stall;
    if (resumable(url)) {
        request.from = m_part.size();
        if (m_part.origin().url == url)
            request.ifRange = m_part.origin().validator;
    }
    m_anew = false;
    m_lost = false;
    m_why.clear();
    bool again = false;
    const TransferEnd end = transfer(
        request,
        [&](const ResponseHead &head) {
            again = worthAnotherTry(head.status);
            return readHead(url, request.from, head);
        },
        [&](std::span<const std::byte> bytes) {
            if (m_wanted.bytes && m_part.size() + bytes.size() > *m_wanted.bytes) {
                m_why =
                    "gives more than the " + std::to_string(*m_wanted.bytes) + " bytes of the file that is wanted";
                m_part.discard();
                return false;
            }
            m_part.append(bytes);
            report();
            return true;
        },
        m_stop);
    switch (end.kind) {
    case TransferEnd::Kind::Complete:
        if (m_total && m_part.size() < *m_total) {
            m_why = "ended after " + std::to_string(m_part.size()) + " of " + std::to_string(*m_total) + " bytes";
            return Answer::Again;
        }
        return Answer::Whole;
    case TransferEnd::Kind::Refused:
        return m_anew || again ? Answer::Again : Answer::Elsewhere;
    case TransferEnd::Kind::Broken:
        m_why = end.why;
        return Answer::Again;
    case TransferEnd::Kind::Final:
        break;
    }
    m_why = end.why;
    return Answer::Elsewhere;
}

bool Fetching::readHead(const std::string &url, std::uint64_t from, const ResponseHead &head)
{
    if (head.status == 206 && from > 0 && isContinuation(from, head)) {
        m_total = head.rangeTotal ? head.rangeTotal : m_wanted.bytes;
        checkSpace(m_total);
        report();
        return true;
    }
    if (head.status == 206 || (head.status == 416 && from > 0)) {
        m_why = "the file has changed on the server, or it gives parts that were not asked for";
        m_anew = from > 0; // once more, from the beginning
        return false;
    }
    if (head.status == 200)
        return beginWhole(url, head);
    m_why = statusText(head.status);
    return false;
}

bool Fetching::isContinuation(std::uint64_t from, const ResponseHead &head) const
{
    const PartOrigin &origin = m_part.origin();
    const auto differ = [](const auto &known, const auto &said) { return known && said && *known != *said; };
    if (head.rangeBegin != from || differ(m_wanted.bytes, head.rangeTotal) ||
        differ(origin.total, head.rangeTotal))
        return false;
    const bool isTag = origin.validator.rfind('"', 0) == 0;
    return !isTag || head.etag.empty() || head.etag == origin.validator || m_wanted.sha256.size() == wholeHash;
}

bool Fetching::beginWhole(const std::string &url, const ResponseHead &head)
{
    if (m_wanted.bytes && head.length && *head.length != *m_wanted.bytes) {
        m_why = "offers " + std::to_string(*head.length) + " bytes, not the " + std::to_string(*m_wanted.bytes) +
                " of the file that is wanted";
        return false;
    }
    if (head.contentType.rfind("text/html", 0) == 0) {
        m_why = "gives a web page, not a file (a login, or the page that shows the file?)";
        return false;
    }
    if (!head.contentEncoding.empty() && head.contentEncoding != "identity") {
        m_why = "gives the file packed (" + head.contentEncoding + "), which was not asked for";
        return false;
    }
    m_total = m_wanted.bytes ? m_wanted.bytes : head.length;
    m_result.resumedAt = 0;
    m_fromStart = true;
    m_lost = m_part.size() > 0;
    const bool strong = !head.etag.empty() && head.etag.rfind("W/", 0) != 0;
    m_part.restart({url, strong ? head.etag : head.lastModified, m_total});
    checkSpace(m_total);
    report();
    return true;
}

void Fetching::checkSpace(std::optional<std::uint64_t> total) const
{
    std::error_code failed;
    const std::filesystem::space_info space = std::filesystem::space(m_target.parent_path(), failed);
    if (failed || !total || *total <= m_part.size() || *total - m_part.size() <= space.available)
        return;
    throw Error(m_target.string() + ": the disk has " + bytesText(space.available) + " left, " +
                    bytesText(*total - m_part.size()) + " are needed",
                "Free some space, or let XDG_DATA_HOME name a folder on a larger disk.");
}

void Fetching::pause() const
{
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, m_stop, m_limits.pause, [] { return false; });
    throwIfStopped(m_stop);
}

void Fetching::report() const
{
    m_reporter.report({"fetching " + m_wanted.name, static_cast<std::int64_t>(m_part.size()),
                       static_cast<std::int64_t>(m_total.value_or(0)), "bytes"});
}

void Fetching::fail() const
{
    std::string what = m_target.filename().string() + " could not be fetched";
    for (const std::string &failure : m_failures)
        what += (m_failures.size() == 1 ? ": " : "\n  ") + failure;
    std::string remedy = "Check the connection (a proxy is named by https_proxy) and try again";
    if (m_part.size() > 0)
        remedy += "; " + bytesText(m_part.size()) + " are kept and gone on with";
    remedy += ". Or bring the file by hand: fetch " +
              (m_wanted.urls.empty() ? std::string("it") : shown(m_wanted.urls.front())) +
              " where there is a connection, put it at " + m_target.string() +
              ", and make the same call again, which checks it.";
    throw Error(what, remedy);
}

} // namespace

DownloadedFile download(const WantedFile &wanted, const std::filesystem::path &folder,
                        const DownloadLimits &limits, std::stop_token stop, const Reporter &reporter)
{
    if (wanted.name.empty() || wanted.name.front() == '.' || wanted.name.find('/') != std::string::npos)
        throw ValueError("\"" + wanted.name + "\" is no name for a file", "Name it without a folder.");
    if (wanted.sha256.find_first_not_of("0123456789abcdef") != std::string::npos ||
        wanted.sha256.size() > wholeHash || (!wanted.sha256.empty() && wanted.sha256.size() < 8))
        throw ValueError("\"" + wanted.sha256 + "\" is no SHA-256",
                         "It has 64 digits, 0 to 9 and a to f; the first 8 or more of them will do.");
    throwIfStopped(stop);
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    if (failed)
        throw Error(folder.string() + ": cannot be made: " + failed.message(),
                    "Choose a folder that you may write to.");
    return Fetching(wanted, folder, limits, stop, reporter).run();
}

std::uint64_t partBytes(const WantedFile &wanted, const std::filesystem::path &folder)
{
    std::error_code failed;
    const std::uint64_t bytes = std::filesystem::file_size(folder / (wanted.name + ".part"), failed);
    return failed ? 0 : bytes;
}

std::string fileNameOf(const std::string &url)
{
    const AddressParts address = partsOf(url);
    if (address.scheme != "https" && address.scheme != "http")
        throw ValueError(url + " is no http or https address",
                         "It looks like https://host/folder/model.safetensors.");
    const std::string name(address.path.substr(address.path.rfind('/') + 1));
    if (address.path.empty() || name.empty() || name.front() == '.')
        throw ValueError(shown(url) + " names no file", "Give the address of the file itself.");
    return name;
}

} // namespace retort
