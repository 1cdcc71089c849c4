#include "tensor/batchnorm.h"

#include "tensor/team.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <vector>

namespace retort {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

/// Calls body(i) for i in 0 .. count - 1 on the threads that LibTorch computes with (at::set_num_threads). Every
/// call must be independent of the others.
/// at::parallel_for is not used: it is a template that needs OpenMP in whoever includes it, and with a LibTorch
/// that brings its own OpenMP this would start a second set of threads beside the first.
template<typename Body>
void forLibTorchsThreads(std::int64_t count, const Body &body)
{
    if (at::get_num_threads() == 1) {
        for (std::int64_t i = 0; i < count; ++i)
            body(i);
        return;
    }
    if (count <= 0)
        return;
    // An iterator over `count` numbers; its loop is handed a range, of which the start is read back.
    static_assert(sizeof(std::int64_t) == 8);
    const torch::Tensor numbers = torch::arange(count, torch::kInt64);
    at::TensorIteratorConfig config;
    config.add_input(numbers);
    at::TensorIterator iterator = config.build();
    iterator.for_each(
        [&](char **data, const std::int64_t *strides, std::int64_t length) {
            for (std::int64_t i = 0; i < length; ++i)
                body(*reinterpret_cast<const std::int64_t *>(data[0] + i * strides[0]));
        },
        /*grain_size=*/1);
}

/// How the B * H * W rows of C values are cut: into pieces for the threads, and each piece into blocks.
struct Cut
{
    explicit Cut(const torch::Tensor &x)
        : channels(x.size(1)), rows(x.numel() / channels), repeat((64 + channels - 1) / channels)
    {
        // Whole pairs of registers where that does not make the block long.
        constexpr std::int64_t whole = 32;
        const std::int64_t step = whole / std::gcd(channels, whole);
        const std::int64_t rounded = (repeat + step - 1) / step * step;
        if (rounded * channels <= 2048)
            repeat = rounded;
        block = repeat * channels;
        // About 64 kB of floats: small enough for the second-level cache, fixed so that sums have fixed bits.
        pieceRows = std::max<std::int64_t>(repeat, 16384 / channels);
        pieces = (rows + pieceRows - 1) / pieceRows;
    }
    [[nodiscard]] std::int64_t first(std::int64_t piece) const { return piece * pieceRows * channels; }
    [[nodiscard]] std::int64_t count(std::int64_t piece) const
    {
        return std::min(pieceRows, rows - piece * pieceRows) * channels;
    }

