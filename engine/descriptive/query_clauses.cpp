// SPDX-License-Identifier: GPL-3.0-or-later
// SETTINGS and EMIT of a query.
#include "engine/descriptive/query_binder.h"
#include "engine/descriptive/setting_value.h"
#include "engine/sql/name_suggestion.h"

#include <algorithm>

namespace millrace::descriptive {

using sql::syntax::EmitClause;
using sql::syntax::Setting;

namespace {

/// Settings of Proton's that change nothing here.
constexpr std::string_view kIgnored[] = {
    "max_threads",          "max_block_size",          "shards",          "enable_backfill_from_historical_store",
    "emit_during_backfill", "force_backfill_in_order", "recovery_policy", "checkpoint_interval",
    "max_memory_usage",     "max_execution_time",
};

constexpr std::string_view kKnown[] = {"eps", "max_events", "seek_to", "query_mode"};

bool isIgnored(std::string_view name)
{
    return std::find(std::begin(kIgnored), std::end(kIgnored), name) != std::end(kIgnored);
}

Status takeSetting(const Setting& setting, QuerySettings& result)
{
    const std::string& name = setting.name.text;
    if (name == "eps") {
        MR_TRY(result.eps, epsOf(setting));
    } else if (name == "max_events") {
        MR_TRY(result.maxEvents, wholeSetting(setting, 1, int64_t{1} << 53));
    } else if (name == "seek_to") {
        if (setting.value != "earliest" && setting.value != "latest") {
            return makeError(ErrorCode::kSqlUnsupported,
                             "seek_to other than 'earliest' and 'latest' is not supported yet", setting.span);
        }
        result.isFromEarliest = setting.value == "earliest";
    } else if (name == "query_mode") {
        if (setting.value != "table" && setting.value != "streaming") {
            return makeError(ErrorCode::kSqlInvalidProperty, "query_mode is 'table' or 'streaming'", setting.span);
        }
        result.isTableMode = setting.value == "table";
    } else if (!isIgnored(name)) {
        return unknownSetting(setting, kKnown);
    }
    return {};
}

/// What EMIT says about one aggregation.
Result<EmitPlan> emitOf(const EmitClause& emit, const SelectPlan& plan)
{
    constexpr int64_t kDefaultPeriod = 2'000'000;
    const auto refuse = [&](std::string detail) {
        return makeError(ErrorCode::kSqlUnsupported, std::move(detail), emit.span);
    };
    EmitPlan result;
    const bool isWindowed = plan.hasWindowKey();
    if (emit.isAfterClose && !isWindowed) {
        return refuse("AFTER WATERMARK and AFTER WINDOW CLOSE need a window");
    }
    if ((emit.delay || emit.timeout) && !isWindowed) {
        return refuse("DELAY and TIMEOUT need a window");
    }
    if (emit.isAfterClose && (emit.isOnUpdate || emit.period)) {
        return refuse("AFTER WINDOW CLOSE goes with neither PERIODIC nor ON UPDATE");
    }
    if (emit.isRepeat && (!emit.period || emit.isOnUpdate)) {
        return refuse("REPEAT belongs to PERIODIC");
    }
    if (emit.period) {
        MR_TRY(result.period, constantDuration(*emit.period, "The period of EMIT"));
    }
    if (emit.delay) {
        MR_TRY(result.delay, constantDuration(*emit.delay, "DELAY"));
    }
    if (emit.timeout) {
        MR_TRY(result.timeout, constantDuration(*emit.timeout, "TIMEOUT"));
    }
    result.isRepeat = emit.isRepeat;
    result.mode = emit.isOnUpdate ? EmitMode::Update
                  : emit.period   ? EmitMode::Periodic
                  : isWindowed    ? EmitMode::Close
                                  : EmitMode::Periodic;
    if (result.mode == EmitMode::Periodic && result.period == 0) {
        result.period = kDefaultPeriod;
    }
    return result;
}

} // namespace

bool bindQuerySettings(const std::vector<Setting>& settings, QuerySettings& result, sql::DiagnosticList& diagnostics)
{
    bool isComplete = true;
    for (const Setting& setting : settings) {
        if (Status status = takeSetting(setting, result); !status.ok()) {
            diagnostics.error(status.error());
            isComplete = false;
        }
    }
    return isComplete;
}

bool bindEmit(const EmitClause& emit, SelectPlan& plan, sql::DiagnosticList& diagnostics)
{
    const auto refuse = [&](ErrorCode code, std::string detail, const SourceSpan& span) {
        diagnostics.error(code, std::move(detail), span);
        return false;
    };
    if (emit.isChangelog) {
        return refuse(ErrorCode::kSqlUnsupported, "EMIT CHANGELOG is not supported yet", emit.span);
    }
    if (plan.isBounded()) {
        return true; // told at the end
    }
    static const EmitClause kNone;
    bool isOutermost = true;
    for (SelectPlan* select = &plan; select != nullptr; select = select->input.get()) {
        if (!select->isGrouped) {
            continue;
        }
        Result<EmitPlan> result = emitOf(isOutermost ? emit : kNone, *select);
        if (!result.ok()) {
            diagnostics.error(result.error());
            return false;
        }
        if (!isOutermost && result->mode != EmitMode::Close) {
            return refuse(ErrorCode::kSqlUnsupported, "An aggregation over one without a window is not supported yet",
                          plan.columns.empty()         ? emit.span
                          : select->aggregates.empty() ? emit.span
                                                       : select->aggregates[0].span);
        }
        select->emit = *result;
        isOutermost = false;
    }
    if (isOutermost && emit.span.isKnown()) {
        return refuse(ErrorCode::kSqlUnsupported,
                      "EMIT needs an aggregation: rows of other queries are told as they come", emit.span);
    }
    return true;
}

} // namespace millrace::descriptive
