#include "distil/trainer.h"

#include "base/error.h"
#include "base/random.h"
#include "distil/divergence.h"
#include "distil/pixeltensor.h"
#include "distil/recipestudent.h"
#include "prg/losses.h"

#include <algorithm>
#include <cmath>

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

// Fewer images a member than this, and what does not depend on their number outweighs them.
constexpr std::int64_t smallestShare = 16;

/// Threads of LibTorch's own inside each member's operators, where there are more threads than shares.
int innerThreads(const Machine &machine, std::int64_t batch, const Student &student)
{
    if (machine.device != torch::kCPU || !student.isNative())
        return machine.threads;
    const auto shares = static_cast<int>(std::clamp<std::int64_t>(batch / smallestShare, 1, machine.threads));
    return (machine.threads + shares - 1) / shares;
}

/// Running statistics are the first replica's; the others read them when they answer.
void shareRunningValues(const std::vector<std::shared_ptr<Student>> &replicas)
{
    for (const auto &replica : replicas)
        for (const auto &buffer : replica->named_buffers())
            if (buffer.value().is_floating_point())
                torch::Tensor(buffer.value()).set_data(replicas[0]->named_buffers()[buffer.key()]);
}

} // namespace

Trainer::Trainer(const Recipe &recipe, const Machine &machine, const TeacherSide &teacher, std::int64_t batch,
                 const StudentStart &start)
    : m_recipe(recipe), m_device(machine.device), m_bfloat16(machine.bfloat16),
      m_teacher(teacher), m_replicas{recipeStudent(recipe, teacher.classes(), start)},
      m_threads(innerThreads(machine, batch, *m_replicas[0])),
      m_team(machine.threads / innerThreads(machine, batch, *m_replicas[0]),
             innerThreads(machine, batch, *m_replicas[0]))
{
    while (static_cast<int>(m_replicas.size()) < m_team.members())
        m_replicas.push_back(makeStudent(recipe.student, teacher.classes(), recipe.seed));
    for (const std::shared_ptr<Student> &replica : m_replicas)
        replica->to(m_device);
    const auto beside = [&](torch::Tensor &map, std::int64_t out, std::int64_t in, std::uint64_t which) {
        map = linearMap(out, in, recipe.seed, which).to(m_device).requires_grad_();
    };
    if (recipe.featureWeight > 0)
        beside(m_featureMap, teacher.dimension(), m_replicas[0]->featureSize(), 1);
    if (recipe.studentProxies == "teacher")
        beside(m_proxyMap, m_replicas[0]->featureSize(), teacher.dimension(), 2);

    m_classifierTied = m_featureMap.defined() && recipe.nodeWeight <= 0 && recipe.pseudoWeight <= 0 &&
                       recipe.relationWeight <= 0 && (recipe.edgeWeight <= 0 || m_proxyMap.defined()) &&
                       m_replicas[0]->proxies().defined();

    std::vector<std::vector<torch::Tensor>> parameters;
    for (const std::shared_ptr<Student> &replica : m_replicas)
        parameters.push_back(replica->parameters());
    for (const torch::Tensor &map : {m_featureMap, m_proxyMap})
        if (map.defined())
            parameters[0].push_back(map);
    m_parameters.emplace(parameters, m_replicas[0]->isNative());
    m_optimiser.emplace(recipe, *m_parameters);
    shareRunningValues(m_replicas);
}

Trainer::Share Trainer::share(std::int64_t count, int member) const
{
    const std::int64_t members = m_team.members();
    const std::int64_t first = count * member / members;
    return {first, count * (member + 1) / members - first};
}

torch::Tensor Trainer::images(const std::uint8_t *pixels, std::int64_t count, int height, int width,
                              int channels) const
{
    return pixelTensor(pixels, count, height, width, channels, m_device);
}

