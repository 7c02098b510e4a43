// SPDX-License-Identifier: GPL-3.0-or-later
// What GET /openapi.json answers: the routes of descriptive pipelines for programs that make clients.
#pragma once

#include <string_view>

namespace millrace::server {

/// OpenAPI 3.0 in JSON, kept by hand; a test holds it to the routes there are.
std::string_view openApiDocument();

} // namespace millrace::server
