// SPDX-License-Identifier: GPL-3.0-or-later
// file_input: records of a local file, optionally followed as it grows.
#pragma once

#include "engine/connectors/input_reader.h"

namespace millrace {

std::vector<ConfigProblem> checkFileInput(const ConnectorSpec& spec, const Schema& table);
/// Opens the file, so that a missing one is reported here; nothing is read before extend().
Result<std::unique_ptr<InputReader>> openFileInput(const InputContext& context);

} // namespace millrace
