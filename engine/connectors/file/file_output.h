// SPDX-License-Identifier: GPL-3.0-or-later
// file_output writes changes to a local file, null_output drops them.
#pragma once

#include "engine/connectors/output_transport.h"

namespace millrace {

std::vector<ConfigProblem> checkFileOutput(const ConnectorSpec& spec);
/// Creates or empties the file. Refuses what is no regular file; does not make folders.
Result<std::unique_ptr<OutputTransport>> openFileOutput(const OutputContext& context);

std::vector<ConfigProblem> checkNullOutput(const ConnectorSpec& spec);
Result<std::unique_ptr<OutputTransport>> openNullOutput(const OutputContext& context);

} // namespace millrace
