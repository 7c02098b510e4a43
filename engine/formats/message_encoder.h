// SPDX-License-Identifier: GPL-3.0-or-later
// Changes to messages, for transports that carry messages with keys instead of a stream of bytes.
#pragma once

#include "engine/base/result.h"
#include "engine/types/schema.h"
#include "engine/zset/batch.h"

#include <nlohmann/json_fwd.hpp>

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace millrace {

/// A message; the views are valid during the call that hands it over.
struct EncodedMessage {
    std::optional<std::string_view> key;
    std::optional<std::string_view> value; ///< nothing: a tombstone, the row of the key is gone
    uint64_t numRecords = 1;
    std::string_view operation; ///< "insert", "update", "delete" where the format wants a header `op`; else empty
};

/// Takes messages one by one. A record that cannot be encoded is refused alone, the others follow.
class MessageSink {
public:
    virtual ~MessageSink() = default;
    virtual Status send(const EncodedMessage& message) = 0;
    virtual void refuse(Error error) = 0;
};

/// Encodes the consolidated change of one relation, deletes first. One output thread.
class MessageEncoder {
public:
    virtual ~MessageEncoder() = default;
    /// Stops at the first error of the sink. Weights beyond kMaxRepeats are kEncodeWeight, before anything is sent.
    virtual Status encode(const Delta& delta, MessageSink& sink) = 0;
};

/// What a message encoder writes, and within what.
struct MessageTarget {
    Schema schema;
    std::vector<int> keyColumns; ///< of the index the connector names; empty without one
    size_t maxMessageBytes = 1'000'000;
};

/// The message encoder of a format. Errors as makeEncoder().
Result<std::unique_ptr<MessageEncoder>> makeMessageEncoder(std::string_view format, const nlohmann::json& config,
                                                           const MessageTarget& target);

} // namespace millrace
