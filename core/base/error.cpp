#include "base/error.h"

#include <utility>

namespace retort {

namespace {

std::string placed(const std::filesystem::path &file, const std::string &where, const std::string &what)
{
    std::string text = file.string();
    if (!where.empty())
        text += " (" + where + ")";
    return text + ": " + what;
}

} // namespace

Error::Error(const std::string &what, std::string remedy)
    : std::runtime_error(what), m_remedy(std::move(remedy))
{}

std::string Error::fullText() const
{
    return m_remedy.empty() ? std::string(what()) : std::string(what()) + "\n" + m_remedy;
}

InputError::InputError(const std::filesystem::path &file, const std::string &where,
                       const std::string &what, std::string remedy)
    : Error(placed(file, where, what), std::move(remedy)), m_file(file)
{}

Cancelled::Cancelled() : Error("cancelled") {}

} // namespace retort
