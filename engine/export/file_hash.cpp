// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/export/file_hash.h"

#include <openssl/evp.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

#include <unistd.h>

namespace millrace {

void FileHash::Closer::operator()(evp_md_ctx_st* context) const
{
    EVP_MD_CTX_free(context);
}

FileHash::FileHash()
    : m_context(EVP_MD_CTX_new())
{
    begin();
}

void FileHash::begin()
{
    EVP_DigestInit_ex(m_context.get(), EVP_sha256(), nullptr);
}

void FileHash::add(std::string_view bytes)
{
    EVP_DigestUpdate(m_context.get(), bytes.data(), bytes.size());
}

std::string FileHash::take()
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    EVP_DigestFinal_ex(m_context.get(), digest.data(), &size);
    begin();
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    for (unsigned int i = 0; i < size; ++i) {
        text += kDigits[digest[i] >> 4];
        text += kDigits[digest[i] & 15];
    }
    return text;
}

Result<std::string> hashOfFile(int descriptor, const std::string& path)
{
    FileHash hash;
    std::vector<char> chunk(size_t{1} << 18);
    for (off_t offset = 0;;) {
        const ssize_t count = ::pread(descriptor, chunk.data(), chunk.size(), offset);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            return makeError(ErrorCode::kIoRead, "cannot read " + path + ": " + std::strerror(errno));
        }
        if (count == 0) {
            return hash.take();
        }
        hash.add(std::string_view(chunk.data(), static_cast<size_t>(count)));
        offset += count;
    }
}

} // namespace millrace
