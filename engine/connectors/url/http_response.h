// SPDX-License-Identifier: GPL-3.0-or-later
// What the head of an HTTP response says about a download that may go on at an offset.
#pragma once

#include "engine/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace millrace {

/// Collects header lines; of redirects only the last response stays.
class HttpResponse {
public:
    void addLine(std::string_view line);

    int status() const { return m_status; }
    const std::string& entityTag() const { return m_entityTag; }
    bool isEncoded() const { return m_isEncoded; }
    bool hasArrived() const { return m_status != 0; }

    /// How many bytes of the body come before `offset` and are to be passed over. An error when the
    /// response is no answer to a request for the bytes from there on.
    Result<uint64_t> surplusBefore(uint64_t offset) const;
    /// True for answers that may be better next time: 408, 429 and 5xx.
    bool mayRecover() const { return m_status == 408 || m_status == 429 || m_status >= 500; }
    /// The requested range starts at or after the end.
    bool isPastEnd() const { return m_status == 416; }

private:
    int m_status = 0;
    std::string m_reason;
    std::string m_entityTag;
    bool m_isEncoded = false;
    bool m_hasRange = false;
    std::optional<uint64_t> m_rangeStart;
};

} // namespace millrace
