// SPDX-License-Identifier: GPL-3.0-or-later
// Result<T>: a value or an Error. The engine's way to report failure; no exception crosses a layer.
#pragma once

#include "engine/base/error.h"

#include <memory>
#include <utility>
#include <variant>

namespace millrace {

/// A value of T, or the Error that prevented it. Check `ok()` before `value()`.
template <typename T>
class [[nodiscard]] Result {
public:
    Result(T value)
        : m_state(std::in_place_index<0>, std::move(value))
    {
    }
    Result(Error error)
        : m_state(std::in_place_index<1>, std::make_unique<Error>(std::move(error)))
    {
    }

    bool ok() const { return m_state.index() == 0; }
    explicit operator bool() const { return ok(); }
    T& value() & { return std::get<0>(m_state); }
    const T& value() const& { return std::get<0>(m_state); }
    T&& value() && { return std::get<0>(std::move(m_state)); }
    T& operator*() { return value(); }
    const T& operator*() const { return value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }
    const Error& error() const { return *std::get<1>(m_state); }
    Error takeError() { return std::move(*std::get<1>(m_state)); }

private:
    std::variant<T, std::unique_ptr<Error>> m_state;
};

/// Success, or an Error.
template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error)
        : m_error(std::make_unique<Error>(std::move(error)))
    {
    }

    bool ok() const { return !m_error; }
    explicit operator bool() const { return ok(); }
    const Error& error() const { return *m_error; }
    Error takeError() { return std::move(*m_error); }

private:
    std::unique_ptr<Error> m_error;
};

using Status = Result<void>;

/// Says that a failure is knowingly not acted upon.
template <typename T>
void ignoreError(const Result<T>&)
{
}

} // namespace millrace

#define MR_CONCAT_INNER(a, b) a##b
#define MR_CONCAT(a, b) MR_CONCAT_INNER(a, b)

/// `MR_TRY(auto x, f());` declares x from the value of f(), or returns f()'s error from this function.
#define MR_TRY(declaration, expression) MR_TRY_IMPL(MR_CONCAT(mrResult, __LINE__), declaration, expression)
#define MR_TRY_IMPL(result, declaration, expression)                                                                   \
    auto result = (expression);                                                                                        \
    if (!result.ok()) {                                                                                                \
        return result.takeError();                                                                                     \
    }                                                                                                                  \
    declaration = std::move(result).value()

/// Returns the error of a Status (or any Result) from this function, if there is one.
#define MR_CHECK(expression)                                                                                           \
    do {                                                                                                               \
        auto mrStatus = (expression);                                                                                  \
        if (!mrStatus.ok()) {                                                                                          \
            return mrStatus.takeError();                                                                               \
        }                                                                                                              \
    } while (false)
