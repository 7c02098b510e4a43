// SPDX-License-Identifier: GPL-3.0-or-later
// empty_input: a source without records that ends when it is first allowed to read.
#pragma once

#include "engine/connectors/input_reader.h"

namespace millrace {

std::vector<ConfigProblem> checkEmptyInput(const ConnectorSpec& spec, const Schema& table);
Result<std::unique_ptr<InputReader>> openEmptyInput(const InputContext& context);

} // namespace millrace
