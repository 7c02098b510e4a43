// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectors/connector_declaration.h"

#include "engine/connectors/secret_reference.h"
#include "engine/connectors/transport_registry.h"
#include "engine/formats/encoder.h"
#include "engine/formats/format_registry.h"
#include "engine/formats/message_encoder.h"

#include <algorithm>
#include <unordered_map>

namespace millrace {

namespace {

constexpr size_t kMaxNameLength = 100;
constexpr uint64_t kBytesPerQueuedRecord = 1000;
constexpr size_t kMessageBytes = 1'000'000; ///< of a trial

bool isNameCharacter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/// Reads the generic attributes of one connector object.
class DeclarationReader {
public:
    DeclarationReader(const sql::Relation& relation, const nlohmann::json& object, std::string pointer,
                      std::vector<ConfigProblem>& problems)
        : m_relation(relation)
        , m_pointer(std::move(pointer))
        , m_problems(problems)
        , m_reader(object, m_pointer, problems)
    {
        m_spec.relation = relation.name;
        m_spec.direction = relation.isTable() ? Direction::Input : Direction::Output;
    }

    ConnectorSpec read()
    {
        readName();
        readTransport();
        readFormat();
        if (!m_reader.read("paused", m_spec.paused)) {
            m_spec.paused = false;
        }
        if (m_spec.paused && !isInput()) {
            warn("/paused", "An output cannot be paused");
        }
        readTexts("labels", m_spec.labels, false);
        readTexts("start_after", m_spec.startAfter, true);
        readLimits();
        readIndex();
        readOutputBuffer();
        readSnapshot();
        readSoftDelete();
        readProcessor("preprocessor", true);
        readProcessor("postprocessor", false);
        m_reader.finish(ConfigReader::UnknownKeys::Warn);
        checkTransport();
        checkFormat();
        return std::move(m_spec);
    }

private:
    bool isInput() const { return m_spec.direction == Direction::Input; }

    void problem(std::string_view member, ErrorCode code, std::string detail)
    {
        m_problems.push_back({m_pointer + std::string(member), makeError(code, std::move(detail)), false});
    }
    void warn(std::string_view member, std::string detail)
    {
        m_problems.push_back(
            {m_pointer + std::string(member), makeError(ErrorCode::kConnectorInvalidValue, std::move(detail)), true});
    }

    void readName()
    {
        const nlohmann::json* name = m_reader.find("name");
        if (name == nullptr) {
            return;
        }
        const std::string text = name->is_string() ? name->get<std::string>() : std::string();
        if (text.empty() || text.size() > kMaxNameLength || !std::all_of(text.begin(), text.end(), isNameCharacter)) {
            problem("/name", ErrorCode::kConnectorInvalidValue,
                    "A connector name is 1 to 100 letters, digits, '_' and '-'");
            return;
        }
        m_spec.name = text;
        m_spec.hasDeclaredName = true;
    }

    /// `{"name":…,"config":{…}}`, both for transports and formats.
    bool readNamed(const nlohmann::json& object, const std::string& member, std::string& name, nlohmann::json& config)
    {
        ConfigReader reader(object, m_pointer + member, m_problems);
        const bool hasName = object.is_object() && reader.require("name", name);
        if (const nlohmann::json* found = reader.find("config")) {
            config = *found;
            if (!config.is_object()) {
                reader.problem("config", "Expected a JSON object for 'config'");
                config = nlohmann::json::object();
            }
        }
        reader.finish(ConfigReader::UnknownKeys::Warn);
        return hasName;
    }

    void readTransport()
    {
        const nlohmann::json* transport = m_reader.find("transport");
        if (transport == nullptr) {
            problem("", ErrorCode::kConnectorInvalidValue, "The connector has no 'transport'");
            return;
        }
        readNamed(*transport, "/transport", m_spec.transport, m_spec.transportConfig);
    }

