// SPDX-License-Identifier: GPL-3.0-or-later
// datagen: made-up records, typed straight into batches.
#pragma once

#include "engine/connectors/input_reader.h"

namespace millrace {

std::vector<ConfigProblem> checkDatagen(const ConnectorSpec& spec, const Schema& table);
Result<std::unique_ptr<InputReader>> openDatagen(const InputContext& context);

} // namespace millrace
