// SPDX-License-Identifier: GPL-3.0-or-later
// Transactions: steps that readers see as one.
#include "engine/pipeline/controller.h"

namespace millrace {

Result<uint64_t> Controller::startTransaction()
{
    uint64_t id = 0;
    {
        std::lock_guard lock(m_mutex);
        MR_CHECK(checkUpLocked());
        if (m_transactionStage != TransactionStage::None) {
            return makeError(ErrorCode::kTransactionOpen,
                             "A transaction is open already: " + std::to_string(m_transactionId));
        }
        id = ++m_transactionId;
        m_transactionStage = TransactionStage::Open;
        m_transactionStartedAt = m_options.clock->now();
    }
    m_signals->step->raise();
    log(LogLevel::Info, "Transaction " + std::to_string(id) + " is open");
    noteCommand();
    return id;
}

Status Controller::commitTransaction()
{
    {
        std::lock_guard lock(m_mutex);
        MR_CHECK(checkUpLocked());
        if (m_transactionStage != TransactionStage::Open) {
            return makeError(ErrorCode::kTransactionNone, "No transaction is open");
        }
        m_transactionStage = TransactionStage::Committing;
        m_transactionGoals.clear();
        for (const auto& input : m_endpoints.inputs()) {
            m_transactionGoals.push_back(input->totalRecords());
        }
    }
    m_signals->step->raise();
    noteCommand();
    return {};
}

/// After the input of a step was taken: what came after startTransaction() had returned is in the transaction.
void Controller::beginTransactionIfAsked()
{
    if (m_transaction) {
        return;
    }
    {
        std::lock_guard lock(m_mutex);
        if (m_transactionStage == TransactionStage::None) {
            return;
        }
    }
    letIn(); // who came before it hears of it
    std::vector<bool> isRead(m_program.relations.size(), false);
    for (size_t i = 0; i < isRead.size(); ++i) {
        isRead[i] = m_followers.hasFollowers(i);
    }
    for (const auto& output : m_endpoints.outputs()) {
        isRead[output->relation()] = true;
    }
    const RunCounts counts = m_tracker->counts();
    m_transaction.emplace(*m_runner, counts.processed.steps, std::move(isRead));
}

/// Records of each input that belong to the transaction that is being committed.
std::optional<std::vector<uint64_t>> Controller::commitGoals() const
{
    std::lock_guard lock(m_mutex);
    return m_transactionStage == TransactionStage::Committing ? std::optional(m_transactionGoals) : std::nullopt;
}

/// Everything that was received before commitTransaction() has entered: readers get to see it as one change.
void Controller::finishTransactionIfDue()
{
    uint64_t id = 0;
    {
        std::lock_guard lock(m_mutex);
        if (m_transactionStage != TransactionStage::Committing || m_held) {
            return;
        }
        id = m_transactionId;
        const EndpointRegistry::Inputs inputs = m_endpoints.inputs();
        for (size_t i = 0; i < m_transactionGoals.size(); ++i) {
            if (inputs[i]->enteredRecords() < m_transactionGoals[i]) {
                return;
            }
        }
    }
    const RunCounts counts = m_tracker->counts();
    if (m_transaction) {
        Transaction transaction = std::move(*m_transaction);
        m_transaction.reset();
        publish([&](size_t relation) { return transaction.takeChange(relation); }, counts.processed);
        m_tracker->publish();
    }
    {
        std::lock_guard lock(m_mutex);
        m_transactionStage = TransactionStage::None;
        m_transactionGoals.clear();
    }
    log(LogLevel::Info, "Transaction " + std::to_string(id) + " is committed");
    noteCommand();
}

} // namespace millrace
