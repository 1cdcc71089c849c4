#include "store/blob.h"

#include "base/error.h"

#include <bit>
#include <cstring>
#include <utility>
#include <zlib.h>

namespace retort {

static_assert(std::endian::native == std::endian::little, "blobs are written as they lie in memory");

namespace {

struct FrameHeader
{
    std::uint64_t contentBytes;
    std::uint32_t crc;   ///< of the content
    std::uint32_t codec; ///< 0 as it is, 1 zlib
};
static_assert(sizeof(FrameHeader) == 16);

std::uint32_t crcOf(std::span<const std::byte> bytes)
{
    return static_cast<std::uint32_t>(::crc32_z(0, reinterpret_cast<const Bytef *>(bytes.data()), bytes.size()));
}

[[noreturn]] void broken(const std::string &what, const std::string &how)
{
    throw StoreError(what + " is damaged: " + how, "`retort-cli check` lists all damage; go back to a copy.");
}

} // namespace

Bytes framed(std::span<const std::byte> content, bool compress)
{
    FrameHeader header{content.size(), crcOf(content), 0};
    Bytes payload;
    if (compress) {
        uLongf bytes = ::compressBound(content.size());
        payload.resize(bytes);
        // Level 3: within a few percent of level 6 on these arrays, at a third of its time.
        if (::compress2(reinterpret_cast<Bytef *>(payload.data()), &bytes,
                        reinterpret_cast<const Bytef *>(content.data()), content.size(), 3) == Z_OK &&
            bytes < content.size()) {
            payload.resize(bytes);
            header.codec = 1;
        }
    }
    const std::span<const std::byte> body = header.codec == 1 ? std::span<const std::byte>(payload) : content;
    Bytes frame(sizeof header + body.size());
    std::memcpy(frame.data(), &header, sizeof header);
    if (!body.empty())
        std::memcpy(frame.data() + sizeof header, body.data(), body.size());
    return frame;
}

Bytes unframed(std::span<const std::byte> frame, const std::string &what)
{
    FrameHeader header{};
    if (frame.size() < sizeof header)
        broken(what, "it is cut short");
    std::memcpy(&header, frame.data(), sizeof header);
    const std::span<const std::byte> body = frame.subspan(sizeof header);
    // zlib makes at most about 1030 bytes of one; more is a lie that would only eat memory.
    if (header.codec > 1 || (header.codec == 0 && header.contentBytes != body.size()) ||
        (header.codec == 1 && header.contentBytes > body.size() * 1032 + 64))
        broken(what, "its length is wrong");
    Bytes content(header.contentBytes);
    if (header.codec == 0) {
        if (!content.empty())
            std::memcpy(content.data(), body.data(), body.size());
    } else {
        uLongf bytes = content.size();
        if (::uncompress(reinterpret_cast<Bytef *>(content.data()), &bytes,
                         reinterpret_cast<const Bytef *>(body.data()), body.size()) != Z_OK ||
            bytes != content.size())
            broken(what, "it cannot be unpacked");
    }
    if (crcOf(content) != header.crc)
        broken(what, "its checksum is wrong");
    return content;
}

ArrayReader::ArrayReader(Bytes bytes, std::string what) : m_bytes(std::move(bytes)), m_what(std::move(what)) {}

std::uint64_t ArrayReader::number()
{
    std::uint64_t value = 0;
    take(std::as_writable_bytes(std::span(&value, 1)));
    return value;
}

std::size_t ArrayReader::checkedCount(std::uint64_t count, std::size_t elementBytes) const
{
    if (count > (m_bytes.size() - m_position) / elementBytes)
        broken(m_what, "it ends too early");
    return static_cast<std::size_t>(count);
}

void ArrayReader::take(std::span<std::byte> into)
{
    if (into.size() > m_bytes.size() - m_position)
        broken(m_what, "it ends too early");
    if (!into.empty())
        std::memcpy(into.data(), m_bytes.data() + m_position, into.size());
    m_position += into.size();
}

Bytes encodeSteps(std::span<const StepMetrics> steps)
{
    std::vector<std::int64_t> numbers;
    numbers.reserve(steps.size());
    std::vector<float> columns[5];
    for (const StepMetrics &step : steps) {
        numbers.push_back(step.step);
        const double values[] = {step.loss, step.nodeLoss, step.edgeLoss, step.pseudoLoss, step.learningRate};
        for (int c = 0; c < 5; ++c)
            columns[c].push_back(static_cast<float>(values[c]));
    }
    ArrayWriter writer;
    writer.array<std::int64_t>(numbers);
    for (const auto &column : columns)
        writer.array<float>(column);
    return framed(writer.bytes(), true);
}

std::vector<StepMetrics> decodeSteps(std::span<const std::byte> frame, const std::string &what)
{
    ArrayReader reader(unframed(frame, what), what);
    const auto numbers = reader.array<std::int64_t>();
    std::vector<float> columns[5];
    for (auto &column : columns) {
        column = reader.array<float>();
        if (column.size() != numbers.size())
            broken(what, "its columns differ in length");
    }
    std::vector<StepMetrics> steps(numbers.size());
    for (std::size_t i = 0; i < steps.size(); ++i)
        steps[i] = {numbers[i], columns[0][i], columns[1][i], columns[2][i], columns[3][i], columns[4][i]};
    return steps;
}

Bytes encodeAnswers(const Answers &answers)
{
    ArrayWriter writer;
    writer.array<std::int32_t>(answers.classes);
    writer.array<float>(answers.confidences);
    writer.array<float>(answers.margins);
    return framed(writer.bytes(), true);
}

Answers decodeAnswers(std::span<const std::byte> frame, const std::string &what)
{
    ArrayReader reader(unframed(frame, what), what);
    Answers answers;
    answers.classes = reader.array<std::int32_t>();
    answers.confidences = reader.array<float>();
    answers.margins = reader.array<float>();
    return answers;
}

Bytes encodeIndices(std::span<const std::int64_t> indices)
{
    ArrayWriter writer;
    writer.array<std::int64_t>(indices);
    return framed(writer.bytes(), true);
}

std::vector<std::int64_t> decodeIndices(std::span<const std::byte> frame, const std::string &what)
{
    return ArrayReader(unframed(frame, what), what).array<std::int64_t>();
}

} // namespace retort
