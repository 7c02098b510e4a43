// SPDX-License-Identifier: GPL-3.0-or-later
// Connectors in a test's hand: a source that sends what the test says, a sink that it holds up or lets fail.
#pragma once

#include "engine/connectors/input_reader.h"
#include "engine/connectors/output_transport.h"
#include "engine/formats/encoder.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>

namespace millrace::rig {

/// A source in the test's hand. The reader passes on only what the test sends.
struct FakeSource {
    std::mutex mutex;
    std::shared_ptr<InputConsumer> consumer;
    bool isReading = false;
    int numExtends = 0;
    int numPauses = 0;
    int numOpened = 0;
    int numToFail = 0; ///< openings that fail

    void send(InputBatch batch, uint64_t bytes = 10) { current()->received(std::move(batch), bytes); }
    void end() { current()->endOfInput(); }
    std::shared_ptr<InputConsumer> current()
    {
        std::lock_guard lock(mutex);
        return consumer;
    }
    template <typename T>
    T read(T FakeSource::*member)
    {
        std::lock_guard lock(mutex);
        return this->*member;
    }
};

class FakeReader final : public InputReader {
public:
    explicit FakeReader(std::shared_ptr<FakeSource> source)
        : m_source(std::move(source))
    {
    }
    ~FakeReader() override { set(false); }
    void extend() override
    {
        set(true);
        std::lock_guard lock(m_source->mutex);
        ++m_source->numExtends;
    }
    void pause() override
    {
        set(false);
        std::lock_guard lock(m_source->mutex);
        ++m_source->numPauses;
    }

private:
    void set(bool isReading)
    {
        std::lock_guard lock(m_source->mutex);
        m_source->isReading = isReading;
    }
    std::shared_ptr<FakeSource> m_source;
};

/// Where an output's bytes go; a test may hold the writing up or let it fail.
struct FakeSink {
    std::mutex mutex;
    std::condition_variable released;
    bool isHeldUp = false;
    int numToFail = 0;     ///< writes that fail
    int numOpenToFail = 0; ///< openings that fail
    bool breaks = false;   ///< by a write that fails
    int numOpened = 0;
    std::string bytes;

    void holdUp(bool value)
    {
        {
            std::lock_guard lock(mutex);
            isHeldUp = value;
        }
        released.notify_all();
    }
    void fail(int numWrites)
    {
        std::lock_guard lock(mutex);
        numToFail = numWrites;
    }
    std::string text()
    {
        std::lock_guard lock(mutex);
        return bytes;
    }
};

class FakeTransport final : public OutputTransport {
public:
    explicit FakeTransport(std::shared_ptr<FakeSink> sink)
        : m_sink(std::move(sink))
    {
    }
    Status beginStep(uint64_t) override { return {}; }
    Status write(std::string_view bytes, uint64_t) override
    {
        std::unique_lock lock(m_sink->mutex);
        m_sink->released.wait(lock, [this] { return !m_sink->isHeldUp; });
        if (m_sink->numToFail > 0) {
            --m_sink->numToFail;
            return makeError(ErrorCode::kIoWrite, "The disk is full");
        }
        m_sink->bytes += bytes;
        return {};
    }
    Status endStep() override { return {}; }
    bool isBroken() const override
    {
        std::lock_guard lock(m_sink->mutex);
        return m_sink->breaks;
    }

private:
    std::shared_ptr<FakeSink> m_sink;
};

/// One line with the id a row.
class FakeEncoder final : public Encoder {
public:
    Result<uint64_t> encode(const Delta& delta, std::string& out) override
    {
        uint64_t rows = 0;
        for (const BatchPtr& batch : delta.batches) {
            for (size_t row = 0; row < batch->numRows; ++row) {
                const int64_t id = batch->columns[0].get<int64_t>(row);
                if (id == kUnencodable) {
                    return makeError(ErrorCode::kRecordTooLarge, "The weight cannot be written");
                }
                out += std::to_string(id) + "\n";
                ++rows;
            }
        }
        return rows;
    }
    static constexpr int64_t kUnencodable = 666;
};

} // namespace millrace::rig
