// SPDX-License-Identifier: GPL-3.0-or-later
// What can be asked about a new connector, and the declaration that the answers make.
#pragma once

#include "engine/api/pipeline.h"

#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>

namespace millrace::models {

enum class ConnectorSide { Input, Output };

/// One question of the form.
struct ConnectorField {
    enum class Kind { Text, Path, Number, Flag, Choice };
    QString key; ///< in the transport's config
    QString label;
    Kind kind = Kind::Text;
    QString initial;
    QStringList choices;
    bool isRequired = false;
    QString hint;
};

struct TransportForm {
    QString transport;
    QString title;
    ConnectorSide side = ConnectorSide::Input;
    QList<ConnectorField> fields;
    QStringList formats; ///< names to choose from; empty = it needs none
};

/// Every transport of this build that a form is worth while for, in the order of their use.
const QList<TransportForm>& transportForms();

/// What is asked about a format that comes in; nothing of most.
QList<ConnectorField> inputFormatFields(const QString& format);
/// The format that the name of a file tells; empty when it tells none.
QString formatOfFile(const QString& path);

struct ConnectorDraft {
    QString relation; ///< canonical
    QString name;
    QString transport;
    QHash<QString, QString> values; ///< by key; what is empty is left out
    QString format;
    QHash<QString, QString> formatValues; ///< by key, as `values`
};

/// Why it cannot be added; empty when it can. Translated.
QString draftProblem(const ConnectorDraft& draft, const RelationInfo& relation);
/// The connector as JSON, indented by `indent` spaces.
QString draftJson(const ConnectorDraft& draft, int indent = 4);
/// The program with the connector in the WITH of its table or view. Errors: kPipelineUnknownRelation; those of the
/// program that comes out, at their place.
Result<QString> addConnector(const QString& program, const ConnectorDraft& draft);

} // namespace millrace::models
