// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/expr/expr_index.h"

#include <functional>

namespace millrace {

namespace {

void mix(size_t& hash, size_t value)
{
    hash = (hash ^ value) * 0x9E3779B97F4A7C15ULL;
    hash ^= hash >> 29;
}

size_t hashValue(const Value& value)
{
    return std::visit(
        [](const auto& stored) -> size_t {
            using T = std::decay_t<decltype(stored)>;
            if constexpr (std::is_same_v<T, std::monostate> || std::is_same_v<T, double>) {
                return 0; // equal numbers may have different bits
            } else if constexpr (std::is_same_v<T, Int128>) {
                return static_cast<size_t>(stored) ^ static_cast<size_t>(stored >> 64);
            } else {
                return std::hash<T>()(stored);
            }
        },
        value.storage());
}

} // namespace

size_t hashExpr(const ScalarExpr& expr)
{
    size_t hash = static_cast<size_t>(expr.kind);
    mix(hash, static_cast<size_t>(expr.type.id));
    mix(hash, static_cast<size_t>(expr.column));
    mix(hash, reinterpret_cast<size_t>(expr.function));
    mix(hash, hashValue(expr.literal));
    for (const ExprPtr& arg : expr.args) {
        mix(hash, hashExpr(*arg));
    }
    return hash;
}

} // namespace millrace
