// SPDX-License-Identifier: GPL-3.0-or-later
// Changes to bytes: the interface of the output formats.
#pragma once

#include "engine/base/result.h"
#include "engine/formats/json_flavor.h"
#include "engine/types/schema.h"
#include "engine/zset/batch.h"

#include <nlohmann/json_fwd.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace millrace {

/// Encodes the consolidated change of one relation, deletes first, then inserts.
class Encoder {
public:
    virtual ~Encoder() = default;
    /// Appends the encoded change to `out`; returns the number of records written (a weight of 3 is 3 records
    /// where the format has no weight). Fails, writing nothing, on a weight beyond 1,000,000.
    virtual Result<uint64_t> encode(const Delta& delta, std::string& out) = 0;
};

/// The largest |weight| that is written as repeated records.
constexpr Weight kMaxRepeats = 1'000'000;

/// kEncodeWeight when a weight of the delta exceeds kMaxRepeats.
Status checkWeights(const Delta& delta);

/// Makes the encoder of a format ("json", "csv") from its config object.
Result<std::unique_ptr<Encoder>> makeEncoder(std::string_view format, const nlohmann::json& config,
                                             const Schema& schema);

/// Appends a row as a JSON object / as comma separated values (no line end).
class RowWriter {
public:
    explicit RowWriter(const Schema& schema);
    /// JSON in another flavor than the default one.
    RowWriter(const Schema& schema, const JsonFlavor& flavor);
    void appendJson(const Batch& batch, size_t row, std::string& out) const;
    void appendCsv(const Batch& batch, size_t row, char delimiter, std::string& out) const;
    /// Only these columns, in their order.
    void appendJson(const Batch& batch, size_t row, const std::vector<int>& columns, std::string& out) const;
    /// Names of the columns as a CSV header.
    void appendCsvHeader(char delimiter, std::string& out) const;

private:
    void appendJsonMember(const Batch& batch, size_t row, size_t column, std::string& out) const;

    Schema m_schema;
    JsonFlavor m_flavor;
    bool m_isDefaultFlavor;
    std::vector<std::string> m_jsonKeys; ///< `"name":` ready to append
};

} // namespace millrace
