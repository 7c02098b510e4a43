// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/stream/pin_text.h"

#include "engine/api/entry.h"
#include "engine/api/values.h"
#include "models/text/cell_text.h"

#include <nlohmann/json.hpp>

namespace millrace::models {

QStringList pinTexts(const Schema& schema, const std::vector<PinnedRow>& pins)
{
    const RowWriter writer(schema);
    QStringList texts;
    for (const auto& [batch, row] : pins) {
        std::string json;
        writer.appendJson(*batch, row, json);
        texts.append(toQString(json));
    }
    return texts;
}

std::vector<PinnedRow> readPins(const Schema& schema, const QStringList& texts)
{
    DecoderTarget target;
    target.schema = schema;
    const nlohmann::json config = {{"update_format", "raw"}};
    Result<std::unique_ptr<Decoder>> decoder = makeDecoder("json", config, target);
    if (!decoder) {
        return {};
    }
    DecodedChunk chunk;
    (*decoder)->decode(texts.join(u'\n').toStdString() + '\n', chunk);
    (*decoder)->endOfInput(chunk);
    std::vector<PinnedRow> pins;
    for (const InputBatch& batch : chunk.batches) {
        for (uint32_t row = 0; row < batch.numRows(); ++row) {
            pins.emplace_back(gatherBatch(*batch.rows, std::vector<uint32_t>{row}), 0);
        }
    }
    return pins;
}

} // namespace millrace::models
