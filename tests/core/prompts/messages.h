#pragma once

#include "base/error.h"

#include <functional>
#include <string>

/// What an error of the kind `E` says, with its remedy.
template<typename E>
std::string messageOf(const std::function<void()> &work)
{
    try {
        work();
    } catch (const E &error) {
        return error.fullText();
    } catch (const std::exception &error) {
        return std::string("another kind of error: ") + error.what();
    }
    return "nothing was thrown";
}

#define VERIFY_SAYS(message, part)                                                                                \
    do {                                                                                                          \
        const std::string said = (message);                                                                       \
        QVERIFY2(said.find(part) != std::string::npos, said.c_str());                                             \
    } while (false)