    void readFormat()
    {
        const nlohmann::json* format = m_reader.find("format");
        if (format == nullptr) {
            return;
        }
        std::string name;
        if (readNamed(*format, "/format", name, m_spec.formatConfig)) {
            m_spec.format = std::move(name);
        }
    }

    void readTexts(std::string_view key, std::vector<std::string>& texts, bool isStartAfter)
    {
        const nlohmann::json* found = m_reader.find(key);
        if (found == nullptr) {
            return;
        }
        if (isStartAfter && found->is_string()) {
            texts.push_back(found->get<std::string>());
            return;
        }
        const auto isText = [](const nlohmann::json& element) { return element.is_string(); };
        if (!found->is_array() || !std::all_of(found->begin(), found->end(), isText)) {
            m_reader.problem(key, isStartAfter ? "Expected a string, an array of strings or null for 'start_after'"
                                               : "Expected an array of strings for 'labels'");
            return;
        }
        if (isStartAfter && found->empty()) {
            problem("/start_after", ErrorCode::kConnectorEmptyStartAfter, "'start_after' names no label");
            return;
        }
        texts = found->get<std::vector<std::string>>();
    }

    void readLimits()
    {
        uint64_t workerBatchSize = 0;
        m_reader.read("max_batch_size", m_spec.maxBatchSize, 1);
        m_reader.read("max_worker_batch_size", workerBatchSize, 1);
        if (m_spec.maxBatchSize == 0) {
            m_spec.maxBatchSize = workerBatchSize;
        }
        m_reader.read("max_queued_records", m_spec.maxQueuedRecords, 1);
        m_spec.maxQueuedBytes = m_spec.maxQueuedRecords > UINT64_MAX / kBytesPerQueuedRecord
                                    ? UINT64_MAX
                                    : m_spec.maxQueuedRecords * kBytesPerQueuedRecord;
        m_reader.read("max_queued_bytes", m_spec.maxQueuedBytes, 1);
    }

    void readIndex()
    {
        if (!m_reader.read("index", m_spec.index) || m_spec.index.empty()) {
            return;
        }
        if (isInput()) {
            m_reader.problem("index", "An 'index' belongs to a connector of a view");
            return;
        }
        const OutputTransportInfo* transport = findOutputTransport(m_spec.transport);
        const FormatInfo* format = m_spec.format ? findFormat(*m_spec.format) : nullptr;
        const bool isTaken =
            (transport != nullptr && transport->takesIndex) || (format != nullptr && format->takesIndex);
        if (transport != nullptr && !isTaken) {
            problem(
                "/index", ErrorCode::kConnectorFormatForbidden,
                "Changes by the key of an index are written by the format 'avro' and by transports that write rows; "
                "this connector has neither: '" +
                    m_spec.transport + "'");
        }
    }

    void readOutputBuffer()
    {
        ConnectorSpec::OutputBuffer buffer;
        bool isBuffered = false;
        m_reader.read("enable_output_buffer", isBuffered);
        m_reader.read("max_output_buffer_time_millis", buffer.maxMillis);
        m_reader.read("max_output_buffer_size_records", buffer.maxRecords, 1);
        if (isBuffered && isInput()) {
            m_reader.problem("enable_output_buffer", "An output buffer belongs to a connector of a view");
        } else if (isBuffered) {
            m_spec.outputBuffer = buffer;
        } else if (m_reader.find("max_output_buffer_time_millis") != nullptr) {
            warn("/max_output_buffer_time_millis", "Without 'enable_output_buffer' this has no effect");
        } else if (m_reader.find("max_output_buffer_size_records") != nullptr) {
            warn("/max_output_buffer_size_records", "Without 'enable_output_buffer' this has no effect");
        }
    }

    void readSnapshot()
    {
        m_reader.read("send_snapshot", m_spec.sendsSnapshot);
        if (m_spec.sendsSnapshot && isInput()) {
            m_reader.problem("send_snapshot", "'send_snapshot' belongs to a connector of a view");
        } else if (m_spec.sendsSnapshot && !m_relation.isMaterialized) {
            m_reader.problem("send_snapshot", "'send_snapshot' needs a materialized view");
        }
    }

