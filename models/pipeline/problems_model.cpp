// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pipeline/problems_model.h"

#include "models/bridge/gui_thread.h"
#include "models/text/cell_text.h"
#include "models/text/error_text.h"

#include <QFileInfo>

#include <algorithm>

namespace millrace::models {

namespace {

/// The engine's title can say more than the code's, but it does so in English only.
QString titleOf(const sql::Diagnostic& diagnostic)
{
    const QString ofCode = errorTitleText(diagnostic.code);
    const bool isTranslated = ofCode != toQString(errorTitle(diagnostic.code));
    return diagnostic.title.empty() || isTranslated ? ofCode : toQString(diagnostic.title);
}

Error errorOf(const sql::Diagnostic& diagnostic)
{
    Error error = makeError(diagnostic.code, diagnostic.message, diagnostic.span);
    error.notes = diagnostic.notes;
    return error;
}

bool isSameSpan(const SourceSpan& a, const SourceSpan& b)
{
    return a.begin == b.begin && a.end == b.end && a.line == b.line && a.column == b.column;
}

} // namespace

bool ProblemsModel::Problem::operator==(const Problem& other) const
{
    return severity == other.severity && origin == other.origin && code == other.code && record == other.record &&
           isSameSpan(span, other.span) && title == other.title && message == other.message &&
           relation == other.relation && connector == other.connector && detail == other.detail;
}

ProblemsModel::ProblemsModel(QObject* parent)
    : QAbstractTableModel(parent)
{
}

void ProblemsModel::setReport(const QString& document, const api::CompileReport& report)
{
    MR_ASSERT_GUI_THREAD();
    replace(document, &Document::program, problemsOf(report));
}

void ProblemsModel::watch(PipelineBridge* pipeline)
{
    MR_ASSERT_GUI_THREAD();
    const auto update = [this, pipeline] {
        replace(pipeline->name(), &Document::run, problemsOf(*pipeline->status()));
    };
    pipeline->disconnect(this);
    m_watched.insert(pipeline, pipeline->name());
    connect(pipeline, &PipelineBridge::statusChanged, this, update);
    connect(pipeline, &PipelineBridge::nameChanged, this, [this, pipeline](const QString& name) {
        renameDocument(m_watched.value(pipeline), name);
        m_watched.insert(pipeline, name);
    });
    connect(pipeline, &QObject::destroyed, this, [this, pipeline] { forget(m_watched.take(pipeline)); });
    update();
}

void ProblemsModel::forget(const QString& document)
{
    MR_ASSERT_GUI_THREAD();
    replace(document, &Document::program, {});
    replace(document, &Document::run, {});
    m_documents.erase(document);
}

void ProblemsModel::renameDocument(const QString& from, const QString& to)
{
    const auto found = m_documents.find(from);
    if (found == m_documents.end() || from == to) {
        return;
    }
    beginResetModel();
    Document document = std::move(found->second);
    m_documents.erase(found);
    m_documents[to] = std::move(document);
    endResetModel();
}

/// Replaces one part of a document's rows; rows that are equal at the start stay.
void ProblemsModel::replace(const QString& document, std::vector<Problem> Document::*part,
                            std::vector<Problem> problems)
{
    Document& target = m_documents[document];
    std::vector<Problem>& present = target.*part;
    const auto difference = std::mismatch(present.begin(), present.end(), problems.begin(), problems.end());
    const auto numSame = difference.first - present.begin();
    int first = firstRowOf(document) + static_cast<int>(numSame);
    if (part == &Document::run) {
        first += static_cast<int>(target.program.size());
    }
    const int numRemoved = static_cast<int>(present.size() - static_cast<size_t>(numSame));
    const int numAdded = static_cast<int>(problems.size() - static_cast<size_t>(numSame));
    if (numRemoved != 0) {
        beginRemoveRows({}, first, first + numRemoved - 1);
        present.resize(static_cast<size_t>(numSame));
        endRemoveRows();
    }
    if (numAdded != 0) {
        beginInsertRows({}, first, first + numAdded - 1);
        present.insert(present.end(), std::make_move_iterator(problems.begin() + numSame),
                       std::make_move_iterator(problems.end()));
        endInsertRows();
    }
    announceCounts();
}

std::vector<ProblemsModel::Problem> ProblemsModel::problemsOf(const api::CompileReport& report)
{
    std::vector<Problem> problems;
    for (const sql::Diagnostic& diagnostic : report.diagnostics) {
        Problem problem;
        problem.severity = diagnostic.severity == sql::Severity::Error ? Severity::Error : Severity::Warning;
        problem.code = diagnostic.code;
        problem.span = diagnostic.span;
        problem.title = titleOf(diagnostic);
        problem.message = toQString(diagnostic.message);
        problem.detail = errorReport(errorOf(diagnostic));
        problems.push_back(std::move(problem));
    }
    return problems;
}

void ProblemsModel::addError(std::vector<Problem>& problems, const Error& error, Problem problem)
{
    problem.code = error.code;
    problem.span = problem.origin == Origin::Connector ? SourceSpan() : error.span;
    problem.title = errorTitleText(error.code);
    problem.message = toQString(error.detail);
    problem.detail = errorReport(error) + (problem.detail.isEmpty() ? QString() : QLatin1Char('\n') + problem.detail);
    problems.push_back(std::move(problem));
}

void ProblemsModel::addConnectorErrors(std::vector<Problem>& problems, const Problem& connector,
                                       const std::vector<ConnectorError>& errors, const std::optional<Error>& fatal)
{
    const size_t number = std::min(errors.size(), kMaxPerConnector);
    for (size_t i = 0; i < number; ++i) {
        const ConnectorError& entry = errors[errors.size() - 1 - i]; // newest last in the list
        if (fatal && entry.error.code == fatal->code && entry.error.detail == fatal->detail) {
            continue; // listed already, as what stopped the connector
        }
        Problem problem = connector;
        problem.severity = Severity::Warning;
        problem.record = entry.recordNumber;
        problem.line = entry.line;
        problem.detail = toQString(std::string_view(entry.raw).substr(0, kMaxCellBytes));
        addError(problems, entry.error, std::move(problem));
    }
}

std::vector<ProblemsModel::Problem> ProblemsModel::problemsOf(const PipelineStatus& status)
{
    std::vector<Problem> problems;
    if (status.error) {
        Problem problem;
        problem.origin = Origin::Pipeline;
        addError(problems, *status.error, std::move(problem));
    }
    if (status.held) {
        Problem problem;
        problem.origin = Origin::Step;
        problem.relation = toQString(status.held->view);
        problem.connector = toQString(status.held->endpoint);
        problem.detail = toQString(std::string_view(status.held->record).substr(0, kMaxCellBytes));
        addError(problems, status.held->error, std::move(problem));
    }
    const auto addConnector = [&problems](const auto& connector) {
        Problem origin;
        origin.origin = Origin::Connector;
        origin.relation = toQString(connector.relation);
        origin.connector = toQString(connector.name);
        if (connector.fatalError) {
            addError(problems, *connector.fatalError, origin);
        }
        addConnectorErrors(problems, origin, connector.errors, connector.fatalError);
    };
    std::for_each(status.inputs.begin(), status.inputs.end(), addConnector);
    std::for_each(status.outputs.begin(), status.outputs.end(), addConnector);
    return problems;
}

int ProblemsModel::numErrors() const
{
    return count(Severity::Error);
}

int ProblemsModel::numWarnings() const
{
    return count(Severity::Warning);
}

int ProblemsModel::count(Severity severity) const
{
    const auto isThat = [severity](const Problem& problem) { return problem.severity == severity; };
    std::ptrdiff_t number = 0;
    for (const auto& [name, document] : m_documents) {
        number += std::count_if(document.program.begin(), document.program.end(), isThat);
        number += std::count_if(document.run.begin(), document.run.end(), isThat);
    }
    return static_cast<int>(number);
}

void ProblemsModel::announceCounts()
{
    const int errors = numErrors();
    const int warnings = numWarnings();
    if (errors != m_shownErrors || warnings != m_shownWarnings) {
        m_shownErrors = errors;
        m_shownWarnings = warnings;
        Q_EMIT countsChanged(errors, warnings);
    }
}

ProblemsModel::Place ProblemsModel::at(int row) const
{
    auto rest = static_cast<size_t>(row);
    for (const auto& [name, document] : m_documents) {
        for (const std::vector<Problem>* part : {&document.program, &document.run}) {
            if (rest < part->size()) {
                return {name, &(*part)[rest]};
            }
            rest -= part->size();
        }
    }
    MR_ASSERT(false);
}

int ProblemsModel::firstRowOf(const QString& document) const
{
    size_t row = 0;
    for (const auto& [name, content] : m_documents) {
        if (name == document) {
            break;
        }
        row += content.program.size() + content.run.size();
    }
    return static_cast<int>(row);
}

int ProblemsModel::rowCount(const QModelIndex& parent) const
{
    size_t rows = 0;
    for (const auto& [name, document] : m_documents) {
        rows += document.program.size() + document.run.size();
    }
    return parent.isValid() ? 0 : static_cast<int>(rows);
}

int ProblemsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(Column::Source) + 1;
}

