// SPDX-License-Identifier: GPL-3.0-or-later
// The table of scalar functions of the streaming dialect.
#pragma once

#include "engine/descriptive/stream_rules.h"

#include <span>
#include <string_view>

namespace millrace::descriptive {

/// A call that is being resolved.
struct StreamCallSite {
    StreamRules& rules;
    std::string_view name; ///< lower case
    std::vector<ExprPtr> args;
    SourceSpan span;
};

struct StreamFunction {
    static constexpr size_t kAnyNumber = SIZE_MAX;

    std::string_view name; ///< lower case
    size_t leastArgs;
    size_t mostArgs;
    Result<ExprPtr> (*resolve)(StreamCallSite& site);
    std::string_view engineName = {}; ///< of the engine's function where that is called as it is
};

/// Text, numbers, conditions and conversions.
std::span<const StreamFunction> valueFunctions();
/// Times, random values and the clock.
std::span<const StreamFunction> timeFunctions();

/// The engine's function of `engineName` with the same arguments.
Result<ExprPtr> resolveEngineCall(std::string_view engineName, StreamCallSite& site);
/// A constant number among the arguments; an error at its place.
Result<double> constantNumber(const ExprPtr& arg, std::string_view function);
/// A constant text among the arguments; an error at its place.
Result<std::string> constantText(const ExprPtr& arg, std::string_view function);
/// BOOLEAN as it is, a number as what differs from 0.
Result<ExprPtr> conditionOf(ExprPtr value);

} // namespace millrace::descriptive
