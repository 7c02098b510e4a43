// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cli/serve_command.h"

#include "engine/cli/api_client.h"
#include "engine/cli/command_line.h"
#include "engine/cli/pipelines_file.h"
#include "engine/cli/serve_session.h"
#include "engine/server/api_service.h"
#include "engine/server/tls_identity.h"

#include <QCoreApplication>

#include <filesystem>
#include <sys/resource.h>

namespace millrace::cli {

namespace {

int fail(const std::string& message, ExitCode exitCode)
{
    printMessage(message);
    return exitCode;
}

/// A connection takes a descriptor, and many systems allow 1,024 unless a program asks for more.
void allowManyDescriptors()
{
    rlimit limit = {};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

/// The pipelines of a file; what is wrong with it is printed. Returns an exit code when there is no going on.
std::optional<int> readPipelines(const std::string& path, descriptive::HostOptions& queries)
{
    if (!queries.file.empty()) {
        return fail("serve takes one file of pipelines: " + path, kExitUsage);
    }
    Result<PipelinesFile> file = readPipelinesFile(path);
    if (!file.ok()) {
        return fail(file.error().detail, kExitUsage);
    }
    printDiagnostics(*file);
    std::error_code failure;
    queries.file = std::filesystem::absolute(path, failure);
    queries.config = std::move(file->reading.config);
    return file->reading.hasErrors ? std::optional<int>(kExitProgram) : std::nullopt;
}

/// All programs, each without errors; what is wrong is printed. Returns an exit code when there is no going on.
std::optional<int> readFiles(const std::vector<std::string>& files, std::vector<ProgramFile>& programs,
                             descriptive::HostOptions& queries)
{
    bool hasErrors = false;
    for (const std::string& file : files) {
        if (isPipelinesFile(file)) {
            if (const std::optional<int> exitCode = readPipelines(file, queries)) {
                return exitCode;
            }
            continue;
        }
        Result<ProgramFile> program = readProgramFile(file);
        if (!program.ok()) {
            return fail(program.error().detail, kExitUsage);
        }
        const api::CompileReport report = api::compile(program->text);
        printDiagnostics(report, *program);
        hasErrors = hasErrors || report.hasErrors;
        programs.push_back(std::move(*program));
    }
    return hasErrors ? std::optional<int>(kExitProgram) : std::nullopt;
}

/// Where each pipeline of the YAML file is called.
void printPipelines(const descriptive::QueryHost& host, const std::vector<std::string>& addresses)
{
    for (const descriptive::PipelineDefinition& pipeline : host.pipelines().config().pipelines) {
        printMessage("pipeline " + pipeline.name + " at " + addresses.at(0) + "/queries/" +
                     percentEncoded(pipeline.name));
    }
}

Result<server::ServiceOptions> serviceOptions(const ServeOptions& options, const std::filesystem::path& dataFolder)
{
    server::ServiceOptions service;
    service.listen.addresses = options.hosts;
    service.listen.port = options.port;
    service.listen.names = options.names;
    service.listen.allowsPlainText = options.allowsPlainText;
    if (!options.tokenFile.empty()) {
        MR_TRY(const std::string token, server::readOrMakeToken(options.tokenFile));
        service.listen.token.emplace(token);
    }
    if (!options.certificateFile.empty()) {
        MR_TRY(service.listen.tls, server::loadTlsIdentity(options.certificateFile, options.keyFile));
    } else if (service.listen.isExposed() && !options.allowsPlainText) {
        if (dataFolder.empty()) {
            return makeError(ErrorCode::kIoOpen,
                             "A certificate of its own needs a data folder (or give --tls-cert and --tls-key)");
        }
        MR_TRY(service.listen.tls, server::ownTlsIdentity(dataFolder));
        printMessage("the certificate has the SHA-256 fingerprint " + server::fingerprintOf(*service.listen.tls));
    }
    return service;
}

} // namespace

int runServe(const ServeOptions& options, const std::string& version)
{
    std::vector<ProgramFile> programs;
    descriptive::HostOptions queries;
    if (const std::optional<int> exitCode = readFiles(options.files, programs, queries)) {
        return *exitCode;
    }
    allowManyDescriptors();
    int argc = 1;
    char name[] = "millrace";
    char* argv[] = {name, nullptr};
    const QCoreApplication application(argc, argv); // the event loops of the server's threads ask for one

    api::EngineOptions engineOptions;
    if (!options.isVolatile) {
        engineOptions.dataFolder =
            options.dataFolder.empty() ? api::Engine::defaultDataFolder() : std::filesystem::path(options.dataFolder);
    }
    const Result<std::unique_ptr<api::Engine>> engine = api::Engine::open(engineOptions);
    if (!engine.ok()) {
        return fail(engine.error().detail, kExitUsage);
    }
    Result<server::ServiceOptions> serviced = serviceOptions(options, engineOptions.dataFolder);
    if (!serviced.ok()) {
        return fail(serviced.error().detail, kExitUsage);
    }
    serviced->version = version;
    const auto host = std::make_shared<descriptive::QueryHost>(std::move(queries));
    serviced->queries = host;
    server::ApiService service(**engine);
    ServeSession session(**engine);
    if (const Status listening = service.start(std::move(*serviced)); !listening.ok()) {
        return fail(listening.error().detail, kExitUsage);
    }
    for (ProgramFile& program : programs) {
        const std::string file = program.name;
        if (const Status added = session.add(std::move(program)); !added.ok()) {
            return fail(file + ": " + added.error().toString(), kExitProgram);
        }
    }
    for (const std::string& address : service.status().addresses) {
        printMessage("the API answers at " + address);
    }
    printPipelines(*host, service.status().addresses);
    session.waitForInterrupt();
    session.end();
    service.stop();
    return session.exitCode();
}

} // namespace millrace::cli
