// SPDX-License-Identifier: GPL-3.0-or-later
// Generators of numbers, dates and times: increment, uniform and Zipf over a half-open range.
#pragma once

#include "engine/connectors/datagen/column_generator.h"

namespace millrace {

/// A range of whole numbers in the units that the type's literals have: milliseconds for times, the unscaled
/// value for decimals.
struct WholeRange {
    Int128 low = 0;
    Int128 high = 0; ///< exclusive
};

/// For integers, DECIMAL, DATE, TIME and TIMESTAMP. Null, with problems, when the settings make no sense.
std::unique_ptr<ColumnGenerator> makeWholeGenerator(const SqlType& type, const FieldSettings& settings,
                                                    ConfigReader& reader);
/// For REAL and DOUBLE.
std::unique_ptr<ColumnGenerator> makeRealGenerator(const SqlType& type, const FieldSettings& settings,
                                                   ConfigReader& reader);
std::unique_ptr<ColumnGenerator> makeBooleanGenerator(const FieldSettings& settings);

} // namespace millrace
