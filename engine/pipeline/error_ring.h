// SPDX-License-Identifier: GPL-3.0-or-later
// The latest errors of a connector, bounded.
#pragma once

#include "engine/pipeline/status.h"

#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

namespace millrace {

enum class ConnectorErrorKind : uint8_t { Parse, Transport, Encode, SetAside };

/// "parse", "transport", "encode", "set-aside".
std::string_view connectorErrorKindName(ConnectorErrorKind kind);

/// Keeps the newest kMaxPerKind errors of each kind, each text capped (the middle is cut out). Errors are
/// numbered in order of arrival over all kinds, so that a gap shows what was dropped. Not thread-safe.
class ErrorRing {
public:
    static constexpr size_t kMaxPerKind = 100;
    static constexpr size_t kMaxTextBytes = 8192;

    /// `index` and `kind` of the entry are set here.
    void add(ConnectorErrorKind kind, ConnectorError entry);
    /// Counts an error that is not described; it takes a number.
    void skip(uint64_t numErrors) { m_nextIndex += numErrors; }
    /// All that is kept, newest last.
    std::vector<ConnectorError> list() const;

private:
    std::array<std::deque<ConnectorError>, 4> m_kinds;
    uint64_t m_nextIndex = 1;
};

/// Cuts the middle out of a text beyond `maxBytes`, at code point borders.
void capText(std::string& text, size_t maxBytes);

} // namespace millrace
