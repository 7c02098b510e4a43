// SPDX-License-Identifier: GPL-3.0-or-later
// ORDER BY and LIMIT n BY of one emission.
#include "engine/descriptive/select_runner.h"
#include "engine/zset/batch_builder.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>

namespace millrace::descriptive {

namespace {

struct RowPlace {
    const Batch* batch;
    size_t row;
    std::vector<Value> order;
};

/// NULL comes last in both directions unless it is asked for first.
bool isBefore(const RowPlace& a, const RowPlace& b, const SelectPlan& plan)
{
    for (size_t key = 0; key < plan.order.size(); ++key) {
        const Value& left = plan.isDescending[key] ? b.order[key] : a.order[key];
        const Value& right = plan.isDescending[key] ? a.order[key] : b.order[key];
        if (left.isNull() || right.isNull()) {
            if (left.isNull() != right.isNull()) {
                return a.order[key].isNull() == plan.nullsFirst[key];
            }
            continue;
        }
        const auto order = compareValues(left, right, plan.order[key]->type);
        if (order != 0) {
            return order < 0;
        }
    }
    return false;
}

std::vector<RowPlace> placesOf(const std::vector<BatchPtr>& batches, const SelectPlan& plan)
{
    std::vector<RowPlace> places;
    for (const BatchPtr& batch : batches) {
        for (size_t row = 0; row < batch->numRows; ++row) {
            RowPlace place{batch.get(), row, {}};
            for (size_t key = 0; key < plan.order.size(); ++key) {
                const Column& column = batch->columns[plan.items.size() + key];
                place.order.push_back(valueAt(column, row, plan.order[key]->type));
            }
            places.push_back(std::move(place));
        }
    }
    return places;
}

/// The values a LIMIT counts by, as one text.
std::string limitKey(const RowPlace& place, const SelectPlan& plan)
{
    std::string key;
    for (size_t i = 0; i < plan.limitKeys.size(); ++i) {
        const Column& column = place.batch->columns[plan.items.size() + plan.order.size() + i];
        const SqlType& type = plan.limitKeys[i]->type;
        const std::string text = formatValue(valueAt(column, place.row, type), type);
        key += std::to_string(text.size()) + ":" + text;
    }
    return key;
}

void keepPerKey(std::vector<RowPlace>& places, const SelectPlan& plan)
{
    std::unordered_map<std::string, int64_t> counts;
    std::vector<RowPlace> kept;
    for (RowPlace& place : places) {
        if (counts[limitKey(place, plan)]++ < plan.limitPerKey) {
            kept.push_back(std::move(place));
        }
    }
    places = std::move(kept);
}

} // namespace

std::vector<BatchPtr> orderedRows(const std::vector<BatchPtr>& batches, const SelectPlan& plan)
{
    std::vector<RowPlace> places = placesOf(batches, plan);
    std::stable_sort(places.begin(), places.end(),
                     [&](const RowPlace& a, const RowPlace& b) { return isBefore(a, b, plan); });
    if (plan.limitPerKey >= 0) {
        keepPerKey(places, plan);
    }
    std::vector<Physical> physicals;
    for (const PlanColumn& column : plan.columns) {
        physicals.push_back(physicalOf(column.type));
    }
    std::vector<BatchPtr> result;
    for (size_t done = 0; done < places.size(); done += Batch::kMaxRows) {
        const size_t end = std::min(places.size(), done + Batch::kMaxRows);
        BatchBuilder builder(physicals);
        for (size_t i = done; i < end; ++i) {
            for (size_t column = 0; column < physicals.size(); ++column) {
                builder.column(column).appendValue(
                    valueAt(places[i].batch->columns[column], places[i].row, plan.columns[column].type));
            }
        }
        result.push_back(builder.build());
    }
    return result;
}

} // namespace millrace::descriptive
