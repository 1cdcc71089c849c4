#include "formats/sha256.h"

#include "base/error.h"

#include <algorithm>
#include <array>
#include <openssl/evp.h>
#include <vector>

namespace retort {

struct Sha256::State
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
};

namespace {

void check(int result)
{
    if (result != 1)
        throw Error("SHA-256 is not available from this machine's OpenSSL",
                    "Check that libssl is installed and complete.");
}

} // namespace

Sha256::Sha256() : m_state(std::make_unique<State>())
{
    check(m_state->context != nullptr ? EVP_DigestInit_ex(m_state->context, EVP_sha256(), nullptr) : 0);
}

Sha256::~Sha256()
{
    EVP_MD_CTX_free(m_state->context);
}

void Sha256::update(std::span<const std::byte> bytes)
{
    check(EVP_DigestUpdate(m_state->context, bytes.data(), bytes.size()));
}

std::string Sha256::finish()
{
    std::array<unsigned char, 32> digest{};
    check(EVP_DigestFinal_ex(m_state->context, digest.data(), nullptr));
    std::string hex;
    hex.reserve(2 * digest.size());
    for (const unsigned char byte : digest) {
        hex += "0123456789abcdef"[byte >> 4];
        hex += "0123456789abcdef"[byte & 15];
    }
    return hex;
}

std::string sha256(std::span<const std::byte> bytes)
{
    Sha256 hash;
    hash.update(bytes);
    return hash.finish();
}

std::string weightsSha256(const NamedTensors &tensors)
{
    std::vector<const NamedTensor *> sorted;
    sorted.reserve(tensors.size());
    for (const NamedTensor &tensor : tensors)
        sorted.push_back(&tensor);
    std::sort(sorted.begin(), sorted.end(),
              [](const NamedTensor *a, const NamedTensor *b) { return a->name < b->name; });
    Sha256 hash;
    for (const NamedTensor *tensor : sorted)
        hash.update(tensor->bytes);
    return hash.finish();
}

} // namespace retort