torch::Tensor Trainer::studentEdges(const torch::Tensor &features) const
{
    return proxyEdges(features,
                      m_proxyMap.defined() ? m_teacher.proxies().mm(m_proxyMap.t()) : m_replicas[0]->proxies());
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
    if (m_recipe.relationWeight > 0) {
        const torch::Tensor relation = relationLoss(teacher.logits, output.logits, m_recipe.temperature,
                                                    m_recipe.edgeRows, m_recipe.edgeColumns);
        losses.edge = losses.edge + relation;
        losses.total = losses.total + relation * m_recipe.relationWeight;
    }
    if (m_recipe.pseudoWeight > 0) {
        losses.pseudo = pseudoLoss(teacher.logits, output.logits, m_recipe.pseudoMargin);
        losses.total = losses.total + losses.pseudo * m_recipe.pseudoWeight;
    }
    return losses;
}

StepMetrics Trainer::step(const Batch &batch, const TeacherRows &teacher, std::int64_t number, double learningRate)
{
    const std::size_t record = static_cast<std::size_t>(batch.height) * static_cast<std::size_t>(batch.width) *
                               static_cast<std::size_t>(batch.channels);
    const std::uint64_t draws = RandomStream{m_recipe.seed, static_cast<std::uint64_t>(Purpose::Dropout),
                                             static_cast<std::uint64_t>(number)}();
    std::vector<Student::Output> parts(m_replicas.size());
    m_team.run([&](int member) {
        const auto m = static_cast<std::size_t>(member);
        const Share mine = share(static_cast<std::int64_t>(batch.indices.size()), member);
        const torch::Tensor x = images(batch.pixels.data() + static_cast<std::size_t>(mine.first) * record,
                                       mine.count, batch.height, batch.width, batch.channels);
        m_replicas[m]->train();
        m_replicas[m]->drawFrom(draws);
        const BFloat16Scope scope(m_device.type(), m_bfloat16);
        parts[m] = m_replicas[m]->forward(x);
    });
    // The whole batch as leaves: losses are computed once, and their gradients handed back to the members.
    std::vector<torch::Tensor> features, logits;
    for (const Student::Output &part : parts) {
        features.push_back(part.features.detach());
        logits.push_back(part.logits.detach());
    }
    const Student::Output whole{torch::cat(features).requires_grad_(), torch::cat(logits).requires_grad_()};
    const Losses losses = this->losses(whole, teacher);
    // One read for all, which is one wait for a GPU.
    const torch::Tensor values =
        torch::stack({losses.total.detach(), losses.node.detach(), losses.edge.detach(), losses.pseudo.detach()})
            .to(torch::kCPU, torch::kFloat64);
    const double *const value = values.data_ptr<double>();
    if (!std::isfinite(value[0]))
        throw Error("the loss is not finite at step " + std::to_string(number) + ": node " + shortText(value[1]) +
                        ", edge " + shortText(value[2]) + ", pseudo-label " + shortText(value[3]) +
                        " (learning rate " + shortText(learningRate) + ")",
                    lowerLearningRate);
    backward(losses.total, whole, parts);
    m_optimiser->step(learningRate);
    tieClassifier();
    return {number, value[0], value[1], value[2], value[3], learningRate};
}

void Trainer::tieClassifier()
{
    if (!m_classifierTied)
        return;
    const torch::NoGradGuard guard;
    m_replicas[0]->proxies().copy_(m_teacher.proxies().mm(m_featureMap));
    if (torch::Tensor bias = classifierBias(*m_replicas[0]); bias.defined())
        bias.zero_();
}

double Trainer::ignorantLoss(const Batch &batch, const TeacherRows &teacher) const
{
    const torch::NoGradGuard guard;
    const auto count = static_cast<std::int64_t>(batch.indices.size());
    const auto zeros = [&](std::int64_t columns) {
        return torch::zeros({count, columns}, torch::TensorOptions().device(m_device));
    };
    return losses({zeros(m_replicas[0]->featureSize()), zeros(m_teacher.classes())}, teacher).total.item<double>();
}

