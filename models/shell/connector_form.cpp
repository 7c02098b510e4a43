// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/shell/connector_form.h"

#include "engine/api/compilation.h"
#include "models/query/statement_text.h"
#include "models/text/cell_text.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QRegularExpression>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace millrace::models {

namespace {

using Json = nlohmann::ordered_json;
using Kind = ConnectorField::Kind;

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(ConnectorForm)
};

QList<TransportForm> makeForms()
{
    const QStringList textFormats = {QStringLiteral("json"), QStringLiteral("csv")};
    const ConnectorField path{QStringLiteral("path"), Texts::tr("File"), Kind::Path, {}, {}, true, {}};
    const ConnectorField servers{QStringLiteral("bootstrap.servers"),
                                 Texts::tr("Brokers"),
                                 Kind::Text,
                                 QStringLiteral("localhost:9092"),
                                 {},
                                 true,
                                 Texts::tr("host:port, parted by commas")};
    const ConnectorField topic{QStringLiteral("topic"), Texts::tr("Topic"), Kind::Text, {}, {}, true, {}};
    const ConnectorField uri{QStringLiteral("uri"),
                             Texts::tr("Database"),
                             Kind::Text,
                             QStringLiteral("postgresql://user@localhost/database"),
                             {},
                             true,
                             Texts::tr("a password belongs into a secret file: ${secret:…}")};
    QList<TransportForm> forms;
    forms.append(
        {QStringLiteral("file_input"),
         Texts::tr("A file"),
         ConnectorSide::Input,
         {path, {QStringLiteral("follow"), Texts::tr("Keep reading what is appended"), Kind::Flag, {}, {}, false, {}}},
         textFormats});
    forms.append(
        {QStringLiteral("datagen"),
         Texts::tr("Made-up rows"),
         ConnectorSide::Input,
         {{QStringLiteral("rate"), Texts::tr("Rows a second"), Kind::Number, QStringLiteral("10"), {}, false, {}},
          {QStringLiteral("limit"), Texts::tr("Rows in all"), Kind::Number, {}, {}, false, Texts::tr("empty: no end")}},
         {}});
    forms.append(
        {QStringLiteral("url_input"),
         Texts::tr("A web address"),
         ConnectorSide::Input,
         {{QStringLiteral("path"), Texts::tr("Address"), Kind::Text, QStringLiteral("https://"), {}, true, {}}},
         textFormats});
    forms.append({QStringLiteral("kafka_input"),
                  Texts::tr("A Kafka topic"),
                  ConnectorSide::Input,
                  {servers,
                   topic,
                   {QStringLiteral("start_from"),
                    Texts::tr("Begin with"),
                    Kind::Choice,
                    QStringLiteral("latest"),
                    {QStringLiteral("latest"), QStringLiteral("earliest")},
                    false,
                    {}}},
                  textFormats});
    forms.append({QStringLiteral("postgres_input"),
                  Texts::tr("A query of PostgreSQL"),
                  ConnectorSide::Input,
                  {uri, {QStringLiteral("query"), Texts::tr("Query"), Kind::Text, {}, {}, true, {}}},
                  {}});
    forms.append({QStringLiteral("file_output"), Texts::tr("A file"), ConnectorSide::Output, {path}, textFormats});
    forms.append({QStringLiteral("kafka_output"),
                  Texts::tr("A Kafka topic"),
                  ConnectorSide::Output,
                  {servers, topic},
                  textFormats});
    forms.append(
        {QStringLiteral("null_output"), Texts::tr("Nowhere, only counted"), ConnectorSide::Output, {}, textFormats});
    return forms;
}

const TransportForm* formOf(const QString& transport)
{
    const QList<TransportForm>& forms = transportForms();
    const auto found = std::find_if(forms.begin(), forms.end(),
                                    [&](const TransportForm& form) { return form.transport == transport; });
    return found == forms.end() ? nullptr : &*found;
}

Json valueOf(const ConnectorField& field, const QString& text)
{
    switch (field.kind) {
    case Kind::Number: return text.toLongLong();
    case Kind::Flag: return text == QLatin1String("true");
    default: return text.toStdString();
    }
}

Json configOf(const QList<ConnectorField>& fields, const QHash<QString, QString>& values)
{
    Json config = Json::object();
    for (const ConnectorField& field : fields) {
        const QString text = values.value(field.key);
        if (!text.isEmpty() && !(field.kind == Kind::Flag && text != QLatin1String("true"))) {
            config[field.key.toStdString()] = valueOf(field, text);
        }
    }
    return config;
}

Json transportOf(const ConnectorDraft& draft, const TransportForm& form)
{
    Json config = configOf(form.fields, draft.values);
    if (draft.transport == QLatin1String("datagen")) {
        config = Json{{"plan", Json::array({config})}}; // its numbers belong to a plan
    }
    return {{"name", draft.transport.toStdString()}, {"config", config}};
}

Json formatOf(const ConnectorDraft& draft, const TransportForm& form)
{
    Json format = {{"name", draft.format.toStdString()}};
    if (form.side == ConnectorSide::Input) {
        const Json config = configOf(inputFormatFields(draft.format), draft.formatValues);
        if (!config.empty()) {
            format["config"] = config;
        }
    }
    return format;
}

/// Where the text of a statement's WITH begins, behind its parenthesis; -1 where it has none.
qsizetype insideWith(const QString& statement)
{
    static const QRegularExpression with(QStringLiteral(R"re(\bWITH\s*\()re"),
                                         QRegularExpression::CaseInsensitiveOption);
    const QRegularExpressionMatch match = with.match(statement);
    return match.hasMatch() ? match.capturedEnd() : -1;
}

