#include "distil/environment.h"

#include "base/bytestext.h"
#include "tensor/cuda.h"
#include "tensor/memorypool.h"

#include <algorithm>
#include <cstdlib>
#include <new>
#include <regex>
#include <thread>

namespace retort {

namespace {

bool hasBFloat16Instructions()
{
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx512bf16") != 0;
#else
    return false;
#endif
}

torch::Device deviceNamed(const std::string &name, int localRank)
{
    if (name == "cpu")
        return torch::kCPU;
    if (name != "cuda")
        throw ValueError("unknown device \"" + name + "\"; accepted: cpu, cuda");
    if (!torch::cuda::is_available())
        throw ValueError("LibTorch finds no CUDA device",
                         "Choose device \"cpu\" or \"auto\", or use a LibTorch built for CUDA and its driver.");
    // A launcher may have shown each process its own GPU and no other.
    if (localRank > 0)
        return {torch::kCUDA,
                static_cast<c10::DeviceIndex>(localRank % static_cast<int>(torch::cuda::device_count()))};
    return torch::kCUDA;
}

/// What autocast computes in; float32: it is off.
torch::ScalarType typeNamed(const std::string &precision)
{
    if (precision == "fp32" || precision == "fp64")
        return torch::kFloat32;
    if (precision == "bf16")
        return torch::kBFloat16;
    if (precision == "fp16")
        return torch::kFloat16;
    throw ValueError("unknown precision \"" + precision + "\"; accepted: fp32, bf16, fp16, fp64");
}

/// What "auto" stands for on a device.
std::string fastPrecision(const std::string &device)
{
    if (device == "cpu")
        return hasBFloat16Instructions() ? "bf16" : "fp32";
    return cudaHasBFloat16(torch::kCUDA) ? "bf16" : "fp16";
}

/// How much a message of LibTorch's says that was asked for ("tried to allocate 2.00 GiB", "... 4096 bytes").
std::string askedFor(const std::string &message)
{
    static const std::regex amount("[Tt]ried to allocate ([0-9.]+ ?[A-Za-z]+)");
    std::smatch found;
    return std::regex_search(message, found, amount) ? ": " + found[1].str() + " more were asked for" : "";
}

} // namespace

Machine::Machine(const RunEnvironment &environment, int localRank)
    : device(deviceNamed(environment.device, localRank)), computes(typeNamed(environment.precision)),
      type(environment.precision == "fp64" ? torch::kFloat64 : torch::kFloat32),
      threads(static_cast<int>(environment.threads))
{
    if (computes == torch::kFloat16 && device.is_cpu())
        throw ValueError("the precision \"fp16\" is for GPUs", "Choose \"auto\", \"bf16\" or \"fp32\".");
    if (environment.threads < 1 || environment.threads > 1024)
        throw ValueError("a run needs 1 to 1024 threads, not " + std::to_string(environment.threads));
}

KernelChoice::KernelChoice(const torch::Device &device, bool deterministic)
    : m_set(!device.is_cpu()), m_tried(at::globalContext().benchmarkCuDNN()),
      m_deterministicCudnn(at::globalContext().deterministicCuDNN()),
      m_deterministic(at::globalContext().deterministicAlgorithms()),
      m_warnOnly(at::globalContext().deterministicAlgorithmsWarnOnly())
{
    if (!m_set)
        return;
    if (deterministic) // cuBLAS reads it when a stream first multiplies, and LibTorch insists on it
        setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8", /*overwrite=*/0);
    at::globalContext().setBenchmarkCuDNN(!deterministic);
    at::globalContext().setDeterministicCuDNN(deterministic);
    at::globalContext().setDeterministicAlgorithms(deterministic, /*warn_only=*/false);
}

KernelChoice::~KernelChoice()
{
    if (!m_set)
        return;
    at::globalContext().setBenchmarkCuDNN(m_tried);
    at::globalContext().setDeterministicCuDNN(m_deterministicCudnn);
    at::globalContext().setDeterministicAlgorithms(m_deterministic, m_warnOnly);
}

void rethrowWrapped(const std::string &doing)
{
    const char *const lessMemory =
        "Lower \"batch\" or \"input_size\", choose a smaller student, or close other programs.";
    try {
        throw;
    } catch (const Error &) {
        throw;
    } catch (const NoTensorMemory &error) {
        throw OutOfMemory("memory ran out while " + doing + ": " + bytesText(error.asked()) +
                              " more were asked for",
                          lessMemory);
    } catch (const std::bad_alloc &) {
        throw OutOfMemory("memory ran out while " + doing, lessMemory);
    } catch (const c10::Error &error) {
        const std::string text = error.what_without_backtrace();
        if (text.find("out of memory") != std::string::npos ||
            text.find("can't allocate memory") != std::string::npos)
            throw OutOfMemory("memory ran out while " + doing + askedFor(text), lessMemory);
        throw Error("LibTorch failed while " + doing + ": " + text);
    } catch (const std::exception &error) {
        throw Error("LibTorch failed while " + doing + ": " + error.what());
    }
}

RunEnvironment chooseEnvironment(const Recipe &recipe, const WorkerPlace &place)
{
    validate(recipe);
    RunEnvironment environment;
    environment.device = recipe.device == "auto" ? (torch::cuda::is_available() ? "cuda" : "cpu") : recipe.device;
    static_cast<void>(deviceNamed(environment.device, 0)); // refuses one that is not there
    environment.precision = recipe.precision == "auto" ? fastPrecision(environment.device) : recipe.precision;
    const std::int64_t cores = std::max(1U, std::thread::hardware_concurrency());
    environment.threads =
        recipe.threads > 0 ? recipe.threads : std::max<std::int64_t>(1, cores / place.localCount);
    environment.workers = place.count;
    environment.versions = "retort " RETORT_VERSION ", libtorch " TORCH_VERSION;
    static_cast<void>(Machine(environment)); // refuses what does not go together
    return environment;
}

} // namespace retort
