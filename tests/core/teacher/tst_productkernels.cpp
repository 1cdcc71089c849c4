// The towers' products of matrices, on every set of instructions that this processor has, against their
// definition.
#include "teacher/productkernels.h"

#include <QTest>

#include <bit>
#include <cmath>
#include <cstring>
#include <memory>
#include <random>

using namespace retort;

namespace {

std::uint16_t toBFloat16(float value)
{
    const auto bits = std::bit_cast<std::uint32_t>(value);
    return static_cast<std::uint16_t>((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
}

float fromBFloat16(std::uint16_t bits)
{
    return std::bit_cast<float>(std::uint32_t{bits} << 16);
}

/// By the definition of IEEE 754's half precision.
float fromHalf(std::uint16_t bits)
{
    const int exponent = bits >> 10 & 31;
    const int digits = bits & 1023;
    const float size =
        exponent == 0 ? std::ldexp(float(digits), -24) : std::ldexp(float(1024 + digits), exponent - 25);
    return (bits & 0x8000) != 0 ? -size : size;
}

struct Case
{
    std::int64_t rows, depth, outputs;
    std::vector<float> input, bias;
    std::vector<std::byte> weights;
    std::vector<float> weightValues; ///< as they are stored
    ElementType stored = ElementType::F32;

    Case(std::int64_t r, std::int64_t d, std::int64_t o, ElementType type)
        : rows(r), depth(d), outputs(o), stored(type)
    {
        std::mt19937 random(static_cast<unsigned>(r * 131 + d * 17 + o));
        std::normal_distribution<float> normal;
        for (std::int64_t i = 0; i < rows * depth; ++i)
            input.push_back(normal(random));
        for (std::int64_t i = 0; i < outputs; ++i)
            bias.push_back(normal(random));
        for (std::int64_t i = 0; i < outputs * depth; ++i) {
            const float value = normal(random);
            if (type == ElementType::F32) {
                add(value, value);
            } else if (type == ElementType::BF16) {
                add(toBFloat16(value), fromBFloat16(toBFloat16(value)));
            } else {
                // All kinds of halves, those below 2^-14 included; none that is no number.
                auto bits = static_cast<std::uint16_t>(random());
                if ((bits >> 10 & 31) >= 20)
                    bits = static_cast<std::uint16_t>(bits & 0x83FF);
                add(bits, fromHalf(bits));
            }
        }
    }

    template<typename Stored>
    void add(Stored bits, float value)
    {
        const auto *bytes = reinterpret_cast<const std::byte *>(&bits);
        weights.insert(weights.end(), bytes, bytes + sizeof bits);
        weightValues.push_back(value);
    }

    /// Rows of `outputs` and three more columns, which must stay as they are.
    [[nodiscard]] std::vector<float> run(const ProductKernels &kernels, bool biased) const
    {
        LinearProduct what;
        what.input = input.data();
        what.weights = weights.data();
        what.stored = stored;
        what.bias = biased ? bias.data() : nullptr;
        what.rows = rows;
        what.depth = depth;
        what.outputs = outputs;
        what.stride = outputs + 3;
        std::vector<float> out(static_cast<std::size_t>(rows * what.stride), -7.0F);
        what.out = out.data();
        const std::size_t bytes = kernels.scratchBytes(rows, depth);
        const std::unique_ptr<std::byte, decltype(&std::free)> scratch(
            static_cast<std::byte *>(std::aligned_alloc(64, (bytes + 63) / 64 * 64)), &std::free);
        kernels.product(what, scratch.get());
        return out;
    }

    /// The largest difference to the definition, over the size of the sum's terms.
    [[nodiscard]] double distance(const std::vector<float> &out, bool biased, bool rounded) const
    {
        const auto used = [&](float value) { return double(rounded ? fromBFloat16(toBFloat16(value)) : value); };
        double most = 0;
        for (std::int64_t r = 0; r < rows; ++r) {
            for (std::int64_t o = 0; o < outputs; ++o) {
                double sum = biased ? double(bias[o]) : 0;
                double size = 1;
                for (std::int64_t d = 0; d < depth; ++d) {
                    const double term = used(input[r * depth + d]) * used(weightValues[o * depth + d]);
                    sum += term;
                    size += term * term;
                }
                most = std::max(most, std::abs(double(out[r * (outputs + 3) + o]) - sum) / std::sqrt(size));
            }
            for (std::int64_t c = outputs; c < outputs + 3; ++c)
                most = out[r * (outputs + 3) + c] == -7.0F ? most : 1e9;
        }
        return most;
    }
};

constexpr ElementType storedTypes[] = {ElementType::F32, ElementType::F16, ElementType::BF16};

} // namespace

class TestProductKernels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asDefined_data()
    {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("depth");
        QTest::addColumn<int>("outputs");
        // Whole and broken pieces in each direction.
        for (const auto &[rows, depth, outputs] :
             {std::tuple(1, 1, 1), std::tuple(7, 27, 70), std::tuple(6, 64, 64), std::tuple(13, 588, 130),
              std::tuple(50, 96, 3)})
            QTest::addRow("%d x %d x %d", rows, depth, outputs) << rows << depth << outputs;
    }

    void asDefined()
    {
        QFETCH(int, rows);
        QFETCH(int, depth);
        QFETCH(int, outputs);
        for (const ElementType stored : storedTypes) {
            const Case some(rows, depth, outputs, stored);
            for (const bool biased : {false, true}) {
                for (const ProductKernels *kernels : productKernelVersions())
                    QVERIFY(some.distance(some.run(*kernels, biased), biased, false) < 1e-5);
                if (const ProductKernels *kernels = bfloat16ProductKernels()) {
                    const std::vector<float> out = some.run(*kernels, biased);
                    QVERIFY(some.distance(out, biased, true) < 1e-5);
                    if (depth > 50)
                        QVERIFY(some.distance(out, biased, false) > 1e-4);
                }
            }
        }
    }

    /// The bits of a row depend on neither the number of rows nor its place among them.
    void rowsAreAlone()
    {
        std::vector<const ProductKernels *> versions = productKernelVersions();
        if (const ProductKernels *kernels = bfloat16ProductKernels())
            versions.push_back(kernels);
        const Case many(29, 100, 90, ElementType::F32);
        for (const ProductKernels *kernels : versions) {
            const std::vector<float> all = many.run(*kernels, true);
            for (std::int64_t first = 0; first < many.rows; first += 3) {
                Case few = many;
                few.rows = std::min<std::int64_t>(many.rows - first, 1 + first % 8);
                few.input.erase(few.input.begin(), few.input.begin() + first * many.depth);
                const std::vector<float> some = few.run(*kernels, true);
                QVERIFY(std::memcmp(some.data(), all.data() + first * (many.outputs + 3),
                                    some.size() * sizeof(float)) == 0);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestProductKernels)
#include "tst_productkernels.moc"
