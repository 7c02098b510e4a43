// SPDX-License-Identifier: GPL-3.0-or-later
// Where the requests that push into one table in one format meet: when they may go on, and what they share.
#pragma once

#include "engine/pipeline/input_endpoint.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

namespace millrace {

class IngressRequest;

/// An input endpoint without a reader: its records come from requests, each with a decoder of its own, so that records
/// of several are taken in any order but always whole. Any thread.
class IngressEndpoint {
public:
    /// `position`: of the input among those of the run.
    IngressEndpoint(std::shared_ptr<InputEndpoint> input, size_t position);

    InputEndpoint& input() const { return *m_input; }
    size_t position() const { return m_position; }

    /// Whether a request may put records into the buffer now.
    bool admits(bool isForced) const;
    /// The conductor's word, after everything that may have changed it: waiting requests look again.
    void setAdmission(Admission admission);

    /// Requests are told of changes until they are gone.
    void add(const std::shared_ptr<IngressRequest>& request);

private:
    const std::shared_ptr<InputEndpoint> m_input;
    const size_t m_position;
    std::atomic<Admission> m_admission = Admission::None;
    std::mutex m_mutex;
    std::vector<std::weak_ptr<IngressRequest>> m_requests;
};

} // namespace millrace
