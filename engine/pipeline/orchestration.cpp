// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/orchestration.h"

#include <algorithm>

namespace millrace {

namespace {

bool carries(const InputActivity& input, const std::string& label)
{
    return std::find(input.labels.begin(), input.labels.end(), label) != input.labels.end();
}

/// An unfinished input that carries the label, a failed one by preference: it is the one to act on.
const InputActivity* blockerOf(std::span<const InputActivity> inputs, const std::string& label)
{
    const InputActivity* blocker = nullptr;
    for (const InputActivity& input : inputs) {
        if (!input.isFinished() && carries(input, label) && (blocker == nullptr || input.isFailed)) {
            blocker = &input;
        }
    }
    return blocker;
}

std::string waitReason(std::span<const InputActivity> inputs, const InputActivity& input)
{
    const InputActivity* first = nullptr;
    const std::string* firstLabel = nullptr;
    for (const std::string& label : input.startAfter) {
        const InputActivity* blocker = blockerOf(inputs, label);
        if (blocker != nullptr && (first == nullptr || (blocker->isFailed && !first->isFailed))) {
            first = blocker;
            firstLabel = &label;
        }
    }
    if (first == nullptr) {
        return "starting";
    }
    if (first->isFailed) {
        return "blocked by failed " + first->endpoint + " (label " + *firstLabel + ")";
    }
    return "waits for label " + *firstLabel + " of " + first->endpoint;
}

std::string pipelineReason(PipelineState pipeline)
{
    switch (pipeline) {
    case PipelineState::Stopped: return "pipeline stopped";
    case PipelineState::Starting: return "pipeline starting";
    case PipelineState::Running: return "";
    case PipelineState::Paused: return "pipeline paused";
    case PipelineState::Held: return "step held";
    case PipelineState::Stopping: return "pipeline stopping";
    case PipelineState::Failed: return "pipeline failed";
    }
    return "";
}

} // namespace

bool shouldRead(PipelineState pipeline, const InputActivity& input)
{
    return pipeline == PipelineState::Running && input.pause == PauseCause::None && !input.isFull && !input.isFailed;
}

Admission admissionOf(PipelineState pipeline, const InputActivity& input)
{
    if (shouldRead(PipelineState::Running, input)) {
        if (pipeline == PipelineState::Running) {
            return Admission::All;
        }
        return pipeline == PipelineState::Paused ? Admission::Forced : Admission::None;
    }
    return Admission::None;
}

std::vector<size_t> releasedInputs(std::span<const InputActivity> inputs)
{
    std::vector<size_t> released;
    for (size_t i = 0; i < inputs.size(); ++i) {
        if (inputs[i].pause != PauseCause::StartAfter) {
            continue;
        }
        const bool isBlocked =
            std::any_of(inputs[i].startAfter.begin(), inputs[i].startAfter.end(),
                        [inputs](const std::string& label) { return blockerOf(inputs, label) != nullptr; });
        if (!isBlocked) {
            released.push_back(i);
        }
    }
    return released;
}

std::string activityReason(PipelineState pipeline, std::span<const InputActivity> inputs, size_t index)
{
    const InputActivity& input = inputs[index];
    if (input.isFailed) {
        return "failed: " + input.failure;
    }
    if (input.endOfInput) {
        return "end of input";
    }
    if (pipeline != PipelineState::Running) {
        return pipelineReason(pipeline);
    }
    switch (input.pause) {
    case PauseCause::Declared: return "paused by its declaration";
    case PauseCause::User: return "paused by user";
    case PauseCause::StartAfter: return waitReason(inputs, input);
    case PauseCause::None: break;
    }
    if (input.isOpening) {
        return "opening";
    }
    if (input.isFull) {
        return input.bufferedRecords >= input.maxQueuedRecords
                   ? "buffer full (" + groupedDigits(input.maxQueuedRecords) + " records)"
                   : "buffer full, draining (" + groupedDigits(input.bufferedRecords) + " records)";
    }
    return input.isIngress ? "taking requests" : "reading";
}

std::string groupedDigits(uint64_t number)
{
    std::string text = std::to_string(number);
    for (size_t place = text.size(); place > 3; place -= 3) {
        text.insert(place - 3, ",");
    }
    return text;
}

} // namespace millrace
