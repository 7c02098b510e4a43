// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/shell/connector_sample.h"

#include "engine/api/connector_files.h"
#include "models/entry/pasted_rows.h"
#include "models/text/cell_text.h"
#include "models/text/error_text.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace millrace::models {

namespace {

constexpr size_t kSampleBytes = 256 * 1024;

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(ConnectorForm)
};

Result<FileHead> readHead(const QString& written, const QString& baseFolder)
{
    MR_TRY(const std::string local, localPath(written.toStdString()));
    const QString path = QDir(baseFolder).filePath(QString::fromStdString(local));
    return readFileHead(QFile::encodeName(path).toStdString(), kSampleBytes);
}

void takeFirst(const DecodedChunk& chunk, ConnectorSample& sample)
{
    size_t left = kSampleRows;
    for (const InputBatch& batch : chunk.batches) {
        const size_t taken = std::min(left, batch.numRows());
        if (taken > 0) {
            sample.batches.push_back(batch.slice(0, taken).rows);
            left -= taken;
        }
    }
}

/// What stands in the way of the rows, or empty.
QString problemOf(const DecodedChunk& chunk, const ConnectorSample& sample, const std::vector<int>& named)
{
    if (chunk.numErrors > 0) {
        const RecordError& first = chunk.errors.front();
        return Texts::tr("Line %1 cannot be read: %2").arg(first.line).arg(toQString(first.detail));
    }
    if (sample.batches.empty()) {
        return Texts::tr("The file has no whole record yet.");
    }
    for (size_t i = 0; i < named.size(); ++i) {
        if (named[i] != static_cast<int>(i)) {
            return Texts::tr("The first line names the columns in another order than the table has: CSV goes by place, "
                             "not by name.");
        }
    }
    return {};
}

} // namespace

ConnectorSample readSample(const ConnectorDraft& draft, const Schema& schema, const QString& baseFolder)
{
    ConnectorSample sample;
    sample.schema = schema;
    if (draft.transport != QLatin1String("file_input")) {
        sample.problem = Texts::tr("A sample is shown of files; what comes from elsewhere is seen once it runs.");
        return sample;
    }
    const QString path = draft.values.value(QStringLiteral("path"));
    if (QDir::isRelativePath(path) && !path.startsWith(QLatin1String("file://")) && baseFolder.isEmpty()) {
        sample.problem = Texts::tr("This pipeline has no folder: give the whole path.");
        return sample;
    }
    const Result<FileHead> head = readHead(path, baseFolder);
    if (!head) {
        sample.problem = errorLine(head.error());
        return sample;
    }
    std::vector<int> named;
    nlohmann::json config = nlohmann::json::object();
    if (draft.format == QLatin1String("csv")) {
        const QString headers = draft.formatValues.value(QStringLiteral("headers"));
        named = columnsNamedBy(schema, QString::fromStdString(head->bytes.substr(0, head->bytes.find('\n'))));
        sample.hasNames = headers.isNull() ? !named.empty() : headers == QLatin1String("true");
        config["headers"] = sample.hasNames;
    }
    DecoderTarget target;
    target.schema = schema;
    const Result<std::unique_ptr<Decoder>> decoder = makeDecoder(draft.format.toStdString(), config, target);
    if (!decoder) {
        sample.problem = toQString(decoder.error().detail);
        return sample;
    }
    DecodedChunk chunk;
    (*decoder)->decode(head->bytes, chunk);
    if (head->isWhole) {
        (*decoder)->endOfInput(chunk);
    }
    takeFirst(chunk, sample);
    sample.problem = problemOf(chunk, sample, named);
    return sample;
}

} // namespace millrace::models