QVariant ProblemsModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const Place place = at(index.row());
    const Problem& problem = *place.problem;
    const auto column = static_cast<Column>(index.column());
    switch (role) {
    case Qt::DisplayRole: return displayText(place, column);
    case Qt::ToolTipRole:
    case DetailRole: return problem.detail;
    case SeverityRole: return static_cast<int>(problem.severity);
    case OriginRole: return static_cast<int>(problem.origin);
    case DocumentRole: return place.document;
    case CodeRole: return toQString(errorId(problem.code));
    case RelationRole: return problem.relation;
    case ConnectorRole: return problem.connector;
    case SpanBeginRole: return problem.span.isKnown() ? static_cast<int>(problem.span.begin) : -1;
    case SpanEndRole: return problem.span.isKnown() ? static_cast<int>(problem.span.end) : -1;
    case LineRole: return static_cast<int>(problem.span.line);
    case ColumnRole: return static_cast<int>(problem.span.column);
    case SortRole:
        return column == Column::Place ? QVariant(static_cast<int>(problem.span.begin)) : displayText(place, column);
    default: return {};
    }
}

QString ProblemsModel::displayText(const Place& place, Column column) const
{
    const Problem& problem = *place.problem;
    switch (column) {
    case Column::Severity: return problem.severity == Severity::Error ? tr("Error") : tr("Warning");
    case Column::Message:
        return problem.message.isEmpty() ? problem.title
                                         : tr("%1: %2", "title: message").arg(problem.title, problem.message);
    case Column::Code: return toQString(errorId(problem.code));
    case Column::Place: return placeText(problem);
    case Column::Source:
        if (problem.connector.isEmpty()) {
            return QFileInfo(place.document).fileName(); // of a file; names of pipelines have no folders
        }
        return problem.origin == Origin::Step
                   ? tr("%1, %2", "pipeline, connector").arg(place.document, problem.connector)
                   : tr("%1, %2.%3", "pipeline, relation.connector")
                         .arg(place.document, problem.relation, problem.connector);
    }
    return {};
}