    /// A list of exactly one; of those that others know only the one that does nothing is there.
    void readProcessor(std::string_view key, bool isOfInputs)
    {
        const nlohmann::json* found = m_reader.find(key);
        if (found == nullptr) {
            return;
        }
        if (isOfInputs != isInput()) {
            m_reader.problem(key, isOfInputs ? "A preprocessor belongs to a connector of a table"
                                             : "A postprocessor belongs to a connector of a view");
            return;
        }
        const bool isOne = found->is_array() && found->size() == 1 && found->front().is_object();
        const auto name = isOne ? found->front().find("name") : nlohmann::json::const_iterator();
        if (!isOne || name == found->front().end() || !name->is_string()) {
            m_reader.problem(key, "Expected an array of one object with a 'name' for '" + std::string(key) + "'");
        } else if (*name != "passthrough") {
            m_reader.problem(key, "Only 'passthrough' is available in this build for '" + std::string(key) + "'");
        }
    }

    void readSoftDelete()
    {
        bool isSoft = false;
        m_reader.read("soft_delete", isSoft);
        if (isSoft) {
            m_reader.problem("soft_delete", isInput() ? "'soft_delete' is not available in this build"
                                                      : "'soft_delete' belongs to a connector of a table");
        }
    }

    void checkTransport()
    {
        if (m_spec.transport.empty()) {
            return;
        }
        const bool isKnownInput = findInputTransport(m_spec.transport) != nullptr;
        const bool isKnownOutput = findOutputTransport(m_spec.transport) != nullptr;
        if (!isKnownInput && !isKnownOutput) {
            std::string detail = "Unknown transport '" + m_spec.transport + "'";
            const std::string nearest = nearestName(m_spec.transport, transportNames(m_spec.direction));
            detail += nearest.empty() ? "" : "; did you mean '" + nearest + "'?";
            problem("/transport/name", ErrorCode::kConnectorUnknownTransport, std::move(detail));
            return;
        }
        if (isInput() ? !isKnownInput : !isKnownOutput) {
            problem("/transport/name", ErrorCode::kConnectorWrongDirection,
                    isInput() ? "A table needs an input transport, this one is for outputs: '" + m_spec.transport + "'"
                              : "A view needs an output transport, this one is for inputs: '" + m_spec.transport + "'");
            return;
        }
        addProblems("/transport/config", m_spec.transportConfig,
                    isInput() ? checkInputConfig(m_spec, m_relation.schema) : checkOutputConfig(m_spec));
    }

    bool needsFormat() const
    {
        if (const InputTransportInfo* input = isInput() ? findInputTransport(m_spec.transport) : nullptr) {
            return input->needsFormat;
        }
        const OutputTransportInfo* output = isInput() ? nullptr : findOutputTransport(m_spec.transport);
        return output != nullptr && output->needsFormat;
    }

    bool takesFormat() const
    {
        if (const InputTransportInfo* input = isInput() ? findInputTransport(m_spec.transport) : nullptr) {
            return input->takesFormat;
        }
        const OutputTransportInfo* output = isInput() ? nullptr : findOutputTransport(m_spec.transport);
        return output != nullptr && output->takesFormat;
    }

