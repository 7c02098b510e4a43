// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectors/secret_reference.h"

#include "engine/connectors/file/file_location.h"

#include <cstdlib>
#include <fstream>
#include <optional>

namespace millrace {

namespace {

constexpr size_t kMaxSecretBytes = size_t{64} << 10;

/// "env:NAME" of "${env:NAME}".
std::string_view bodyOf(std::string_view reference)
{
    return reference.substr(2, reference.size() - 3);
}

Error unresolved(std::string_view reference, const std::string& why)
{
    return makeError(ErrorCode::kConnectorOpen, why + ": " + std::string(reference));
}

Result<std::string> readSecretFile(std::string_view reference, const std::string& path)
{
    if (const Status isPlain = checkLibraryFile(path); !isPlain.ok()) { // links are followed: secrets are mounted so
        return unresolved(reference, "The file of a secret cannot be read");
    }
    std::ifstream file(path, std::ios::binary);
    std::string text(kMaxSecretBytes + 1, '\0');
    if (!file.read(text.data(), static_cast<std::streamsize>(text.size())) && !file.eof()) {
        return unresolved(reference, "The file of a secret cannot be read");
    }
    text.resize(static_cast<size_t>(file.gcount()));
    if (text.size() > kMaxSecretBytes) {
        return unresolved(reference, "The file of a secret is larger than 64 KiB");
    }
    if (text.ends_with('\n')) {
        text.pop_back();
    }
    if (text.ends_with('\r')) {
        text.pop_back();
    }
    return text;
}

Result<std::string> resolve(std::string_view reference)
{
    constexpr std::string_view kEnvironment = "env:";
    constexpr std::string_view kFile = "secret:file:";
    const std::string_view body = bodyOf(reference);
    if (body.starts_with(kEnvironment)) {
        const char* value = std::getenv(std::string(body.substr(kEnvironment.size())).c_str());
        return value == nullptr ? Result<std::string>(unresolved(reference, "The environment variable is not set"))
                                : std::string(value);
    }
    if (body.starts_with(kFile)) {
        return readSecretFile(reference, std::string(body.substr(kFile.size())));
    }
    return unresolved(reference, "Secrets come from '${env:NAME}' and '${secret:file:/path}', not from");
}

std::optional<Error> resolveIn(nlohmann::json& value)
{
    if (value.is_string() && isReference(value.get_ref<const std::string&>())) {
        Result<std::string> found = resolve(value.get_ref<const std::string&>());
        if (!found.ok()) {
            return found.takeError();
        }
        value = std::move(found).value();
        return std::nullopt;
    }
    if (value.is_structured()) { // the depth is bounded by the declaration's parser
        for (nlohmann::json& member : value) {
            if (std::optional<Error> error = resolveIn(member)) {
                return error;
            }
        }
    }
    return std::nullopt;
}

void collect(const nlohmann::json& value, std::vector<std::string>& references)
{
    if (value.is_string() && isReference(value.get_ref<const std::string&>())) {
        references.push_back(value.get<std::string>());
    } else if (value.is_structured()) {
        for (const nlohmann::json& member : value) {
            collect(member, references);
        }
    }
}

void hide(const nlohmann::json& written, const nlohmann::json& resolved, std::string& text)
{
    if (written.is_string() && resolved.is_string() && isReference(written.get_ref<const std::string&>())) {
        const auto& reference = written.get_ref<const std::string&>();
        const auto& value = resolved.get_ref<const std::string&>();
        for (size_t at = 0; !value.empty() && (at = text.find(value, at)) != std::string::npos;) {
            text.replace(at, value.size(), reference);
            at += reference.size();
        }
    } else if (written.is_structured() && written.size() == resolved.size()) {
        auto other = resolved.begin();
        for (const nlohmann::json& member : written) {
            hide(member, *other++, text);
        }
    }
}

} // namespace

bool isReference(std::string_view text)
{
    return text.ends_with('}') && (text.starts_with("${env:") || text.starts_with("${secret:"));
}

Result<ConnectorSpec> resolveReferences(ConnectorSpec spec)
{
    for (nlohmann::json* config : {&spec.transportConfig, &spec.formatConfig}) {
        if (std::optional<Error> error = resolveIn(*config)) {
            return std::move(*error);
        }
    }
    return spec;
}

Error withoutSecrets(Error error, const ConnectorSpec& written, const ConnectorSpec& resolved)
{
    hide(written.transportConfig, resolved.transportConfig, error.detail);
    hide(written.formatConfig, resolved.formatConfig, error.detail);
    return error;
}

std::vector<std::string> referencesOf(const ConnectorSpec& spec)
{
    std::vector<std::string> references;
    collect(spec.transportConfig, references);
    collect(spec.formatConfig, references);
    return references;
}

} // namespace millrace
