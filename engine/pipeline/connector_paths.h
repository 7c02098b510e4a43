// SPDX-License-Identifier: GPL-3.0-or-later
// Relative paths of file connectors.
#pragma once

#include "engine/connectors/connector_spec.h"

#include <string>
#include <vector>

namespace millrace {

/// Makes the `path` of every file_input and file_output absolute, as seen from `baseFolder` (the folder of the
/// program's file). Absolute paths and URLs stay. With an empty folder nothing changes, and the connector refuses the
/// path itself.
void resolveConnectorPaths(std::vector<ConnectorSpec>& connectors, const std::string& baseFolder);

} // namespace millrace
