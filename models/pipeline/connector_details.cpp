// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pipeline/connector_details.h"

#include "models/pipeline/connector_model.h"
#include "models/pipeline/connector_order.h"
#include "models/text/cell_text.h"
#include "models/text/error_text.h"
#include "models/text/number_text.h"
#include "models/text/reason_text.h"

#include <QCoreApplication>
#include <QStringList>

namespace millrace::models {

namespace {

struct DetailTexts {
    Q_DECLARE_TR_FUNCTIONS(ConnectorDetails)
};

constexpr double kNearlyFull = 0.8;

QString listText(const std::vector<std::string>& names)
{
    QStringList texts;
    for (const std::string& name : names) {
        texts.append(toQString(name));
    }
    return texts.join(QStringLiteral(", "));
}

QString recordsAndBytes(uint64_t records, uint64_t bytes)
{
    return DetailTexts::tr("%1 records, %2").arg(countText(records), bytesText(bytes));
}

FactSeverity severityOf(ConnectorActivity activity)
{
    switch (activity) {
    case ConnectorActivity::Running: return FactSeverity::Good;
    case ConnectorActivity::Waiting: return FactSeverity::Warning;
    case ConnectorActivity::Failed: return FactSeverity::Error;
    case ConnectorActivity::Stopped:
    case ConnectorActivity::Paused:
    case ConnectorActivity::Ended: break;
    }
    return FactSeverity::Plain;
}

Fact stateFact(ConnectorActivity activity, const QString& reason)
{
    const QString state = connectorActivityText(activity);
    const bool isPlain = activity == ConnectorActivity::Stopped || activity == ConnectorActivity::Ended;
    const QString text = reason.isEmpty() || isPlain ? state : DetailTexts::tr("%1, because: %2").arg(state, reason);
    return {DetailTexts::tr("Actual"), text, std::nullopt, severityOf(activity)};
}

void addHealth(QList<Fact>& facts, bool isHealthy, const std::string& text)
{
    if (!isHealthy) {
        facts.append({DetailTexts::tr("Health"), toQString(text), std::nullopt, FactSeverity::Warning});
    }
}

void addErrors(QList<Fact>& facts, const QStringList& parts)
{
    if (!parts.isEmpty()) {
        facts.append({DetailTexts::tr("Errors"), parts.join(QStringLiteral(", ")), std::nullopt, FactSeverity::Error});
    }
}

void addOrder(QList<Fact>& facts, const ConnectorOrder& order)
{
    if (!order.labels.empty()) {
        facts.append({DetailTexts::tr("Labels"), listText(order.labels)});
    }
    for (const ConnectorOrder::Wait& wait : order.waits) {
        const QString label = toQString(wait.label);
        QString text;
        if (wait.carriers.empty()) {
            text = DetailTexts::tr("%1: no connector carries it, so it is not waited for").arg(label);
        } else {
            const QString carriers = listText(wait.carriers);
            text = wait.isOver ? DetailTexts::tr("%1 of %2: ended").arg(label, carriers)
                               : DetailTexts::tr("%1 of %2: not at its end yet").arg(label, carriers);
        }
        const bool isOpen = !wait.carriers.empty() && !wait.isOver;
        facts.append({DetailTexts::tr("Starts after"), text, std::nullopt,
                      isOpen ? FactSeverity::Warning : FactSeverity::Plain});
    }
    if (!order.followers.empty()) {
        facts.append({DetailTexts::tr("Followed by"), listText(order.followers)});
    }
}

QString reasonOf(const std::optional<Error>& fatal, const std::string& reason)
{
    return fatal ? errorLine(*fatal) : reasonText(reason);
}

QList<Fact> inputFacts(const PipelineStatus& status, const InputStatus& input)
{
    QList<Fact> facts;
    facts.append({DetailTexts::tr("Transport"), toQString(input.transport)});
    facts.append({DetailTexts::tr("Requested"), input.requested == ConnectorState::Paused
                                                    ? DetailTexts::tr("off", "a switch")
                                                    : DetailTexts::tr("on", "a switch")});
    facts.append(stateFact(connectorActivity(status, input), reasonOf(input.fatalError, input.reason)));
    addHealth(facts, input.isHealthy, input.healthText);
    addOrder(facts, connectorOrder(status)[input.relation + '.' + input.name]);
    facts.append({DetailTexts::tr("Received"), recordsAndBytes(input.totalRecords, input.totalBytes)});
    Fact buffered{DetailTexts::tr("Buffered"), recordsAndBytes(input.bufferedRecords, input.bufferedBytes)};
    if (input.maxQueuedRecords > 0) {
        buffered.share = static_cast<double>(input.bufferedRecords) / static_cast<double>(input.maxQueuedRecords);
        buffered.value = DetailTexts::tr("%1 of at most %2 records, %3")
                             .arg(countText(input.bufferedRecords), countText(input.maxQueuedRecords),
                                  bytesText(input.bufferedBytes));
        buffered.severity = *buffered.share > kNearlyFull ? FactSeverity::Warning : FactSeverity::Plain;
    }
    facts.append(buffered);
    if (input.processingLatencyP99Micros) {
        facts.append({DetailTexts::tr("Latency"),
                      DetailTexts::tr("%1 from received to processed, 99 of 100 batches")
                          .arg(durationText(static_cast<int64_t>(*input.processingLatencyP99Micros)))});
    }
    facts.append({DetailTexts::tr("End of input"),
                  input.endOfInput ? DetailTexts::tr("reached") : DetailTexts::tr("not reached")});
    QStringList errors;
    const auto add = [&](uint64_t number, const QString& text) {
        if (number > 0) {
            errors.append(text.arg(countText(number)));
        }
    };
    add(input.numParseErrors, DetailTexts::tr("%1 records could not be read"));
    add(input.numTransportErrors, DetailTexts::tr("%1 of the transport"));
    add(input.numSetAside, DetailTexts::tr("%1 set aside by a failed step"));
    addErrors(facts, errors);
    return facts;
}

QList<Fact> outputFacts(const PipelineStatus& status, const OutputStatus& output)
{
    QList<Fact> facts;
    facts.append({DetailTexts::tr("Transport"), toQString(output.transport)});
    facts.append(stateFact(connectorActivity(status, output), reasonOf(output.fatalError, {})));
    addHealth(facts, output.isHealthy, output.healthText);
    facts.append({DetailTexts::tr("Transmitted"), recordsAndBytes(output.transmittedRecords, output.transmittedBytes)});
    facts.append(
        {DetailTexts::tr("Queued"), DetailTexts::tr("%1 records in %2 batches")
                                        .arg(countText(output.queuedRecords), countText(output.queuedBatches))});
    facts.append(
        {DetailTexts::tr("Buffered"), DetailTexts::tr("%1 records in %2 batches")
                                          .arg(countText(output.bufferedRecords), countText(output.bufferedBatches))});
    facts.append({DetailTexts::tr("Memory"), bytesText(output.memoryBytes)});
    facts.append(
        {DetailTexts::tr("Delivered"),
         DetailTexts::tr("step %1 of %2").arg(countText(output.deliveredStep), countText(status.processedSteps))});
    if (output.droppedBatches > 0) {
        facts.append({DetailTexts::tr("Dropped"),
                      DetailTexts::tr("%1 batches, the listener is too slow").arg(countText(output.droppedBatches)),
                      std::nullopt, FactSeverity::Warning});
    }
    QStringList errors;
    if (output.numEncodeErrors > 0) {
        errors.append(DetailTexts::tr("%1 of the encoder").arg(countText(output.numEncodeErrors)));
    }
    if (output.numTransportErrors > 0) {
        errors.append(DetailTexts::tr("%1 of the transport").arg(countText(output.numTransportErrors)));
    }
    addErrors(facts, errors);
    return facts;
}

} // namespace

ConnectorDetails connectorDetails(const PipelineStatus& status, const ConnectorId& id)
{
    ConnectorDetails details;
    const std::string relation = id.relation.toStdString();
    const std::string name = id.connector.toStdString();
    if (id.isInput) {
        if (const InputStatus* input = status.findInput(relation, name)) {
            details.isKnown = true;
            details.facts = inputFacts(status, *input);
            details.config = toQString(input->configJson);
            details.errors = input->errors;
            details.numErrors = input->numParseErrors + input->numTransportErrors + input->numSetAside;
        }
        return details;
    }
    for (const OutputStatus& output : status.outputs) {
        if (output.relation == relation && output.name == name) {
            details.isKnown = true;
            details.facts = outputFacts(status, output);
            details.config = toQString(output.configJson);
            details.errors = output.errors;
            details.numErrors = output.numEncodeErrors + output.numTransportErrors;
        }
    }
    return details;
}

} // namespace millrace::models
