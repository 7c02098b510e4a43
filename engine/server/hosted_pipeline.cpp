// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/server/hosted_pipeline.h"

#include "engine/server/pipeline_settings.h"
#include "engine/server/program_json.h"
#include "engine/server/uuid.h"

namespace millrace::server {

namespace {

using nlohmann::json;

json emptyProgramError()
{
    return {{"sql_compilation", nullptr}, {"rust_compilation", nullptr}, {"system_error", nullptr}};
}

json rustCompilationJson(int exitCode, const std::string& problem)
{
    return {{"exit_code", exitCode}, {"stdout", ""}, {"stderr", problem}};
}

/// The errors as a compiler prints them.
std::string textOf(const api::Compilation& compilation, std::string_view program)
{
    std::string text;
    size_t numErrors = 0;
    for (const sql::Diagnostic& diagnostic : compilation.diagnostics) {
        if (diagnostic.severity == sql::Severity::Error && ++numErrors <= kMaxCompilerMessages) {
            text += sql::formatDiagnostic(diagnostic, "program.sql", program);
        }
    }
    if (numErrors > kMaxCompilerMessages) {
        text += "and " + std::to_string(numErrors - kMaxCompilerMessages) + " more errors\n";
    }
    return text;
}

PipelineRecord recordOf(const api::PipelineDocument& document, std::string program, bool& isRestored)
{
    Result<PipelineRecord> stored = PipelineRecord::parse(document.text);
    isRestored = stored.ok();
    if (!isRestored) {
        return PipelineRecord::forPipeline(document.createdAt, std::move(program));
    }
    PipelineRecord record = std::move(stored).value();
    record.program = std::move(program);
    if (record.programDigest != digestOf(record.program)) { // edited while no API was there to see it
        ++record.version;
        ++record.programVersion;
        isRestored = false;
    }
    return record;
}

/// Whether clients that watch the refresh version should look again.
bool isMaterial(const LifecycleState& before, const LifecycleState& after)
{
    if (before.program.value == after.program.value) {
        return true;
    }
    return after.program.value != ProgramStatus::Pending && after.program.value != ProgramStatus::CompilingSql &&
           after.program.value != ProgramStatus::CompilingRust;
}

template <typename T>
bool differs(const std::optional<T>& wanted, const T& present)
{
    return wanted && *wanted != present;
}

} // namespace

HostedPipeline::HostedPipeline(api::Engine& engine, std::shared_ptr<api::Pipeline> pipeline)
    : m_engine(engine)
    , m_pipeline(std::move(pipeline))
    , m_programRevision(m_pipeline->programRevision())
    , m_record([&] {
        const Result<api::PipelineDocument> document = engine.document(m_pipeline->name());
        api::PipelineDocument known = document.ok() ? *document : api::PipelineDocument{};
        known.createdAt = known.createdAt == 0 ? Clock::system().now() : known.createdAt;
        m_storedText = known.text;
        return recordOf(known, m_pipeline->program(), m_isRestored);
    }())
    , m_lifecycle(m_record.storage, m_record.deploymentError, Clock::system().now(),
                  [this](const LifecycleState& state) { noteChange(state); })
    , m_programError(emptyProgramError())
{
    m_noted = m_lifecycle.state();
    const TimestampMicros now = Clock::system().now();
    m_events.push_back({makeTimeUuid(now), now, m_noted});
}

json HostedPipeline::describe(PipelineMembers members) const
{
    const std::string name = m_pipeline->name();
    return pipelineJson({name, m_record, m_lifecycle.state(), m_programInfo, m_programError}, members);
}

void HostedPipeline::noteChange(const LifecycleState& state)
{
    if (isMaterial(m_noted, state) && !m_isRestored) {
        ++m_record.refreshVersion;
    }
    m_noted = state;
    m_record.storage = state.storage;
    m_record.deploymentError = state.error;
    TimestampMicros now = Clock::system().now();
    if (!m_events.empty() && now <= m_events.back().at) {
        now = m_events.back().at + 1; // ids and times are in order
    }
    m_events.push_back({makeTimeUuid(now), now, state});
    if (m_events.size() > kMaxEvents) {
        m_events.pop_front();
    }
}

void HostedPipeline::refresh(TimestampMicros now)
{
    const uint64_t revision = m_pipeline->programRevision(); // before the program, which may change meanwhile
    if (revision != std::exchange(m_programRevision, revision)) {
        std::string program = m_pipeline->program();
        if (program != m_record.program) {
            m_record.program = std::move(program);
            ++m_record.version;
            ++m_record.refreshVersion;
            programChanged(now);
        }
    }
    m_lifecycle.observe(*m_pipeline->status(), now);
}

void HostedPipeline::programChanged(TimestampMicros now)
{
    ++m_record.programVersion;
    m_isRestored = false;
    m_compilation.reset();
    m_programInfo = nullptr;
    m_programError = emptyProgramError();
    m_lifecycle.setProgram(ProgramStatus::Pending, now);
}

void HostedPipeline::complete(const PipelineEdit& whole)
{
    m_record.description = *whole.description;
    m_record.tags = *whole.tags;
    m_record.udfRust = *whole.udfRust;
    m_record.udfToml = *whole.udfToml;
    m_record.runtimeConfig = *whole.runtimeConfig;
    m_record.programConfig = *whole.programConfig;
}

std::optional<ApiError> HostedPipeline::edit(const PipelineEdit& edit, TimestampMicros now)
{
    const std::string name = m_pipeline->name();
    const bool isRenamed = differs(edit.name, name);
    const bool isNewText = differs(edit.programCode, m_record.program);
    const bool isNewProgram = isNewText || differs(edit.udfRust, m_record.udfRust) ||
                              differs(edit.udfToml, m_record.udfToml) ||
                              differs(edit.programConfig, m_record.programConfig);
    const bool isNewConfig = differs(edit.runtimeConfig, m_record.runtimeConfig);
    const bool isCore = isRenamed || isNewProgram || isNewConfig;
    if (isCore && !state().isFullyStopped()) {
        return ApiError{400, "UpdateRestrictedToStopped",
                        "The pipeline can be changed only when it is fully stopped, it is " +
                            state().deploymentStatus() + ": " + name};
    }
    std::vector<std::string> bound =
        isNewConfig ? changesBoundToStorage(m_record.runtimeConfig, *edit.runtimeConfig) : std::vector<std::string>();
    if (isRenamed) {
        bound.insert(bound.begin(), "`name`");
    }
    if (!bound.empty() && state().storage != StorageStatus::Cleared) {
        return ApiError{400, "EditRestrictedToClearedStorage",
                        "The pipeline can be changed like this only when its storage is cleared: " + bound.front(),
                        {{"not_allowed", bound}}};
    }
    Status done = isRenamed ? m_engine.rename(name, *edit.name) : Status();
    if (done.ok() && isNewText) {
        done = m_pipeline->setProgram(*edit.programCode);
    }
    if (done.ok() && isNewConfig) {
        done = m_pipeline->setLimits(limitsOf(*edit.runtimeConfig));
    }
    if (!done.ok()) {
        return done.error().code == ErrorCode::kPipelineExists
                   ? ApiError{409, "DuplicateName", "A pipeline of this name exists: " + *edit.name}
                   : toApiError(done.error());
    }
    m_record.description = edit.description.value_or(m_record.description);
    m_record.tags = edit.tags.value_or(m_record.tags);
    m_record.program = edit.programCode.value_or(m_record.program);
    m_record.udfRust = edit.udfRust.value_or(m_record.udfRust);
    m_record.udfToml = edit.udfToml.value_or(m_record.udfToml);
    m_record.runtimeConfig = edit.runtimeConfig.value_or(m_record.runtimeConfig);
    m_record.programConfig = edit.programConfig.value_or(m_record.programConfig);
    m_record.version += isCore ? 1 : 0;
    m_record.refreshVersion += isCore ? 1 : 0;
    if (isNewProgram) {
        programChanged(now);
    }
    return std::nullopt;
}

std::optional<std::string> HostedPipeline::beginCompiling(TimestampMicros now)
{
    if (state().program.value != ProgramStatus::Pending) {
        return std::nullopt;
    }
    m_lifecycle.setProgram(ProgramStatus::CompilingSql, now);
    return m_record.program;
}

void HostedPipeline::log(TimestampMicros now, LogLevel level, std::string text) const
{
    if (const std::shared_ptr<PipelineLog> log = m_pipeline->log()) {
        log->add(now, level, std::move(text));
    }
}

void HostedPipeline::logErrors(const api::Compilation& compilation, TimestampMicros now) const
{
    constexpr size_t kMaxLines = 20; // `program_error` has more of them
    size_t numErrors = 0;
    for (const sql::Diagnostic& each : compilation.diagnostics) {
        if (each.severity != sql::Severity::Error || ++numErrors > kMaxLines) {
            continue;
        }
        std::string text = "The program does not compile: ";
        if (each.span.isKnown()) {
            text += "line " + std::to_string(each.span.line) + ", column " + std::to_string(each.span.column) + ": ";
        }
        log(now, LogLevel::Error, text + each.message);
    }
    if (numErrors > kMaxLines) {
        log(now, LogLevel::Error,
            "The program does not compile: further errors: " + std::to_string(numErrors - kMaxLines));
    }
}

void HostedPipeline::finishCompiling(const std::string& text, std::shared_ptr<const api::Compilation> compilation,
                                     TimestampMicros now)
{
    if (text != m_record.program || state().program.value != ProgramStatus::CompilingSql) {
        return;
    }
    m_programError["sql_compilation"] = sqlCompilationJson(compilation->diagnostics, text);
    if (compilation->firstError() != nullptr) {
        logErrors(*compilation, now);
        m_lifecycle.setProgram(ProgramStatus::SqlError, now, textOf(*compilation, text));
        m_isRestored = false;
        return;
    }
    m_programInfo = programInfoJson(*compilation);
    m_compilation = std::move(compilation);
    m_lifecycle.setProgram(ProgramStatus::SqlCompiled, now);
    m_lifecycle.setProgram(ProgramStatus::CompilingRust, now);
    if (m_record.udfRust.empty()) {
        m_programError["rust_compilation"] = rustCompilationJson(0, {});
        m_lifecycle.setProgram(ProgramStatus::Success, now);
    } else {
        const std::string problem = "error: functions in Rust (udf_rust) are not available in Millrace; "
                                    "write them in SQL with CREATE FUNCTION ... AS";
        log(now, LogLevel::Error, "The program does not compile: " + problem);
        m_programError["rust_compilation"] = rustCompilationJson(1, problem);
        m_lifecycle.setProgram(ProgramStatus::RustError, now, problem);
    }
    m_isRestored = false;
}

std::optional<std::string> HostedPipeline::unstored() const
{
    std::string text = m_record.toText();
    return text == m_storedText ? std::nullopt : std::optional(std::move(text));
}

void HostedPipeline::addSample(RunSample sample)
{
    m_samples.push_back(sample);
    if (m_samples.size() > kMaxSamples) {
        m_samples.pop_front();
    }
}

} // namespace millrace::server
