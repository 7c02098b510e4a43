// SPDX-License-Identifier: GPL-3.0-or-later
// A query of the API: opened, and its result turned into text away from the server's thread.
#pragma once

#include "engine/api/engine.h"
#include "engine/server/api_service.h"
#include "engine/server/lane.h"
#include "engine/server/result_text.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace millrace::server {

class ServerLoop;

/// A statement that runs, with the form its result takes.
struct OpenQuery {
    std::shared_ptr<Query> query;
    ResultFormat format = ResultFormat::Text;
};

/// Starts a statement; may wait for the engine. 400 AdHocQueryError for what is wrong with it, 400 InvalidParam for an
/// unknown format, 429 TooManyQueries, 501 ArrowNotAvailable, and what findRunningPipeline() says.
ApiResult<OpenQuery> openQuery(ApiContext& context, std::string_view pipeline, const std::string& sql,
                               std::string_view format, bool isReadOnly);

/// Where to open a statement: to compile a long one takes time.
Lane laneOfStatement(std::string_view sql);

/// What goes wrong with a query, by its statement or while it runs: 400 AdHocQueryError, or 410 Terminating when the
/// pipeline was stopped meanwhile.
ApiError queryError(const Error& error);

/// What receives a result. Server thread.
class ResultSink {
public:
    virtual ~ResultSink() = default;
    virtual bool hasRoom() const = 0;
    /// The next piece, possibly empty; complete with `isEnd`, which may tell an error in place of the rest.
    virtual void onResult(const std::string& text, bool isEnd, const std::optional<Error>& error) = 0;
};

/// Takes the rows of a query and has workers turn them into text, a piece at a time, while the sink has room.
/// Destroying it cancels the query. Server thread.
class QueryStream : public std::enable_shared_from_this<QueryStream> {
public:
    /// Both outlive the stream. start() begins.
    QueryStream(ServerLoop& loop, OpenQuery opened, ResultSink& sink);
    ~QueryStream();
    QueryStream(const QueryStream&) = delete;
    QueryStream& operator=(const QueryStream&) = delete;

    void start();
    /// The sink has room again.
    void resume();
    std::string errorText(const std::string& detail) const { return m_text->errorText(detail); }

private:
    void takeMore();

    ServerLoop& m_loop;
    std::shared_ptr<Query> m_query;
    std::shared_ptr<ResultText> m_text; ///< a worker's while m_isBusy
    ResultSink& m_sink;
    bool m_isBusy = false;
    bool m_hasMore = false; ///< told by the query since the last look
    bool m_hasEnded = false;
};

} // namespace millrace::server
