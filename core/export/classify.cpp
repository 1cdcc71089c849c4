#include "export/classify.h"

#include "base/csvfield.h"
#include "base/error.h"
#include "base/files.h"
#include "base/parallel.h"
#include "data/split.h"
#include "datasets/folderscan.h"
#include "images/decode.h"
#include "images/viewed.h"
#include "measure/accuracy.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <numeric>
#include <system_error>

namespace retort {

namespace {

namespace fs = std::filesystem;

/// Files, and behind them data sets that hold images in other ways.
class FoundPictures : public ImageSource
{
public:
    void add(const fs::path &path, const std::stop_token &stop, const Reporter &reporter)
    {
        std::error_code failed;
        if (fs::is_directory(path, failed)) {
            for (const FoundFile &file : scanFolder(path, stop).images)
                m_files.push_back(path / file.name);
        } else if (hasImageExtension(path)) {
            static_cast<void>(fs::file_size(path, failed));
            if (failed)
                throw InputError(path, {}, "cannot be read: " + failed.message(), "Check the path.");
            m_files.push_back(path);
        } else {
            // What a data set's parts are for means nothing here, but one has to be picked.
            m_sources.push_back(openDataset(path, {}, stop, reporter).images);
        }
    }

    [[nodiscard]] std::int64_t size() const override
    {
        std::int64_t size = files();
        for (const auto &source : m_sources)
            size += source->size();
        return size;
    }
    [[nodiscard]] ContentKey key(std::int64_t index) const override
    {
        if (index >= files()) {
            const auto [source, place] = inSources(index);
            return source->key(place);
        }
        const std::vector<std::byte> bytes = readFile(file(index), maximumImageFile);
        return contentKey({reinterpret_cast<const std::uint8_t *>(bytes.data()), bytes.size()});
    }
    [[nodiscard]] Image image(std::int64_t index) const override
    {
        if (index >= files()) {
            const auto [source, place] = inSources(index);
            return source->image(place);
        }
        DecodedImage decoded = decodeImage(readFile(file(index), maximumImageFile));
        if (!decoded.problem.empty())
            throw InputError(file(index), {}, decoded.problem, "Save it again in another program.");
        return std::move(decoded.image);
    }
    [[nodiscard]] std::string name(std::int64_t index) const override
    {
        if (index < files())
            return file(index).string();
        const auto [source, place] = inSources(index);
        return source->name(place);
    }
    [[nodiscard]] std::string location(std::int64_t index) const override
    {
        if (index < files())
            return file(index).string();
        const auto [source, place] = inSources(index);
        return source->location(place);
    }

private:
    [[nodiscard]] std::int64_t files() const { return static_cast<std::int64_t>(m_files.size()); }
    [[nodiscard]] const fs::path &file(std::int64_t index) const
    {
        return m_files[static_cast<std::size_t>(index)];
    }
    [[nodiscard]] std::pair<const ImageSource *, std::int64_t> inSources(std::int64_t index) const
    {
        index -= files();
        std::size_t which = 0;
        while (index >= m_sources.at(which)->size())
            index -= m_sources[which++]->size();
        return {m_sources[which].get(), index};
    }

