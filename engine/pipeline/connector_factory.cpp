// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/connector_factory.h"

namespace millrace {

ConnectorFactory ConnectorFactory::builtIn()
{
    ConnectorFactory factory;
    factory.openInput = [](const InputContext& context) { return millrace::openInput(context); };
    factory.openOutput = [](const OutputContext& context) { return millrace::openOutput(context); };
    factory.makeEncoder = [](const ConnectorSpec& spec, const Schema& schema) {
        return millrace::makeEncoder(spec.format.value_or("json"), spec.formatConfig, schema);
    };
    factory.describeRecord = [](const Schema& schema, const Batch& batch, size_t row) {
        std::string text;
        RowWriter(schema).appendJson(batch, row, text);
        return text;
    };
    return factory;
}

} // namespace millrace
