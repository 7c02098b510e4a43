// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/entry/pasted_rows.h"

#include "engine/api/export.h"
#include "models/entry/pasted_sql.h"
#include "models/text/cell_text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFile>
#include <QRandomGenerator>
#include <QRegularExpression>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>

namespace millrace::models {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(PastedRows)
};

/// Splits text into records and fields by the rules of RFC 4180.
class CsvSplitter {
public:
    CsvSplitter(const QString& text, QChar delimiter)
        : m_text(text)
        , m_delimiter(delimiter)
    {
    }

    bool atEnd() const { return m_at >= m_text.size(); }
    /// The fields of the next line; an unquoted empty field is NULL.
    std::vector<CellInput> next()
    {
        std::vector<CellInput> fields;
        QString field;
        bool wasQuoted = false;
        while (m_at < m_text.size()) {
            const QChar letter = m_text.at(m_at++);
            if (letter == u'"' && field.isEmpty() && !wasQuoted) {
                wasQuoted = true;
                field = quoted();
            } else if (letter == m_delimiter) {
                fields.push_back(field.isEmpty() && !wasQuoted ? CellInput() : CellInput(field));
                field.clear();
                wasQuoted = false;
            } else if (letter == u'\n') {
                break;
            } else if (letter != u'\r') {
                field += letter;
            }
        }
        fields.push_back(field.isEmpty() && !wasQuoted ? CellInput() : CellInput(field));
        return fields;
    }

private:
    QString quoted()
    {
        QString field;
        while (m_at < m_text.size()) {
            const QChar letter = m_text.at(m_at++);
            if (letter != u'"') {
                field += letter;
            } else if (m_at < m_text.size() && m_text.at(m_at) == u'"') {
                field += letter;
                ++m_at;
            } else {
                break;
            }
        }
        return field;
    }

    const QString& m_text;
    QChar m_delimiter;
    qsizetype m_at = 0;
};

constexpr int kWeightField = -1; // columns of our own exports
constexpr int kOperationField = -2;
constexpr int kBeforeFields = -10; ///< the column at n of a pair's old row is kBeforeFields - n

/// For each field of a header its column; empty where the line is no header.
std::vector<int> columnsOfHeader(const Schema& schema, const std::vector<CellInput>& fields)
{
    std::vector<int> columns;
    const auto columnOf = [&](const QString& name, QLatin1String prefix) -> std::optional<int> {
        return name.startsWith(prefix) ? schema.find(name.mid(prefix.size()).toStdString()) : std::nullopt;
    };
    for (const CellInput& field : fields) {
        const QString text = field.value_or(QString()).trimmed();
        const std::string name = text.toStdString();
        const std::optional<int> exact = schema.find(name);
        const std::optional<int> folded = schema.find(QString::fromStdString(name).toLower().toStdString());
        if (exact || folded) {
            columns.push_back(exact ? *exact : *folded);
        } else if (name == "weight" || name == "op") {
            columns.push_back(name == "op" ? kOperationField : kWeightField);
        } else if (const auto before = columnOf(text, QLatin1String("before_"))) {
            columns.push_back(kBeforeFields - *before);
        } else if (const auto after = columnOf(text, QLatin1String("after_"))) {
            columns.push_back(*after);
        } else {
            return {};
        }
    }
    return columns;
}

