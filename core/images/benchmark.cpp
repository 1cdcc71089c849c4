#include "images/benchmark.h"

#include "base/error.h"
#include "base/parallel.h"
#include "base/random.h"
#include "images/decode.h"
#include "images/preprocess.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <opencv2/imgcodecs.hpp>
#include <span>
#include <vector>

namespace retort {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Waves of all lengths, the short ones weaker, and some noise: compresses about as photographs do.
std::vector<std::uint8_t> picture(int width, int height, std::uint64_t seed)
{
    RandomStream random({seed, static_cast<std::uint64_t>(Purpose::Sample)});
    cv::Mat mat(height, width, CV_8UC3);
    constexpr int waves = 12;
    double across[waves], down[waves], phase[waves][3];
    for (int w = 0; w < waves; ++w) {
        const double length = 400.0 / std::pow(1.6, w);
        across[w] = (2 * random.uniform() - 1) * 6.28 / length;
        down[w] = (2 * random.uniform() - 1) * 6.28 / length;
        for (double &p : phase[w])
            p = 6.28 * random.uniform();
    }
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            for (int c = 0; c < 3; ++c) {
                double value = 128 + 8 * (random.uniform() - 0.5);
                for (int w = 0; w < waves; ++w)
                    value += 40 * std::pow(0.8, w) * std::sin(across[w] * x + down[w] * y + phase[w][c]);
                mat.ptr(y)[3 * x + c] = static_cast<std::uint8_t>(std::clamp(value, 0.0, 255.0));
            }
        }
    }
    std::vector<std::uint8_t> file;
    cv::imencode(".jpg", mat, file, {cv::IMWRITE_JPEG_QUALITY, 92});
    return file;
}

Image decoded(const std::vector<std::uint8_t> &file)
{
    DecodedImage image = decodeImage(std::as_bytes(std::span(file)));
    if (!image.problem.empty())
        throw Error("the benchmark's own picture " + image.problem);
    return std::move(image.image);
}

} // namespace

DecodeSpeed benchDecode(const DecodeWork &work, std::stop_token stop)
{
    constexpr std::int64_t different = 16;
    std::vector<std::vector<std::uint8_t>> files;
    DecodeSpeed speed;
    for (std::int64_t i = 0; i < different; ++i) {
        files.push_back(picture(work.width, work.height, static_cast<std::uint64_t>(i)));
        speed.bytesAnImage += static_cast<double>(files.back().size()) / different;
    }
    const Preprocessing how{work.size, work.size};
    const auto floats = 3 * static_cast<std::size_t>(work.size) * static_cast<std::size_t>(work.size);

    std::vector<Image> images;
    std::vector<float> planes(floats);
    auto start = Clock::now();
    for (int repeat = 0; repeat < 4; ++repeat) {
        images.clear();
        for (const auto &file : files)
            images.push_back(decoded(file));
    }
    speed.decodeMs = 1000 * secondsSince(start) / (4 * different);
    start = Clock::now();
    for (int repeat = 0; repeat < 4; ++repeat) {
        for (const Image &image : images)
            preprocess(image, how, planes.data());
    }
    speed.prepareMs = 1000 * secondsSince(start) / (4 * different);

    speed.images = work.images;
    start = Clock::now();
    parallelFor(work.images, stop, [&](std::int64_t i) {
        std::vector<float> own(floats);
        preprocess(decoded(files[static_cast<std::size_t>(i % different)]), how, own.data());
    });
    speed.imagesPerSecond = static_cast<double>(work.images) / secondsSince(start);
    return speed;
}

} // namespace retort