    std::int64_t channels;
    std::int64_t rows;
    std::int64_t repeat;
    std::int64_t block = 0;
    std::int64_t pieceRows = 0;
    std::int64_t pieces = 0;
};

/// The values of all channels, repeated to a block.
std::vector<float> repeated(const float *values, const Cut &cut)
{
    std::vector<float> block(static_cast<std::size_t>(cut.block));
    for (std::int64_t r = 0; r < cut.repeat; ++r)
        std::copy_n(values, cut.channels, block.data() + r * cut.channels);
    return block;
}

/// Two sums a channel, each piece on its own and then in order.
struct Sums
{
    std::vector<double> first;
    std::vector<double> second;
};
template<typename Measure>
Sums sumPieces(const Cut &cut, const Measure &measure)
{
    std::vector<float> partial(static_cast<std::size_t>(2 * cut.block * cut.pieces), 0.0F);
    forLibTorchsThreads(cut.pieces, [&](std::int64_t piece) {
        float *const sums = partial.data() + 2 * cut.block * piece;
        measure(piece, sums, sums + cut.block);
    });
    Sums sums{std::vector<double>(static_cast<std::size_t>(cut.channels)),
              std::vector<double>(static_cast<std::size_t>(cut.channels))};
    const auto add = [&](const float *from, std::vector<double> &to) {
        for (std::size_t c = 0; c < to.size(); ++c)
            to[c] += static_cast<double>(from[c]);
    };
    for (std::int64_t part = 0; part < cut.pieces * cut.repeat; ++part) {
        const std::int64_t piece = part / cut.repeat;
        const float *const from = partial.data() + 2 * cut.block * piece + part % cut.repeat * cut.channels;
        add(from, sums.first);
        add(from + cut.block, sums.second);
    }
    return sums;
}

/// The memory of a tensor as the kernels see it.
template<typename T>
T *valuesOf(const torch::Tensor &tensor)
{
    return tensor.defined() ? static_cast<T *>(tensor.data_ptr()) : nullptr;
}

template<typename T>
void measure(const torch::Tensor &x, const NormValues &values, torch::Tensor &mean, torch::Tensor &scale)
{
    const Cut cut(x);
    const NormKernels<T> &kernels = *normKernelVersions<T>().back();
    const T *const in = valuesOf<const T>(x);
    // Sums are of differences from the first row, which keeps them small beside the deviation.
    const torch::Tensor firstRow = x.select(0, 0).select(1, 0).select(1, 0).to(torch::kFloat32).contiguous();
    const float *const origin = firstRow.data_ptr<float>();
    const std::vector<float> shift = repeated(origin, cut);
    const Sums sums = sumPieces(cut, [&](std::int64_t piece, float *sum, float *squares) {
        kernels.statistics(in + cut.first(piece), cut.count(piece), cut.block, shift.data(), sum, squares);
    });
    // Moments about zero, which members of a team can add; double has room for the difference of their squares.
    const auto channels = static_cast<std::size_t>(cut.channels);
    std::vector<double> moments(2 * channels + 1);
    const auto ownRows = static_cast<double>(cut.rows);
    for (std::size_t c = 0; c < channels; ++c) {
        const auto from = static_cast<double>(origin[c]);
        moments[c] = sums.first[c] + ownRows * from;
        moments[channels + c] = sums.second[c] + from * (2 * sums.first[c] + ownRows * from);
    }
    moments.back() = ownRows;
    sumOverTeam(moments);
    const double rows = moments.back();
    for (std::size_t c = 0; c < channels; ++c) {
        const double average = moments[c] / rows;
        const double variance = std::max(0.0, moments[channels + c] / rows - average * average);
        mean.data_ptr<float>()[c] = static_cast<float>(average);
        scale.data_ptr<float>()[c] = static_cast<float>(1.0 / std::sqrt(variance + values.epsilon));
        if (teamMember() > 0)
            continue; // one of them keeps the running values
        float &runningMean = values.runningMean.data_ptr<float>()[c];
        float &runningVariance = values.runningVariance.data_ptr<float>()[c];
        const double share = values.momentum;
        runningMean = static_cast<float>((1 - share) * static_cast<double>(runningMean) + share * average);
        runningVariance = static_cast<float>((1 - share) * static_cast<double>(runningVariance) +
                                             share * variance * rows / std::max(1.0, rows - 1));
    }
}

/// x * factor + offset is x normalised, weighted and shifted; of all channels, repeated to a block.
struct Affine
{
    Affine(const torch::Tensor &weight, const torch::Tensor &bias, const torch::Tensor &mean,
           const torch::Tensor &scale, const Cut &cut)
    {
        std::vector<float> factors(static_cast<std::size_t>(cut.channels));
        std::vector<float> offsets(factors.size());
        for (std::int64_t c = 0; c < cut.channels; ++c) {
            const auto i = static_cast<std::size_t>(c);
            factors[i] = scale.data_ptr<float>()[c] * weight.data_ptr<float>()[c];
            offsets[i] = bias.data_ptr<float>()[c] - factors[i] * mean.data_ptr<float>()[c];
        }
        factor = repeated(factors.data(), cut);
        offset = repeated(offsets.data(), cut);
    }

