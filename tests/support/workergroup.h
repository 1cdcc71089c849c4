#pragma once

#include <QCoreApplication>
#include <QProcess>
#include <QStringList>

#include <arpa/inet.h>
#include <memory>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace retort::test {

/// A port of this machine's that nobody uses at the moment.
inline int freePort()
{
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    bind(socket, reinterpret_cast<sockaddr *>(&address), size);
    getsockname(socket, reinterpret_cast<sockaddr *>(&address), &size);
    close(socket);
    return ntohs(address.sin_port);
}

/// Processes that know of each other, as torchrun starts them.
class WorkerGroup
{
public:
    WorkerGroup(int count, const QString &program, const QStringList &arguments)
    {
        const QString port = QString::number(freePort());
        for (int rank = 0; rank < count; ++rank) {
            auto process = std::make_unique<QProcess>();
            QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
            environment.insert(QStringLiteral("RANK"), QString::number(rank));
            environment.insert(QStringLiteral("LOCAL_RANK"), QString::number(rank));
            environment.insert(QStringLiteral("WORLD_SIZE"), QString::number(count));
            environment.insert(QStringLiteral("LOCAL_WORLD_SIZE"), QString::number(count));
            environment.insert(QStringLiteral("MASTER_ADDR"), QStringLiteral("127.0.0.1"));
            environment.insert(QStringLiteral("MASTER_PORT"), port);
            environment.insert(QStringLiteral("OMP_NUM_THREADS"), QStringLiteral("1"));
            process->setProcessEnvironment(environment);
            process->start(program, arguments);
            m_processes.push_back(std::move(process));
        }
    }

    [[nodiscard]] QProcess &operator[](int rank) { return *m_processes[static_cast<std::size_t>(rank)]; }

    /// Waits for all; what went wrong, empty when all ended with `code` (those that were killed are not asked).
    [[nodiscard]] QString problems(int code = 0)
    {
        QString text;
        for (std::size_t rank = 0; rank < m_processes.size(); ++rank) {
            QProcess &process = *m_processes[rank];
            constexpr int generous = 10 * 60 * 1000;
            const bool ended = process.state() == QProcess::NotRunning || process.waitForFinished(generous);
            const bool killed = ended && process.exitStatus() == QProcess::CrashExit;
            m_errors.push_back(QString::fromUtf8(process.readAllStandardError()));
            if (!ended || (!killed && process.exitCode() != code))
                text += QStringLiteral("process %1 ended with %2: %3\n")
                            .arg(rank)
                            .arg(ended ? process.exitCode() : -1)
                            .arg(m_errors.back());
        }
        return text;
    }
    /// What a process has said on stderr, after problems().
    [[nodiscard]] QString errors(int rank) const { return m_errors[static_cast<std::size_t>(rank)]; }

private:
    std::vector<std::unique_ptr<QProcess>> m_processes;
    std::vector<QString> m_errors;
};

} // namespace retort::test
