#include "distil/trainer.h"

#include "base/error.h"
#include "base/random.h"
#include "distil/divergence.h"
#include "distil/pixeltensor.h"
#include "distil/recipestudent.h"
#include "prg/losses.h"
#include "tensor/autocast.h"
#include "tensor/memorypool.h"

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
    if (machine.device != torch::kCPU || !student.isNative() || machine.type != torch::kFloat32)
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

/// float64 for one that came in float32; numbers of steps stay what they are.
void setType(Student &student, torch::ScalarType type)
{
    for (torch::Tensor parameter : student.parameters())
        parameter.set_data(parameter.to(type));
    for (torch::Tensor buffer : student.buffers())
        if (buffer.is_floating_point())
            buffer.set_data(buffer.to(type));
}

/// How sums of a team go on over other processes, where normalisation is to see them.
SumBeyond normBeyond(const Recipe &recipe, const Student &student, Workers *workers)
{
    if (!workers || !recipe.syncNorm || !student.isNative())
        return {};
    return [workers](at::Tensor &values) { workers->sum(values); };
}

} // namespace

Trainer::Trainer(const Recipe &recipe, const Machine &machine, const TeacherSide &teacher, std::int64_t batch,
                 const StudentStart &start, Workers *workers)
    : m_recipe(recipe), m_device(machine.device), m_computes(machine.computes), m_type(machine.type),
      m_workers(workers), m_batch(ownShare(batch).count),
      m_teacher(teacher), m_replicas{recipeStudent(recipe, teacher.classes(), start)},
      m_threads(innerThreads(machine, ownShare(batch).count, *m_replicas[0])),
      m_team(machine.threads / innerThreads(machine, ownShare(batch).count, *m_replicas[0]),
             innerThreads(machine, ownShare(batch).count, *m_replicas[0]),
             normBeyond(recipe, *m_replicas[0], workers))
{
    while (static_cast<int>(m_replicas.size()) < m_team.members())
        m_replicas.push_back(makeStudent(recipe.student, teacher.classes(), recipe.seed));
    for (const std::shared_ptr<Student> &replica : m_replicas)
        replica->to(m_device);
    if (m_type != torch::kFloat32)
        setType(*m_replicas[0], m_type); // it works alone
    const auto beside = [&](torch::Tensor &map, std::int64_t out, std::int64_t in, std::uint64_t which) {
        map = linearMap(out, in, recipe.seed, which).to(m_device, m_type).requires_grad_();
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
    if (m_workers)
        m_parameters->setBeyond([this](torch::Tensor &gradients) { m_workers->sum(gradients); });
    m_optimiser.emplace(recipe, *m_parameters);
    if (m_computes == torch::kFloat16)
        m_scale.emplace(m_device);
    shareRunningValues(m_replicas);
    record();
}

void Trainer::record()
{
    m_recorded.reset();
    // What a module draws is drawn anew for each step, which a recording could not do.
    if (RecordedWork::possible(m_device) && m_replicas[0]->isNative() && !m_workers)
        m_recorded.emplace(m_device, [this](const torch::Tensor &bytes, const TeacherRows &teacher) {
            return learn(bytes, bytes.size(0), teacher, 0);
        });
}

Share Trainer::share(std::int64_t count, int member) const
{
    return shareOf(count, {member, m_team.members()});
}

Share Trainer::ownShare(std::int64_t total) const
{
    return shareOf(total, m_workers ? m_workers->place().part() : Part{});
}

std::span<const std::int64_t> Trainer::seenByLosses(std::span<const std::int64_t> whole,
                                                    std::span<const std::int64_t> own) const
{
    return m_recipe.syncLoss ? whole : own;
}

bool Trainer::isStopped(const std::stop_token &stop) const
{
    return m_workers ? m_workers->any(stop.stop_requested()) : stop.stop_requested();
}

torch::Tensor Trainer::studentEdges(const torch::Tensor &features) const
{
    return proxyEdges(features, m_proxyMap.defined() ? m_teacher.proxies().to(m_type).mm(m_proxyMap.t())
                                                     : m_replicas[0]->proxies());
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
            featureLoss(output.features.to(m_type).mm(m_featureMap.t()), teacher.embeddings);
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

Student::Output Trainer::leaves(const std::vector<Student::Output> &parts, std::int64_t total) const
{
    std::vector<torch::Tensor> features, logits;
    for (const Student::Output &part : parts) {
        features.push_back(part.features.detach());
        logits.push_back(part.logits.detach());
    }
    Student::Output whole{torch::cat(features), torch::cat(logits)};
    if (m_workers && m_recipe.syncLoss) {
        const torch::Tensor rows = torch::cat({whole.features.to(m_type), whole.logits.to(m_type)}, 1);
        const torch::Tensor all = m_workers->gather(rows, total);
        const std::int64_t wide = whole.features.size(1);
        whole = {all.narrow(1, 0, wide).clone(), all.narrow(1, wide, all.size(1) - wide).clone()};
    }
    whole.features.requires_grad_();
    whole.logits.requires_grad_();
    return whole;
}

StepMetrics Trainer::step(const Batch &batch, const TeacherRows &teacher, std::int64_t number, double learningRate)
{
    start(torch::from_blob(
              const_cast<std::uint8_t *>(batch.pixels.data()),
              {static_cast<std::int64_t>(batch.indices.size()), batch.height, batch.width, batch.channels},
              torch::kUInt8),
          static_cast<std::int64_t>(batch.whole.size()), teacher, number, learningRate);
    return finish();
}

void Trainer::start(const torch::Tensor &bytes, std::int64_t total, const TeacherRows &teacher,
                    std::int64_t number, double learningRate)
{
    const std::uint64_t draws = RandomStream{m_recipe.seed, static_cast<std::uint64_t>(Purpose::Dropout),
                                             static_cast<std::uint64_t>(number)}() +
                                static_cast<std::uint64_t>(m_workers ? m_workers->place().rank : 0);
    if (m_recorded && bytes.size(1) != m_side) {
        m_side = bytes.size(1);
        record();
    }
    const torch::Tensor values =
        m_recorded ? m_recorded->run(bytes, teacher) : learn(bytes, total, teacher, draws);
    // One read for all, for which a GPU is not kept waiting.
    const torch::Tensor read =
        torch::empty(values.sizes(), torch::TensorOptions(torch::kFloat64).pinned_memory(values.is_cuda()));
    read.copy_(values, /*non_blocking=*/true);
    Started step{number, learningRate, read, StreamMark(m_device)};
    bool counts = true;
    if (mayBeAhead() == 0) {
        step.arrived.wait();
        if (m_workers && !m_recipe.syncLoss) { // means of shares, weighted
            at::Tensor sums = read.narrow(0, 0, 4).clone();
            m_workers->sum(sums);
            read.narrow(0, 0, 4).copy_(sums);
        }
        try {
            requireFinite(step);
            counts = !m_scale || read[4].item<double>() != 0;
            if (m_scale && m_workers)
                counts = !m_workers->any(!counts);
            if (m_scale)
                m_scale->stepped(counts);
        } catch (const Error &) {
            m_parameters->clearGradients();
            throw;
        }
    }
    if (counts) {
        if (m_workers && !(m_recipe.syncNorm && m_replicas[0]->isNative()))
            averageRunningValues();
        m_optimiser->step(learningRate);
        tieClassifier();
    } else {
        m_parameters->clearGradients();
    }
    m_started.push_back(std::move(step));
}

StepMetrics Trainer::finish()
{
    TORCH_CHECK(!m_started.empty(), "no step was started");
    const Started step = std::move(m_started.front());
    m_started.pop_front();
    step.arrived.wait();
    requireFinite(step);
    const double *const value = step.values.data_ptr<double>();
    return {step.number, value[0], value[1], value[2], value[3], step.learningRate};
}

void Trainer::requireFinite(const Started &step) const
{
    const double *const value = step.values.data_ptr<double>();
    if (!std::isfinite(value[0]))
        throw Error("the loss is not finite at step " + std::to_string(step.number) + ": node " +
                        shortText(value[1]) + ", edge " + shortText(value[2]) + ", pseudo-label " +
                        shortText(value[3]) + " (learning rate " + shortText(step.learningRate) + ")",
                    lowerLearningRate);
}

bool Trainer::useSmallerPieces()
{
    constexpr std::int64_t smallestPiece = 8;
    // Processes meet in the middle of a batch, and would wait for one that goes another way.
    if (m_workers || m_batch / (2 * m_pieces) < smallestPiece)
        return false;
    m_pieces *= 2;
    m_parameters->clearGradients(); // what the step that failed has left
    record();
    releaseCudaReserve(m_device);
    TensorMemoryPool::release();
    return true;
}

std::vector<Student::Output> Trainer::forward(const torch::Tensor &bytes, std::uint64_t draws, bool withGradients)
{
    std::vector<Student::Output> parts(m_replicas.size());
    m_team.run([&](int member) {
        const torch::AutoGradMode gradients(withGradients);
        const auto m = static_cast<std::size_t>(member);
        const Share mine = share(bytes.size(0), member);
        const torch::Tensor x = pixelTensor(bytes.narrow(0, mine.first, mine.count), m_device).to(m_type);
        m_replicas[m]->train();
        m_replicas[m]->drawFrom(draws);
        const AutocastScope scope(m_device.type(), m_computes);
        parts[m] = m_replicas[m]->forward(x);
    });
    return parts;
}

torch::Tensor Trainer::learn(const torch::Tensor &bytes, std::int64_t total, const TeacherRows &teacher,
                             std::uint64_t draws)
{
    const bool cut = m_pieces > 1;
    const auto piece = [&](std::int64_t p) {
        const Share which = shareOf(bytes.size(0), {p, m_pieces});
        return bytes.narrow(0, which.first, which.count);
    };
    const auto drawsOf = [&](std::int64_t p) { return draws + static_cast<std::uint64_t>(p); };
    TensorMap running;
    if (cut) // answered twice, a piece counts once
        for (const auto &buffer : m_replicas[0]->named_buffers())
            running.emplace(buffer.key(), buffer.value().clone());
    // The whole batch as leaves: losses are computed once, and their gradients handed back to the members.
    std::vector<Student::Output> parts, answered;
    for (std::int64_t p = 0; p < m_pieces; ++p) {
        parts = forward(piece(p), drawsOf(p), !cut);
        answered.insert(answered.end(), parts.begin(), parts.end());
    }
    const Student::Output whole = leaves(answered, total);
    answered.clear();
    const Losses losses = this->losses(whole, teacher);
    // What a share's mean counts for in the batch's.
    const double weight = static_cast<double>(whole.logits.size(0)) / static_cast<double>(total);
    torch::Tensor loss = weight < 1 ? losses.total * weight : losses.total;
    if (m_scale)
        loss = loss * m_scale->value();
    loss.backward();
    Share own{0, whole.logits.size(0)};
    if (m_workers && m_recipe.syncLoss) {
        own = ownShare(total);
        // What parameters get from the losses themselves every process has computed for the whole batch: one adds
        // it.
        if (!m_workers->isFirst())
            m_parameters->clearGradients();
    }
    for (const auto &[name, value] : running)
        m_replicas[0]->named_buffers()[name].copy_(value);
    for (std::int64_t p = 0; p < m_pieces; ++p) {
        if (cut)
            parts = forward(piece(p), drawsOf(p), true);
        const Share which = shareOf(bytes.size(0), {p, m_pieces});
        backward(whole, {own.first + which.first, which.count}, parts);
        parts.clear();
    }
    std::vector<torch::Tensor> values;
    for (const torch::Tensor &value : {losses.total, losses.node, losses.edge, losses.pseudo})
        values.push_back(value.detach().to(torch::kFloat64) * weight);
    if (m_scale)
        values.push_back(m_scale->unscale(m_parameters->gradients()).to(torch::kFloat64));
    return torch::stack(values);
}

void Trainer::tieClassifier()
{
    if (!m_classifierTied)
        return;
    const torch::NoGradGuard guard;
    m_replicas[0]->proxies().copy_(m_teacher.proxies().to(m_type).mm(m_featureMap));
    if (torch::Tensor bias = classifierBias(*m_replicas[0]); bias.defined())
        bias.zero_();
}

double Trainer::ignorantLoss(const TeacherRows &teacher) const
{
    const torch::NoGradGuard guard;
    const std::int64_t count = teacher.logits.size(0);
    const auto zeros = [&](std::int64_t columns) {
        return torch::zeros({count, columns}, torch::TensorOptions().device(m_device).dtype(m_type));
    };
    return losses({zeros(m_replicas[0]->featureSize()), zeros(m_teacher.classes())}, teacher).total.item<double>();
}

void Trainer::backward(const Student::Output &whole, const Share &piece, const std::vector<Student::Output> &parts)
{
    m_team.run([&](int member) {
        const Share mine = share(piece.count, member);
        const Student::Output &part = parts[static_cast<std::size_t>(member)];
        std::vector<torch::Tensor> outputs, gradients;
        const auto add = [&](const torch::Tensor &output, const torch::Tensor &gradient) {
            if (!gradient.defined() || !output.requires_grad())
                return; // no loss reads it, or no parameter made it
            outputs.push_back(output);
            gradients.push_back(gradient.narrow(0, piece.first + mine.first, mine.count).to(output.scalar_type()));
        };
        add(part.features, whole.features.grad());
        add(part.logits, whole.logits.grad());
        torch::autograd::backward(outputs, gradients);
    });
}

void Trainer::averageRunningValues()
{
    const torch::NoGradGuard guard;
    std::vector<torch::Tensor> buffers, flat;
    for (const torch::Tensor &buffer : m_replicas[0]->buffers())
        if (buffer.is_floating_point()) {
            buffers.push_back(buffer);
            flat.push_back(buffer.flatten());
        }
    if (buffers.empty())
        return;
    torch::Tensor all = torch::cat(flat);
    m_workers->sum(all);
    all.div_(m_workers->count());
    std::int64_t at = 0;
    for (torch::Tensor &buffer : buffers) {
        buffer.copy_(all.narrow(0, at, buffer.numel()).view(buffer.sizes()));
        at += buffer.numel();
    }
}

Trainer::Outputs Trainer::answer(const SizedImages &images, std::span<const std::int64_t> all)
{
    const Share own = ownShare(static_cast<std::int64_t>(all.size()));
    const auto indices = all.subspan(static_cast<std::size_t>(own.first), static_cast<std::size_t>(own.count));
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
            pixelTensor(pixels.data(), mine.count, images.height(), images.width(), images.channels(), m_device)
                .to(m_type);
        m_replicas[m]->eval();
        Student::Output output;
        if (mine.count > 0) {
            const AutocastScope scope(m_device.type(), m_computes);
            output = m_replicas[m]->forward(x);
        } else {
            output = {torch::empty({0, m_replicas[m]->featureSize()}, x.options()),
                      torch::empty({0, m_teacher.classes()}, x.options())};
        }
        logits[m] = output.logits.to(torch::kCPU, torch::kFloat32);
        edges[m] = studentEdges(output.features).to(torch::kCPU, torch::kFloat32);
    });
    Outputs outputs{torch::cat(logits), torch::cat(edges)};
    if (m_workers) {
        outputs.logits = m_workers->gather(outputs.logits, static_cast<std::int64_t>(all.size()));
        outputs.edges = m_workers->gather(outputs.edges, static_cast<std::int64_t>(all.size()));
    }
    return outputs;
}

