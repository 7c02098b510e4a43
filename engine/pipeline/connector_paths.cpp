// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/connector_paths.h"

#include <filesystem>

namespace millrace {

void resolveConnectorPaths(std::vector<ConnectorSpec>& connectors, const std::string& baseFolder)
{
    if (baseFolder.empty()) {
        return;
    }
    for (ConnectorSpec& connector : connectors) {
        if (connector.transport != "file_input" && connector.transport != "file_output") {
            continue;
        }
        const auto path = connector.transportConfig.find("path");
        if (path == connector.transportConfig.end() || !path->is_string()) {
            continue; // the transport reports it at its place
        }
        const std::string written = path->get<std::string>();
        if (written.empty() || written.front() == '/' || written.starts_with("file://") || written.starts_with("${")) {
            continue;
        }
        *path = (std::filesystem::path(baseFolder) / written).lexically_normal().string();
    }
}

} // namespace millrace
