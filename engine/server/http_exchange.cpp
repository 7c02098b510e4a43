// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/server/http_exchange.h"

#include "engine/base/assert.h"
#include "engine/server/http_connection.h"
#include "engine/server/http_server.h"
#include "engine/server/server_loop.h"

#include <atomic>
#include <charconv>

namespace millrace::server {

namespace {

/// An exception of a handler's is the fault of its request and of no other: it ends as an answer.
HttpExchange::Continuation guarded(const std::function<HttpExchange::Continuation(const HttpCall&)>& work,
                                   const HttpCall& call)
{
    try {
        return work(call);
    } catch (const std::exception& exception) {
        const ApiError error{500, "InternalError",
                             std::string("The request met an internal error: ") + exception.what()};
        return [error](HttpExchange& exchange) { exchange.answer(error); };
    }
}

} // namespace

/// What other threads hold of an exchange.
struct HttpExchange::Waker {
    std::atomic<bool> isRaised = false;
    HttpExchange* exchange = nullptr; ///< server thread only; null once it is over
};

HttpExchange::HttpExchange(HttpConnection& connection, HttpCall call)
    : m_connection(&connection)
    , m_call(std::move(call))
{
}

HttpExchange::~HttpExchange()
{
    if (m_waker) {
        m_waker->exchange = nullptr;
    }
    m_handler.reset(); // while the exchange is still whole: handlers hold references to it
}

void HttpExchange::serveBy(std::unique_ptr<ExchangeHandler> handler)
{
    MR_ASSERT(!m_handler);
    m_handler = std::move(handler);
    if (!m_handler->isAnswerDue()) {
        m_connection->listen(true);
    }
}

void HttpExchange::readBody(Lane lane, std::function<void(HttpExchange&, std::string)> onBody)
{
    const size_t limit = lane == Lane::Long ? kMaxBodyBytes : kMaxQuickBodyBytes;
    if (m_call.request.contentLength.value_or(0) > limit) {
        answer(tooLarge(limit));
        return;
    }
    m_connection->m_maxBodyBytes = limit;
    m_connection->m_onWholeBody = std::move(onBody);
    m_connection->wantBody(true);
}

ApiError HttpExchange::tooLarge(size_t limit)
{
    return ApiError{413, "PayloadTooLarge", "The body is longer than " + std::to_string(limit) + " bytes"};
}

const std::shared_ptr<HttpExchange::Waker>& HttpExchange::waker()
{
    if (!m_waker) {
        m_waker = std::make_shared<Waker>();
        m_waker->exchange = this;
    }
    return m_waker;
}

std::function<void()> HttpExchange::wakeup()
{
    return [waker = waker(), post = loop().poster()] {
        if (waker->isRaised.exchange(true)) {
            return;
        }
        post([waker] {
            waker->isRaised = false;
            if (waker->exchange && waker->exchange->m_handler) {
                waker->exchange->m_handler->onWake();
            }
        });
    };
}

ServerLoop& HttpExchange::loop() const
{
    return m_connection->m_server.loop();
}

void HttpExchange::runIn(Lane lane, std::function<Continuation(const HttpCall&)> work)
{
    if (lane == Lane::Server) {
        guarded(work, m_call)(*this);
        return;
    }
    auto call = std::make_shared<const HttpCall>(m_call);
    const bool isTaken = loop().run(lane, [waker = waker(), post = loop().poster(), call, work = std::move(work)] {
        post([waker, next = guarded(work, *call)] {
            if (waker->exchange) {
                next(*waker->exchange);
            }
        });
    });
    if (!isTaken) {
        answer(tooBusy());
    }
}

void HttpExchange::resumeBody()
{
    m_connection->wantBody(true);
}

void HttpExchange::pauseBody()
{
    m_connection->wantBody(false);
}

void HttpExchange::answer(const HttpReply& reply)
{
    MR_ASSERT(!m_hasBegun);
    m_hasBegun = true;
    m_connection->answer(reply);
}

void HttpExchange::beginStream(std::string contentType, const std::vector<NamedText>& headers)
{
    MR_ASSERT(!m_hasBegun);
    m_hasBegun = true;
    m_connection->limitSystemBuffer();
    m_connection->sendHead(200, contentType, headers, std::nullopt);
    m_streamStart = m_connection->m_outgoing.total();
    m_connection->flush();
}

void HttpExchange::beginChunk(size_t size)
{
    char line[24];
    if (m_connection->m_isChunkedAnswer) {
        char* end = std::to_chars(line, line + 16, size, 16).ptr;
        *end++ = '\r';
        *end++ = '\n';
        m_connection->give({line, static_cast<size_t>(end - line)});
    }
}

void HttpExchange::endChunk()
{
    if (m_connection->m_isChunkedAnswer) {
        m_connection->give("\r\n");
    }
    m_connection->flush();
}

void HttpExchange::writeChunk(std::string_view data)
{
    if (data.empty()) {
        return; // an empty chunk would be the end
    }
    beginChunk(data.size());
    m_connection->give(data);
    endChunk();
}

void HttpExchange::writeChunk(std::string_view before, std::string_view data, std::shared_ptr<const void> owner,
                              std::string_view after)
{
    beginChunk(before.size() + data.size() + after.size());
    m_connection->give(before);
    m_connection->m_outgoing.push(data, std::move(owner));
    m_connection->give(after);
    endChunk();
}

bool HttpExchange::hasRoom() const
{
    // A client that is gone takes nothing more, whatever is left to say.
    const bool hasRoom = m_connection->isConnected() && m_connection->m_outgoing.unsent() < kMaxUnsentBytes;
    m_hasLackedRoom = m_hasLackedRoom || !hasRoom;
    return hasRoom;
}

uint64_t HttpExchange::bytesQueued() const
{
    return m_connection->m_outgoing.total() - m_streamStart;
}

uint64_t HttpExchange::bytesSent() const
{
    const uint64_t written = m_connection->m_bytesWritten;
    return written > m_streamStart ? written - m_streamStart : 0;
}

void HttpExchange::onBytesSent()
{
    if (!m_handler) {
        return;
    }
    m_handler->onBytesSent();
    if (m_hasLackedRoom && m_connection->m_outgoing.unsent() <= kMaxUnsentBytes / 2) {
        m_hasLackedRoom = false;
        m_handler->onRoom();
    }
}

void HttpExchange::endStream()
{
    if (m_connection->m_isChunkedAnswer) {
        m_connection->give("0\r\n\r\n");
    }
    m_connection->finishAnswer();
}

void HttpExchange::breakOff()
{
    m_connection->m_keepsAlive = false;
    m_connection->finishAnswer();
}

} // namespace millrace::server
