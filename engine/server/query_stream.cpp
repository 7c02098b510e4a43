// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/server/query_stream.h"

#include "engine/base/assert.h"
#include "engine/server/routes.h"
#include "engine/server/server_loop.h"

namespace millrace::server {

namespace {

/// Rows that wait between the query and the client.
constexpr size_t kMaxQueuedRows = 8192;

} // namespace

ApiResult<OpenQuery> openQuery(ApiContext& context, std::string_view pipeline, const std::string& sql,
                               std::string_view format, bool isReadOnly)
{
    const auto found = findRunningPipeline(context, pipeline);
    if (!found.ok()) {
        return found.error();
    }
    if (format == "arrow_ipc" || format == "parquet") {
        return ApiError{501, "ArrowNotAvailable",
                        "This build has no Apache Arrow; formats are text, json and hash, not " + std::string(format)};
    }
    const std::optional<ResultFormat> known = resultFormatOf(format);
    if (!known) {
        return ApiError{400, "InvalidParam", "The format is text, json or hash, not " + std::string(format)};
    }
    QueryOptions options;
    options.maxQueuedRows = kMaxQueuedRows;
    options.mayInsert = !isReadOnly;
    Result<std::shared_ptr<Query>> query = (*found)->query(sql, options);
    if (query.ok()) {
        return OpenQuery{*query, *known};
    }
    const Error& error = query.error();
    switch (error.code) {
    case ErrorCode::kPipelineState: return ApiError{503, "PipelineInteractionNotDeployed", error.detail};
    case ErrorCode::kThreadLimit: return toApiError(error);
    case ErrorCode::kQueryLimit: return ApiError{429, "TooManyQueries", error.detail};
    default: return queryError(error);
    }
}

Lane laneOfStatement(std::string_view sql)
{
    constexpr size_t kQuickBytes = size_t{64} << 10;
    return sql.size() <= kQuickBytes ? Lane::Quick : Lane::Long;
}

ApiError queryError(const Error& error)
{
    if (error.code == ErrorCode::kPipelineState) {
        return ApiError{410, "Terminating", error.detail};
    }
    return ApiError{400,
                    "AdHocQueryError",
                    "Error during query processing: " + error.detail + ".",
                    {{"error", error.detail}, {"code", errorId(error.code)}}};
}

QueryStream::QueryStream(ServerLoop& loop, OpenQuery opened, ResultSink& sink)
    : m_loop(loop)
    , m_query(std::move(opened.query))
    , m_text(makeResultText(opened.format, m_query->schema()))
    , m_sink(sink)
{
}

QueryStream::~QueryStream()
{
    m_query->setWakeup(nullptr);
    m_query->cancel();
}

void QueryStream::start()
{
    m_query->setWakeup([self = weak_from_this(), post = m_loop.poster()] {
        post([self] {
            if (const std::shared_ptr<QueryStream> stream = self.lock()) {
                stream->m_hasMore = true;
                stream->resume();
            }
        });
    });
    m_hasMore = true;
    resume();
}

void QueryStream::resume()
{
    if (m_hasMore && !m_isBusy && !m_hasEnded && m_sink.hasRoom()) {
        takeMore();
    }
}

void QueryStream::takeMore()
{
    m_isBusy = true;
    m_hasMore = false;
    const bool isTaken = m_loop.run(Lane::Result, [self = weak_from_this(), query = m_query, text = m_text,
                                               post = m_loop.poster()] {
        const QueryChunk chunk = query->take();
        std::string piece;
        for (const BatchPtr& batch : chunk.batches) {
            text->append(*batch, piece);
        }
        if (chunk.isEnd && !chunk.error) {
            text->finish(piece);
        }
        post([self, piece = std::move(piece), isEnd = chunk.isEnd, error = chunk.error] {
            const std::shared_ptr<QueryStream> stream = self.lock();
            if (!stream) {
                return;
            }
            stream->m_isBusy = false;
            stream->m_hasEnded = isEnd;
            stream->m_sink.onResult(piece, isEnd, error);
            stream->resume();
        });
    });
    MR_ASSERT(isTaken); // the lane has a thread and no limit
}

} // namespace millrace::server
