// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/descriptive/pipeline_config.h"

#include "engine/descriptive/config_document.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <simdjson.h>

namespace millrace::descriptive {

namespace {

bool isValidUtf8(std::string_view text)
{
    return simdjson::validate_utf8(text.data(), text.size());
}

std::string_view kindOf(const YAML::Node& node)
{
    switch (node.Type()) {
    case YAML::NodeType::Sequence: return "a list";
    case YAML::NodeType::Map: return "a mapping";
    case YAML::NodeType::Scalar: return "a text";
    default: return "nothing";
    }
}

/// Tags of the types that YAML itself has; others name types of some program.
bool isForeignTag(const std::string& tag)
{
    return !tag.empty() && tag != "?" && tag != "!" && !tag.starts_with("tag:yaml.org,2002:str") &&
           !tag.starts_with("tag:yaml.org,2002:int") && !tag.starts_with("tag:yaml.org,2002:seq") &&
           !tag.starts_with("tag:yaml.org,2002:map") && !tag.starts_with("tag:yaml.org,2002:null");
}

class ConfigReader {
public:
    ConfigReader(const YamlText& text, ConfigReading& reading)
        : m_text(text)
        , m_reading(reading)
    {
    }

    void readFile(const YAML::Node& file)
    {
        if (!file.IsMap()) {
            error(kConfigType, "The file needs to be a mapping with the key pipelines, it is " + kind(file), file);
            return;
        }
        bool hasPipelines = false;
        forEachKey(file, [&](const std::string& key, const YAML::Node& name, const YAML::Node& value) {
            PipelinesConfig& config = m_reading.config;
            if (key == "pipelines") {
                hasPipelines = true;
                readPipelines(name, value);
            } else if (key == "port") {
                readPort(name, value);
            } else if (key == "host") {
                readIgnored(key, name, value, config.host);
            } else if (key == "db") {
                readIgnored(key, name, value, config.database);
            } else if (key == "user") {
                readIgnored(key, name, value, config.user);
            } else if (key == "password") {
                readIgnored(key, name, value, config.password);
            } else {
                warn("The key is not known and has no effect: " + key, name);
            }
        });
        if (!hasPipelines) {
            error(kConfigMissingKey, "The file needs the key pipelines, a list", file);
        }
    }

private:
    template <typename Read>
    void forEachKey(const YAML::Node& map, Read read)
    {
        std::set<std::string> seen;
        for (const auto& entry : map) {
            if (!entry.first.IsScalar()) {
                error(kConfigType, "A key needs to be a text, it is " + kind(entry.first), entry.first);
            } else if (!seen.insert(entry.first.Scalar()).second) {
                error(kConfigRepeatedKey, "The key stands twice: " + entry.first.Scalar(), entry.first);
            } else {
                read(entry.first.Scalar(), entry.first, entry.second);
            }
        }
    }

    std::optional<std::string> readText(const YAML::Node& node, const std::string& what)
    {
        if (!node.IsScalar()) {
            error(kConfigType, what + " needs to be a text, it is " + kind(node), node);
            return std::nullopt;
        }
        if (isForeignTag(node.Tag())) {
            error(kConfigType, what + " has a type that is not known here: " + node.Tag(), node);
            return std::nullopt;
        }
        if (m_text.isOpen(node)) {
            error(kConfigSyntax, what + " begins with a quote that is not closed", node);
            return std::nullopt;
        }
        if (!isValidUtf8(node.Scalar())) {
            error(kConfigType, what + " is not UTF-8", node);
            return std::nullopt;
        }
        return node.Scalar();
    }

    void readIgnored(const std::string& key, const YAML::Node& name, const YAML::Node& value, std::string& out)
    {
        // An empty password is often written as nothing at all.
        const std::optional<std::string> text = value.IsNull() ? std::string() : readText(value, "The value of " + key);
        out = text.value_or(out);
        tellIgnored(key, name);
    }