QString quoted(const QString& json)
{
    QString text = json;
    return text.replace(u'\'', QStringLiteral("''"));
}

} // namespace

const QList<TransportForm>& transportForms()
{
    static const QList<TransportForm> forms = makeForms();
    return forms;
}

QList<ConnectorField> inputFormatFields(const QString& format)
{
    if (format != QLatin1String("csv")) {
        return {};
    }
    return {{QStringLiteral("headers"), Texts::tr("The first line holds names"), Kind::Flag, {}, {}, false, {}}};
}

QString formatOfFile(const QString& path)
{
    const QString suffix = QFileInfo(path).suffix().toLower();
    if (suffix == QLatin1String("csv")) {
        return suffix;
    }
    const QStringList json = {QStringLiteral("json"), QStringLiteral("jsonl"), QStringLiteral("ndjson")};
    return json.contains(suffix) ? QStringLiteral("json") : QString();
}

QString draftProblem(const ConnectorDraft& draft, const RelationInfo& relation)
{
    const TransportForm* form = formOf(draft.transport);
    if (form == nullptr) {
        return Texts::tr("Choose where the rows come from or go to.");
    }
    if (!isPlainName(draft.name)) {
        return Texts::tr("A name has letters, digits and '_', and begins with no digit.");
    }
    const bool isTaken = std::find(relation.connectors.begin(), relation.connectors.end(), draft.name.toStdString()) !=
                         relation.connectors.end();
    if (isTaken) {
        return Texts::tr("There is a connector of this name: %1").arg(draft.name);
    }
    for (const ConnectorField& field : form->fields) {
        const QString text = draft.values.value(field.key).trimmed();
        if (field.isRequired && (text.isEmpty() || text == QLatin1String("https://"))) {
            return Texts::tr("A value is needed: %1").arg(field.label);
        }
        bool isNumber = true;
        if (field.kind == Kind::Number && !text.isEmpty() && (text.toLongLong(&isNumber) < 0 || !isNumber)) {
            return Texts::tr("Not a number: %1").arg(field.label);
        }
    }
    return {};
}

QString draftJson(const ConnectorDraft& draft, int indent)
{
    const TransportForm* form = formOf(draft.transport);
    if (form == nullptr) {
        return {};
    }
    Json connector = {{"name", draft.name.toStdString()}, {"transport", transportOf(draft, *form)}};
    if (!draft.format.isEmpty() && !form->formats.isEmpty()) {
        connector["format"] = formatOf(draft, *form);
    }
    QString text = toQString(connector.dump(4));
    return text.replace(QLatin1Char('\n'), u'\n' + QString(indent, u' '));
}

Result<QString> addConnector(const QString& program, const ConnectorDraft& draft)
{
    const QByteArray bytes = program.toUtf8();
    const std::shared_ptr<const api::Compilation> compiled = api::compileText(bytes.toStdString());
    const sql::Relation* relation = compiled->program.find(draft.relation.toStdString());
    if (relation == nullptr) {
        return makeError(ErrorCode::kPipelineUnknownRelation,
                         "no table or view of this name: " + draft.relation.toStdString());
    }
    const QString json = quoted(draftJson(draft));
    QString changed;
    if (relation->connectors) {
        // The list is a text of SQL: behind its last element, before the bracket that closes it.
        const QString before = QString::fromUtf8(bytes.left(relation->connectors->span.end));
        const qsizetype bracket = before.lastIndexOf(u']');
        const QString head = before.left(bracket).trimmed();
        changed = head + (head.endsWith(u'[') ? QString() : QStringLiteral(", ")) + json + program.mid(bracket);
    } else {
        const QString head = QString::fromUtf8(bytes.left(relation->span.begin));
        const QString statement =
            QString::fromUtf8(bytes.mid(relation->span.begin, relation->span.end - relation->span.begin));
        const QString property = QStringLiteral("'connectors' = '[%1]'").arg(json);
        const qsizetype inside = insideWith(statement);
        const QString tail = program.mid(head.size() + statement.size());
        if (inside >= 0 && !relation->properties.empty()) {
            changed = head + statement.left(inside) + property + QStringLiteral(", ") + statement.mid(inside) + tail;
        } else {
            const QString clause = QStringLiteral(" WITH (\n    %1\n)").arg(property);
            const qsizetype body =
                relation->isTable() ? statement.size() : statement.size() - queryOf(statement).size();
            const QString upToAs = statement.left(body).trimmed();
            const qsizetype as = relation->isTable() ? statement.size() : upToAs.size() - 2;
            const QString front = statement.left(as);
            const bool hasEnd = front.trimmed().endsWith(u';');
            const QString plain = hasEnd ? front.trimmed().chopped(1) : front.trimmed();
            changed = head + plain + clause + (hasEnd ? QStringLiteral(";") : QString()) +
                      (relation->isTable() ? QString() : u' ' + statement.mid(as)) + tail;
        }
    }
    const api::CompileReport report = api::compile(changed.toStdString());
    const auto error = std::find_if(report.diagnostics.begin(), report.diagnostics.end(),
                                    [](const sql::Diagnostic& d) { return d.severity == sql::Severity::Error; });
    if (error != report.diagnostics.end()) {
        Error told = makeError(error->code, error->message);
        told.span = error->span;
        return told;
    }
    return changed;
}

} // namespace millrace::models
