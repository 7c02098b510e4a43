// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tutorial/tutorial_probe.h"

#include "models/pipeline/connector_model.h"
#include "models/text/cell_text.h"
#include "models/text/error_text.h"

#include <algorithm>

namespace millrace::models {

namespace {

QString stateWord(PipelineState state)
{
    switch (state) {
    case PipelineState::Running: return QStringLiteral("running");
    case PipelineState::Paused: return QStringLiteral("paused");
    case PipelineState::Held: return QStringLiteral("held");
    case PipelineState::Stopped:
    case PipelineState::Failed: return QStringLiteral("stopped");
    default: return {};
    }
}

QString activityWord(ConnectorActivity activity)
{
    switch (activity) {
    case ConnectorActivity::Stopped: return QStringLiteral("stopped");
    case ConnectorActivity::Running: return QStringLiteral("running");
    case ConnectorActivity::Waiting: return QStringLiteral("waiting");
    case ConnectorActivity::Paused: return QStringLiteral("paused");
    case ConnectorActivity::Ended: return QStringLiteral("ended");
    case ConnectorActivity::Failed: return QStringLiteral("failed");
    }
    return {};
}

CheckOutcome outcome(bool isTrue, const QString& reason)
{
    return {isTrue, isTrue ? QString() : reason};
}

QString rowText(const QStringList& cells)
{
    return QLatin1Char('(') + cells.join(QStringLiteral(", ")) + QLatin1Char(')');
}

} // namespace

std::pair<QString, QString> endpointParts(const QString& endpoint)
{
    const qsizetype point = endpoint.indexOf(QLatin1Char('.'));
    return point < 0 ? std::pair(endpoint, QString()) : std::pair(endpoint.left(point), endpoint.mid(point + 1));
}

TutorialProbe::TutorialProbe(PipelineBridge& pipeline, const Tutorial& tutorial, QObject* parent)
    : QObject(parent)
    , m_pipeline(pipeline)
{
    for (const TutorialStep& step : tutorial.steps) {
        for (const TutorialCheck& check : step.checks + step.mistakes) {
            const QString relation = check.item.text("relation");
            if (check.item.kind != QLatin1String("changes") || m_streams.contains(relation)) {
                continue;
            }
            auto stream = std::make_unique<ChangeStreamModel>(pipeline.clock());
            stream->setLimits({kMaxChanges, quint64{16} << 20});
            stream->setPipeline(&pipeline);
            stream->setRelations({relation});
            m_streams.emplace(relation, std::move(stream));
        }
    }
}

TutorialProbe::~TutorialProbe() = default;

void TutorialProbe::forgetRows()
{
    m_readings.clear();
}

std::optional<CheckOutcome> TutorialProbe::check(const TutorialItem& check)
{
    if (check.kind == QLatin1String("state")) {
        return checkState(check);
    }
    if (check.kind == QLatin1String("rows")) {
        return checkRows(check);
    }
    if (check.kind == QLatin1String("changes")) {
        return checkChanges(check);
    }
    if (check.kind == QLatin1String("connector")) {
        return checkConnector(check);
    }
    if (check.kind == QLatin1String("tokens")) {
        return checkTokens(check);
    }
    return std::nullopt;
}

CheckOutcome TutorialProbe::checkState(const TutorialItem& check) const
{
    const PipelineState state = m_pipeline.state();
    const QString is = pipelineStateText(state);
    return outcome(stateWord(state) == check.text("is"), tr("The pipeline is: %1.").arg(is));
}

QString TutorialProbe::notRunning() const
{
    return tr("The pipeline does not run.");
}

void TutorialProbe::take(Reading& reading)
{
    reading.rows.reset();
    reading.problem.clear();
    if (reading.cell.state() != QueryState::Finished) {
        reading.problem = reading.cell.error() ? errorLine(*reading.cell.error()) : QString();
        return;
    }
    const QueryResultModel& result = reading.cell.result();
    QList<QStringList> rows;
    reading.isCut = result.rowCount() > kMaxRows;
    for (int row = 0; row < std::min(result.rowCount(), kMaxRows); ++row) {
        QStringList cells;
        for (int column = 0; column < result.columnCount(); ++column) {
            cells.append(result.index(row, column).data().toString());
        }
        rows.append(cells);
    }
    reading.rows = std::move(rows);
}

/// Asks again once the run has gone on since; the old answer stays until the new one is there.
TutorialProbe::Reading& TutorialProbe::reading(const QString& query)
{
    std::unique_ptr<Reading>& known = m_readings[query];
    if (!known) {
        known = std::make_unique<Reading>(m_pipeline);
        Reading* made = known.get();
        connect(&made->cell, &QueryCell::finished, this, [this, made] {
            take(*made);
            Q_EMIT answered();
        });
    }
    Reading& reading = *known;
    const PipelineStatus& status = *m_pipeline.status();
    const bool isOld =
        !reading.wasAsked || reading.incarnation != status.incarnation || reading.step != status.processedSteps;
    if (isOld && reading.cell.state() != QueryState::Running) {
        reading.wasAsked = true;
        reading.incarnation = status.incarnation;
        reading.step = status.processedSteps;
        reading.cell.run(query);
    }
    return reading;
}

CheckOutcome TutorialProbe::checkRows(const TutorialItem& check)
{
    if (stateWord(m_pipeline.state()).isEmpty() || m_pipeline.state() == PipelineState::Stopped ||
        m_pipeline.state() == PipelineState::Failed) {
        return {false, notRunning()};
    }
    const Reading& answer = reading(check.text("query"));
    if (!answer.rows) {
        return {false, answer.problem.isEmpty() ? tr("Looking…") : answer.problem};
    }
    const QList<QStringList>& rows = *answer.rows;
    const int numRows = static_cast<int>(rows.size());
    const QString seen = numRows == 1 ? tr("There is one row: %1.").arg(rowText(rows.first()))
                                      : tr("There are %n row(s).", nullptr, numRows);
    if (check.has("equal")) {
        QList<QStringList> wanted;
        for (const QVariant& row : check.values.value(QStringLiteral("equal")).toList()) {
            wanted.append(row.toStringList());
        }
        if (!answer.isCut && rows == wanted) {
            return {true, {}};
        }
        return {false, numRows == wanted.size() && numRows > 1 ? tr("The rows have other values.") : seen};
    }
    if (check.has("contains")) {
        const QStringList wanted = check.values.value(QStringLiteral("contains")).toStringList();
        return outcome(rows.contains(wanted), tr("No row is %1.").arg(rowText(wanted)));
    }
    if (check.has("count")) {
        return outcome(!answer.isCut && numRows == check.number("count"), seen);
    }
    return outcome(numRows >= check.number("at_least", 1), seen);
}

CheckOutcome TutorialProbe::checkChanges(const TutorialItem& check) const
{
    const ChangeStreamModel& stream = *m_streams.at(check.text("relation"));
    const QVariantMap where = check.values.value(QStringLiteral("where")).toMap();
    const QString sign = check.text("sign");
    QList<std::pair<int, QString>> wanted;
    for (int column = 0; column < stream.columnCount(); ++column) {
        const QString name = stream.headerData(column, Qt::Horizontal).toString();
        if (stream.columnKind(column) == ChangeStreamModel::ColumnKind::Data && where.contains(name)) {
            wanted.append({column, where.value(name).toString()});
        }
    }
    qint64 numFound = 0;
    for (int row = 0; wanted.size() == where.size() && row < stream.rowCount(); ++row) {
        const QVariant weight = stream.index(row, 0).data(ChangeStreamModel::WeightRole);
        const bool hasSign = sign.isEmpty() || (weight.toLongLong() > 0) == (sign == QLatin1String("insert"));
        const bool hasValues = std::all_of(wanted.begin(), wanted.end(), [&](const auto& each) {
            return stream.index(row, each.first).data().toString() == each.second;
        });
        numFound += weight.isValid() && hasSign && hasValues ? std::abs(weight.toLongLong()) : 0;
    }
    const qint64 atLeast = check.number("at_least", 1);
    return outcome(numFound >= atLeast, atLeast == 1
                                            ? tr("No such change has come yet.")
                                            : tr("%1 of %2 such changes have come.").arg(numFound).arg(atLeast));
}

CheckOutcome TutorialProbe::checkConnector(const TutorialItem& check) const
{
    const auto [relation, connector] = endpointParts(check.text("name"));
    const PipelineStatus& status = *m_pipeline.status();
    const InputStatus* input =
        m_pipeline.isActive() ? status.findInput(relation.toStdString(), connector.toStdString()) : nullptr;
    if (input == nullptr) {
        return {false, notRunning()};
    }
    const QString requested =
        input->requested == ConnectorState::Paused ? QStringLiteral("paused") : QStringLiteral("running");
    if (check.has("requested") && requested != check.text("requested")) {
        return {false,
                input->requested == ConnectorState::Paused ? tr("It is asked to pause.") : tr("It is asked to run.")};
    }
    const ConnectorActivity actual = connectorActivity(status, *input);
    if (check.has("actual") && activityWord(actual) != check.text("actual")) {
        return {false, tr("Its state is: %1.").arg(connectorActivityText(actual))};
    }
    const auto numRecords = static_cast<qint64>(input->totalRecords);
    return outcome(numRecords >= check.number("records"),
                   tr("It has received %n record(s).", nullptr, static_cast<int>(numRecords)));
}

CheckOutcome TutorialProbe::checkTokens(const TutorialItem& check) const
{
    const auto [relation, connector] = endpointParts(check.text("connector"));
    const QString state = check.text("state");
    qint64 numFound = 0;
    int numOthers = 0;
    for (const TokenStatus& token : m_pipeline.isActive() ? m_pipeline.tokens() : std::vector<TokenStatus>()) {
        const bool isOfIt =
            relation.isEmpty() || (toQString(token.relation) == relation && toQString(token.connector) == connector);
        const bool isComplete = token.state == TokenState::Complete;
        const bool hasState =
            state.isEmpty() || state == QLatin1String("issued") || isComplete == (state == QLatin1String("complete"));
        const bool covers = static_cast<qint64>(token.count) >= check.number("covers");
        numFound += isOfIt && hasState && covers ? 1 : 0;
        numOthers += isOfIt && !(hasState && covers) ? 1 : 0;
    }
    return outcome(numFound >= check.number("at_least", 1),
                   numOthers > 0 ? tr("Other tokens are there, none like this.") : tr("There is no such token yet."));
}

} // namespace millrace::models
