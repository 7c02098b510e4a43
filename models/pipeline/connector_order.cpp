// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pipeline/connector_order.h"

#include "models/text/cell_text.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace millrace::models {

namespace {

struct OrderTexts {
    Q_DECLARE_TR_FUNCTIONS(ConnectorOrder)
};

bool carries(const InputStatus& input, const std::string& label)
{
    return std::find(input.labels.begin(), input.labels.end(), label) != input.labels.end();
}

/// A stopped pipeline's status has no endpoints yet.
std::string endpointOf(const InputStatus& input)
{
    return input.relation + '.' + input.name;
}

} // namespace

std::map<std::string, ConnectorOrder> connectorOrder(const PipelineStatus& status)
{
    std::map<std::string, ConnectorOrder> orders;
    for (const InputStatus& input : status.inputs) {
        ConnectorOrder& order = orders[endpointOf(input)];
        order.labels = input.labels;
        for (const std::string& label : input.startAfter) {
            ConnectorOrder::Wait wait{label, {}, true};
            for (const InputStatus& other : status.inputs) {
                if (carries(other, label)) {
                    wait.carriers.push_back(endpointOf(other));
                    wait.isOver = wait.isOver && other.endOfInput;
                    orders[endpointOf(other)].followers.push_back(endpointOf(input));
                }
            }
            order.waits.push_back(std::move(wait));
        }
    }
    // Stages settle after as many rounds as the longest chain has links; the engine refuses cycles.
    for (size_t round = 0; round < status.inputs.size(); ++round) {
        for (auto& [endpoint, order] : orders) {
            size_t stage = order.followers.empty() && order.waits.empty() ? 0 : 1;
            for (const ConnectorOrder::Wait& wait : order.waits) {
                for (const std::string& carrier : wait.carriers) {
                    stage = std::max(stage, orders[carrier].stage + 1);
                }
            }
            order.stage = stage;
        }
    }
    return orders;
}

QString orderText(const ConnectorOrder& order)
{
    if (order.stage == 0) {
        return {};
    }
    const QString stage = QString::number(order.stage);
    if (order.waits.empty()) {
        return stage;
    }
    QStringList labels;
    for (const ConnectorOrder::Wait& wait : order.waits) {
        labels.append(toQString(wait.label));
    }
    return OrderTexts::tr("%1 · after %2", "stage, labels")
        .arg(stage, labels.join(OrderTexts::tr(", ", "between labels")));
}

} // namespace millrace::models
