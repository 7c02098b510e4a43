// SPDX-License-Identifier: GPL-3.0-or-later
// The routes of the API, by subject.
#pragma once

#include "engine/server/api_service.h"
#include "engine/server/router.h"

#include <memory>
#include <string_view>

namespace millrace::server {

/// Each adds its routes; the context outlives the router.
void addServiceRoutes(Router& router, ApiContext& context);    ///< /healthz
void addIngressRoute(Router& router, ApiContext& context);
void addEgressRoute(Router& router, ApiContext& context);
void addLogRoute(Router& router, ApiContext& context);
void addQueryRoutes(Router& router, ApiContext& context);      ///< by HTTP and over a WebSocket
void addClusterRoutes(Router& router, ApiContext& context);    ///< /v0/config, /v0/cluster_healthz, /v0/api_keys, …
void addPipelineRoutes(Router& router, ApiContext& context);   ///< /v0/pipelines, events, diff, /v0/validate_program
void addLifecycleRoutes(Router& router, ApiContext& context);  ///< start, stop, pause, resume, clear, …
void addConnectorRoutes(Router& router, ApiContext& context);  ///< connectors, completion tokens, transactions
void addStatisticsRoutes(Router& router, ApiContext& context); ///< stats, metrics, time series
/// The pipelines of a YAML file: /, /config, /pipelines, /queries; errors have a form of their own there.
void addDescriptiveRoutes(Router& router, ApiContext& context);

/// 404 UnknownPipelineName.
ApiResult<std::shared_ptr<api::Pipeline>> findPipeline(const ApiContext& context, std::string_view name);
/// One that can be talked to: 404, 503 or 410, see PipelineBoard::deployed().
ApiResult<std::shared_ptr<api::Pipeline>> findRunningPipeline(ApiContext& context, std::string_view name);

} // namespace millrace::server
