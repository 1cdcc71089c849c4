#include "teacher/weightset.h"

#include "base/error.h"
#include "formats/jsonobject.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace retort {

void WeightSet::addFile(const std::filesystem::path &file)
{
    m_files.push_back(std::make_shared<const TensorFile>(file));
    std::vector<Weight> weights = std::move(m_weights);
    for (const TensorView &tensor : m_files.back()->tensors())
        weights.push_back({tensor.name, tensor, file});
    replace(std::move(weights));
}

void WeightSet::addShards(const std::filesystem::path &index)
{
    const nlohmann::json parsed = parseJson(readTextFile(index), index);
    const JsonObject json(parsed, index, {});
    const JsonObject map = json.object("weight_map");
    std::map<std::string, std::string> shards; // and a tensor that is in it
    for (const auto &item : json.value("weight_map").items()) {
        const std::string name = map.text(item.key(), {});
        if (name.empty() || name.find('/') != std::string::npos || name.find('\0') != std::string::npos)
            map.fail(item.key(), "must name a file beside the index", "Download the index again.");
        shards.emplace(name, item.key());
    }
    if (shards.empty())
        json.fail("weight_map", "names no file", "Download the index again.");
    for (const auto &[name, tensor] : shards) {
        const std::filesystem::path file = index.parent_path() / name;
        if (!std::filesystem::is_regular_file(file))
            throw InputError(file, {},
                             "is missing: it is one of " + std::to_string(shards.size()) + " parts that " +
                                 index.filename().string() + " names",
                             "Download all parts into one folder.");
        addFile(file);
    }
    for (const auto &item : json.value("weight_map").items()) {
        if (find(item.key()) == nullptr)
            throw InputError(index.parent_path() / item.value().get<std::string>(),
                             "tensor \"" + item.key() + "\"", "is missing, but the index says that it is here",
                             "Index and parts are of different checkpoints: download all again.");
    }
}

const Weight *WeightSet::find(std::string_view name) const
{
    const auto found = std::lower_bound(m_weights.begin(), m_weights.end(), name,
                                        [](const Weight &weight, std::string_view n) { return weight.name < n; });
    return found != m_weights.end() && found->name == name ? &*found : nullptr;
}

std::uint64_t WeightSet::bytes() const
{
    std::uint64_t sum = 0;
    for (const Weight &weight : m_weights)
        sum += weight.view.bytes.size();
    return sum;
}

void WeightSet::replace(std::vector<Weight> weights)
{
    std::sort(weights.begin(), weights.end(), [](const Weight &a, const Weight &b) { return a.name < b.name; });
    const auto twice = std::adjacent_find(weights.begin(), weights.end(),
                                          [](const Weight &a, const Weight &b) { return a.name == b.name; });
    if (twice != weights.end())
        throw InputError(twice->file, "tensor \"" + twice->view.name + "\"",
                         "is there twice, also in " + (twice + 1)->file.filename().string(),
                         "Keep the files of one checkpoint only in this folder.");
    m_weights = std::move(weights);
}

std::span<std::byte> WeightSet::room(std::size_t bytes)
{
    return m_made.emplace_back(bytes);
}

std::string precisionOf(const WeightSet &weights)
{
    std::set<std::string> names;
    for (const Weight &weight : weights.all()) {
        switch (weight.view.type) {
        case ElementType::F64:
            names.insert("float64");
            break;
        case ElementType::F32:
            names.insert("float32");
            break;
        case ElementType::F16:
            names.insert("float16");
            break;
        case ElementType::BF16:
            names.insert("bfloat16");
            break;
        default:
            break;
        }
    }
    std::string text;
    for (const std::string &name : names)
        text += (text.empty() ? "" : " and ") + name;
    return text;
}

} // namespace retort
