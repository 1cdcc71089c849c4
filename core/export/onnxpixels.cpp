#include "export/onnxpixels.h"

#include "distil/pixels.h"

namespace retort {

namespace {

/// Writes formulas on scalars and matrices of doubles (sides of pictures do not fit into floats' halves exactly).
class Formula
{
public:
    explicit Formula(OnnxGraph &graph) : m_graph(graph) {}

    using Term = std::string;
    Term number(double value) { return m_graph.constant("number", torch::tensor(value, torch::kFloat64)); }
    Term add(const Term &a, const Term &b) { return m_graph.node("Add", {a, b}); }
    Term subtract(const Term &a, const Term &b) { return m_graph.node("Sub", {a, b}); }
    Term times(const Term &a, const Term &b) { return m_graph.node("Mul", {a, b}); }
    Term over(const Term &a, const Term &b) { return m_graph.node("Div", {a, b}); }
    Term smaller(const Term &a, const Term &b) { return m_graph.node("Min", {a, b}); }
    Term larger(const Term &a, const Term &b) { return m_graph.node("Max", {a, b}); }
    Term magnitude(const Term &a) { return m_graph.node("Abs", {a}); }
    Term floor(const Term &a) { return m_graph.node("Floor", {a}); }
    Term less(const Term &a, const Term &b) { return m_graph.node("Less", {a, b}); }
    Term both(const Term &a, const Term &b) { return m_graph.node("And", {a, b}); }
    Term choose(const Term &condition, const Term &a, const Term &b)
    {
        return m_graph.node("Where", {condition, a, b});
    }
    /// For numbers from 0 on, half away from zero.
    Term rounded(const Term &a) { return floor(add(a, number(0.5))); }

private:
    OnnxGraph &m_graph;
};

/// One side of the picture, with what the view takes of it.
struct Axis
{
    std::string length; ///< of the picture
    std::string begin;  ///< of the region
    std::string extent; ///< of the region
};

class Preparation
{
public:
    Preparation(OnnxGraph &graph, const StudentFile &file) : m_graph(graph), m_write(graph), m_file(file) {}

    std::string add()
    {
        m_graph.addInput("pixels", onnx::TensorProto::UINT8, {"batch", "height", "width", std::int64_t(3)});
        const std::string values =
            m_graph.node("Cast", {"pixels"}, {{"to", std::int64_t(onnx::TensorProto::FLOAT)}});
        const std::string planes =
            m_graph.node("Transpose", {values}, {{"perm", std::vector<std::int64_t>{0, 3, 1, 2}}});
        const Region &region = m_file.view.region;
        const Axis rows = within(1, region.top, region.height);
        const Axis columns = within(2, region.left, region.width);
        const std::string narrow =
            bytes(m_graph.node("MatMul", {planes, m_graph.node("Transpose", {weights(columns, rows)},
                                                               {{"perm", std::vector<std::int64_t>{1, 0}}})}));
        const std::string square = bytes(m_graph.node("MatMul", {weights(rows, columns), narrow}));
        const auto scale = static_cast<float>(1.0 / (255.0 * pixelDeviation));
        const auto offset = static_cast<float>(pixelMean / pixelDeviation);
        const std::string scaled = m_graph.node("Mul", {square, m_graph.number(scale)});
        return m_graph.node("Sub", {scaled, m_graph.number(offset)}, {}, "images");
    }

private:
    /// As viewed.cpp's within().
    Axis within(std::int64_t dimension, double begin, double size)
    {
        const std::string shape = m_graph.node("Shape", {"pixels"});
        const std::string side =
            m_graph.node("Gather", {shape, m_graph.constant("axis", torch::tensor(dimension))});
        Axis axis;
        axis.length = m_graph.node("Cast", {side}, {{"to", std::int64_t(onnx::TensorProto::DOUBLE)}});
        if (m_file.view.region.isWhole()) {
            axis.begin = m_write.number(0);
            axis.extent = axis.length;
            return axis;
        }
        const auto pixel = [&](double place) {
            const std::string there =
                m_file.view.region.percent
                    ? m_write.times(m_write.number(place), m_write.over(axis.length, m_write.number(100)))
                    : m_write.number(place);
            return m_write.rounded(m_write.smaller(there, axis.length));
        };
        axis.begin = m_write.smaller(pixel(begin), m_write.subtract(axis.length, m_write.number(1)));
        axis.extent = m_write.larger(m_write.number(1), m_write.subtract(pixel(begin + size), axis.begin));
        return axis;
    }

