// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/clock.h"

#include <chrono>

namespace millrace {

namespace {

class SystemClock final : public Clock {
public:
    TimestampMicros now() const override
    {
        return std::chrono::duration_cast<std::chrono::microseconds>(
                   std::chrono::system_clock::now().time_since_epoch())
            .count();
    }
    int64_t steadyMicros() const override
    {
        return std::chrono::duration_cast<std::chrono::microseconds>(
                   std::chrono::steady_clock::now().time_since_epoch())
            .count();
    }
};

} // namespace

const Clock& Clock::system()
{
    static const SystemClock clock;
    return clock;
}

} // namespace millrace
