#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

namespace retort {

/// Root of every exception that Retort throws on purpose. what() says what happened and where,
/// remedy() what the person can do about it (may be empty). Errors of other libraries are wrapped
/// into one of these where they enter.
class Error : public std::runtime_error
{
public:
    explicit Error(const std::string &what, std::string remedy = {});

    [[nodiscard]] const std::string &remedy() const noexcept { return m_remedy; }
    /// what() and remedy() as one text, for a terminal or a message in place.
    [[nodiscard]] std::string fullText() const;

private:
    std::string m_remedy;
};

/// A file or a folder that cannot be read, is damaged, or says something impossible.
/// `where` is the place inside it ("offset 16", "line 3", "key \"epochs\""; may be empty).
class InputError : public Error
{
public:
    InputError(const std::filesystem::path &file, const std::string &where, const std::string &what,
               std::string remedy = {});

    [[nodiscard]] const std::filesystem::path &file() const noexcept { return m_file; }

private:
    std::filesystem::path m_file;
};

/// A value given by the caller (option, recipe key, template, class name) that makes no sense.
class ValueError : public Error
{
public:
    using Error::Error;
};

/// The project file could not be read or written, or is held by somebody else.
class StoreError : public Error
{
public:
    using Error::Error;
};

/// The work was cancelled through its stop token. Not a failure: what was done so far is kept.
class Cancelled : public Error
{
public:
    Cancelled();
};

} // namespace retort
