// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of a change stream as text for the clipboard.
#include "models/stream/change_stream_model.h"

#include "models/bridge/gui_thread.h"
#include "models/text/cell_text.h"

#include <algorithm>

namespace millrace::models {

namespace {

/// A value in a CSV field, quoted where it must be.
void appendField(std::string& out, const std::string& text, char delimiter)
{
    const bool needsQuotes =
        text.find_first_of("\"\r\n") != std::string::npos || text.find(delimiter) != std::string::npos;
    if (!needsQuotes) {
        out += text;
        return;
    }
    out += '"';
    for (const char c : text) {
        out += c;
        if (c == '"') {
            out += c;
        }
    }
    out += '"';
}

std::string jsonName(const QString& name)
{
    std::string text = "\"";
    for (const char c : name.toStdString()) {
        if (c == '"' || c == '\\') {
            text += '\\';
        }
        text += c;
    }
    return text + '"';
}

} // namespace

QString ChangeStreamModel::extract(int first, int last, ExtractFormat format, qsizetype maxBytes) const
{
    MR_ASSERT_GUI_THREAD();
    const bool isJson = format == ExtractFormat::JsonLines;
    const char delimiter = format == ExtractFormat::Tsv ? '\t' : ',';
    const bool isSingle = m_relations.size() == 1;
    std::vector<RowWriter> writers;
    for (const Schema& schema : m_schemas) {
        writers.emplace_back(schema);
    }
    std::string out;
    if (!isJson && !writers.empty()) {
        out += isSingle ? std::string("step") + delimiter + "weight" + delimiter
                        : std::string("relation") + delimiter + "step" + delimiter + "weight" + delimiter + "row";
        if (isSingle) {
            writers[0].appendCsvHeader(delimiter, out);
        }
        out += '\n';
    }
    for (int row = std::max(first, 0); row <= std::min(last, rowCount() - 1); ++row) {
        const ChangeRing::Position position = positionOf(row);
        const Segment& segment = *position.segment;
        if (segment.gap != GapKind::None) {
            continue;
        }
        const std::string step = std::to_string(segment.step);
        const std::string weight = std::to_string(segment.batch->weight(position.batchRow));
        const RowWriter& writer = writers[segment.relation];
        std::string line;
        if (isJson) {
            line = "{\"relation\":" + jsonName(m_relations[segment.relation]) + ",\"step\":" + step +
                   ",\"weight\":" + weight + ",\"row\":";
            writer.appendJson(*segment.batch, position.batchRow, line);
            line += '}';
        } else if (isSingle) {
            line = step + delimiter + weight + delimiter;
            writer.appendCsv(*segment.batch, position.batchRow, delimiter, line);
        } else {
            std::string json;
            writer.appendJson(*segment.batch, position.batchRow, json);
            appendField(line, m_relations[segment.relation].toStdString(), delimiter);
            line += delimiter + step + delimiter + weight + delimiter;
            appendField(line, json, delimiter);
        }
        if (static_cast<qsizetype>(out.size() + line.size()) > maxBytes) {
            break;
        }
        out += line + '\n';
    }
    return toQString(out);
}

} // namespace millrace::models
