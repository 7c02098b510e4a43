// SPDX-License-Identifier: GPL-3.0-or-later
// A query over a WebSocket: one text message asks, text messages answer, and the close code tells how it went.
#pragma once

#include "engine/server/query_stream.h"

#include <QObject>

#include <memory>
#include <string>

class QWebSocket;

namespace millrace::server {

/// Child of its socket. The request is `{"sql":…,"format":…}`, both optional. The answer ends with close 1000, or
/// after an error with 1011. One query a connection. Server thread.
class QuerySocket : public QObject, private ResultSink {
public:
    QuerySocket(QWebSocket& socket, ApiContext& context, const HttpCall& call, ServerLoop& loop);
    ~QuerySocket() override;

private:
    void ask(const QString& message);
    void begin(const ApiResult<OpenQuery>& opened);
    void fail(const std::string& detail);
    void end(const std::string& lastText, bool hasFailed);
    void send(const std::string& text);

    bool hasRoom() const override;
    void onResult(const std::string& text, bool isEnd, const std::optional<Error>& error) override;

    QWebSocket& m_socket;
    ApiContext& m_context;
    std::string m_pipeline;
    bool m_isReadOnly;
    ServerLoop& m_loop;
    std::shared_ptr<QuerySocket*> m_self; ///< held weakly by what comes back from workers
    ResultFormat m_format = ResultFormat::Text;
    bool m_hasAsked = false;
    std::shared_ptr<QueryStream> m_stream;
};

} // namespace millrace::server