    /// [S, length]: how much of each pixel of a side goes into each of the result.
    std::string weights(const Axis &axis, const Axis &other)
    {
        const std::int64_t size = m_file.inputSize;
        const std::string side = m_write.number(static_cast<double>(size));
        // The whole picture at its new size, and where the square begins in it: as resizedAndCropped() and
        // letterboxed() have it.
        std::string full = side;
        std::string start;
        if (m_file.view.fit == Fit::Squash) {
            start = m_write.number(0);
        } else {
            const bool crop = m_file.view.fit == Fit::Crop;
            const std::string leading =
                crop ? m_write.smaller(axis.extent, other.extent) : m_write.larger(axis.extent, other.extent);
            full = m_write.floor(m_write.over(m_write.times(axis.extent, side), leading));
            if (crop) {
                start = m_write.floor(m_write.over(m_write.subtract(full, side), m_write.number(2)));
            } else {
                full = m_write.larger(full, m_write.number(1));
                start =
                    m_write.subtract(m_write.number(0),
                                     m_write.floor(m_write.over(m_write.subtract(side, full), m_write.number(2))));
            }
        }
        const std::string results =
            m_graph.constant("results", torch::arange(size, torch::kFloat64).view({size, 1}));
        const std::string there = m_write.add(results, start);
        const std::string x = m_write.subtract(
            m_graph.node("Range", {m_write.number(0), axis.length, m_write.number(1)}), axis.begin);

        const std::string scale = m_write.over(axis.extent, full);
        const std::string reach = m_write.larger(scale, m_write.number(1));
        const std::string centre = m_write.times(m_write.add(there, m_write.number(0.5)), scale);
        const std::string distance =
            m_write.magnitude(m_write.over(m_write.add(m_write.subtract(x, centre), m_write.number(0.5)), reach));
        const std::string minusOne = m_write.number(-1);
        const std::string inRegion = m_write.both(m_write.less(minusOne, x), m_write.less(x, axis.extent));
        const std::string inPicture = m_write.both(m_write.less(minusOne, there), m_write.less(there, full));
        const std::string raw =
            m_write.choose(m_write.both(inRegion, inPicture), bicubic(distance), m_write.number(0));
        const std::string sum = m_graph.node("ReduceSum", {raw, m_graph.integers({1})});
        const std::string one = m_write.number(1);
        const std::string divisor = m_write.choose(inPicture, sum, one); // outside all is 0: black
        return m_graph.node("Cast", {m_write.over(raw, divisor)},
                            {{"to", std::int64_t(onnx::TensorProto::FLOAT)}});
    }

    /// Keys 1981 with a = -0.5, as Pillow has it.
    std::string bicubic(const std::string &t)
    {
        constexpr double a = -0.5;
        const auto number = [&](double value) { return m_write.number(value); };
        const auto horner = [&](std::initializer_list<double> coefficients) {
            std::string value;
            for (const double c : coefficients)
                value = value.empty() ? number(c) : m_write.add(m_write.times(value, t), number(c));
            return value;
        };
        const std::string inner = horner({a + 2, -(a + 3), 0, 1});
        const std::string outer = horner({a, -5 * a, 8 * a, -4 * a});
        return m_write.choose(m_write.less(t, number(1)), inner,
                              m_write.choose(m_write.less(t, number(2)), outer, number(0)));
    }

    std::string bytes(const std::string &values)
    {
        const std::string rounded = m_graph.node("Floor", {m_graph.node("Add", {values, m_graph.number(0.5F)})});
        return m_graph.node("Clip", {rounded, m_graph.number(0), m_graph.number(255)});
    }

    OnnxGraph &m_graph;
    Formula m_write;
    const StudentFile &m_file;
};

} // namespace

std::string addPreparation(OnnxGraph &graph, const StudentFile &file)
{
    return Preparation(graph, file).add();
}

} // namespace retort