    void readPort(const YAML::Node& name, const YAML::Node& value)
    {
        const std::string text = value.IsScalar() ? value.Scalar() : std::string();
        const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), m_reading.config.port);
        if (text.empty() || problem != std::errc() || end != text.data() + text.size()) {
            error(kConfigType, "The value of port needs to be a whole number", value);
        }
        tellIgnored("port", name);
    }

    void tellIgnored(const std::string& key, const YAML::Node& name)
    {
        warn("The engine is built in, so that this key has no effect: " + key, name);
    }

    void readPipelines(const YAML::Node& key, const YAML::Node& list)
    {
        if (!list.IsSequence() || isForeignTag(list.Tag())) {
            error(kConfigType, "The value of pipelines needs to be a list, it is " + kind(list),
                  list.IsNull() ? key : list);
            return;
        }
        if (list.size() > kMaxConfigPipelines) {
            error(kConfigLimit,
                  "A file has at most " + std::to_string(kMaxConfigPipelines) + " pipelines, this one has " +
                      std::to_string(list.size()),
                  list);
            return;
        }
        std::set<std::string> names;
        for (size_t at = 0; at < list.size(); ++at) {
            readPipeline(at, list[at], names);
        }
    }

    void readPipeline(size_t place, const YAML::Node& item, std::set<std::string>& names)
    {
        if (!item.IsMap() || isForeignTag(item.Tag())) {
            error(kConfigType,
                  "A pipeline needs to be a mapping with the keys name and sqls, it is " +
                      (isForeignTag(item.Tag()) ? item.Tag() : kind(item)),
                  item);
            return;
        }
        PipelineDefinition definition;
        std::optional<YAML::Node> name;
        bool hasStatements = false;
        const size_t numErrors = m_numErrors;
        forEachKey(item, [&](const std::string& key, const YAML::Node& keyNode, const YAML::Node& value) {
            if (key == "name") {
                name = value;
                definition.name = readText(value, "The name of a pipeline").value_or("");
            } else if (key == "sqls") {
                hasStatements = true;
                readStatements(keyNode, value, definition.statements);
            } else {
                warn("The key is not known and has no effect: " + key, keyNode);
            }
        });
        for (const auto& [isThere, key] : {std::pair(name.has_value(), "name"), std::pair(hasStatements, "sqls")}) {
            if (!isThere) {
                error(kConfigMissingKey, std::string("The pipeline needs the key ") + key, item);
            }
        }
        if (m_numErrors != numErrors) {
            return;
        }
        if (Status status = checkDefinition(definition); !status.ok()) {
            error(status.error().code, status.error().detail, *name);
            return;
        }
        if (!names.insert(definition.name).second) {
            warn("Another pipeline has this name already, and is the one that is called: " + definition.name, *name);
        }
        m_reading.config.pipelines.push_back(std::move(definition));
        m_reading.items.push_back(place);
    }

    void readStatements(const YAML::Node& key, const YAML::Node& list, std::vector<std::string>& statements)
    {
        if (!list.IsSequence() || isForeignTag(list.Tag())) {
            error(kConfigType, "The value of sqls needs to be a list of statements, it is " + kind(list),
                  list.IsNull() ? key : list);
            return;
        }
        if (list.size() == 0) {
            warn("The pipeline has no statement, so that it cannot be called", key);
        }
        for (size_t at = 0; at < std::min(list.size(), kMaxPipelineStatements); ++at) {
            const YAML::Node item = list[at];
            m_statementBytes += item.IsScalar() ? item.Scalar().size() : 0;
            if (m_statementBytes > kMaxConfigStatementBytes) {
                error(kConfigLimit, "The statements of a file have at most 16 MiB together", item);
                return; // references may make a small file say gigabytes
            }
            if (std::optional<std::string> statement = readText(item, "A statement")) {
                statements.push_back(std::move(*statement));
            }
        }
        if (list.size() > kMaxPipelineStatements) {
            error(kConfigLimit, "A pipeline has at most " + std::to_string(kMaxPipelineStatements) + " statements",
                  list);
        }
    }

    static std::string kind(const YAML::Node& node) { return std::string(kindOf(node)); }

