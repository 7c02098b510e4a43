// SPDX-License-Identifier: GPL-3.0-or-later
// Connectors of a transport without a pipeline around them.
#pragma once

#include "engine/connectors/output_transport.h"
#include "recording_consumer.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>

namespace millrace::test {

/// An input of a table (id INTEGER NOT NULL, name VARCHAR), and what it has brought.
struct InputFixture {
    InputFixture(std::string transport, nlohmann::json config, std::optional<std::string> format = std::nullopt)
    {
        spec.relation = "t";
        spec.name = "c";
        spec.transport = std::move(transport);
        spec.transportConfig = std::move(config);
        spec.format = std::move(format);
        context.spec = &spec;
        context.target.schema.columns = {{"id", SqlType::of(TypeId::Integer, false), false},
                                         {"name", SqlType::of(TypeId::Varchar), false}};
        context.consumer = consumer;
    }
    InputFixture(const InputFixture&) = delete;
    InputFixture& operator=(const InputFixture&) = delete;

    /// "(1, a) (2, b)".
    std::string rows() const { return consumer->rowText(context.target.schema); }

    ConnectorSpec spec;
    InputContext context;
    std::shared_ptr<RecordingConsumer> consumer = std::make_shared<RecordingConsumer>();
};

/// An output of a view (id INTEGER NOT NULL, name VARCHAR).
struct OutputFixture {
    OutputFixture(std::string transport, nlohmann::json config, std::optional<std::string> format = std::nullopt)
    {
        spec.relation = "v";
        spec.name = "c";
        spec.direction = Direction::Output;
        spec.transport = std::move(transport);
        spec.transportConfig = std::move(config);
        spec.format = std::move(format);
        schema.columns = {{"id", SqlType::of(TypeId::Integer, false), false},
                          {"name", SqlType::of(TypeId::Varchar), false}};
    }
    Result<std::unique_ptr<OutputTransport>> open() const { return openOutput({&spec, schema, stop.get_token()}); }

    ConnectorSpec spec;
    Schema schema;
    std::stop_source stop;
};

/// `config`, with the keys of `more` in it.
inline nlohmann::json merged(nlohmann::json config, const nlohmann::json& more)
{
    config.update(more);
    return config;
}

/// One step of a transport that takes rows.
inline Status writeStep(OutputTransport& output, const Delta& delta, WrittenChange& written)
{
    Status status = output.beginStep(1);
    status = status.ok() ? output.writeChange(delta, written) : std::move(status);
    return status.ok() ? output.endStep() : std::move(status);
}

} // namespace millrace::test
