#include "base/namedtensor.h"

namespace retort {

std::size_t elementSize(ElementType type)
{
    switch (type) {
    case ElementType::F64:
    case ElementType::I64:
        return 8;
    case ElementType::F32:
    case ElementType::I32:
        return 4;
    case ElementType::F16:
    case ElementType::BF16:
    case ElementType::I16:
        return 2;
    case ElementType::I8:
    case ElementType::U8:
    case ElementType::Bool:
        return 1;
    }
    return 0;
}

const char *elementName(ElementType type)
{
    switch (type) {
    case ElementType::F64:
        return "F64";
    case ElementType::F32:
        return "F32";
    case ElementType::F16:
        return "F16";
    case ElementType::BF16:
        return "BF16";
    case ElementType::I64:
        return "I64";
    case ElementType::I32:
        return "I32";
    case ElementType::I16:
        return "I16";
    case ElementType::I8:
        return "I8";
    case ElementType::U8:
        return "U8";
    case ElementType::Bool:
        return "BOOL";
    }
    return "";
}

} // namespace retort