    std::vector<fs::path> m_files;
    std::vector<std::shared_ptr<const ImageSource>> m_sources;
};

/// RGB bytes.
void append(const Image &square, std::uint8_t *to)
{
    if (square.channels == 3) {
        std::copy(square.pixels.begin(), square.pixels.end(), to);
        return;
    }
    for (const std::uint8_t grey : square.pixels)
        to = std::fill_n(to, 3, grey);
}

double median(std::vector<float> values)
{
    if (values.empty())
        return 0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return static_cast<double>(*middle);
}

} // namespace

std::shared_ptr<const ImageSource> findPictures(const std::vector<fs::path> &paths, const std::stop_token &stop,
                                                const Reporter &reporter)
{
    const auto pictures = std::make_shared<FoundPictures>();
    for (const fs::path &path : paths)
        pictures->add(path, stop, reporter);
    if (pictures->size() == 0)
        throw InputError(paths.empty() ? fs::path() : paths.front(), {}, "holds no image",
                         "Name image files (PNG, JPEG, BMP, WebP, TIFF) or folders with some.");
    return pictures;
}

Classification classify(ExportedStudent &student, const ImageSource &pictures,
                        std::optional<double> rejectThreshold, const std::stop_token &stop,
                        const Reporter &reporter)
{
    const auto start = std::chrono::steady_clock::now();
    const StudentFile &file = student.file();
    const auto size = static_cast<int>(file.inputSize);
    const std::size_t record = static_cast<std::size_t>(size) * static_cast<std::size_t>(size) * 3;
    const std::int64_t total = pictures.size();
    // A few megabytes of pixels at a time.
    const std::int64_t block =
        std::clamp<std::int64_t>((std::int64_t(4) << 20) / static_cast<std::int64_t>(record), 16, 512);
    Classification result;
    result.rejectThreshold = rejectThreshold ? rejectThreshold : file.rejectThreshold;
    for (std::int64_t first = 0; first < total; first += block) {
        const std::int64_t count = std::min(block, total - first);
        std::vector<std::uint8_t> pixels(static_cast<std::size_t>(count) * record);
        std::vector<std::string> problems(static_cast<std::size_t>(count));
        parallelFor(count, stop, [&](std::int64_t i) {
            const auto at = static_cast<std::size_t>(i);
            try {
                append(squareOf(pictures.image(first + i), file.view, size, Resampling::Bicubic),
                       pixels.data() + at * record);
            } catch (const InputError &error) {
                problems[at] = error.what();
            }
        });
        std::size_t readable = 0;
        for (std::size_t i = 0; i < problems.size(); ++i) {
            const std::int64_t picture = first + static_cast<std::int64_t>(i);
            if (!problems[i].empty()) {
                result.unreadable.push_back({pictures.name(picture), problems[i]});
                continue;
            }
            if (readable < i)
                std::copy_n(pixels.begin() + static_cast<std::ptrdiff_t>(i * record), record,
                            pixels.begin() + static_cast<std::ptrdiff_t>(readable * record));
            ++readable;
            result.names.push_back(pictures.name(picture));
            result.pictures.push_back(picture);
        }
        if (readable > 0) {
            const Matrix logits =
                student.logits(std::span(pixels).first(readable * record), static_cast<std::int64_t>(readable));
            const LogitSummary summary = summarise(logits);
            const auto take = [](auto &to, const auto &from) { to.insert(to.end(), from.begin(), from.end()); };
            take(result.answers.classes, summary.answers);
            take(result.answers.confidences, summary.confidences);
            take(result.answers.margins, summary.margins);
            // The answer's probability is exp(logit - energy).
            for (std::int64_t row = 0; row < logits.rows(); ++row) {
                const auto at = static_cast<std::size_t>(row);
                result.energies.push_back(logits.at(row, summary.answers[at]) - std::log(summary.confidences[at]));
            }
        }
        reporter.report({"classifying images", first + count, total, "images"});
    }
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return result;
}

std::string classificationCsv(const Classification &result, const std::vector<std::string> &classes)
{
    std::string text = "image,class,confidence,margin\r\n";
    for (std::size_t i = 0; i < result.names.size(); ++i) {
        const std::string name =
            result.rejected(i) ? std::string() : classes[static_cast<std::size_t>(result.answers.classes[i])];
        text += csvField(result.names[i]) + "," + csvField(name) + "," +
                std::to_string(result.answers.confidences[i]) + "," + std::to_string(result.answers.margins[i]) +
                "\r\n";
    }
    return text;
}

NewAgainstOld compareWithReference(const Classification &result, const StudentFile &file, std::size_t mostUnlike)
{
    NewAgainstOld compared;
    const StudentReference &old = file.reference;
    const std::size_t count = result.names.size();
    if (count > 0 && old.images > 0 && old.classCounts.size() == file.classes.size() && !old.confidences.empty()) {
        compared.oldImages = old.images;
        compared.newShares.resize(file.classes.size());
        for (const std::int32_t answer : result.answers.classes)
            compared.newShares[static_cast<std::size_t>(answer)] += 100.0 / static_cast<double>(count);
        for (std::size_t c = 0; c < file.classes.size(); ++c) {
            compared.oldShares.push_back(100.0 * static_cast<double>(old.classCounts[c]) /
                                         static_cast<double>(old.images));
            compared.sharesMoved += std::abs(compared.newShares[c] - compared.oldShares[c]) / 2;
        }
        compared.oldConfidence = old.confidences[old.confidences.size() / 2];
        compared.newConfidence = median(result.answers.confidences);
        compared.oldMargin = old.meanMargin;
        compared.newMargin = std::accumulate(result.answers.margins.begin(), result.answers.margins.end(), 0.0) /
                             static_cast<double>(count);
        const double low = old.confidences[(old.confidences.size() - 1) / 20];
        const auto unsure = std::count_if(result.answers.confidences.begin(), result.answers.confidences.end(),
                                          [&](float c) { return static_cast<double>(c) < low; });
        compared.unsure = 100.0 * static_cast<double>(unsure) / static_cast<double>(count);
    }
    compared.mostUnlike.resize(count);
    std::iota(compared.mostUnlike.begin(), compared.mostUnlike.end(), std::int64_t{0});
    const std::size_t shown = std::min(mostUnlike, count);
    std::partial_sort(compared.mostUnlike.begin(),
                      compared.mostUnlike.begin() + static_cast<std::ptrdiff_t>(shown), compared.mostUnlike.end(),
                      [&](std::int64_t a, std::int64_t b) {
                          const float left = result.energies[static_cast<std::size_t>(a)];
                          const float right = result.energies[static_cast<std::size_t>(b)];
                          return left != right ? left < right : a < b;
                      });
    compared.mostUnlike.resize(shown);
    return compared;
}

} // namespace retort
