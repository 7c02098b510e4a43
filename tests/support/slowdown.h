// SPDX-License-Identifier: GPL-3.0-or-later
// How much longer things take in this build.
#pragma once

namespace millrace::test {

/// What limits of time in tests are multiplied by: a sanitizer slows a program down five to fifteen times.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int kSlowdown = 12;
#else
constexpr int kSlowdown = 1;
#endif

} // namespace millrace::test
