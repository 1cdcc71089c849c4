#include "formats/torchstate.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <utility>

namespace retort {

namespace {

using Kind = PickleValue::Kind;

constexpr const char *damagedRemedy = "The file is damaged: copy or download it again.";
constexpr const char *tensorRemedy = "Save the tensor as a plain one: contiguous, of floats or whole numbers.";

constexpr std::pair<std::string_view, ElementType> storages[] = {
    {"torch.FloatStorage", ElementType::F32},     {"torch.HalfStorage", ElementType::F16},
    {"torch.BFloat16Storage", ElementType::BF16}, {"torch.DoubleStorage", ElementType::F64},
    {"torch.LongStorage", ElementType::I64},      {"torch.IntStorage", ElementType::I32},
    {"torch.ShortStorage", ElementType::I16},     {"torch.CharStorage", ElementType::I8},
    {"torch.ByteStorage", ElementType::U8},       {"torch.BoolStorage", ElementType::Bool}};

constexpr std::array<std::string_view, 3> tensors{
    "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor", "torch._utils._rebuild_parameter"};
/// What training scripts put beside the weights; noted, never used.
constexpr std::string_view others[] = {"torch.Size",
                                       "torch.device",
                                       "torch.float32",
                                       "torch.float16",
                                       "torch.bfloat16",
                                       "torch.float64",
                                       "torch.int64",
                                       "torch.int32",
                                       "torch.uint8",
                                       "torch.bool",
                                       "numpy.dtype",
                                       "numpy.ndarray",
                                       "numpy.core.multiarray.scalar",
                                       "numpy._core.multiarray.scalar",
                                       "numpy.core.multiarray._reconstruct",
                                       "numpy._core.multiarray._reconstruct"};

bool isTensor(const PickleValue &value)
{
    return value.kind == Kind::Object && std::find(tensors.begin(), tensors.end(), value.text) != tensors.end();
}

class StateReader
{
public:
    StateReader(const PickleSource &source, const TorchStorage &storage) : m_source(source), m_storage(storage) {}

    void dictionary(const PickleValue &dict)
    {
        for (std::size_t i = 0; i + 1 < dict.items.size(); i += 2) {
            if (dict.items[i]->isString() && isTensor(*dict.items[i + 1]))
                tensor(std::string(dict.items[i]->text), *dict.items[i + 1]);
        }
    }

    void module(const PickleValue &object, const std::string &prefix)
    {
        if (object.state == nullptr || object.state->kind != Kind::Dict)
            return;
        for (std::size_t i = 0; i + 1 < object.state->items.size(); i += 2) {
            const PickleValue &key = *object.state->items[i];
            const PickleValue &value = *object.state->items[i + 1];
            // Modules may share parts: a small file could unfold to very many names.
            constexpr std::size_t most = 1'000'000;
            if (++m_attributes > most)
                m_source.fail(object.offset, "unfolds to more than " + std::to_string(most) + " attributes",
                              damagedRemedy);
            if (!key.isString())
                continue;
            const std::string name = prefix + std::string(key.text);
            if (isTensor(value))
                tensor(name, value);
            else if (value.kind == Kind::Object && value.text.starts_with("__torch__."))
                module(value, name + ".");
        }
    }

    TorchState take(std::size_t offset)
    {
        if (m_found.empty())
            m_source.fail(offset, "holds no tensors by name",
                          "Choose a file that torch.save wrote from a model's state_dict().");
        const bool wrapped = std::all_of(m_found.begin(), m_found.end(),
                                         [](const auto &item) { return item.first.starts_with("module."); });
        constexpr std::size_t wrapper = 7;
        for (auto &[name, view] : m_found) {
            view.name = wrapped ? name.substr(wrapper) : name;
            m_state.tensors.push_back(std::move(view));
        }
        return std::move(m_state);
    }

private:
    [[noreturn]] void fail(const std::string &what, const char *remedy) const
    {
        m_source.fail(m_offset, "tensor \"" + m_name + "\" " + what, remedy);
    }

    void tensor(const std::string &name, const PickleValue &value)
    {
        m_name = name;
        m_offset = value.offset;
        // A parameter holds a tensor.
        const PickleValue *inner = &value;
        if (inner->text == tensors[2])
            inner = inner->items.empty() ? nullptr : inner->items[0];
        if (inner == nullptr || !isTensor(*inner) || inner->text == tensors[2] || inner->items.size() < 4)
            fail("is not written as torch writes it", damagedRemedy);
        TensorView view = read(inner->items);
        if (!m_found.emplace(name, std::move(view)).second)
            fail("occurs twice", damagedRemedy);
    }

    std::vector<std::int64_t> numbers(const PickleValue &tuple) const
    {
        std::vector<std::int64_t> result;
        for (const PickleValue *item : tuple.items) {
            if (item->kind != Kind::Integer || item->integer < 0)
                fail("has a size or stride that makes no sense", damagedRemedy);
            result.push_back(item->integer);
        }
        return result;
    }

