// SPDX-License-Identifier: GPL-3.0-or-later
// Where positions and patterns of the streaming dialect differ from those of the engine.
#pragma once

#include "engine/descriptive/stream_function.h"

namespace millrace::descriptive {

/// substring(text, position [, length]): a position below zero counts from the end.
Result<ExprPtr> resolveSubstring(StreamCallSite& site);
/// replace_regex(text, pattern, replacement): `\1` of a constant replacement is a group, `$` is itself.
Result<ExprPtr> resolveReplaceRegex(StreamCallSite& site);
/// LIKE and its kin without ESCAPE: `\` stands before `%`, `_` and itself, and is itself before anything else.
Result<ExprPtr> resolveLike(std::string_view form, std::vector<ExprPtr> args, const SourceSpan& span);
/// array[position]: below zero it counts from the end.
Result<ExprPtr> resolveElement(StreamRules& rules, std::vector<ExprPtr> args, const SourceSpan& span);
/// The text of a floating number without an empty fraction: "1" of "1.0", "1e30" of "1.0e30".
Result<ExprPtr> withoutEmptyFraction(ExprPtr text, const SourceSpan& span);

} // namespace millrace::descriptive