    std::vector<float> factor;
    std::vector<float> offset;
};

template<typename T>
void write(const torch::Tensor &x, const torch::Tensor &residual, const NormValues &values,
           const torch::Tensor &mean, const torch::Tensor &scale, Activation activation, const torch::Tensor &y)
{
    const Cut cut(x);
    const NormKernels<T> &kernels = *normKernelVersions<T>().back();
    const Affine affine(values.weight, values.bias, mean, scale, cut);
    const T *const in = valuesOf<const T>(x);
    const T *const beside = valuesOf<const T>(residual);
    T *const out = valuesOf<T>(y);
    forLibTorchsThreads(cut.pieces, [&](std::int64_t piece) {
        const std::int64_t first = cut.first(piece);
        kernels.apply(in + first, beside ? beside + first : nullptr, cut.count(piece), cut.block,
                      affine.factor.data(), affine.offset.data(), activation, out + first);
    });
}

/// What the way back reads again.
struct Kept
{
    torch::Tensor y; ///< x where needsInput(activation)
    torch::Tensor x;
    torch::Tensor weight;
    torch::Tensor bias;
    torch::Tensor mean;
    torch::Tensor scale;
};

/// Gradients of x, weight, bias and residual from those of y: dy, and `more` of a second reader where defined.
template<typename T>
tensor_list back(const torch::Tensor &dy, const torch::Tensor &more, const Kept &saved, Activation activation,
                 bool withResidual)
{
    const auto &[y, x, weight, bias, mean, scale] = saved;
    const Cut cut(x);
    const NormKernels<T> &kernels = *normKernelVersions<T>().back();
    const T *const gradient = valuesOf<const T>(dy);
    const T *const added = valuesOf<const T>(more);
    const T *const in = valuesOf<const T>(x);
    // Without a residual the input says as much as y, and has to be read anyway.
    const T *const out = withResidual && activation != Activation::None ? valuesOf<const T>(y) : nullptr;
    // The gradient before the activation is written down where the residual is due it or two have been added.
    const torch::Tensor before = out || added ? torch::empty_like(x) : torch::Tensor();
    T *const kept = valuesOf<T>(before);
    const std::vector<float> meanBlock = repeated(mean.data_ptr<float>(), cut);
    const Affine affine(weight, bias, mean, scale, cut);
    const Sums sums = sumPieces(cut, [&](std::int64_t piece, float *sum, float *products) {
        const std::int64_t first = cut.first(piece);
        kernels.gradientSums(gradient + first, added ? added + first : nullptr, out ? out + first : nullptr,
                             in + first, cut.count(piece), cut.block, meanBlock.data(), affine.factor.data(),
                             affine.offset.data(), activation, sum, products, kept ? kept + first : nullptr);
    });

    torch::Tensor dWeight = torch::empty_like(weight);
    torch::Tensor dBias = torch::empty_like(weight);
    std::vector<float> a(static_cast<std::size_t>(cut.channels));
    std::vector<float> b(a.size());
    std::vector<float> c(a.size());
    // Each member returns the gradients of its share; what x feels through the statistics comes from all.
    std::vector<double> all(2 * a.size() + 1);
    std::copy(sums.first.begin(), sums.first.end(), all.begin());
    std::copy(sums.second.begin(), sums.second.end(), all.begin() + static_cast<std::ptrdiff_t>(a.size()));
    all.back() = static_cast<double>(cut.rows);
    sumOverTeam(all);
    const double rows = all.back();
    for (std::size_t i = 0; i < a.size(); ++i) {
        const auto s = static_cast<double>(scale.data_ptr<float>()[i]);
        const double factor = s * static_cast<double>(weight.data_ptr<float>()[i]);
        const double slope = factor * s * s * all[a.size() + i] / rows;
        dWeight.data_ptr<float>()[i] = static_cast<float>(sums.second[i] * s);
        dBias.data_ptr<float>()[i] = static_cast<float>(sums.first[i]);
        a[i] = static_cast<float>(factor);
        b[i] = static_cast<float>(-slope);
        c[i] = static_cast<float>(slope * static_cast<double>(mean.data_ptr<float>()[i]) - factor * all[i] / rows);
    }
    const torch::Tensor dx = torch::empty_like(x);
    T *const result = valuesOf<T>(dx);
    const std::vector<float> aBlock = repeated(a.data(), cut);
    const std::vector<float> bBlock = repeated(b.data(), cut);
    const std::vector<float> cBlock = repeated(c.data(), cut);
    // Where the masked gradient was written down it is read again instead of being masked once more.
    const T *const masked = kept ? kept : gradient;
    const Activation left = kept ? Activation::None : activation;
    forLibTorchsThreads(cut.pieces, [&](std::int64_t piece) {
        const std::int64_t first = cut.first(piece);
        kernels.gradientInput(masked + first, in + first, cut.count(piece), cut.block, aBlock.data(),
                              bBlock.data(), cBlock.data(), affine.factor.data(), affine.offset.data(), left,
                              result + first);
    });
    return {dx, dWeight, dBias, !withResidual ? torch::Tensor() : kept ? before : dy};
}

class FusedNorm : public torch::autograd::Function<FusedNorm>
{
public:
    /// y, and the same again where `fork` is set.
    static tensor_list forward(AutogradContext *context, const torch::Tensor &x, const torch::Tensor &weight,
                               const torch::Tensor &bias, const torch::Tensor &beside, bool withResidual,
                               const torch::Tensor &runningMean, const torch::Tensor &runningVariance,
                               double momentum, double epsilon, std::int64_t activation, bool fork)
    {
        const torch::Tensor residual = withResidual ? beside : torch::Tensor();
        const NormValues values{weight, bias, runningMean, runningVariance, momentum, epsilon};
        const auto which = static_cast<Activation>(activation);
        torch::Tensor mean = torch::empty_like(weight);
        torch::Tensor scale = torch::empty_like(weight);
        const torch::Tensor y = torch::empty_like(x);
        if (x.scalar_type() == torch::kFloat32) {
            measure<float>(x, values, mean, scale);
            write<float>(x, residual, values, mean, scale, which, y);
        } else {
            measure<BFloat16Bits>(x, values, mean, scale);
            write<BFloat16Bits>(x, residual, values, mean, scale, which, y);
        }
        context->save_for_backward({needsInput(which) ? x : y, x, weight, bias, mean, scale});
        context->saved_data["activation"] = activation;
        context->saved_data["residual"] = withResidual;
        context->set_materialize_grads(false);
        return fork ? tensor_list{y, y.detach()} : tensor_list{y};
    }

