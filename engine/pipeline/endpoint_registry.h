// SPDX-License-Identifier: GPL-3.0-or-later
// The endpoints of a run, while some come and go.
#pragma once

#include "engine/pipeline/input_endpoint.h"
#include "engine/pipeline/output_endpoint.h"

#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

namespace millrace {

/// Endpoints as they were at a moment. For loops: `for (const auto& input : registry.inputs())`.
template <typename T>
class EndpointList {
public:
    using Items = std::vector<std::shared_ptr<T>>;

    explicit EndpointList(std::shared_ptr<const Items> items)
        : m_items(std::move(items))
    {
    }
    auto begin() const { return m_items->begin(); }
    auto end() const { return m_items->end(); }
    size_t size() const { return m_items->size(); }
    const std::shared_ptr<T>& operator[](size_t position) const { return (*m_items)[position]; }

private:
    std::shared_ptr<const Items> m_items;
};

/// Lists that readers take as they are at a moment and that never change under them. Inputs are only added, so that the
/// position of one is its number in completion tokens. Any thread.
class EndpointRegistry {
public:
    using Inputs = EndpointList<InputEndpoint>;
    using Outputs = EndpointList<OutputPort>;

    EndpointRegistry();

    Inputs inputs() const;
    Outputs outputs() const;
    std::shared_ptr<InputEndpoint> input(size_t position) const { return inputs()[position]; }

    /// The position of the new one.
    size_t add(std::shared_ptr<InputEndpoint> input);
    void add(std::shared_ptr<OutputPort> output);
    void remove(const OutputPort& output);

    std::optional<size_t> findInput(std::string_view relation, std::string_view connector) const;
    std::shared_ptr<OutputEndpoint> findOutput(std::string_view relation, std::string_view connector) const;

private:
    mutable std::mutex m_mutex; ///< a leaf
    std::shared_ptr<const Inputs::Items> m_inputs;
    std::shared_ptr<const Outputs::Items> m_outputs;
};

} // namespace millrace
