// SPDX-License-Identifier: GPL-3.0-or-later
// url_input: records of an HTTP resource, read once.
#pragma once

#include "engine/connectors/input_reader.h"

namespace millrace {

std::vector<ConfigProblem> checkUrlInput(const ConnectorSpec& spec, const Schema& table);
/// Nothing is fetched before extend(); an unreachable host is reported then, through failed().
Result<std::unique_ptr<InputReader>> openUrlInput(const InputContext& context);

} // namespace millrace
