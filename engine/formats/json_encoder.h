// SPDX-License-Identifier: GPL-3.0-or-later
// The JSON output format: insert and delete envelopes, one a line or in arrays.
#pragma once

#include "engine/formats/encoder.h"

namespace millrace {

struct JsonEncoderOptions {
    bool isArray = false;
    uint64_t bufferSizeRecords = 10'000; ///< records an array holds at most
};

class JsonEncoder final : public Encoder {
public:
    JsonEncoder(JsonEncoderOptions options, const Schema& schema);
    Result<uint64_t> encode(const Delta& delta, std::string& out) override;

private:
    JsonEncoderOptions m_options;
    RowWriter m_rows;
};

/// The largest |weight| that is written as repeated records.
constexpr Weight kMaxRepeats = 1'000'000;

/// kEncodeWeight when a weight of the delta exceeds kMaxRepeats.
Status checkWeights(const Delta& delta);

} // namespace millrace
