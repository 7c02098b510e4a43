// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cli/command_line.h"

#include "engine/cli/check_command.h"
#include "engine/cli/export_command.h"
#include "engine/cli/program_file.h"
#include "engine/cli/remote_options.h"
#include "engine/cli/run_command.h"
#include "engine/cli/serve_command.h"

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace millrace::cli {

namespace {

constexpr const char* kDescription = "Millrace keeps SQL views up to date while data arrives.\n"
                                     "Without a subcommand it opens the console; the subcommands need no display.";

constexpr const char* kExamples =
    "Examples:\n"
    "  millrace                                     open the console\n"
    "  millrace run shop.sql                        print every change of every view until Ctrl-C\n"
    "  millrace run shop.sql --until-complete --format csv --view totals > totals.csv\n"
    "  millrace export shop.sql --view totals --to totals.jsonl --until-complete\n"
    "  millrace serve shop.sql                      run it and answer over HTTP, at http://127.0.0.1:8080\n"
    "  millrace query shop \"SELECT * FROM totals\"  ask the instance that serves it\n"
    "  millrace token shop orders file --wait       wait until all that was read is delivered\n"
    "  millrace serve --port 5001 config.yaml       pipelines that are run on each call: curl …/queries/NAME\n"
    "  millrace check *.sql config.yaml             report what is wrong, at its place\n"
    "The console takes programs (FILE.sql) and: --data-folder DIR, --theme NAME, --language NAME, --size WxH,\n"
    "            --for TIME, --screenshot FILE [--after SECONDS].\n"
    "Exit codes: 0 all of it worked; 1 the program is wrong or a step was held; 2 wrong arguments;\n"
    "            3 it ran, but records were rejected or a connector failed (told on standard error).";

constexpr const char* kRunDetails =
    "Each change is a line: {\"relation\":\"v\",\"step\":3,\"weight\":-1,\"row\":{\"part\":1,\"price\":10}}.\n"
    "Weight 1 is a row that came, -1 one that went. Relative paths of file connectors start in the folder of PROGRAM.\n"
    "Ctrl-C stops reading, lets flow what was read, and ends; a second one ends at once.";

constexpr const char* kServeDetails =
    "Each FILE.sql becomes a pipeline of the file's name and starts. FILE.yaml lists pipelines whose statements are\n"
    "run on each call of /queries/NAME, by HTTP or over a WebSocket; it is rewritten when one is added or removed.\n"
    "The API is described in docs/api.md and docs/descriptive-pipelines.md. On this machine it asks for no token but\n"
    "answers no web page. Off this machine (--host) it needs --token-file, and encrypts with a certificate of its own\n"
    "unless one is given. Ctrl-C stops reading, lets flow what was read, and ends; a second one ends at once.";

std::string toDuration(std::string& text)
{
    return parseDuration(text) ? std::string() : "not a time (write 250ms, 10s, 5m or 1h): " + text;
}

std::string toSize(std::string& text)
{
    return parseSize(text) ? std::string() : "not a size (write 512MiB or 2GiB): " + text;
}

/// Texts of options that are turned into values once all is parsed.
struct RunTexts {
    std::string duration;
    std::string memoryLimit;
    std::string onStepError;
    std::string format;
};

CLI::Validator oneOf(std::vector<std::string> words)
{
    const auto check = [words](std::string& text) {
        std::string known;
        for (const std::string& word : words) {
            if (text == word) {
                return std::string();
            }
            known += (known.empty() ? "" : " or ") + word;
        }
        return "not " + known + ": " + text;
    };
    return CLI::Validator(check, "");
}

void addLimits(CLI::App& run, RunOptions& options, RunTexts& texts)
{
    run.add_option("--workers", options.workers,
                   "Threads that work on a large step (one a processor, up to 2, without it)")
        ->type_name("NUMBER")
        ->check(CLI::Range(size_t{1}, size_t{64}));
    run.add_option("--memory-limit", texts.memoryLimit,
                   "Memory of tables and views, at most (half of the machine's without it)")
        ->type_name("SIZE")
        ->check(CLI::Validator(toSize, ""));
    run.add_option("--on-step-error", texts.onStepError,
                   "hold: end at a record that a step fails on; set_aside: leave it out, tell it, and go on")
        ->type_name("hold|set_aside")
        ->check(oneOf({"hold", "set_aside"}));
}

void addRun(CLI::App& app, RunOptions& options, RunTexts& texts)
{
    CLI::App* run = app.add_subcommand("run", "Run a program and print the changes of its views");
    run->footer(kRunDetails);
    run->add_option("PROGRAM", options.file, "SQL file; - reads standard input")->required();
    run->add_option("--view", options.views,
                    "A view or table to print (repeatable); without it all views are printed, "
                    "or all tables where there is no view")
        ->type_name("NAME")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    run->add_flag("--until-complete", options.untilComplete, "End when every input has ended and was delivered");
    run->add_option("--for", texts.duration, "End after a time: 250ms, 10s, 5m, 1h")
        ->type_name("TIME")
        ->check(CLI::Validator(toDuration, ""));
    run->add_option("--format", texts.format, "json (lines) or csv (a header, the weight in the last column)")
        ->type_name("json|csv")
        ->check(oneOf({"json", "csv"}));
    addLimits(*run, options, texts);
}

void addServe(CLI::App& app, ServeOptions& options)
{
    CLI::App* serve = app.add_subcommand("serve", "Answer over HTTP and WebSocket; run pipelines until Ctrl-C");
    serve->footer(kServeDetails);
    serve->add_option("FILES", options.files, "Programs to run: FILE.sql; one file of pipelines to call: FILE.yaml");
    serve->add_option("--host", options.hosts, "An address to listen on (repeatable); 127.0.0.1 and ::1 without it")
        ->type_name("ADDRESS")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    serve->add_option("--port", options.port, "Port; 0 takes any that is free")
        ->capture_default_str()
        ->type_name("NUMBER")
        ->check(CLI::Range(0, 65535));
    serve->add_option("--name", options.names, "A further name that clients call this server by (repeatable)")
        ->type_name("NAME")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    CLI::Option* folder = serve->add_option("--data-folder", options.dataFolder, "Where pipelines are stored");
    folder->type_name("DIR");
    serve->add_flag("--no-catalog", options.isVolatile, "Store nothing: pipelines end with the program")
        ->excludes(folder);
    serve->add_option("--token-file", options.tokenFile,
                      "Answer only who sends the token in this file, which is made when it is not there")
        ->type_name("FILE");
    CLI::Option* certificate =
        serve->add_option("--tls-cert", options.certificateFile, "Certificates in PEM, for https");
    CLI::Option* key = serve->add_option("--tls-key", options.keyFile, "Their private key in PEM");
    certificate->type_name("FILE")->needs(key);
    key->type_name("FILE")->needs(certificate);
    serve->add_flag("--no-tls", options.allowsPlainText, "Off this machine without encryption")->excludes(certificate);
}

bool hasSubcommand(CLI::App& app, const std::string& name)
{
    const auto isNamed = [&name](const CLI::App* subcommand) { return subcommand->get_name() == name; };
    const std::vector<CLI::App*> all = app.get_subcommands([](CLI::App*) { return true; });
    return std::any_of(all.begin(), all.end(), isNamed);
}

} // namespace

bool isCommandLine(int argc, const char* const* argv)
{
    if (argc < 2) {
        return false;
    }
    const std::string first = argv[1];
    if (first == "--help" || first == "-h" || first == "--version") {
        return true;
    }
    // A word is a subcommand, known or not; a file to open in the console has a dot or a slash.
    return !first.empty() && first.front() != '-' && first.find_first_of("./") == std::string::npos;
}

int runCommandLine(int argc, const char* const* argv)
{
    CLI::App app(kDescription, "millrace");
    app.footer(kExamples);
    app.set_version_flag("--version", "millrace " MILLRACE_VERSION);
    app.require_subcommand(1);

    RunOptions options;
    RunTexts texts;
    addRun(app, options, texts);
    std::vector<std::string> checked;
    CLI::App* check = app.add_subcommand("check", "Compile programs without running them; report what is wrong");
    check->add_option("FILE", checked, "SQL files, and YAML files of pipelines")->required();
    std::string explained;
    CLI::App* explain = app.add_subcommand("explain", "Print the incremental plan of a program");
    explain->add_option("PROGRAM", explained, "SQL file")->required();

    ServeOptions served;
    addServe(app, served);
    ExportCommand exported;
    exported.addTo(app);
    RemoteCommands remote;
    remote.addTo(app);

    const std::string first = argc > 1 ? argv[1] : "";
    if (!first.empty() && first.front() != '-' && !hasSubcommand(app, first)) {
        printMessage("there is no subcommand " + first +
                     "; there are run, export, serve, check, explain, connector, token and query (see --help)");
        return kExitUsage;
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& success) { // --help and --version
        return app.exit(success);
    } catch (const CLI::ParseError& error) {
        app.exit(error);
        return kExitUsage;
    }
    if (check->parsed()) {
        return runCheck(checked);
    }
    if (app.got_subcommand("serve")) {
        return runServe(served, MILLRACE_VERSION);
    }
    if (const std::optional<int> exitCode = exported.run(app)) {
        return *exitCode;
    }
    if (const std::optional<int> exitCode = remote.run(app)) {
        return *exitCode;
    }
    if (explain->parsed()) {
        return runExplain(explained);
    }
    options.duration = texts.duration.empty() ? std::nullopt : parseDuration(texts.duration);
    options.format = texts.format == "csv" ? ChangeFormat::Csv : ChangeFormat::JsonLines;
    options.limits.onStepError = texts.onStepError == "set_aside" ? StepErrorPolicy::SetAside : StepErrorPolicy::Hold;
    options.limits.memoryLimitBytes = texts.memoryLimit.empty() ? 0 : parseSize(texts.memoryLimit).value_or(0);
    return runProgram(options);
}

} // namespace millrace::cli