    static tensor_list backward(AutogradContext *context, tensor_list gradients)
    {
        const tensor_list saved = context->get_saved_variables();
        const Kept kept{saved[0], saved[1], saved[2], saved[3], saved[4], saved[5]};
        const auto activation = static_cast<Activation>(context->saved_data["activation"].toInt());
        const bool withResidual = context->saved_data["residual"].toBool();
        const torch::ScalarType type = kept.x.scalar_type();
        std::erase_if(gradients, [](const torch::Tensor &gradient) { return !gradient.defined(); });
        for (torch::Tensor &gradient : gradients)
            gradient = gradient.to(type).contiguous(torch::MemoryFormat::ChannelsLast);
        const torch::Tensor more = gradients.size() > 1 ? gradients[1] : torch::Tensor();
        tensor_list result = type == torch::kFloat32
                                 ? back<float>(gradients.at(0), more, kept, activation, withResidual)
                                 : back<BFloat16Bits>(gradients.at(0), more, kept, activation, withResidual);
        result.resize(11); // one a parameter of forward(); those left have no gradient
        return result;
    }
};

bool fits(const torch::Tensor &x)
{
    return x.device().is_cpu() && x.dim() == 4 && x.numel() > 0 &&
           (x.scalar_type() == torch::kFloat32 || x.scalar_type() == torch::kBFloat16) &&
           x.is_contiguous(torch::MemoryFormat::ChannelsLast);
}

bool allFloat(const NormValues &values)
{
    for (const torch::Tensor *tensor :
         {&values.weight, &values.bias, &values.runningMean, &values.runningVariance})
        if (tensor->scalar_type() != torch::kFloat32 || !tensor->is_contiguous() || !tensor->device().is_cpu())
            return false;
    return true;
}

/// Running statistics in place of the batch's; nothing to differentiate.
torch::Tensor infer(const torch::Tensor &x, const NormValues &values, Activation activation,
                    const torch::Tensor &residual)
{
    const torch::Tensor y = torch::empty_like(x);
    const torch::Tensor scale = (values.runningVariance + values.epsilon).rsqrt();
    if (x.scalar_type() == torch::kFloat32)
        write<float>(x, residual, values, values.runningMean, scale, activation, y);
    else
        write<BFloat16Bits>(x, residual, values, values.runningMean, scale, activation, y);
    return y;
}

/// One value a channel, to stand beside [B, C, H, W].
torch::Tensor asChannels(const torch::Tensor &values)
{
    return values.view({1, -1, 1, 1});
}

/// batch_norm() in training with the statistics of several processes, of any type and on any device.
class NormBeyond : public torch::autograd::Function<NormBeyond>
{
public:
    static torch::Tensor forward(AutogradContext *context, const torch::Tensor &input, const torch::Tensor &weight,
                                 const torch::Tensor &bias, const torch::Tensor &runningMean,
                                 const torch::Tensor &runningVariance, double momentum, double epsilon,
                                 std::int64_t beyond)
    {
        const torch::Tensor x = input.to(weight.scalar_type());
        const std::int64_t channels = x.size(1);
        torch::Tensor sums = torch::empty({2 * channels + 1}, weight.options().dtype(torch::kFloat64));
        sums.narrow(0, 0, channels).copy_(x.sum(perChannel, false, torch::kFloat64));
        sums.narrow(0, channels, channels).copy_((x * x).sum(perChannel, false, torch::kFloat64));
        sums.narrow(0, 2 * channels, 1).fill_(x.numel() / channels);
        add(sums, beyond);
        const torch::Tensor rows = sums.narrow(0, 2 * channels, 1);
        const torch::Tensor mean = sums.narrow(0, 0, channels) / rows;
        const torch::Tensor variance = (sums.narrow(0, channels, channels) / rows - mean * mean).clamp_min(0);
        const torch::Tensor scale = (variance + epsilon).rsqrt().to(weight.scalar_type());
        torch::Tensor(runningMean).mul_(1 - momentum).add_(mean, momentum);
        torch::Tensor(runningVariance)
            .mul_(1 - momentum)
            .add_(variance * rows / (rows - 1).clamp_min(1), momentum);
        const torch::Tensor normal = (x - asChannels(mean.to(x.scalar_type()))) * asChannels(scale);
        context->save_for_backward({normal, weight, scale, rows});
        context->saved_data["beyond"] = beyond;
        return (normal * asChannels(weight) + asChannels(bias)).to(input.scalar_type());
    }