    TensorView read(const std::vector<const PickleValue *> &arguments)
    {
        const std::optional<StorageReference> storage = storageReference(*arguments[0]);
        if (!storage)
            fail("is not kept in a storage that Retort knows", tensorRemedy);
        if (arguments[1]->kind != Kind::Integer || arguments[1]->integer < 0)
            fail("begins at a place that makes no sense", damagedRemedy);
        const std::uint64_t elementBytes = elementSize(storage->type);

        TensorView view;
        view.type = storage->type;
        view.shape = numbers(*arguments[2]);
        const std::vector<std::int64_t> strides = numbers(*arguments[3]);
        if (strides.size() != view.shape.size() || view.shape.size() > 32)
            fail("has a size and strides that do not fit each other", damagedRemedy);
        // The last element it touches, and whether its elements lie one behind the other.
        std::uint64_t count = 1;
        std::uint64_t last = static_cast<std::uint64_t>(arguments[1]->integer);
        bool dense = true;
        bool overflow = false;
        for (std::size_t d = view.shape.size(); d-- > 0;) {
            const auto extent = static_cast<std::uint64_t>(view.shape[d]);
            const auto stride = static_cast<std::uint64_t>(strides[d]);
            dense = dense && (extent == 1 || stride == count);
            std::uint64_t reach = 0;
            overflow = overflow || __builtin_mul_overflow(extent > 0 ? extent - 1 : 0, stride, &reach) ||
                       __builtin_add_overflow(last, reach, &last) || __builtin_mul_overflow(count, extent, &count);
        }
        if (overflow || (count > 0 && last >= storage->elements))
            fail("leaves its storage", damagedRemedy);
        const std::span<const std::byte> bytes = m_storage(storage->key);
        if (bytes.size() != storage->bytes)
            fail("has a storage of " + std::to_string(bytes.size()) + " bytes instead of " +
                     std::to_string(storage->bytes),
                 damagedRemedy);
        if (count == 0)
            return view;
        const std::uint64_t begin = static_cast<std::uint64_t>(arguments[1]->integer) * elementBytes;
        view.bytes = dense ? bytes.subspan(begin, count * elementBytes)
                           : rearranged(bytes.subspan(begin), view.shape, strides, count, elementBytes);
        return view;
    }

    /// Copies the elements into rows.
    std::span<const std::byte> rearranged(std::span<const std::byte> bytes, const std::vector<std::int64_t> &shape,
                                          const std::vector<std::int64_t> &strides, std::uint64_t count,
                                          std::uint64_t elementBytes)
    {
        // Strides of 0 repeat elements: a few bytes could stand for any amount.
        if (count > bytes.size() / elementBytes)
            fail("repeats the elements of its storage", tensorRemedy);
        constexpr std::uint64_t most = std::uint64_t(4) << 30;
        m_rearranged += count * elementBytes;
        if (m_rearranged > most)
            fail("and others before it are not stored rows first, all in all 4 GB", tensorRemedy);
        std::vector<std::byte> &copy = m_state.rearranged.emplace_back(count * elementBytes);
        std::vector<std::int64_t> index(shape.size());
        std::uint64_t from = 0;
        for (std::uint64_t i = 0; i < count; ++i) {
            std::memcpy(copy.data() + i * elementBytes, bytes.data() + from * elementBytes, elementBytes);
            for (std::size_t d = shape.size(); d-- > 0;) {
                from += static_cast<std::uint64_t>(strides[d]);
                if (++index[d] < shape[d])
                    break;
                from -= static_cast<std::uint64_t>(strides[d] * shape[d]);
                index[d] = 0;
            }
        }
        return copy;
    }

    const PickleSource &m_source;
    const TorchStorage &m_storage;
    TorchState m_state;
    std::map<std::string, TensorView> m_found;
    std::size_t m_attributes = 0;
    std::uint64_t m_rearranged = 0; ///< bytes
    std::string m_name;             ///< of the tensor being read
    std::size_t m_offset = 0;
};

} // namespace

std::optional<StorageReference> storageReference(const PickleValue &value)
{
    // ("storage", type, key, device, elements)
    if (value.kind != Kind::Persistent || value.items[0]->kind != Kind::Tuple || value.items[0]->items.size() < 5)
        return {};
    const auto &items = value.items[0]->items;
    if (!items[0]->isString() || items[0]->text != "storage" || !items[2]->isString() ||
        items[4]->kind != Kind::Integer || items[4]->integer < 0)
        return {};
    std::string name(items[1]->text);
    if (name.starts_with("torch.cuda."))
        name.erase(6, 5);
    const auto *known = std::find_if(std::begin(storages), std::end(storages),
                                     [&](const auto &candidate) { return candidate.first == name; });
    StorageReference reference;
    reference.key = items[2]->text;
    reference.elements = static_cast<std::uint64_t>(items[4]->integer);
    if (known == std::end(storages) ||
        __builtin_mul_overflow(reference.elements, elementSize(known->second), &reference.bytes))
        return {};
    reference.type = known->second;
    return reference;
}

std::vector<std::string_view> torchGlobals()
{
    std::vector<std::string_view> names(std::begin(others), std::end(others));
    names.insert(names.end(), tensors.begin(), tensors.end());
    for (const auto &[name, type] : storages)
        names.push_back(name);
    names.insert(names.end(), {"torch.cuda.FloatStorage", "torch.cuda.HalfStorage", "torch.cuda.BFloat16Storage",
                               "torch.cuda.LongStorage"});
    return names;
}

std::vector<std::string_view> scriptGlobals()
{
    std::vector<std::string_view> names = torchGlobals();
    names.insert(names.end(), {"__torch__.*", "torch.jit._pickle.*"});
    return names;
}

TorchState torchState(const PickleValue &root, const PickleSource &source, const TorchStorage &storage)
{
    StateReader reader(source, storage);
    if (root.kind == Kind::Object) {
        reader.module(root, {});
        return reader.take(root.offset);
    }
    const PickleValue *dict = &root;
    for (const char *key : {"state_dict", "model"}) {
        const PickleValue *held = root.find(key);
        if (held != nullptr && held->kind == Kind::Dict && dict == &root)
            dict = held;
    }
    if (dict->kind == Kind::Dict)
        reader.dictionary(*dict);
    return reader.take(root.offset);
}

} // namespace retort
