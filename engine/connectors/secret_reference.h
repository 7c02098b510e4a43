// SPDX-License-Identifier: GPL-3.0-or-later
// References in a connector's config to values that do not stand in the program: `${env:NAME}`, `${secret:file:/path}`.
#pragma once

#include "engine/base/result.h"
#include "engine/connectors/connector_spec.h"

#include <string>
#include <string_view>
#include <vector>

namespace millrace {

/// Whether a whole string is a reference; a part of a string never is.
bool isReference(std::string_view text);

/// The spec with the references of its transport's and format's config replaced. What is read lives only in the result,
/// which is for opening the connector and not for showing. Error, without any value: kConnectorOpen (variable not set,
/// file not readable, provider not in this build). Reads files of up to 64 KiB; a line end at their end is dropped.
Result<ConnectorSpec> resolveReferences(ConnectorSpec spec);

/// What an error says, with the references of the spec in place of what they stand for.
Error withoutSecrets(Error error, const ConnectorSpec& written, const ConnectorSpec& resolved);

/// The references of both configs as they are written.
std::vector<std::string> referencesOf(const ConnectorSpec& spec);

} // namespace millrace
