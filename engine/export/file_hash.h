// SPDX-License-Identifier: GPL-3.0-or-later
// SHA-256 of what a file holds, as `sha256sum` prints it.
#pragma once

#include "engine/base/result.h"

#include <memory>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace millrace {

/// Not thread-safe.
class FileHash {
public:
    FileHash();
    void add(std::string_view bytes);
    /// 64 hexadecimal digits; it begins anew behind that.
    std::string take();

private:
    struct Closer {
        void operator()(evp_md_ctx_st* context) const;
    };
    void begin();

    std::unique_ptr<evp_md_ctx_st, Closer> m_context;
};

/// Of all that an open file holds, wherever it is read at present. kIoRead.
Result<std::string> hashOfFile(int descriptor, const std::string& path);

} // namespace millrace