void Trainer::backward(const torch::Tensor &loss, const Student::Output &whole,
                       const std::vector<Student::Output> &parts)
{
    loss.backward();
    m_team.run([&](int member) {
        const Share mine = share(whole.logits.size(0), member);
        const Student::Output &part = parts[static_cast<std::size_t>(member)];
        std::vector<torch::Tensor> outputs, gradients;
        const auto add = [&](const torch::Tensor &output, const torch::Tensor &gradient) {
            if (!gradient.defined() || !output.requires_grad())
                return; // no loss reads it, or no parameter made it
            outputs.push_back(output);
            gradients.push_back(gradient.narrow(0, mine.first, mine.count).to(output.scalar_type()));
        };
        add(part.features, whole.features.grad());
        add(part.logits, whole.logits.grad());
        torch::autograd::backward(outputs, gradients);
    });
}

Trainer::Outputs Trainer::answer(const SizedImages &images, std::span<const std::int64_t> indices)
{
    const std::size_t record = static_cast<std::size_t>(images.height()) *
                               static_cast<std::size_t>(images.width()) *
                               static_cast<std::size_t>(images.channels());
    std::vector<torch::Tensor> logits(m_replicas.size());
    std::vector<torch::Tensor> edges(m_replicas.size());
    m_team.run([&](int member) {
        const torch::NoGradGuard guard;
        const auto m = static_cast<std::size_t>(member);
        const Share mine = share(static_cast<std::int64_t>(indices.size()), member);
        std::vector<std::uint8_t> pixels(static_cast<std::size_t>(mine.count) * record);
        for (std::int64_t i = 0; i < mine.count; ++i)
            images.copy(indices[static_cast<std::size_t>(mine.first + i)],
                        pixels.data() + static_cast<std::size_t>(i) * record);
        const torch::Tensor x =
            this->images(pixels.data(), mine.count, images.height(), images.width(), images.channels());
        m_replicas[m]->eval();
        Student::Output output;
        if (mine.count > 0) {
            const BFloat16Scope scope(m_device.type(), m_bfloat16);
            output = m_replicas[m]->forward(x);
        } else {
            output = {torch::empty({0, m_replicas[m]->featureSize()}), torch::empty({0, m_teacher.classes()})};
        }
        logits[m] = output.logits.to(torch::kCPU, torch::kFloat32);
        edges[m] = studentEdges(output.features).to(torch::kCPU);
    });
    return {torch::cat(logits), torch::cat(edges)};
}

std::int64_t Trainer::answerBatch() const
{
    // On a processor as few as keep the activations in its cache: 128 of 32 pixels a side are a third faster than
    // 512. A GPU wants many; fewer large ones, so that evaluation needs no more memory than training.
    const std::int64_t pixels = m_recipe.inputSize * m_recipe.inputSize;
    if (m_device.is_cpu())
        return std::clamp<std::int64_t>((std::int64_t(1) << 17) / pixels, 16, 128);
    return std::clamp<std::int64_t>((std::int64_t(2) << 20) / pixels, 16, 512);
}

void Trainer::requireFinite(std::int64_t step) const
{
    if (!m_parameters->values().isfinite().all().item<bool>())
        throw Error("weights are no longer finite after step " + std::to_string(step), lowerLearningRate);
}

NamedTensors Trainer::weights() const
{
    return toNamedTensors(studentTensors(*m_replicas[0]));
}

std::int64_t Trainer::parameterCount() const
{
    std::int64_t count = 0;
    for (const torch::Tensor &parameter : m_replicas[0]->parameters())
        count += parameter.numel();
    return count;
}

TensorMap Trainer::ownState() const
{
    TensorMap tensors;
    tensors.emplace("values", m_parameters->values());
    for (const auto &[name, tensor] : m_optimiser->state())
        tensors.emplace("optimiser." + name, tensor);
    for (const auto &buffer : m_replicas[0]->named_buffers())
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
