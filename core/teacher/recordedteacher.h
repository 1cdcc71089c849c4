#pragma once

#include "teacher/rowlist.h"
#include "teacher/teacher.h"

#include <cstdint>
#include <memory>

namespace retort {

/// Answers that another program gave, as files that take the place of a CLIP:
///
///     NAME.npy          [N x D] embeddings of images, or [N x C] logits
///     NAME.classes.npy  [C x D] embeddings of the classes; without this file, NAME.npy holds logits
///     NAME.txt          the image of each row, a line each (see RowList)
///
/// or NAME.safetensors with `image_embeds` and `text_embeds` or with `logits`, beside its NAME.txt; its metadata
/// may say `logit_scale`, what cosines are multiplied by (else CLIP's 100). Classes are in the order of the
/// project's class list. No text is read, so there are no templates, and no image is looked at, so only the listed
/// ones are known.
///
/// Embeddings are brought to length 1. Logits become embeddings whose cosines they are: with z the logits of an
/// image less their mean (which no softmax sees) and s the longest z of all, v = (z, sqrt(s^2 - |z|^2)) / s has
/// length 1, and s * v . e_c is logit c; so everything that is made from embeddings and proxies is made from
/// logits too.
class RecordedTeacher : public Teacher
{
public:
    /// Whether a file is a .npy, or a safetensors file with `image_embeds` or `logits`. Never throws.
    [[nodiscard]] static bool isOne(const std::filesystem::path &path);
    /// Reads all of it once. Throws InputError naming file, row and remedy for tables that do not fit each other
    /// or the list, for numbers that are not finite, for rows of zeros, and for probabilities where logits should
    /// be.
    [[nodiscard]] static std::shared_ptr<const Teacher> open(const std::filesystem::path &path);
    ~RecordedTeacher() override;

    /// Throws InputError for an image that is not in the list, and where one row would stand for different images.
    [[nodiscard]] Matrix encodeImages(const ImageSource &images, std::span<const std::int64_t> indices,
                                      std::stop_token stop, const Reporter &reporter) const override;
    /// Throws ValueError.
    [[nodiscard]] Matrix encodeTexts(std::span<const std::string> texts, std::stop_token stop,
                                     const Reporter &reporter) const override;
    [[nodiscard]] const Matrix &classEmbeddings() const override;

private:
    struct Parts;
    RecordedTeacher(TeacherInfo info, std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

} // namespace retort