/// What one line says: a row as often as its weight, or the old and the new row of a pair.
void appendRows(const Schema& schema, const std::vector<int>& columns, const std::vector<CellInput>& fields,
                std::vector<NewRow>& rows)
{
    NewRow before{std::vector<CellInput>(schema.numColumns()), true};
    NewRow row{std::vector<CellInput>(schema.numColumns()), false};
    bool isPair = false;
    qint64 times = 1;
    for (size_t i = 0; i < fields.size(); ++i) {
        if (columns[i] >= 0) {
            row.cells[static_cast<size_t>(columns[i])] = fields[i];
        } else if (columns[i] <= kBeforeFields) {
            before.cells[static_cast<size_t>(kBeforeFields - columns[i])] = fields[i];
            isPair = true;
        } else if (columns[i] == kOperationField) {
            row.isDelete = fields[i] == QStringLiteral("delete");
        } else {
            const qint64 weight = fields[i].value_or(QString()).toLongLong();
            row.isDelete = weight < 0;
            times = std::min<qint64>(std::abs(weight), StagedRowsModel::kMaxStaged);
        }
    }
    const auto hasValue = [](const NewRow& side) {
        return std::any_of(side.cells.begin(), side.cells.end(),
                           [](const CellInput& cell) { return cell.has_value(); });
    };
    if (isPair && hasValue(before)) {
        rows.push_back(std::move(before));
    }
    if (!isPair || hasValue(row)) {
        rows.insert(rows.end(), static_cast<size_t>(times), row);
    }
}

PastedRows readCsv(const Schema& schema, const QString& text)
{
    PastedRows result;
    const QString firstLine = text.left(text.indexOf(u'\n'));
    const QChar delimiter = firstLine.contains(u'\t')                       ? u'\t'
                            : firstLine.count(u';') > firstLine.count(u',') ? u';'
                                                                            : u',';
    CsvSplitter splitter(text, delimiter);
    std::vector<int> columns;
    for (int line = 1; !splitter.atEnd(); ++line) {
        const std::vector<CellInput> fields = splitter.next();
        if (line == 1) {
            columns = columnsOfHeader(schema, fields);
            if (!columns.empty()) {
                continue;
            }
            for (int i = 0; i < static_cast<int>(schema.numColumns()); ++i) {
                columns.push_back(i);
            }
        }
        if (fields.size() == 1 && !fields[0]) {
            continue; // an empty line
        }
        if (fields.size() > columns.size()) {
            result.problem =
                Texts::tr("Line %1 has %2 values for %3 columns.").arg(line).arg(fields.size()).arg(columns.size());
            return result;
        }
        if (result.rows.size() >= StagedRowsModel::kMaxStaged) {
            result.problem = Texts::tr("Only the first %1 rows were taken.").arg(StagedRowsModel::kMaxStaged);
            return result;
        }
        appendRows(schema, columns, fields, result.rows);
    }
    return result;
}

/// Where the JSON object that begins at `at` ends; -1 when it does not.
qsizetype endOfObject(const QString& line, qsizetype at)
{
    int depth = 0;
    bool isText = false;
    for (; at < line.size(); ++at) {
        const QChar sign = line[at];
        if (isText) {
            at += sign == u'\\' ? 1 : 0;
            isText = sign != u'"';
        } else if (sign == u'"') {
            isText = true;
        } else if (sign == u'{') {
            ++depth;
        } else if (sign == u'}' && --depth == 0) {
            return at + 1;
        }
    }
    return -1;
}

