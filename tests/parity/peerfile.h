#pragma once

#include "formats/safetensors.h"

#include <cstring>
#include <string>
#include <vector>

/// What peers wrote, out of safetensors files.
namespace testsupport {

template<typename T>
std::vector<T> valuesOf(const retort::TensorView &tensor)
{
    std::vector<T> values(tensor.bytes.size() / sizeof(T));
    std::memcpy(values.data(), tensor.bytes.data(), tensor.bytes.size());
    return values;
}

/// A list that was written as one tensor and the offsets at which items begin.
template<typename T>
std::vector<std::vector<T>> listOf(const retort::SafetensorsView &view, const std::string &name)
{
    const auto all = valuesOf<T>(*view.find(name));
    const auto begin = valuesOf<std::int64_t>(*view.find(name + " begin"));
    std::vector<std::vector<T>> items;
    for (std::size_t i = 0; i + 1 < begin.size(); ++i)
        items.emplace_back(all.begin() + begin[i], all.begin() + begin[i + 1]);
    return items;
}

inline std::vector<std::string> textsOf(const retort::SafetensorsView &view, const std::string &name)
{
    std::vector<std::string> texts;
    for (const std::vector<char> &text : listOf<char>(view, name))
        texts.emplace_back(text.begin(), text.end());
    return texts;
}

} // namespace testsupport