    void checkFormat()
    {
        const bool isKnown = isInput() ? findInputTransport(m_spec.transport) != nullptr
                                       : findOutputTransport(m_spec.transport) != nullptr;
        if (!isKnown) {
            return;
        }
        if (!m_spec.format) {
            if (needsFormat()) {
                problem("", ErrorCode::kConnectorFormatMissing,
                        "The connector has no 'format', which its transport needs: '" + m_spec.transport + "'");
            }
            return;
        }
        const FormatInfo* format = findFormat(*m_spec.format);
        if (!takesFormat()) {
            problem("/format", ErrorCode::kConnectorFormatForbidden,
                    "The transport makes its own records and takes no 'format': '" + m_spec.transport + "'");
        } else if (format == nullptr) {
            std::vector<std::string> names;
            for (const FormatInfo& info : knownFormats()) {
                names.push_back(info.name);
            }
            const std::string nearest = nearestName(*m_spec.format, names);
            problem("/format/name", ErrorCode::kConnectorUnknownFormat,
                    "Unknown format '" + *m_spec.format + "'" +
                        (nearest.empty() ? "" : "; did you mean '" + nearest + "'?"));
        } else if (isInput() ? !format->hasDecoder : !format->hasEncoder) {
            problem("/format/name", ErrorCode::kConnectorFormatForbidden,
                    "The format cannot be used on this side: '" + *m_spec.format + "'");
        } else {
            std::vector<ConfigProblem> problems = checkFormatConfig(
                *m_spec.format, m_spec.formatConfig, isInput() ? FormatSide::Decoder : FormatSide::Encoder);
            const bool isGood = firstError(problems) == nullptr;
            addProblems("/format/config", m_spec.formatConfig, std::move(problems));
            if (isGood && format->isBuilt && needsFormat() && !hasReferences(m_spec.formatConfig)) {
                checkColumns();
            }
        }
    }

    /// Whether the format can be made for the columns of the relation.
    void checkColumns()
    {
        const OutputTransportInfo* output = isInput() ? nullptr : findOutputTransport(m_spec.transport);
        std::optional<Error> error;
        const auto note = [&](auto made) {
            if (!made.ok()) {
                error = made.takeError();
            }
        };
        if (isInput()) {
            note(makeDecoder(*m_spec.format, m_spec.formatConfig, {m_relation.schema, m_relation.defaults}));
        } else if (m_spec.index.empty() && output->takesRows) {
            note(makeMessageEncoder(*m_spec.format, m_spec.formatConfig, {m_relation.schema, {}, kMessageBytes}));
        } else if (m_spec.index.empty()) {
            note(makeEncoder(*m_spec.format, m_spec.formatConfig, m_relation.schema));
        }
        if (error) {
            problem("/format", error->code, std::move(error->detail));
        }
    }

    static bool hasReferences(const nlohmann::json& config)
    {
        return std::any_of(config.begin(), config.end(), [](const nlohmann::json& value) {
            return value.is_string() && isReference(value.get_ref<const std::string&>());
        });
    }

    /// But for those of a value that is a reference: what it stands for is known at the start.
    void addProblems(const std::string& member, const nlohmann::json& config, std::vector<ConfigProblem> problems)
    {
        for (ConfigProblem& found : problems) {
            if (isReferenceAt(config, found.pointer)) {
                continue;
            }
            found.pointer = m_pointer + member + found.pointer;
            m_problems.push_back(std::move(found));
        }
    }

    static bool isReferenceAt(const nlohmann::json& config, const std::string& pointer)
    {
        const nlohmann::json::json_pointer place(pointer);
        return config.contains(place) && config[place].is_string() &&
               isReference(config[place].get_ref<const std::string&>());
    }