    static tensor_list backward(AutogradContext *context, tensor_list gradients)
    {
        const tensor_list saved = context->get_saved_variables();
        const torch::Tensor &normal = saved[0], &weight = saved[1], &scale = saved[2], &rows = saved[3];
        const torch::Tensor dy = gradients[0].to(normal.scalar_type());
        const std::int64_t channels = normal.size(1);
        torch::Tensor sums = torch::empty({2 * channels}, rows.options());
        sums.narrow(0, 0, channels).copy_(dy.sum(perChannel, false, torch::kFloat64));
        sums.narrow(0, channels, channels).copy_((dy * normal).sum(perChannel, false, torch::kFloat64));
        // Each process returns the gradients of its share; what x feels through the statistics comes from all.
        const torch::Tensor own = sums.to(weight.scalar_type(), /*non_blocking=*/false, /*copy=*/true);
        add(sums, context->saved_data["beyond"].toInt());
        const torch::Tensor means = (sums / rows).to(weight.scalar_type());
        const torch::Tensor dx =
            asChannels(weight * scale) * (dy - asChannels(means.narrow(0, 0, channels)) -
                                          normal * asChannels(means.narrow(0, channels, channels)));
        tensor_list result{dx.to(gradients[0].scalar_type()), own.narrow(0, channels, channels),
                           own.narrow(0, 0, channels)};
        result.resize(8); // one a parameter of forward(); those left have no gradient
        return result;
    }

private:
    static constexpr std::array<std::int64_t, 3> perChannel{0, 2, 3};

