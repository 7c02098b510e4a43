// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of a query as text.
#pragma once

#include "engine/api/values.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace millrace::server {

enum class ResultFormat : uint8_t {
    Text, ///< a grid of `|` and `-`, as terminals show it
    Json, ///< an object a line
    Hash, ///< SHA-256 over the rows whatever their order, upper-case hexadecimal
};

/// Nothing for a word that is none of ours.
std::optional<ResultFormat> resultFormatOf(std::string_view word);

/// Turns a result into text, batch by batch. One thread at a time.
class ResultText {
public:
    virtual ~ResultText() = default;
    virtual void append(const Batch& batch, std::string& out) = 0;
    /// What is left at the end.
    virtual void finish(std::string& out) = 0;
    /// How an error is told in the middle of a result.
    virtual std::string errorText(const std::string& detail) const = 0;
};

std::unique_ptr<ResultText> makeResultText(ResultFormat format, const Schema& schema);

} // namespace millrace::server
