// SPDX-License-Identifier: GPL-3.0-or-later
// What can be asked about a new connector, and the declaration that the answers make.
#pragma once

#include "engine/api/entry.h"
#include "engine/api/pipeline.h"

#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>

#include <vector>

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

struct ConnectorDraft {
    QString relation; ///< canonical
    QString name;
    QString transport;
    QHash<QString, QString> values; ///< by key; what is empty is left out
    QString format;
};

/// Why it cannot be added; empty when it can. Translated.
QString draftProblem(const ConnectorDraft& draft, const RelationInfo& relation);
/// The connector as JSON, indented by `indent` spaces.
QString draftJson(const ConnectorDraft& draft, int indent = 4);
/// The program with the connector in the WITH of its table or view. Errors: kPipelineUnknownRelation; those of the
/// program that comes out, at their place.
Result<QString> addConnector(const QString& program, const ConnectorDraft& draft);

/// The first rows that the connector would read.
struct ConnectorSample {
    Schema schema;
    std::vector<BatchPtr> batches;
    QString problem; ///< why there are none, or what could not be read; translated
};
constexpr size_t kSampleRows = 20;
/// Reads at most 256 KiB of a `file_input`; other transports have no sample. Any thread but the window's: it reads.
ConnectorSample readSample(const ConnectorDraft& draft, const Schema& schema, const QString& baseFolder);

} // namespace millrace::models
