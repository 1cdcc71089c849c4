#pragma once

#include <arpa/inet.h>
#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

/// A small HTTP server on this machine for tests: one request a connection, answered as the test says, so also
/// wrongly.
namespace testsupport {

struct HttpRequest
{
    std::string method, path;
    std::map<std::string, std::string> headers; ///< names in lower case
    [[nodiscard]] std::string header(const std::string &name) const
    {
        const auto found = headers.find(name);
        return found == headers.end() ? std::string() : found->second;
    }
    /// First byte that is asked for; 0 without a Range.
    [[nodiscard]] std::size_t from() const
    {
        const std::string range = header("range"); // bytes=5-
        return range.rfind("bytes=", 0) == 0 ? std::stoul(range.substr(6)) : 0;
    }
};

class HttpConnection
{
public:
    HttpConnection(int fd, const std::atomic<bool> &stopped) : m_fd(fd), m_stopped(stopped) {}

    /// Any bytes. What the other side does not take any more is dropped.
    void send(std::string_view bytes) const
    {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(m_fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0)
                return;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
    }
    /// A status line and headers, each ended by "\r\n".
    void head(const std::string &status, const std::string &headers) const
    {
        send("HTTP/1.1 " + status + "\r\n" + headers + "Connection: close\r\n\r\n");
    }
    void answer(const std::string &status, const std::string &headers, const std::string &body) const
    {
        head(status, headers + "Content-Length: " + std::to_string(body.size()) + "\r\n");
        send(body);
    }
    /// Answers as a server should: whole, or the range that is asked for while the mark still fits.
    void file(const HttpRequest &request, const std::string &content, const std::string &etag) const
    {
        const std::string mark = request.header("if-range");
        const std::size_t from = request.from();
        const std::string tag = etag.empty() ? "" : "ETag: " + etag + "\r\n";
        if (from > 0 && from < content.size() && (mark.empty() || mark == etag))
            answer("206 Partial Content",
                   tag + "Content-Range: bytes " + std::to_string(from) + "-" +
                       std::to_string(content.size() - 1) + "/" + std::to_string(content.size()) + "\r\n",
                   content.substr(from));
        else
            answer("200 OK", tag, content);
    }
    /// Until the other side goes away or the server ends.
    void stall() const
    {
        while (!m_stopped) {
            pollfd state{m_fd, POLLIN | POLLRDHUP, 0};
            if (::poll(&state, 1, 20) > 0)
                return;
        }
    }

private:
    int m_fd;
    const std::atomic<bool> &m_stopped;
};

class HttpServer
{
public:
    using Handler = std::function<void(const HttpRequest &, const HttpConnection &)>;

    /// `handler` runs on the server's thread, one request after the other.
    explicit HttpServer(Handler handler) : m_handler(std::move(handler))
    {
        m_socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        if (m_socket < 0 || ::bind(m_socket, reinterpret_cast<sockaddr *>(&address), size) != 0 ||
            ::listen(m_socket, 16) != 0 ||
            ::getsockname(m_socket, reinterpret_cast<sockaddr *>(&address), &size) != 0)
            throw std::runtime_error("no test server");
        m_port = ntohs(address.sin_port);
        m_thread = std::thread([this] { serve(); });
    }
    ~HttpServer()
    {
        m_stopped = true;
        m_thread.join();
        ::close(m_socket);
    }
    HttpServer(const HttpServer &) = delete;
    HttpServer &operator=(const HttpServer &) = delete;

    [[nodiscard]] int port() const { return m_port; }
    [[nodiscard]] std::string url(const std::string &path) const
    {
        return "http://127.0.0.1:" + std::to_string(m_port) + path;
    }
    [[nodiscard]] std::vector<HttpRequest> requests() const
    {
        const std::lock_guard lock(m_mutex);
        return m_requests;
    }

private:
    void serve()
    {
        while (!m_stopped) {
            pollfd state{m_socket, POLLIN, 0};
            if (::poll(&state, 1, 20) <= 0)
                continue;
            const int fd = ::accept4(m_socket, nullptr, nullptr, SOCK_CLOEXEC);
            if (fd < 0)
                continue;
            const HttpRequest request = read(fd);
            {
                const std::lock_guard lock(m_mutex);
                m_requests.push_back(request);
            }
            if (!request.method.empty())
                m_handler(request, HttpConnection(fd, m_stopped));
            ::shutdown(fd, SHUT_WR);
            ::close(fd);
        }
    }

    HttpRequest read(int fd) const
    {
        std::string text;
        while (text.find("\r\n\r\n") == std::string::npos && !m_stopped) {
            pollfd state{fd, POLLIN, 0};
            if (::poll(&state, 1, 20) <= 0)
                continue;
            char buffer[4096];
            const ssize_t got = ::recv(fd, buffer, sizeof buffer, 0);
            if (got <= 0)
                return {};
            text.append(buffer, static_cast<std::size_t>(got));
        }
        HttpRequest request;
        std::size_t at = text.find("\r\n");
        const std::string first = text.substr(0, at);
        request.method = first.substr(0, first.find(' '));
        const std::size_t path = first.find(' ') + 1;
        request.path = first.substr(path, first.find(' ', path) - path);
        while (at != std::string::npos) {
            const std::size_t end = text.find("\r\n", at + 2);
            const std::string line = text.substr(at + 2, end - at - 2);
            const std::size_t colon = line.find(": ");
            if (end == std::string::npos || colon == std::string::npos)
                break;
            std::string name = line.substr(0, colon);
            for (char &c : name)
                c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
            request.headers[name] = line.substr(colon + 2);
            at = end;
        }
        return request;
    }

    Handler m_handler;
    int m_socket = -1;
    int m_port = 0;
    std::atomic<bool> m_stopped{false};
    mutable std::mutex m_mutex;
    std::vector<HttpRequest> m_requests;
    std::thread m_thread;
};

/// So that a proxy of this machine has no part in a test.
inline void forgetProxies()
{
    for (const char *name : {"http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY",
                             "ALL_PROXY", "NO_PROXY"})
        ::unsetenv(name);
}

} // namespace testsupport