    /// The team is known by number here: on a GPU, backward runs on a thread of LibTorch's.
    static void add(torch::Tensor &sums, std::int64_t beyond)
    {
        (*reinterpret_cast<const SumBeyond *>(beyond))(sums);
    }
};

torch::Tensor withOperators(const torch::Tensor &x, const NormValues &values, bool training, Activation activation,
                            const torch::Tensor &residual)
{
    const SumBeyond *const beyond = training ? beyondTeam() : nullptr;
    torch::Tensor y =
        beyond ? NormBeyond::apply(x, values.weight, values.bias, values.runningMean, values.runningVariance,
                                   values.momentum, values.epsilon, reinterpret_cast<std::int64_t>(beyond))
               : torch::batch_norm(x, values.weight, values.bias, values.runningMean, values.runningVariance,
                                   training, values.momentum, values.epsilon, /*cudnn_enabled=*/true);
    if (residual.defined())
        y = y.add_(residual);
    switch (activation) {
    case Activation::None:
        break;
    case Activation::Relu:
        return y.relu_();
    case Activation::Relu6:
        return torch::hardtanh_(y, 0, 6);
    case Activation::HardSwish:
        return torch::hardswish(y);
    case Activation::Silu:
        return torch::silu(y);
    }
    return y;
}

} // namespace

namespace {

/// y, and where `fork` is set and it helps, the same again.
tensor_list normalised(const torch::Tensor &input, const NormValues &values, bool training, Activation activation,
                       const torch::Tensor &residual, bool fork)
{
    // torch's operator would know the share of one member only.
    const bool together = inTeam() && training;
    const torch::Tensor x = together ? input.contiguous(torch::MemoryFormat::ChannelsLast) : input;
    TORCH_CHECK(!residual.defined() || !needsInput(activation), "no residual goes with this activation");
    TORCH_CHECK(!together || beyondTeam() || (fits(x) && allFloat(values)),
                "a team of threads normalises float32 and bfloat16 on the CPU");
    if (!fits(x) || !allFloat(values) || (residual.defined() && residual.sizes() != x.sizes()))
        return {withOperators(x, values, training, activation, residual)};
    const torch::Tensor beside =
        residual.defined() ? residual.to(x.scalar_type()).contiguous(torch::MemoryFormat::ChannelsLast) : residual;
    if (training) // an undefined tensor cannot be handed over: something defined stands in
        return FusedNorm::apply(x, values.weight, values.bias, beside.defined() ? beside : values.runningMean,
                                beside.defined(), values.runningMean, values.runningVariance, values.momentum,
                                values.epsilon, static_cast<std::int64_t>(activation), fork);
    if (!torch::GradMode::is_enabled())
        return {infer(x, values, activation, beside)};
    return {withOperators(x, values, training, activation, residual)};
}

} // namespace

torch::Tensor batchNorm(const torch::Tensor &x, const NormValues &values, bool training, Activation activation,
                        const torch::Tensor &residual)
{
    return normalised(x, values, training, activation, residual, /*fork=*/false).front();
}

Fork forkedBatchNorm(const torch::Tensor &x, const NormValues &values, bool training, Activation activation,
                     const torch::Tensor &residual)
{
    const tensor_list both = normalised(x, values, training, activation, residual, /*fork=*/true);
    return {both.front(), both.back()};
}

} // namespace retort
