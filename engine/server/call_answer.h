// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of a call as the body of an HTTP answer.
#pragma once

#include "engine/api/descriptive.h"
#include "engine/server/call_request.h"
#include "engine/server/http_exchange.h"

#include <memory>
#include <string>

namespace millrace::server {

/// Ends the call when the client goes. After an error behind the first rows the body says why and is cut, so that it
/// does not look complete. Server thread.
class CallAnswer final : public ExchangeHandler {
public:
    /// What the rows are of, for errors: the last statement of a pipeline.
    struct Source {
        std::string pipeline;
        size_t statement = 0;
    };
    CallAnswer(HttpExchange& exchange, std::shared_ptr<descriptive::LiveCall> call, const CallRequest& request,
               Source source);
    ~CallAnswer() override;

    void onWake() override { pump(); }
    void onRoom() override { pump(); }

private:
    void pump();

    HttpExchange& m_exchange;
    std::shared_ptr<descriptive::LiveCall> m_call;
    const descriptive::RowFormat m_format;
    const Source m_source;
    std::function<void()> m_wakeup;
    bool m_hasEnded = false;
};

} // namespace millrace::server
