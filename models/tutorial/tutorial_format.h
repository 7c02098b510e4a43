// SPDX-License-Identifier: GPL-3.0-or-later
// The kinds of checks and commands that a tutorial's file may use, with the values of each.
#pragma once

#include <span>
#include <string_view>

namespace millrace::models {

enum class TutorialValue {
    Text,
    Pattern, ///< a regular expression
    Word,    ///< one of `words`
    Number,  ///< a whole number from 0
    Flag,
    List, ///< of texts
    Rows, ///< of lists of texts
    Map,  ///< of texts by name
};

struct TutorialValueSpec {
    std::string_view key;
    TutorialValue value = TutorialValue::Text;
    bool isRequired = false;
    std::string_view words = {}; ///< parted by '|'
};

/// The first value may stand alone: `state: running` is `state: {is: running}`.
struct TutorialKind {
    std::string_view name;
    std::span<const TutorialValueSpec> values;
};

std::span<const TutorialKind> tutorialChecks();
std::span<const TutorialKind> tutorialCommands();

} // namespace millrace::models
