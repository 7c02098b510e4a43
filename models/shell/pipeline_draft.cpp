// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/shell/pipeline_draft.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace millrace::models {

namespace {

constexpr const char* kExample =
    R"sql(-- A table gets its rows from connectors; a view is kept up to date with every change.
CREATE TABLE READING (
    sensor INT NOT NULL PRIMARY KEY,
    value INT
) WITH (
    'connectors' = '[{
        "name": "sensors",
        "transport": {"name": "datagen", "config": {"plan": [{
            "rate": 2,
            "fields": {
                "sensor": {"strategy": "uniform", "range": [1, 6]},
                "value": {"strategy": "uniform", "range": [0, 100]}
            }
        }]}}
    }]'
);

CREATE VIEW HIGH AS
SELECT sensor, value
FROM READING
WHERE value > 80;
)sql";

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(PipelineDraft)
};

/// Bare where that means the same, else in quotes.
QString sqlName(const QString& name)
{
    static const QRegularExpression plain(QStringLiteral("^[a-z_][a-z0-9_]*$"));
    // Words that cannot stand bare as a name; quotes around others do no harm.
    static const QSet<QString> reserved = {
        QStringLiteral("select"), QStringLiteral("from"),   QStringLiteral("where"), QStringLiteral("group"),
        QStringLiteral("order"),  QStringLiteral("table"),  QStringLiteral("view"),  QStringLiteral("join"),
        QStringLiteral("on"),     QStringLiteral("as"),     QStringLiteral("and"),   QStringLiteral("or"),
        QStringLiteral("not"),    QStringLiteral("null"),   QStringLiteral("in"),    QStringLiteral("is"),
        QStringLiteral("by"),     QStringLiteral("having"), QStringLiteral("limit"), QStringLiteral("union"),
        QStringLiteral("case"),   QStringLiteral("when"),   QStringLiteral("then"),  QStringLiteral("else"),
        QStringLiteral("end"),    QStringLiteral("date"),   QStringLiteral("time"),  QStringLiteral("timestamp"),
        QStringLiteral("values"), QStringLiteral("with"),   QStringLiteral("user"),  QStringLiteral("primary"),
        QStringLiteral("key"),    QStringLiteral("create"), QStringLiteral("value"), QStringLiteral("to")};
    if (plain.match(name).hasMatch() && !reserved.contains(name)) {
        return name;
    }
    QString inner = name;
    return u'"' + inner.replace(u'"', QLatin1String("\"\"")) + u'"';
}

QString sqlText(const QString& text)
{
    QString inner = text;
    return u'\'' + inner.replace(u'\'', QLatin1String("''")) + u'\'';
}

QString jsonText(const QString& text)
{
    const QByteArray object = QJsonDocument(QJsonObject{{QStringLiteral("t"), text}}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(object.mid(5, object.size() - 6)); // {"t":…}
}

/// The WITH of the table; empty without a connector.
QString connectorText(const PipelineDraft& draft)
{
    switch (draft.source) {
    case DraftSource::Nothing: break;
    case DraftSource::Generator:
        return QStringLiteral(" WITH ('connectors' = %1)").arg(sqlText(QStringLiteral(R"([{
    "name": "generated",
    "transport": {"name": "datagen", "config": {"plan": [{"rate": 10}]}}
}])")));
    case DraftSource::File:
        return QStringLiteral(" WITH ('connectors' = %1)")
            .arg(sqlText(QStringLiteral(R"([{
    "name": "file",
    "transport": {"name": "file_input", "config": {"path": %1, "follow": true}},
    "format": {"name": "csv", "config": {"headers": true}}
}])")
                             .arg(jsonText(draft.path))));
    }
    return {};
}

QString viewText(const PipelineDraft& draft)
{
    const QString head = QStringLiteral("\nCREATE MATERIALIZED VIEW %1 AS\n").arg(sqlName(draft.viewName));
    const QString table = sqlName(draft.table);
    switch (draft.view) {
    case DraftView::Nothing: break;
    case DraftView::Rows: return head + QStringLiteral("SELECT *\nFROM %1;\n").arg(table);
    case DraftView::Counts:
        return head + QStringLiteral("SELECT %1, COUNT(*) AS number_of_rows\nFROM %2\nGROUP BY %1;\n")
                          .arg(sqlName(draft.countedColumn), table);
    }
    return {};
}

bool hasColumn(const PipelineDraft& draft, const QString& name)
{
    return std::any_of(draft.columns.begin(), draft.columns.end(),
                       [&](const DraftColumn& column) { return column.name == name; });
}

} // namespace

QString exampleProgram()
{
    return QString::fromUtf8(kExample);
}

QStringList draftTypes()
{
    return {QStringLiteral("BIGINT"),  QStringLiteral("INTEGER"),        QStringLiteral("DOUBLE"),
            QStringLiteral("VARCHAR"), QStringLiteral("DECIMAL(12, 2)"), QStringLiteral("BOOLEAN"),
            QStringLiteral("DATE"),    QStringLiteral("TIMESTAMP")};
}

QString problemOf(const PipelineDraft& draft)
{
    if (draft.table.isEmpty()) {
        return Texts::tr("Give the table a name.");
    }
    if (draft.columns.isEmpty()) {
        return Texts::tr("Give the table at least one column.");
    }
    QSet<QString> names;
    for (const DraftColumn& column : draft.columns) {
        if (names.contains(column.name)) {
            return Texts::tr("Two columns are called %1.").arg(column.name);
        }
        names.insert(column.name);
    }
    if (draft.source == DraftSource::File && draft.path.isEmpty()) {
        return Texts::tr("Choose the CSV file.");
    }
    if (draft.view != DraftView::Nothing && (draft.viewName.isEmpty() || draft.viewName == draft.table)) {
        return Texts::tr("Give the view a name of its own.");
    }
    if (draft.view == DraftView::Counts && !hasColumn(draft, draft.countedColumn)) {
        return Texts::tr("Choose the column whose values are counted.");
    }
    return {};
}

QString programOf(const PipelineDraft& draft)
{
    QStringList lines;
    QStringList keys;
    for (const DraftColumn& column : draft.columns) {
        lines.append(
            QStringLiteral("    %1 %2%3")
                .arg(sqlName(column.name), column.type, column.isKey ? QStringLiteral(" NOT NULL") : QString()));
        if (column.isKey) {
            keys.append(sqlName(column.name));
        }
    }
    if (!keys.isEmpty()) {
        lines.append(QStringLiteral("    PRIMARY KEY (%1)").arg(keys.join(QLatin1String(", "))));
    }
    return QStringLiteral("CREATE TABLE %1 (\n%2\n)").arg(sqlName(draft.table), lines.join(QLatin1String(",\n"))) +
           connectorText(draft) + QStringLiteral(";\n") + viewText(draft);
}

} // namespace millrace::models
