#include "distil/trainer.h"

#include "base/error.h"
#include "base/random.h"
#include "distil/pixels.h"
#include "prg/losses.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace retort {

namespace {

/// A linear map without bias, [out, in], drawn so that lengths stay about the same.
torch::Tensor linearMap(std::int64_t out, std::int64_t in, std::uint64_t seed, std::uint64_t which)
{
    torch::Tensor map = torch::empty({out, in});
    RandomStream stream{seed, static_cast<std::uint64_t>(Purpose::Weights), ~which};
    const double deviation = 1.0 / std::sqrt(static_cast<double>(in));
    float *values = map.data_ptr<float>();
    for (std::int64_t i = 0; i < map.numel(); ++i)
        values[i] = static_cast<float>(stream.normal() * deviation);
    return map;
}

} // namespace

Trainer::Trainer(const Recipe &recipe, const Machine &machine, const TeacherSide &teacher,
                 const NamedTensors &startWeights)
    : m_recipe(recipe), m_device(machine.device), m_bfloat16(machine.bfloat16), m_teacher(teacher),
      m_student(makeStudent(recipe.student, teacher.classes(), recipe.seed))
{
    if (!startWeights.empty())
        loadStudentTensors(*m_student, toTensorMap(startWeights));
    m_student->to(m_device);
    std::vector<torch::Tensor> parameters = m_student->parameters();
    const auto beside = [&](torch::Tensor &map, std::int64_t out, std::int64_t in, std::uint64_t which) {
        map = linearMap(out, in, recipe.seed, which).to(m_device).requires_grad_();
        parameters.push_back(map);
    };
    if (recipe.featureWeight > 0)
        beside(m_featureMap, teacher.dimension(), m_student->featureSize(), 1);
    if (recipe.studentProxies == "teacher")
        beside(m_proxyMap, m_student->featureSize(), teacher.dimension(), 2);
    m_parameters.emplace(std::move(parameters));
    m_optimiser.emplace(recipe, *m_parameters);
}

torch::Tensor Trainer::images(const std::uint8_t *pixels, std::int64_t count, int height, int width,
                              int channels) const
{
    // Rows of interleaved pixels are channels-last memory as they come.
    const torch::Tensor bytes =
        torch::from_blob(const_cast<std::uint8_t *>(pixels), {count, height, width, channels}, torch::kUInt8);
    torch::Tensor values = bytes.to(m_device)
                               .to(torch::kFloat32)
                               .mul_(1.0 / (255.0 * pixelDeviation))
                               .sub_(pixelMean / pixelDeviation);
    if (channels == 1)
        values = values.expand({count, height, width, 3}).contiguous();
    return values.permute({0, 3, 1, 2});
}

torch::Tensor Trainer::studentEdges(const torch::Tensor &features) const
{
    return proxyEdges(features,
                      m_proxyMap.defined() ? m_teacher.proxies().mm(m_proxyMap.t()) : m_student->proxies());
}

Trainer::Losses Trainer::losses(const Student::Output &output, const TeacherRows &teacher) const
{
    const torch::Tensor none =
        torch::zeros({}, output.logits.options().dtype(torch::kFloat32).requires_grad(false));
    Losses losses{none, none, none, none};
    if (m_recipe.nodeWeight > 0) {
        losses.node = nodeLoss(teacher.logits, output.logits, m_recipe.temperature);
        losses.total = losses.total + losses.node * m_recipe.nodeWeight;
    }
    if (m_featureMap.defined()) {
        const torch::Tensor feature =
            featureLoss(output.features.to(torch::kFloat32).mm(m_featureMap.t()), teacher.embeddings);
        losses.node = losses.node + feature;
        losses.total = losses.total + feature * m_recipe.featureWeight;
    }
    if (m_recipe.edgeWeight > 0) {
        losses.edge =
            edgeLoss(teacher.edges, studentEdges(output.features), m_recipe.edgeRows, m_recipe.edgeColumns);
        losses.total = losses.total + losses.edge * m_recipe.edgeWeight;
    }
    if (m_recipe.pseudoWeight > 0) {
        losses.pseudo = pseudoLoss(teacher.logits, output.logits, m_recipe.pseudoMargin);
        losses.total = losses.total + losses.pseudo * m_recipe.pseudoWeight;
    }
    return losses;
}