std::int64_t Trainer::answerBatch() const
{
    // On a processor as few as keep the activations in its cache: 128 of 32 pixels a side are a third faster than
    // 512. A GPU wants many; fewer large ones, so that evaluation needs no more memory than training.
    const std::int64_t pixels = m_recipe.inputSize * m_recipe.inputSize;
    const std::int64_t processes = m_workers ? m_workers->count() : 1;
    if (m_device.is_cpu())
        return processes * std::clamp<std::int64_t>((std::int64_t(1) << 17) / pixels, 16, 128);
    return processes * std::clamp<std::int64_t>((std::int64_t(2) << 20) / pixels, 16, 512);
}

void Trainer::requireFinite(std::int64_t step) const
{
    if (!m_parameters->values().isfinite().all().item<bool>())
        throw Error("weights are no longer finite after step " + std::to_string(step), lowerLearningRate);
}

NamedTensors Trainer::weights() const
{
    TensorMap tensors = studentTensors(*m_replicas[0]);
    for (auto &[name, tensor] : tensors) // students are float32 wherever they go
        if (tensor.scalar_type() == torch::kFloat64)
            tensor = tensor.to(torch::kFloat32);
    return toNamedTensors(tensors);
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
    if (m_scale)
        tensors.emplace("loss_scale", m_scale->state());
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
    if (m_scale)
        m_scale->restored();
    m_optimiser->setSteps(steps);
}

} // namespace retort
