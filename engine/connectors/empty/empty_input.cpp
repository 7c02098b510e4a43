// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectors/empty/empty_input.h"

namespace millrace {

namespace {

/// Needs no thread: there is nothing to wait for.
class EmptyInput final : public InputReader {
public:
    explicit EmptyInput(std::shared_ptr<InputConsumer> consumer)
        : m_consumer(std::move(consumer))
    {
    }
    void extend() override { m_consumer->endOfInput(); }
    void pause() override {}

private:
    std::shared_ptr<InputConsumer> m_consumer;
};

} // namespace

std::vector<ConfigProblem> checkEmptyInput(const ConnectorSpec& spec, const Schema&)
{
    std::vector<ConfigProblem> problems;
    ConfigReader(spec.transportConfig, "", problems).finish(ConfigReader::UnknownKeys::Warn);
    return problems;
}

Result<std::unique_ptr<InputReader>> openEmptyInput(const InputContext& context)
{
    return std::unique_ptr<InputReader>(std::make_unique<EmptyInput>(context.consumer));
}

} // namespace millrace