/// A pair of an export as lines of its delete and its insert; null when it is none.
QString linesOfPair(const QString& line)
{
    static const QRegularExpression begin(
        QStringLiteral(R"re(^\{"relation":"(?:[^"\\]|\\.)*","step":\d+,"before":)re"));
    const QRegularExpressionMatch match = begin.match(line);
    if (!match.hasMatch()) {
        return {};
    }
    QString lines;
    qsizetype at = match.capturedEnd();
    const auto take = [&](QLatin1String operation) {
        const bool isNull = QStringView(line).mid(at).startsWith(QLatin1String("null"));
        const qsizetype end = isNull ? at + 4 : endOfObject(line, at);
        if (end > 0 && !isNull) {
            lines += QStringLiteral("{\"") + operation + QStringLiteral("\":") + line.mid(at, end - at) +
                     QStringLiteral("}\n");
        }
        return end;
    };
    at = take(QLatin1String("delete"));
    const QLatin1String between(",\"after\":");
    if (at < 0 || !QStringView(line).mid(at).startsWith(between)) {
        return {};
    }
    at += between.size();
    return take(QLatin1String("insert")) < 0 ? QString() : lines;
}

/// Lines of our own exports as those that the decoder knows; others stay as they are. Rows are not touched.
QString withoutEnvelope(const QString& text)
{
    static const QRegularExpression pattern(
        QStringLiteral(R"re(^\{"relation":"(?:[^"\\]|\\.)*","step":\d+,)re"
                       R"re("(?:weight":(-?\d+)|op":"(insert|delete)"),"row":(\{.*\})\}\s*$)re"));
    QString lines;
    for (const QString& line : text.split(u'\n')) {
        const QRegularExpressionMatch match = pattern.match(line);
        if (!match.hasMatch()) {
            const QString pair = linesOfPair(line);
            lines += pair.isNull() ? line + u'\n' : pair;
            continue;
        }
        const qint64 weight = match.captured(1).isEmpty() ? 1 : match.captured(1).toLongLong();
        const bool isDelete = weight < 0 || match.captured(2) == QLatin1String("delete");
        const QString made = (isDelete ? QStringLiteral("{\"delete\":") : QStringLiteral("{\"insert\":")) +
                             match.captured(3) + QStringLiteral("}\n");
        lines += made.repeated(static_cast<int>(std::min<qint64>(std::abs(weight), StagedRowsModel::kMaxStaged)));
    }
    return lines;
}

/// The engine's own decoder: numbers keep all their digits.
PastedRows readJson(const Schema& schema, const QString& pasted)
{
    const QString text = pasted.startsWith(QLatin1String("{\"relation\":")) ? withoutEnvelope(pasted) : pasted;
    PastedRows result;
    const bool isArray = text.startsWith(u'[');
    const bool hasOperations = text.contains(QLatin1String("\"insert\"")) || text.contains(QLatin1String("\"delete\""));
    DecoderTarget target;
    target.schema = schema;
    const nlohmann::json config = {{"update_format", hasOperations ? "insert_delete" : "raw"}, {"array", isArray}};
    Result<std::unique_ptr<Decoder>> decoder = makeDecoder("json", config, target);
    if (!decoder) {
        result.problem = toQString(decoder.error().detail);
        return result;
    }
    DecodedChunk chunk;
    (*decoder)->decode(text.toStdString() + '\n', chunk);
    (*decoder)->endOfInput(chunk);
    for (const InputBatch& batch : chunk.batches) {
        for (size_t row = 0; row < batch.numRows() && result.rows.size() < StagedRowsModel::kMaxStaged; ++row) {
            NewRow made;
            made.isDelete = batch.op(row) == RecordOp::Delete;
            for (size_t i = 0; i < schema.numColumns(); ++i) {
                const Column& column = batch.rows->columns[i];
                made.cells.push_back(column.isNull(row)
                                         ? CellInput()
                                         : CellInput(cellText(column, row, schema.columns[i].type, SIZE_MAX)));
            }
            result.rows.push_back(std::move(made));
        }
    }
    if (chunk.numErrors > 0) {
        const RecordError& error = chunk.errors.front();
        result.problem = Texts::tr("%1 records could not be read; the first in line %2: %3")
                             .arg(chunk.numErrors)
                             .arg(error.line)
                             .arg(toQString(error.detail));
    }
    return result;
}

CellInput generatedCell(const ColumnInfo& column, bool isKey, qint64 number)
{
    QRandomGenerator& random = *QRandomGenerator::global();
    const qint64 small = isKey ? number : random.bounded(1000);
    switch (column.type.id) {
    case TypeId::Boolean: return random.bounded(2) == 0 ? QStringLiteral("true") : QStringLiteral("false");
    case TypeId::TinyInt: return QString::number(isKey ? number % 128 : random.bounded(100));
    case TypeId::UTinyInt: return QString::number(isKey ? number % 256 : random.bounded(100));
    case TypeId::Decimal: {
        const int places = std::min<int>(column.type.scale, 6);
        const int digits = std::clamp(column.type.precision - column.type.scale, 0, 3);
        const QString whole = QString::number(digits == 0 ? 0
                                                          : random.bounded(digits == 1   ? 10
                                                                           : digits == 2 ? 100
                                                                                         : 1000));
        return places == 0 ? (isKey ? QString::number(number) : whole)
                           : whole + u'.' + QString::number(random.bounded(10)).leftJustified(places, u'0');
    }
    case TypeId::Real:
    case TypeId::Double: return QString::number(static_cast<double>(random.bounded(100'000)) / 100);
    case TypeId::Date: return QDate::currentDate().addDays(isKey ? number : -random.bounded(365)).toString(Qt::ISODate);
    case TypeId::Time: return QTime(0, 0).addSecs(random.bounded(86'400)).toString(Qt::ISODate);
    case TypeId::Timestamp:
        return QDateTime::currentDateTimeUtc()
            .addSecs(isKey ? number : -random.bounded(86'400 * 30))
            .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
    case TypeId::Array: return QStringLiteral("[]");
    case TypeId::Char:
    case TypeId::Varchar: {
        const QString text = toQString(column.name) + u'-' + QString::number(number);
        return column.type.length > 0 ? text.right(static_cast<qsizetype>(column.type.length)) : text;
    }
    default: return QString::number(small);
    }
}

} // namespace

PastedRows readPastedRows(const Schema& schema, const QString& text)
{
    const QString trimmed = text.trimmed();
    if (trimmed.isEmpty()) {
        return {{}, Texts::tr("The clipboard holds no text.")};
    }
    const bool isJson = trimmed.startsWith(u'{') || trimmed.startsWith(u'[');
    if (isJson) {
        return readJson(schema, trimmed);
    }
    return isSqlText(trimmed) ? readSqlText(schema, trimmed) : readCsv(schema, text);
}

std::vector<int> columnsNamedBy(const Schema& schema, const QString& text)
{
    constexpr QChar kByteOrderMark(0xFEFF);
    const QString line = text.startsWith(kByteOrderMark) ? text.mid(1) : text;
    std::vector<int> columns = columnsOfHeader(schema, CsvSplitter(line, u',').next());
    const bool isOfTable = std::all_of(columns.begin(), columns.end(), [](int column) { return column >= 0; });
    return isOfTable ? columns : std::vector<int>();
}

bool isSqliteFile(const QByteArray& begin)
{
    return begin.startsWith("SQLite format 3");
}

PastedRows readSqliteFile(const Schema& schema, const QString& table, const QString& path)
{
    // One more than there is room for, so that it is noticed.
    const Result<std::vector<StoredRow>> stored = readSqliteRows(
        QFile::encodeName(path).toStdString(), table.toStdString(), schema, StagedRowsModel::kMaxStaged + 1);
    PastedRows result;
    if (!stored.ok()) {
        result.problem = toQString(stored.error().detail);
        return result;
    }
    for (const StoredRow& row : *stored) {
        if (result.rows.size() >= StagedRowsModel::kMaxStaged) {
            result.problem = Texts::tr("Only the first %1 rows were taken.").arg(StagedRowsModel::kMaxStaged);
            break;
        }
        NewRow made;
        made.isDelete = row.isDelete;
        for (const std::optional<std::string>& cell : row.cells) {
            made.cells.push_back(cell ? CellInput(toQString(*cell)) : CellInput());
        }
        result.rows.push_back(std::move(made));
    }
    return result;
}

std::vector<NewRow> generateRows(const Schema& schema, int count, qint64 first)
{
    std::vector<NewRow> rows;
    for (int i = 0; i < count; ++i) {
        NewRow row;
        for (size_t column = 0; column < schema.numColumns(); ++column) {
            const bool isKey = std::find(schema.primaryKey.begin(), schema.primaryKey.end(),
                                         static_cast<int>(column)) != schema.primaryKey.end();
            row.cells.push_back(generatedCell(schema.columns[column], isKey, first + i));
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace millrace::models