StepMetrics Trainer::step(const Batch &batch, std::int64_t number, double learningRate)
{
    const torch::Tensor x = images(batch.pixels.data(), static_cast<std::int64_t>(batch.indices.size()),
                                   batch.height, batch.width, batch.channels);
    const TeacherRows teacher = m_teacher.rows(batch.indices);
    m_student->train();
    Student::Output output;
    {
        const BFloat16Scope scope(m_device.type(), m_bfloat16);
        output = m_student->forward(x);
    }
    const Losses losses = this->losses(output, teacher);
    // One read for all, which is one wait for a GPU.
    const torch::Tensor values =
        torch::stack({losses.total.detach(), losses.node.detach(), losses.edge.detach(), losses.pseudo.detach()})
            .to(torch::kCPU, torch::kFloat64);
    const double *const value = values.data_ptr<double>();
    if (!std::isfinite(value[0]))
        throw Error("the loss is not finite at step " + std::to_string(number) + " (learning rate " +
                        std::to_string(learningRate) + ")",
                    "Try a lower learning rate, a longer warm-up or precision fp32.");
    losses.total.backward();
    m_optimiser->step(learningRate);
    return {number, value[0], value[1], value[2], value[3], learningRate};
}

Trainer::Outputs Trainer::answer(const PackedImages &images, std::span<const std::int64_t> indices)
{
    const torch::NoGradGuard guard;
    const std::size_t record = static_cast<std::size_t>(images.height()) *
                               static_cast<std::size_t>(images.width()) *
                               static_cast<std::size_t>(images.channels());
    std::vector<std::uint8_t> pixels(indices.size() * record);
    for (std::size_t i = 0; i < indices.size(); ++i)
        std::memcpy(pixels.data() + i * record, images.record(indices[i]).data(), record);
    const torch::Tensor x = this->images(pixels.data(), static_cast<std::int64_t>(indices.size()), images.height(),
                                         images.width(), images.channels());
    m_student->eval();
    Student::Output output;
    {
        const BFloat16Scope scope(m_device.type(), m_bfloat16);
        output = m_student->forward(x);
    }
    return {output.logits.to(torch::kCPU, torch::kFloat32), studentEdges(output.features).to(torch::kCPU)};
}

std::int64_t Trainer::answerBatch() const
{
    // 512 of up to 64 pixels a side; fewer large ones, so that evaluation needs no more memory than training.
    return std::clamp<std::int64_t>((std::int64_t(2) << 20) / (m_recipe.inputSize * m_recipe.inputSize), 16, 512);
}

void Trainer::requireFinite(std::int64_t step) const
{
    if (!m_parameters->values().isfinite().all().item<bool>())
        throw Error("weights are no longer finite after step " + std::to_string(step),
                    "Try a lower learning rate, a longer warm-up or precision fp32.");
}

NamedTensors Trainer::weights() const
{
    return toNamedTensors(studentTensors(*m_student));
}

std::int64_t Trainer::parameterCount() const
{
    std::int64_t count = 0;
    for (const torch::Tensor &parameter : m_student->parameters())
        count += parameter.numel();
    return count;
}

TensorMap Trainer::ownState() const
{
    TensorMap tensors;
    tensors.emplace("values", m_parameters->values());
    for (const auto &[name, tensor] : m_optimiser->state())
        tensors.emplace("optimiser." + name, tensor);
    for (const auto &buffer : m_student->named_buffers())
        tensors.emplace("buffer." + buffer.key(), buffer.value());
    return tensors;
}

TensorMap Trainer::state() const
{
    TensorMap tensors = ownState();
    for (auto &[name, tensor] : tensors)
        tensor = tensor.to(torch::kCPU).clone();
    return tensors;
}

void Trainer::restore(const TensorMap &state, std::int64_t steps)
{
    const torch::NoGradGuard guard;
    TensorMap own = ownState();
    for (auto &[name, tensor] : own) {
        const auto found = state.find(name);
        if (found == state.end() || found->second.sizes() != tensor.sizes() ||
            found->second.scalar_type() != tensor.scalar_type())
            throw Error("the checkpoint does not fit the student: tensor " + name,
                        "It was made by another version of Retort; start the run anew.");
    }
    for (auto &[name, tensor] : own)
        tensor.copy_(state.at(name));
    m_optimiser->setSteps(steps);
}

} // namespace retort
