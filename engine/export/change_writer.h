// SPDX-License-Identifier: GPL-3.0-or-later
// Writes change streams as text: JSON lines or CSV.
#pragma once

#include "engine/base/result.h"
#include "engine/formats/encoder.h"
#include "engine/pipeline/subscription.h"

#include <cstdint>
#include <memory>
#include <string>

namespace millrace {

enum class ChangeFormat : uint8_t {
    JsonLines, ///< {"relation":"v","step":3,"weight":-1,"row":{…}}
    Csv,       ///< columns, then the weight last, with a header; one relation a file
};

/// Turns changes of one relation into lines. Not thread-safe.
class ChangeWriter {
public:
    ChangeWriter(std::string relation, const Schema& schema, ChangeFormat format);
    /// The CSV header with its line end; empty for JSON lines.
    std::string header() const;
    /// Appends the lines of a change; returns how many.
    uint64_t append(const StepChange& change, std::string& out) const;

private:
    RowWriter m_rows;
    std::string m_jsonPrefix;
    ChangeFormat m_format;
};

} // namespace millrace
