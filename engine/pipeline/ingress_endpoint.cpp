// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/ingress_endpoint.h"

#include "engine/pipeline/ingress_request.h"

namespace millrace {

IngressEndpoint::IngressEndpoint(std::shared_ptr<InputEndpoint> input, size_t position)
    : m_input(std::move(input))
    , m_position(position)
{
}

bool IngressEndpoint::admits(bool isForced) const
{
    const Admission admission = m_admission.load();
    return (admission == Admission::All || (isForced && admission == Admission::Forced)) && !m_input->isFull();
}

void IngressEndpoint::setAdmission(Admission admission)
{
    m_admission.store(admission);
    std::vector<std::shared_ptr<IngressRequest>> requests;
    {
        std::lock_guard lock(m_mutex);
        std::erase_if(m_requests, [](const auto& request) { return request.expired(); });
        for (const std::weak_ptr<IngressRequest>& each : m_requests) {
            if (auto request = each.lock()) {
                requests.push_back(std::move(request));
            }
        }
    }
    for (const std::shared_ptr<IngressRequest>& request : requests) {
        request->look();
    }
}

void IngressEndpoint::add(const std::shared_ptr<IngressRequest>& request)
{
    std::lock_guard lock(m_mutex);
    std::erase_if(m_requests, [](const auto& each) { return each.expired(); });
    m_requests.push_back(request);
}

} // namespace millrace
