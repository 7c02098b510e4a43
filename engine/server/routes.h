// SPDX-License-Identifier: GPL-3.0-or-later
// The routes of the API, by subject.
#pragma once

#include "engine/server/api_service.h"
#include "engine/server/router.h"

#include <memory>
#include <string_view>

namespace millrace::server {

/// Each adds its routes; the context outlives the router.
void addServiceRoutes(Router& router, ApiContext& context); ///< /healthz
void addIngressRoute(Router& router, ApiContext& context);
void addEgressRoute(Router& router, ApiContext& context);
void addQueryRoutes(Router& router, ApiContext& context); ///< by HTTP and over a WebSocket

/// 404 UnknownPipelineName.
ApiResult<std::shared_ptr<api::Pipeline>> findPipeline(const ApiContext& context, std::string_view name);
/// One that has been started: 404, or 503 PipelineInteractionNotDeployed.
ApiResult<std::shared_ptr<api::Pipeline>> findRunningPipeline(const ApiContext& context, std::string_view name);

} // namespace millrace::server
