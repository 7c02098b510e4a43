// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/server/call_answer.h"

namespace millrace::server {

namespace {

/// Given to a socket at a time; then others have their turn, also when this client takes all it is given.
constexpr size_t kTurnBytes = size_t{256} << 10;

} // namespace

CallAnswer::CallAnswer(HttpExchange& exchange, std::shared_ptr<descriptive::LiveCall> call, const CallRequest& request,
                       Source source)
    : m_exchange(exchange)
    , m_call(std::move(call))
    , m_format(request.format)
    , m_source(std::move(source))
    , m_wakeup(exchange.wakeup())
{
    m_exchange.beginStream(request.contentType);
    m_call->setWakeup(m_wakeup);
    pump();
}

CallAnswer::~CallAnswer()
{
    m_call->setWakeup(nullptr);
}

void CallAnswer::pump()
{
    if (m_hasEnded || !m_exchange.hasRoom()) {
        return;
    }
    const descriptive::LiveCall::Taken taken = m_call->take(kTurnBytes);
    for (const descriptive::EncodedPiece& piece : taken.pieces) {
        m_exchange.writeChunk({}, *piece, piece, {});
    }
    m_hasEnded = taken.isEnd;
    if (taken.isEnd && taken.error) {
        m_exchange.writeChunk(brokenOffText(m_format, {*taken.error, m_source.statement}, m_source.pipeline));
        m_exchange.breakOff();
    } else if (taken.isEnd) {
        m_exchange.endStream();
    } else if (!taken.pieces.empty()) {
        m_wakeup();
    }
}

} // namespace millrace::server
