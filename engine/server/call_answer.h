// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of a call as the body of an HTTP answer.
#pragma once

#include "engine/api/descriptive.h"
#include "engine/server/http_exchange.h"

#include <memory>
#include <string>

namespace millrace::server {

/// Ends the call when the client goes. An error after the first rows cuts the body, so that it does not look complete.
/// Server thread.
class CallAnswer final : public ExchangeHandler {
public:
    CallAnswer(HttpExchange& exchange, std::shared_ptr<descriptive::LiveCall> call, const std::string& contentType);
    ~CallAnswer() override;

    void onWake() override { pump(); }
    void onRoom() override { pump(); }

private:
    void pump();

    HttpExchange& m_exchange;
    std::shared_ptr<descriptive::LiveCall> m_call;
    std::function<void()> m_wakeup;
    bool m_hasEnded = false;
};

} // namespace millrace::server
