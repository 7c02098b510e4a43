// SPDX-License-Identifier: GPL-3.0-or-later
// The streams and views that statements of descriptive pipelines have made.
#pragma once

#include "engine/base/result.h"
#include "engine/descriptive/hidden_columns.h"
#include "engine/descriptive/stored_rows.h"
#include "engine/expr/scalar_expr.h"
#include "engine/sql/syntax_tree.h"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace millrace::descriptive {

/// Wall-clock microseconds since 1970-01-01 UTC, as TIMESTAMP has them; the owner passes them in, so tests drive the
/// clock.
using Instant = int64_t;

/// The time of its row, the last column of every stream.
constexpr std::string_view kTimeColumn = "_tp_time";

struct CatalogColumn {
    std::string name;
    SqlType type;
    std::string typeName;
    int scale = -1;       ///< of a datetime: digits of the second, else -1
    ExprPtr defaultValue; ///< over the stream's hidden columns; null: the zero of the type, not in a random stream
};

/// How a random stream makes its rows.
struct RandomSchedule {
    double eps = 1'000;     ///< rows a second; below kLeastEps it is not throttled
    int64_t intervalMs = 5; ///< of a tick: 1 to 1000

    static constexpr double kLeastEps = 1e-5;
    bool isThrottled() const { return eps >= kLeastEps; }
};

/// A stream as it was made; immutable but for its stored rows. Whoever reads it holds it.
struct Stream {
    std::string name;
    std::vector<CatalogColumn> columns; ///< `_tp_time` is the last one
    std::vector<HiddenColumn> hidden;   ///< of the DEFAULTs: one draw per distinct call in a row
    bool isRandom = false;
    RandomSchedule schedule;          ///< random streams
    std::shared_ptr<StoredRows> rows; ///< other streams
};

/// A view stands for its query.
struct StreamView {
    std::string name;
    std::shared_ptr<const sql::syntax::Query> query;
    std::vector<std::string> reads; ///< streams and views it names
};

using StreamPtr = std::shared_ptr<const Stream>;
using StreamViewPtr = std::shared_ptr<const StreamView>;
using CatalogEntry = std::variant<StreamPtr, StreamViewPtr>;

/// What CREATE does when the name is taken.
enum class IfTaken : uint8_t { Fail, Keep, Replace };

/// Entries by name, shared with those who read them: dropping or replacing one disturbs no reader. Any thread.
class StreamCatalog {
public:
    static constexpr size_t kMaxEntries = 10'000;

    /// A catalog with the same entries. Rows of streams are shared.
    std::unique_ptr<StreamCatalog> scratchCopy() const;

    std::optional<CatalogEntry> find(const std::string& name) const;
    /// kSqlDuplicateName, kPipelineState when a view reads what would be replaced, or would read itself.
    Status add(CatalogEntry entry, IfTaken ifTaken, const SourceSpan& span);
    /// kSqlUnknownRelation, kPipelineState.
    Status drop(const std::string& name, bool isView, bool ifExists, const SourceSpan& span);
    /// Held while the statements of one call run: those of another one do not come in between, so that a call reads the
    /// streams that it has made.
    std::unique_lock<std::mutex> lockStatements() { return std::unique_lock(m_statements); }
    /// Names in order.
    std::vector<std::string> names() const;
    size_t numEntries() const;

private:
    bool reaches(const std::vector<std::string>& reads, const std::string& name) const;
    Status checkUnused(const std::string& name, const SourceSpan& span) const;

    std::mutex m_statements;
    mutable std::mutex m_mutex; ///< taken after m_statements where both are
    std::map<std::string, CatalogEntry> m_entries;
};

} // namespace millrace::descriptive
