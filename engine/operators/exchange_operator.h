// SPDX-License-Identifier: GPL-3.0-or-later
// Cuts the change of a stream into shards.
#pragma once

#include "engine/operators/parted_operator.h"

namespace millrace {

/// Output z-set: the input, and in `shards` the same rows divided among them: by the hash of some columns, so that rows
/// that agree in them meet in one shard, or without columns into even ranges of rows. Rows of a shard keep the order
/// that they came in. State: none. Cost: a hash and a copy of the row's cells (texts are shared); nothing where the
/// rows of a batch all go the same way, as a single row does.
class ExchangeOperator final : public PartedOperator {
public:
    ExchangeOperator(std::vector<int> keyColumns, Parallelism parallelism);

    size_t start(const StepContext& context, std::span<const Stream* const> inputs, Stream& output) override;
    void evaluatePart(size_t part) override;
    Status finish(Stream& output) override;
    std::string describe() const override;

private:
    /// Rows [first, last) of a batch of the input, and what of them goes to each shard (null: nothing).
    struct Piece {
        BatchPtr batch;
        size_t first = 0;
        size_t last = 0;
        std::vector<BatchPtr> parts;
    };

    void splitByRows(const Delta& delta, Stream& output) const;
    void cutIntoPieces(const Stream& input, size_t numRows);

    std::vector<int> m_keyColumns;
    Parallelism m_parallelism;
    std::vector<Piece> m_pieces;
};

} // namespace millrace
