// SPDX-License-Identifier: GPL-3.0-or-later
// The error codes of pipelines files: those of SQL programs, for mistakes of the same kind.
#pragma once

#include "engine/base/error.h"

namespace millrace::descriptive {

constexpr ErrorCode kConfigSyntax = ErrorCode::kSqlUnexpectedToken;
constexpr ErrorCode kConfigLimit = ErrorCode::kSqlTooComplex;
constexpr ErrorCode kConfigType = ErrorCode::kSqlInvalidLiteral;
constexpr ErrorCode kConfigMissingKey = ErrorCode::kSqlInvalidProperty;
constexpr ErrorCode kConfigRepeatedKey = ErrorCode::kSqlDuplicateName;
constexpr ErrorCode kConfigWarning = ErrorCode::kSqlWarning;
/// A pipeline without a statement is called.
constexpr ErrorCode kConfigNoStatements = ErrorCode::kPipelineProgram;
/// The file is laid out in a way that cannot be edited in place.
constexpr ErrorCode kConfigLayout = ErrorCode::kSqlUnsupported;

} // namespace millrace::descriptive
