// SPDX-License-Identifier: GPL-3.0-or-later
// Finds transports by name.
#pragma once

#include "engine/connectors/input_reader.h"
#include "engine/connectors/output_transport.h"

#include <string>
#include <string_view>
#include <vector>

namespace millrace {

/// Null when nobody knows such a transport on that side.
const InputTransportInfo* findInputTransport(std::string_view name);
const OutputTransportInfo* findOutputTransport(std::string_view name);
std::vector<std::string> transportNames(Direction direction);
/// False for an input that never comes to its end, as far as its config tells.
bool canEnd(const ConnectorSpec& input);

} // namespace millrace
