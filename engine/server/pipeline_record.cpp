// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/server/pipeline_record.h"

#include "engine/server/pipeline_settings.h"
#include "engine/server/uuid.h"

#include <QCryptographicHash>

namespace millrace::server {

using nlohmann::json;

PipelineRecord PipelineRecord::forPipeline(TimestampMicros createdAt, std::string program)
{
    PipelineRecord record;
    record.id = makeTimeUuid(createdAt);
    record.createdAt = createdAt;
    record.runtimeConfig = *normalizedRuntimeConfig(json::object());
    record.programConfig = *normalizedProgramConfig(json::object());
    record.program = std::move(program);
    return record;
}

std::string PipelineRecord::toText() const
{
    const json whole = {{"id", id},
                        {"created_us", createdAt},
                        {"description", description},
                        {"tags", tags},
                        {"runtime_config", runtimeConfig},
                        {"program_config", programConfig},
                        {"udf_rust", udfRust},
                        {"udf_toml", udfToml},
                        {"version", version},
                        {"program_version", programVersion},
                        {"refresh_version", refreshVersion},
                        {"program_digest", digestOf(program)},
                        {"storage_status", nameOf(storage)},
                        {"deployment_error", deploymentError}};
    return whole.dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<PipelineRecord> PipelineRecord::parse(std::string_view text)
{
    PipelineRecord record;
    try {
        const json whole = json::parse(text);
        whole.at("id").get_to(record.id);
        whole.at("created_us").get_to(record.createdAt);
        whole.at("description").get_to(record.description);
        whole.at("tags").get_to(record.tags);
        record.runtimeConfig = whole.at("runtime_config");
        record.programConfig = whole.at("program_config");
        whole.at("udf_rust").get_to(record.udfRust);
        whole.at("udf_toml").get_to(record.udfToml);
        whole.at("version").get_to(record.version);
        whole.at("program_version").get_to(record.programVersion);
        whole.at("refresh_version").get_to(record.refreshVersion);
        whole.at("program_digest").get_to(record.programDigest);
        record.storage = storageStatusOf(whole.at("storage_status").get<std::string>()).value_or(StorageStatus::InUse);
        record.deploymentError = whole.at("deployment_error");
    } catch (const json::exception& error) {
        return makeError(ErrorCode::kCatalogSchema,
                         std::string("What the API stored of a pipeline cannot be read: ") + error.what());
    }
    if (!record.runtimeConfig.is_object() || !record.programConfig.is_object()) {
        return makeError(ErrorCode::kCatalogSchema, "What the API stored of a pipeline has no settings");
    }
    return record;
}

std::string digestOf(std::string_view text)
{
    const QByteArrayView bytes(text.data(), static_cast<qsizetype>(text.size()));
    return QCryptographicHash::hash(bytes.toByteArray(), QCryptographicHash::Sha256).toHex().toStdString();
}

} // namespace millrace::server
