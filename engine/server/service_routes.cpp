// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/server/routes.h"

namespace millrace::server {

void addServiceRoutes(Router& router, ApiContext&)
{
    router.add(
        HttpMethod::Get, "/healthz", [](const HttpCall&) { return HttpReply::json({{"status", "healthy"}}); },
        Lane::Server);
}

ApiResult<std::shared_ptr<api::Pipeline>> findPipeline(const ApiContext& context, std::string_view name)
{
    std::shared_ptr<api::Pipeline> pipeline = context.engine.find(name);
    if (!pipeline) {
        return ApiError{404,
                        "UnknownPipelineName",
                        "There is no pipeline of this name: " + std::string(name),
                        {{"pipeline_name", name}}};
    }
    return pipeline;
}

ApiResult<std::shared_ptr<api::Pipeline>> findRunningPipeline(ApiContext& context, std::string_view name)
{
    return context.board.deployed(name); // which knows more than the engine: what clients have asked for
}

} // namespace millrace::server
