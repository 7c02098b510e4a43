// SPDX-License-Identifier: GPL-3.0-or-later
// What a tutorial says to its reader, in the reader's language.
#pragma once

#include "models/tutorial/tutorial.h"

#include <functional>

namespace millrace::models {

/// The translation context of tutorials: translations/tutorials_de.ts has their texts.
inline constexpr const char* kTutorialContext = "Tutorials";

/// Every text that is prose; programs, names and values are none.
void forEachText(Tutorial& tutorial, const std::function<void(QString&)>& handle);

/// Puts every text into the language that is shown now; what has no translation stays English.
void translateTexts(Tutorial& tutorial);

} // namespace millrace::models
