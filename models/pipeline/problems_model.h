// SPDX-License-Identifier: GPL-3.0-or-later
// What is wrong: diagnostics of programs, connector errors, held and failed steps.
#pragma once

#include "engine/api/pipeline.h"
#include "models/bridge/pipeline_bridge.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QString>

#include <map>
#include <optional>
#include <vector>

namespace millrace::models {

/// A table grouped by document (a pipeline's name): first its program's diagnostics, then its run's problems.
/// At most kMaxPerConnector errors of a connector, newest first. GUI thread only.
class ProblemsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    static constexpr size_t kMaxPerConnector = 50;

    enum class Column { Severity, Message, Code, Place, Source };
    Q_ENUM(Column)
    enum class Severity { Error, Warning };
    Q_ENUM(Severity)
    enum class Origin { Program, Connector, Step, Pipeline };
    Q_ENUM(Origin)
    enum Role {
        SeverityRole = Qt::UserRole + 1, ///< int(Severity)
        OriginRole,                      ///< int(Origin)
        DocumentRole,                    ///< QString, the pipeline's name
        CodeRole,                        ///< QString
        RelationRole,                    ///< QString, for a connector
        ConnectorRole,                   ///< QString, for a connector
        SpanBeginRole,                   ///< int, byte offset in the UTF-8 program text; -1 = no place
        SpanEndRole,
        LineRole,   ///< int, 1-based; 0 = no place
        ColumnRole, ///< int, 1-based, in code points
        DetailRole, ///< QString: the whole report, with notes and the raw record
        SortRole,
    };

    explicit ProblemsModel(QObject* parent = nullptr);

    /// Replaces the diagnostics of a document.
    void setReport(const QString& document, const api::CompileReport& report);
    /// Follows the run's problems of a pipeline until it is destroyed or forgotten.
    void watch(PipelineBridge* pipeline);
    /// Removes all of a document.
    void forget(const QString& document);

    int numErrors() const;
    int numWarnings() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void countsChanged(int numErrors, int numWarnings);

private:
    struct Problem {
        Severity severity = Severity::Error;
        Origin origin = Origin::Program;
        ErrorCode code = ErrorCode::kInternal;
        SourceSpan span;
        QString title;
        QString message;
        QString relation;
        QString connector;
        QString detail;
        uint64_t record = 0; ///< of the input, 0 = unknown
        uint64_t line = 0;
        bool operator==(const Problem& other) const;
    };
    struct Document {
        std::vector<Problem> program;
        std::vector<Problem> run;
    };
    struct Place {
        QString document;
        const Problem* problem = nullptr;
    };
    Place at(int row) const;
    int firstRowOf(const QString& document) const;
    void replace(const QString& document, std::vector<Problem> Document::*part, std::vector<Problem> problems);
    static std::vector<Problem> problemsOf(const api::CompileReport& report);
    static std::vector<Problem> problemsOf(const PipelineStatus& status);
    static void addError(std::vector<Problem>& problems, const Error& error, Problem problem);
    static void addConnectorErrors(std::vector<Problem>& problems, const Problem& connector,
                                   const std::vector<ConnectorError>& errors, const std::optional<Error>& fatal);
    void renameDocument(const QString& from, const QString& to);
    int count(Severity severity) const;
    QString displayText(const Place& place, Column column) const;
    QString placeText(const Problem& problem) const;
    void announceCounts();

    std::map<QString, Document> m_documents;
    QHash<const QObject*, QString> m_watched; ///< the document of each watched pipeline
    int m_shownErrors = 0;
    int m_shownWarnings = 0;
};

} // namespace millrace::models
