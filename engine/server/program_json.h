// SPDX-License-Identifier: GPL-3.0-or-later
// A compiled program as clients of the v0 API read it: schema, connectors, messages of the compiler.
#pragma once

#include "engine/api/compilation.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace millrace::server {

/// `program_info`: `schema`, `udf_stubs`, `input_connectors`, `output_connectors`. Clients with typed parsers read all
/// of it in every listing, so it holds only names that they know: transports of ours alone appear as `empty_input` and
/// `null_output`. Any thread.
nlohmann::json programInfoJson(const api::Compilation& compilation);

/// `columntype` of a field.
nlohmann::json columnTypeJson(const SqlType& type);

/// The name of a relation as it is written in SQL: in double quotes when it is case-sensitive.
std::string writtenName(std::string_view canonicalName, bool isCaseSensitive);

/// One of `sql_compilation.messages`; the snippet holds the numbered line and a line of carets, null without a place.
nlohmann::json compilerMessageJson(const sql::Diagnostic& diagnostic, std::string_view programText);

/// What is told of a program's diagnostics at most: the first ones. A last message says how many there are more.
constexpr size_t kMaxCompilerMessages = 100;

/// `{exit_code, messages}`; exit code 1 when there is an error among them.
nlohmann::json sqlCompilationJson(const std::vector<sql::Diagnostic>& diagnostics, std::string_view programText);

} // namespace millrace::server
