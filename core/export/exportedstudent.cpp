#include "export/exportedstudent.h"

#include "base/error.h"
#include "base/parallel.h"
#include "distil/environment.h"
#include "distil/pixels.h"
#include "student/student.h"
#include "tensor/threadsscope.h"

namespace retort {

namespace {

/// Computed by LibTorch, as in training.
class TorchStudent : public ExportedStudent
{
public:
    TorchStudent(const StudentFile &file, const NamedTensors &weights)
        : ExportedStudent(file),
          m_student(makeStudent(file.student, static_cast<std::int64_t>(file.classes.size()), 0))
    {
        loadStudentTensors(*m_student, toTensorMap(weights));
        m_student->eval();
    }

    Matrix logits(std::span<const std::uint8_t> pixels, std::int64_t count) override
    {
        return wrapped("classifying images", [&] {
            const torch::NoGradGuard guard;
            const ThreadsScope threads(static_cast<int>(threadsToUse()));
            const std::int64_t size = file().inputSize;
            const torch::Tensor bytes =
                torch::from_blob(const_cast<std::uint8_t *>(pixels.data()), {count, size, size, 3}, torch::kUInt8);
            const torch::Tensor images = bytes.to(torch::kFloat32)
                                             .mul_(1.0 / (255.0 * pixelDeviation))
                                             .sub_(pixelMean / pixelDeviation)
                                             .permute({0, 3, 1, 2});
            return toMatrix(m_student->forward(images).logits);
        });
    }

private:
    std::shared_ptr<Student> m_student;
};

} // namespace

std::unique_ptr<ExportedStudent> studentOfWeights(const StudentFile &file, const NamedTensors &weights)
{
    return std::make_unique<TorchStudent>(file, weights);
}

std::unique_ptr<ExportedStudent> openStudent(const std::filesystem::path &path)
{
    const MappedFile mapped(path);
    // A safetensors file begins with the length of its header, which is less than 2^40, so with zeros, and an
    // object of JSON. In ONNX that would be an empty field.
    const std::span<const std::byte> bytes = mapped.bytes();
    if (bytes.size() < 16 || bytes[6] != std::byte{0} || bytes[7] != std::byte{0} || bytes[8] != std::byte{'{'})
        return studentOfOnnx(bytes, path);
    const SafetensorsView view = parseSafetensors(bytes, path);
    const StudentFile file = studentFileFrom(view.metadata, path);
    try {
        return studentOfWeights(file, toNamedTensors(view));
    } catch (const ValueError &error) {
        throw InputError(path, {}, error.what(), error.remedy());
    }
}

} // namespace retort