QString ProblemsModel::placeText(const Problem& problem) const
{
    if (problem.span.isKnown()) {
        return tr("%1:%2", "line:column").arg(problem.span.line).arg(problem.span.column);
    }
    if (problem.line != 0) {
        return tr("line %1 of the input").arg(problem.line);
    }
    return problem.record != 0 ? tr("record %1").arg(problem.record) : QString();
}

QVariant ProblemsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical || role != Qt::DisplayRole || section < 0 || section >= columnCount()) {
        return {};
    }
    switch (static_cast<Column>(section)) {
    case Column::Severity: return tr("Severity");
    case Column::Message: return tr("Message");
    case Column::Code: return tr("Code");
    case Column::Place: return tr("Place");
    case Column::Source: return tr("Source");
    }
    return {};
}

QHash<int, QByteArray> ProblemsModel::roleNames() const
{
    QHash<int, QByteArray> names = QAbstractTableModel::roleNames();
    names.insert({{SeverityRole, "severity"},
                  {OriginRole, "origin"},
                  {DocumentRole, "document"},
                  {CodeRole, "code"},
                  {RelationRole, "relation"},
                  {ConnectorRole, "connector"},
                  {SpanBeginRole, "spanBegin"},
                  {SpanEndRole, "spanEnd"},
                  {LineRole, "line"},
                  {ColumnRole, "column"},
                  {DetailRole, "detail"},
                  {SortRole, "sortValue"}});
    return names;
}

} // namespace millrace::models
