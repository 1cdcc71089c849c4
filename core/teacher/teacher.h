#pragma once

#include "base/matrix.h"
#include "base/progress.h"
#include "data/imagesource.h"
#include "images/preprocess.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace retort {

/// How the towers multiply. bfloat16 keeps 8 of float32's 24 digits of each factor and adds up in float32; it is
/// about twice as fast on processors with instructions for it (AVX512_BF16), and is refused on others.
enum class TowerPrecision {
    Auto, ///< bfloat16 where the processor has it
    Float32,
    BFloat16,
};

/// Where the towers compute.
enum class TowerDevice {
    Processor,
    Cuda, ///< a GPU, through LibTorch; what comes out differs by roundings
};

/// What a teacher says about itself, and how it is used here.
struct TeacherInfo
{
    std::string id; ///< 32 hexadecimal digits over weights and configuration: names the teacher everywhere
    std::filesystem::path path;
    std::string family;             ///< "CLIP (Hugging Face folder)", "CLIP (OpenAI TorchScript archive)", ...
    std::string format;             ///< of the weights' files: "safetensors", "torch.save in 2 parts", ...
    std::string precision;          ///< of the weights as stored: "float32", "float16"
    std::string computes;           ///< how the towers multiply: "fp32" or "bf16", and " on cuda" where they do
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
    /// Answers from elsewhere: only the images that they name are known, and nothing is computed. What describes
    /// towers and their input is empty then.
    bool recorded = false;
    /// How many classes there are where a text cannot say what a class is: templates then change nothing. 0 where
    /// the teacher reads text.
    std::int64_t fixedClasses = 0;
};

/// What knows the classes of images: a CLIP, or answers that were recorded elsewhere. Thread-safe.
class Teacher
{
public:
    /// Opens what lies at `path`, recognised by its content: a CLIP (a Hugging Face folder, an OpenCLIP folder or
    /// file, OpenAI's archive), or recorded answers (a .npy or safetensors file, see recordedteacher.h), for which
    /// `precision` and `device` mean nothing. Throws InputError naming the file, the tensor and the remedy for
    /// missing, extra, wrongly shaped or non-finite tensors and for damaged vocabulary files, and ValueError for a
    /// precision that the device does not have and for a device that is not there.
    [[nodiscard]] static std::shared_ptr<const Teacher> open(const std::filesystem::path &path,
                                                             TowerPrecision precision = TowerPrecision::Auto,
                                                             TowerDevice device = TowerDevice::Processor);
    virtual ~Teacher() = default;

    [[nodiscard]] const TeacherInfo &info() const { return m_info; }

    /// [N x D] unit rows, in the order of indices. Throws InputError for an image that a recorded teacher does not
    /// know.
    [[nodiscard]] virtual Matrix encodeImages(const ImageSource &images, std::span<const std::int64_t> indices,
                                              std::stop_token stop, const Reporter &reporter) const = 0;
    /// [M x D] unit rows. Throws ValueError where the teacher reads no text (TeacherInfo::fixedClasses).
    [[nodiscard]] virtual Matrix encodeTexts(std::span<const std::string> texts, std::stop_token stop,
                                             const Reporter &reporter) const = 0;
    /// Gives the embeddings of those texts that lie in a cache (rememberTexts()), i being the place in `texts`. A
    /// teacher by itself has none.
    using TextRow = std::function<void(std::int64_t i, std::span<const float> embedding)>;
    virtual void recallTexts(std::span<const std::string> texts, const TextRow &row,
                             const Reporter &reporter) const;
    /// Puts embeddings, row i of texts[i], into that cache.
    virtual void keepTexts(std::span<const std::string> texts, const Matrix &embeddings,
                           const Reporter &reporter) const;
    /// What stands for each class where the teacher reads no text: [C x D], in the order of the class list. Else
    /// empty.
    [[nodiscard]] virtual const Matrix &classEmbeddings() const;
    /// Words that the teacher never saw a caption with; only known for the stand-in, else empty.
    [[nodiscard]] virtual std::vector<std::string> unknownWords(const std::string &text) const;

protected:
    explicit Teacher(TeacherInfo info) : m_info(std::move(info)) {}

private:
    TeacherInfo m_info;
};

} // namespace retort
