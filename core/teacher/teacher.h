#pragma once

#include "base/matrix.h"
#include "base/progress.h"
#include "data/imagesource.h"
#include "images/preprocess.h"

#include <filesystem>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace retort {

/// How the towers multiply. bfloat16 keeps 8 of float32's 24 digits of each factor and adds up in float32; it is
/// about twice as fast on processors with instructions for it (AVX512_BF16), and is refused on others.
enum class TowerPrecision {
    Auto, ///< bfloat16 where the processor has it
    Float32,
    BFloat16,
};

/// What a checkpoint says about itself, and how it is used here.
struct TeacherInfo
{
    std::string id; ///< 32 hexadecimal digits over weights and configuration: names the teacher everywhere
    std::filesystem::path path;
    std::string family;             ///< "CLIP (Hugging Face folder)", "CLIP (OpenAI TorchScript archive)", ...
    std::string format;             ///< of the weights' files: "safetensors", "torch.save in 2 parts", ...
    std::string precision;          ///< of the weights as stored: "float32", "float16"
    std::string computes;           ///< how the towers multiply: "fp32" or "bf16"
    std::uint64_t weightBytes = 0;  ///< as stored
    std::string activation;         ///< of the text tower: "quick_gelu" or "gelu"
    std::int64_t vocabulary = 0;    ///< tokens
    std::string description;        ///< "ViT, 28 px, patch 7, width 128, 4 layers; text width 128, 2 layers"
    std::int64_t dimension = 0;     ///< D
    std::int64_t contextLength = 0; ///< tokens
    std::int64_t parameters = 0;
    double logitScale = 100; ///< s = exp(logit_scale)
    Preprocessing preprocessing;
    bool squash = false;  ///< images are resized to the square without keeping the aspect ratio
    bool standIn = false; ///< the demo teacher: learned from labels, shown as a stand-in wherever it appears
};

/// A CLIP: two towers into one space. Thread-safe for reading; towers run on LibTorch's threads
/// (at::set_num_threads). What comes out for an image or a text has the same bits whatever stands beside it, in
/// whatever order, on however many threads: on one machine it depends on the teacher and on the image or text
/// alone.
class Teacher
{
public:
    /// Opens a CLIP, recognised by its content: a Hugging Face folder, an OpenCLIP folder or file, OpenAI's
    /// archive. Throws InputError naming the file, the tensor and the remedy for missing, extra, wrongly shaped or
    /// non-finite tensors and for damaged vocabulary files. Weights stay where they are in the mapped file. Throws
    /// ValueError for a precision that this processor does not have.
    [[nodiscard]] static std::shared_ptr<const Teacher> open(const std::filesystem::path &path,
                                                             TowerPrecision precision = TowerPrecision::Auto);
    ~Teacher();

    [[nodiscard]] const TeacherInfo &info() const;

    /// [N x D] unit rows, in the order of indices.
    [[nodiscard]] Matrix encodeImages(const ImageSource &images, std::span<const std::int64_t> indices,
                                      std::stop_token stop, const Reporter &reporter) const;
    /// [M x D] unit rows. Context is cut to the text's own length, which is exact: attention
    /// is causal, and a text is read out at its end token.
    [[nodiscard]] Matrix encodeTexts(std::span<const std::string> texts, std::stop_token stop,
                                     const Reporter &reporter) const;
    /// Words that the teacher never saw a caption with; only known for the stand-in, else empty.
    [[nodiscard]] std::vector<std::string> unknownWords(const std::string &text) const;

private:
    struct Parts;
    explicit Teacher(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

} // namespace retort
