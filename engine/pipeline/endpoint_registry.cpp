// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/endpoint_registry.h"

namespace millrace {

EndpointRegistry::EndpointRegistry()
    : m_inputs(std::make_shared<const Inputs::Items>())
    , m_outputs(std::make_shared<const Outputs::Items>())
{
}

EndpointRegistry::Inputs EndpointRegistry::inputs() const
{
    std::lock_guard lock(m_mutex);
    return Inputs(m_inputs);
}

EndpointRegistry::Outputs EndpointRegistry::outputs() const
{
    std::lock_guard lock(m_mutex);
    return Outputs(m_outputs);
}

size_t EndpointRegistry::add(std::shared_ptr<InputEndpoint> input)
{
    std::lock_guard lock(m_mutex);
    auto inputs = std::make_shared<Inputs::Items>(*m_inputs);
    inputs->push_back(std::move(input));
    m_inputs = std::move(inputs);
    return m_inputs->size() - 1;
}

void EndpointRegistry::add(std::shared_ptr<OutputPort> output)
{
    std::lock_guard lock(m_mutex);
    auto outputs = std::make_shared<Outputs::Items>(*m_outputs);
    outputs->push_back(std::move(output));
    m_outputs = std::move(outputs);
}

void EndpointRegistry::remove(const OutputPort& output)
{
    std::lock_guard lock(m_mutex);
    auto outputs = std::make_shared<Outputs::Items>(*m_outputs);
    std::erase_if(*outputs, [&](const auto& each) { return each.get() == &output; });
    m_outputs = std::move(outputs);
}

std::optional<size_t> EndpointRegistry::findInput(std::string_view relation, std::string_view connector) const
{
    const Inputs all = inputs();
    for (size_t i = 0; i < all.size(); ++i) {
        if (all[i]->spec().relation == relation && all[i]->spec().name == connector) {
            return i;
        }
    }
    return std::nullopt;
}

std::shared_ptr<OutputEndpoint> EndpointRegistry::findOutput(std::string_view relation,
                                                             std::string_view connector) const
{
    for (const std::shared_ptr<OutputPort>& each : outputs()) {
        auto output = std::dynamic_pointer_cast<OutputEndpoint>(each);
        if (output && output->spec().relation == relation && output->spec().name == connector) {
            return output;
        }
    }
    return nullptr;
}

} // namespace millrace
