// SPDX-License-Identifier: GPL-3.0-or-later
// One request and its answer, streamed in either direction where the route wants that.
#pragma once

#include "engine/server/http_reply.h"
#include "engine/server/router.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace millrace::server {

class HttpConnection;

/// What serves a streamed exchange. Owned by the exchange: created when the route is called, destroyed when the answer
/// is complete, the client is gone or the server stops; its destructor is the notice of that. Server thread.
class ExchangeHandler {
public:
    virtual ~ExchangeHandler() = default;
    /// The next bytes of the body, while reading is on (see resumeBody()).
    virtual void onBody(std::string /*bytes*/) {}
    virtual void onBodyEnd() {}
    /// Unsent bytes have fallen to half of the bound. Called only after hasRoom() was false.
    virtual void onRoom() {}
    /// Bytes of chunks (as counted by bytesQueued()) have left for the client.
    virtual void onBytesSent() {}
    /// The wakeup() was called since the last onWake().
    virtual void onWake() {}
    /// Whether the body is answered with a short answer soon. Such a client may end its side of the connection
    /// meanwhile; of a stream that is the end.
    virtual bool isAnswerDue() const { return false; }
};

/// Server thread only, but for what wakeup() returns.
class HttpExchange {
public:
    /// Largest body that is read as a whole, of a call in the lane for long ones and of the others; more is answered
    /// by 413.
    static constexpr size_t kMaxBodyBytes = size_t{16} << 20;
    static constexpr size_t kMaxQuickBodyBytes = size_t{1} << 20;
    /// Unsent bytes of a streamed answer at which hasRoom() is false.
    static constexpr size_t kMaxUnsentBytes = size_t{1} << 20;

    HttpExchange(HttpConnection& connection, HttpCall call);
    ~HttpExchange();
    HttpExchange(const HttpExchange&) = delete;
    HttpExchange& operator=(const HttpExchange&) = delete;

    const HttpRequest& request() const { return m_call.request; }
    const HttpCall& call() const { return m_call; }
    const std::string& argument(std::string_view name) const { return m_call.argument(name); }

    /// Installs what serves the rest; call it last, and at most once.
    void serveBy(std::unique_ptr<ExchangeHandler> handler);
    /// Reads the body as a whole, then calls back; 413 and broken bodies are answered before. In place of serveBy().
    void readBody(Lane lane, std::function<void(HttpExchange& exchange, std::string body)> onBody);
    /// A function for other threads that leads to onWake(): any number of calls, one notice; nothing when the exchange
    /// is over.
    std::function<void()> wakeup();
    ServerLoop& loop() const;
    /// What a worker wants done on the server's thread.
    using Continuation = std::function<void(HttpExchange& exchange)>;
    /// Runs `work` in a lane, since it may block, and what it returns on the server's thread; that is dropped when the
    /// exchange is over by then. The work sees a copy of the call. 503 TooBusy when too much waits in the lane.
    void runIn(Lane lane, std::function<Continuation(const HttpCall& call)> work);

    // --- the body, with an ExchangeHandler; it is not read before resumeBody()
    void resumeBody();
    void pauseBody();

    // --- the answer: one of answer() and beginStream()
    /// The whole answer. The handler is destroyed once this returns to the event loop.
    void answer(const HttpReply& reply);
    /// The head of an answer whose body follows in chunks. `status` 200.
    void beginStream(std::string contentType, const std::vector<NamedText>& headers = {});
    bool hasBegun() const { return m_hasBegun; }
    /// One chunk, handed to the socket at once. Also taken without room: who asks first exceeds the bound by one chunk.
    void writeChunk(std::string_view data);
    /// One chunk of three parts in a row; the second is kept by its owner, may be shared with other exchanges and is
    /// not copied as a whole.
    void writeChunk(std::string_view before, std::string_view data, std::shared_ptr<const void> owner,
                    std::string_view after);
    bool hasRoom() const;
    uint64_t bytesQueued() const; ///< of all chunks so far, framing included
    uint64_t bytesSent() const;   ///< of these, taken by the system's socket
    void endStream();
    /// Ends a stream whose rest cannot be sent: once what was written has left the connection closes without the end of
    /// the body, so that the client sees it broken.
    void breakOff();

private:
    friend class HttpConnection;
    struct Waker;

    static ApiError tooLarge(size_t limit);
    const std::shared_ptr<Waker>& waker();
    void onBytesSent();
    void beginChunk(size_t size);
    void endChunk();

    HttpConnection* m_connection;
    HttpCall m_call;
    std::unique_ptr<ExchangeHandler> m_handler;
    std::shared_ptr<Waker> m_waker;
    bool m_hasBegun = false;
    mutable bool m_hasLackedRoom = false;
    uint64_t m_streamStart = 0; ///< bytes that the connection had been given before the first chunk
};

} // namespace millrace::server