    const sql::Relation& m_relation;
    std::string m_pointer;
    std::vector<ConfigProblem>& m_problems;
    ConfigReader m_reader;
    ConnectorSpec m_spec;
};

void addProblem(const ConfigProblem& problem, const ConnectorText& text, std::vector<sql::Diagnostic>& diagnostics)
{
    const bool isAboutKey = problem.error.code == ErrorCode::kConnectorUnknownKey;
    addDiagnostic(diagnostics, problem.isWarning ? sql::Severity::Warning : sql::Severity::Error, problem.error.code,
                  isAboutKey ? text.keySpanOf(problem.pointer) : text.spanOf(problem.pointer), problem.error.detail);
}

/// Names unnamed connectors by their position and refuses names used twice.
void settleNames(std::vector<ConnectorDeclaration>& connectors, std::vector<sql::Diagnostic>& diagnostics)
{
    std::unordered_map<std::string, size_t> byName;
    for (size_t i = 0; i < connectors.size(); ++i) {
        ConnectorDeclaration& connector = connectors[i];
        if (connector.spec.name.empty()) {
            connector.spec.name = "unnamed-" + connector.pointer.substr(1);
            addDiagnostic(diagnostics, sql::Severity::Warning, ErrorCode::kConnectorUnnamed, connector.spec.span,
                          "The connector has no 'name' and is called '" + connector.spec.name + "'");
        }
        const auto [other, isNew] = byName.try_emplace(connector.spec.name, i);
        if (!isNew) {
            const ConnectorDeclaration& culprit =
                connector.spec.hasDeclaredName ? connector : connectors[other->second];
            addDiagnostic(diagnostics, sql::Severity::Error, ErrorCode::kConnectorDuplicateName,
                          culprit.spanOf("/name"),
                          "Two connectors of '" + connector.spec.relation + "' have the same name: '" +
                              connector.spec.name + "'");
        }
    }
}

} // namespace

void addDiagnostic(std::vector<sql::Diagnostic>& diagnostics, sql::Severity severity, ErrorCode code, SourceSpan span,
                   std::string message)
{
    diagnostics.push_back({severity, code, span, std::string(errorTitle(code)), std::move(message), {}});
}

void resolveIndex(ConnectorDeclaration& connector, const sql::Program& program,
                  std::vector<sql::Diagnostic>& diagnostics)
{
    ConnectorSpec& spec = connector.spec;
    if (spec.index.empty()) {
        return;
    }
    for (const sql::IndexDeclaration& index : program.indexes) {
        if (index.name == sql::canonicalName(spec.index) && program.relations[index.relation].name == spec.relation) {
            spec.keyColumns = index.columns;
            return;
        }
    }
    addDiagnostic(diagnostics, sql::Severity::Error, ErrorCode::kConnectorUnknownIndex, connector.spanOf("/index"),
                  "No CREATE INDEX of this view has the name '" + spec.index + "'");
}

std::vector<ConnectorDeclaration> readConnectors(const sql::Relation& relation,
                                                 std::vector<sql::Diagnostic>& diagnostics)
{
    std::vector<ConnectorDeclaration> connectors;
    if (!relation.connectors) {
        return connectors;
    }
    const auto text = std::make_shared<const ConnectorText>(*relation.connectors);
    if (const std::optional<JsonFault>& fault = text->json.fault()) {
        addDiagnostic(diagnostics, sql::Severity::Error, ErrorCode::kConnectorJson,
                      spanInLiteral(text->text, text->literal, fault->range), fault->detail);
        return connectors;
    }
    const nlohmann::json& list = text->json.value();
    if (!list.is_array()) {
        addDiagnostic(diagnostics, sql::Severity::Error, ErrorCode::kConnectorJson, text->spanOf(""),
                      "Expected a JSON array of connectors");
        return connectors;
    }
    for (size_t i = 0; i < list.size(); ++i) {
        const std::string pointer = "/" + std::to_string(i);
        if (!list[i].is_object()) {
            addDiagnostic(diagnostics, sql::Severity::Error, ErrorCode::kConnectorJson, text->spanOf(pointer),
                          "Expected a JSON object for the connector");
            continue;
        }
        std::vector<ConfigProblem> problems;
        ConnectorDeclaration connector{DeclarationReader(relation, list[i], pointer, problems).read(), text, pointer};
        connector.spec.span = text->spanOf(pointer);
        for (const ConfigProblem& problem : problems) {
            addProblem(problem, *text, diagnostics);
        }
        connectors.push_back(std::move(connector));
    }
    settleNames(connectors, diagnostics);
    return connectors;
}

} // namespace millrace