    void error(ErrorCode code, std::string detail, const YAML::Node& node)
    {
        ++m_numErrors;
        m_reading.hasErrors = true;
        m_reading.diagnostics.push_back(sql::diagnosticOf(makeError(code, std::move(detail), m_text.spanOf(node))));
    }

    void warn(std::string detail, const YAML::Node& node)
    {
        m_reading.diagnostics.push_back(
            sql::diagnosticOf(makeError(kConfigWarning, std::move(detail), m_text.spanOf(node))));
        m_reading.diagnostics.back().severity = sql::Severity::Warning;
    }

    const YamlText& m_text;
    ConfigReading& m_reading;
    size_t m_numErrors = 0;
    size_t m_statementBytes = 0;
};

} // namespace

ConfigReading readPipelinesConfig(std::string_view fileText)
{
    const YamlText text(withoutByteOrderMark(fileText));
    ConfigReading reading;
    Result<YAML::Node> document = loadDocument(text);
    if (!document.ok()) {
        reading.hasErrors = true;
        reading.diagnostics.push_back(sql::diagnosticOf(document.error()));
        return reading;
    }
    ConfigReader(text, reading).readFile(*document);
    std::stable_sort(reading.diagnostics.begin(), reading.diagnostics.end(),
                     [](const auto& a, const auto& b) { return a.span.begin < b.span.begin; });
    return reading;
}

struct ConfigPlaces::Document {
    explicit Document(std::string_view fileText)
        : text(withoutByteOrderMark(fileText))
    {
    }
    YamlText text;
    YAML::Node pipelines;
};

ConfigPlaces::ConfigPlaces(std::string_view text)
    : m_document(std::make_unique<Document>(text))
{
    const Result<YAML::Node> file = loadDocument(m_document->text);
    if (file.ok()) {
        m_document->pipelines.reset(valueOfKey(*file, "pipelines"));
    } else {
        m_document.reset();
    }
}

ConfigPlaces::~ConfigPlaces() = default;

SourceSpan ConfigPlaces::find(size_t item, size_t statement, const SourceSpan& inside) const
{
    if (!m_document || !m_document->pipelines.IsSequence() || item >= m_document->pipelines.size()) {
        return {};
    }
    const YAML::Node pipeline = m_document->pipelines[item];
    const YAML::Node statements = valueOfKey(pipeline, "sqls");
    if (!statements.IsSequence() || statement >= statements.size()) {
        return m_document->text.spanOf(pipeline);
    }
    return m_document->text.placeIn(statements[statement], inside);
}

Status checkDefinition(const PipelineDefinition& definition)
{
    const auto isControl = [](char letter) { return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f; };
    const std::string& name = definition.name;
    if (name.empty() || name.size() > kMaxPipelineNameBytes) {
        return makeError(ErrorCode::kPipelineInvalidName,
                         "A pipeline name has 1 to " + std::to_string(kMaxPipelineNameBytes) + " bytes");
    }
    if (std::any_of(name.begin(), name.end(), isControl) || !isValidUtf8(name)) {
        return makeError(ErrorCode::kPipelineInvalidName, "A pipeline name is UTF-8 without control characters");
    }
    if (definition.statements.size() > kMaxPipelineStatements) {
        return makeError(kConfigLimit,
                         "A pipeline has at most " + std::to_string(kMaxPipelineStatements) + " statements");
    }
    for (const std::string& statement : definition.statements) {
        if (statement.size() > kMaxStatementBytes) {
            return makeError(kConfigLimit, "A statement has at most 1 MiB");
        }
        const auto isUnprintable = [](char letter) {
            return static_cast<unsigned char>(letter) < 0x20 && letter != '\n' && letter != '\t' && letter != '\r';
        };
        if (std::any_of(statement.begin(), statement.end(), isUnprintable) || !isValidUtf8(statement)) {
            return makeError(kConfigType, "A statement is UTF-8 without control characters");
        }
    }
    return {};
}

} // namespace millrace::descriptive
