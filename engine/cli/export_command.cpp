// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cli/export_command.h"

#include "engine/cli/command_line.h"
#include "engine/cli/export_session.h"
#include "engine/cli/run_command.h"

#include <CLI/CLI.hpp>

#include <charconv>
#include <cstdio>
#include <map>

namespace millrace::cli {

namespace {

constexpr const char* kDetails =
    R"(The program runs from its start, and every change of the views goes to FILE; nothing is dropped, the program
waits for the disk. FILE is written as FILE.part and gets its name when it is whole; without --force one that is
there already is an error. Beside it FILE.manifest.json tells columns, steps, rows and net weight. With a --rotate
option there are several files, numbered before the suffix or where {number} stands; each ends with a whole step.
Encodings: weight, a line a row with its weight; op, a line for each insert and delete; pairs, old and new row of
a key in one line; state, the rows as they are at the end. A sqlite file has a table a view, with columns of
types; what comes at once is one transaction.
Text is compressed as --compress or the suffix of FILE says (.gz, .zst); what is there can be read at any time.
After a crash the next export to FILE is refused and tells how many rows are safe: --continue goes on behind them,
--recover FILE.part makes a file of them, --force begins anew. The whole lines are kept, of a sqlite file the whole
steps. With --continue the next files have the next numbers (FILE-continued-00000002 and so on without --rotate); a
sqlite file goes on itself, with a column incarnation. Each run is an incarnation: its steps begin at 1, and what the
program reads from its start it exports again. Where nothing is there yet, --continue begins.)";

const std::map<std::string, ChangeFormat> kFormats = {{"json", ChangeFormat::JsonLines},
                                                      {"csv", ChangeFormat::Csv},
                                                      {"tsv", ChangeFormat::Tsv},
                                                      {"sql", ChangeFormat::Sql},
                                                      {"sqlite", ChangeFormat::Sqlite}};
const std::map<std::string, ChangeEncoding> kEncodings = {{"weight", ChangeEncoding::Weighted},
                                                          {"op", ChangeEncoding::Operations},
                                                          {"pairs", ChangeEncoding::Pairs},
                                                          {"state", ChangeEncoding::State}};

const std::map<std::string, Compression> kCompressions = {
    {"none", Compression::None}, {"gzip", Compression::Gzip}, {"zstd", Compression::Zstd}};

int recover(const std::string& path, PartFile::Existing existing)
{
    const Result<PartContents> found = recoverPartFile(path, existing);
    if (!found.ok()) {
        printMessage(found.error().detail);
        return kExitUsage;
    }
    std::printf("%s, %llu rows, %llu bytes of a torn line were cut off\n", path.substr(0, path.size() - 5).c_str(),
                static_cast<unsigned long long>(found->rows), static_cast<unsigned long long>(found->tornBytes));
    return kExitOk;
}

/// What an export to these files that was killed has left would be lost. True when it was told of.
bool tellInterrupted(const ExportOptions& options)
{
    if (options.existing == PartFile::Existing::Replace) {
        return false;
    }
    const std::vector<std::string> parts = partFilesOf(options);
    for (const std::string& part : parts) {
        const Result<PartContents> found = inspectPartFile(part);
        if (!found.ok()) { // it is being written, or damaged
            printMessage(found.error().detail);
            continue;
        }
        printMessage("an export was interrupted: " + std::to_string(found->rows) + " rows are safe in " + part);
        printMessage("--continue goes on behind them, `millrace export --recover " + part +
                     "` keeps them as a file, --force begins anew");
    }
    return !parts.empty();
}

/// What is there is made whole, and what comes goes behind it. True when there is nothing more to come.
Result<bool> continueSeries(ExportOptions& options)
{
    MR_TRY(Continuation found, prepareContinuation(options));
    if (found.newest) {
        printMessage("it goes on as incarnation " + std::to_string(found.incarnation()) + " behind " +
                     found.newest->file + ", " + std::to_string(found.rows()) + " rows are there, of which " +
                     std::to_string(found.recoveredRows) + " were recovered");
    }
    const bool isOver = options.stopRows != 0 && found.rows() >= options.stopRows;
    options.continues = std::move(found);
    return isOver;
}

std::string toCount(const std::string& text)
{
    uint64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool isCount = problem == std::errc() && end == text.data() + text.size() && number > 0;
    return isCount ? std::string() : "not a number of rows (1 or more): " + text;
}

} // namespace

int runExport(ExportCommandOptions options)
{
    if (!options.recovered.empty()) {
        return recover(options.recovered, options.files.existing);
    }
    if (options.run.file.empty() || options.files.path.empty()) {
        printMessage("PROGRAM and --to are needed (see millrace export --help)");
        return kExitUsage;
    }
    int exitCode = kExitOk;
    std::optional<ProgramRun> run = prepareRun(options.run, exitCode);
    if (!run) {
        return exitCode;
    }
    if (const Status fits = ExportRun::check(options.files, run->relations.size()); !fits.ok()) {
        const bool areMany = run->relations.size() > 1;
        printMessage(fits.error().detail +
                     (areMany ? "; there are " + listNames(run->relations) + ", choose with --view" : std::string()));
        return kExitUsage;
    }
    if (!options.files.columns.empty()) { // of one relation, or check() had refused
        const auto columns = ExportRun::chooseColumns(options.files, run->relations.front().schema);
        if (!columns.ok()) {
            printMessage(columns.error().detail);
            return kExitUsage;
        }
    }
    if (options.continues) {
        const Result<bool> isOver = continueSeries(options.files);
        if (!isOver.ok()) {
            printMessage(isOver.error().detail);
            return kExitUsage;
        }
        if (*isOver) {
            printMessage("all rows that it was to write are there");
            return kExitOk;
        }
    } else if (tellInterrupted(options.files)) {
        return kExitUsage;
    }
    return ExportSession(*run, options).run();
}

void ExportCommand::addTo(CLI::App& app)
{
    CLI::App* command = app.add_subcommand("export", "Run a program and write the changes of its views to files");
    command->footer(kDetails);
    command->add_option("PROGRAM", m_options.run.file, "SQL file; - reads standard input");
    command->add_option("--to", m_options.files.path, "File to write")->type_name("FILE");
    command->add_flag("--force", m_isForced,
                      "Replace FILE where there is one, and what is left of an interrupted export");
    CLI::Option* continues =
        command->add_flag("--continue", m_options.continues,
                          "Go on behind what an export to FILE has written, whether it was interrupted or has ended");
    command->add_option("--view", m_options.run.views, "A view or table to export (repeatable); all views without it")
        ->type_name("NAME")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    command
        ->add_option("--format", m_format,
                     "json (lines), csv, tsv, sql (statements) or sqlite (a database); as FILE is called without it")
        ->type_name("json|csv|tsv|sql|sqlite")
        ->check(CLI::IsMember(kFormats));
    command->add_option("--columns", m_options.files.columns, "Only these columns, in this order; of one view")
        ->type_name("A,B,…")
        ->delimiter(',');
    command->add_option("--encoding", m_encoding, "How a change is written")
        ->type_name("weight|op|pairs|state")
        ->check(CLI::IsMember(kEncodings));
    command->add_option("--compress", m_compression, "Of text; without it as the suffix of FILE says: .gz or .zst")
        ->type_name("none|gzip|zstd")
        ->check(CLI::IsMember(kCompressions));
    command->add_flag("--until-complete", m_options.untilComplete, "End when every input has ended and was delivered");
    const auto isTime = [](std::string& text) {
        return parseDuration(text) ? std::string() : "not a time (write 250ms, 10s, 5m or 1h): " + text;
    };
    const auto isTimeAboveZero = [](std::string& text) {
        return parseDuration(text).value_or(std::chrono::milliseconds(0)).count() > 0
                   ? std::string()
                   : "not a time of 1ms or more (write 250ms, 10s, 5m or 1h): " + text;
    };
    const auto isSize = [](std::string& text) {
        return parseSize(text) ? std::string() : "not a size (write 512MiB or 2GiB): " + text;
    };
    command->add_option("--for", m_duration, "End after a time: 250ms, 10s, 5m, 1h")
        ->type_name("TIME")
        ->check(CLI::Validator(isTime, ""));
    command->add_option("--rows", m_options.files.stopRows, "End after the step in which so many rows were written")
        ->type_name("NUMBER")
        ->check(CLI::Validator(&toCount, ""));
    command->add_option("--rotate-rows", m_options.files.rotateRows, "A new file after so many rows")
        ->type_name("NUMBER")
        ->check(CLI::Validator(&toCount, ""));
    command->add_option("--rotate-size", m_rotateSize, "A new file after so many bytes")
        ->type_name("SIZE")
        ->check(CLI::Validator(isSize, ""));
    command->add_option("--rotate-every", m_rotateTime, "A new file after a time")
        ->type_name("TIME")
        ->check(CLI::Validator(isTimeAboveZero, ""));
    command->add_option("--recover", m_options.recovered, "Finish the .part file of an export that was killed")
        ->type_name("FILE.part")
        ->excludes(continues);
}

std::optional<int> ExportCommand::run(const CLI::App& app)
{
    if (!app.got_subcommand("export")) {
        return std::nullopt;
    }
    m_options.files.format =
        m_format.empty() ? formatOfName(m_options.files.path).value_or(ChangeFormat::JsonLines) : kFormats.at(m_format);
    m_options.files.encoding = kEncodings.at(m_encoding);
    m_options.files.compression =
        m_compression.empty() ? compressionOfName(m_options.files.path) : kCompressions.at(m_compression);
    m_options.files.endsWithSnapshot = m_options.files.encoding == ChangeEncoding::State;
    m_options.files.rotateBytes = m_rotateSize.empty() ? 0 : parseSize(m_rotateSize).value_or(0);
    m_options.files.rotateTime = m_rotateTime.empty() ? std::chrono::milliseconds(0) : *parseDuration(m_rotateTime);
    m_options.files.existing = m_isForced ? PartFile::Existing::Replace : PartFile::Existing::Refuse;
    m_options.duration = m_duration.empty() ? std::nullopt : parseDuration(m_duration);
    return runExport(m_options);
}

} // namespace millrace::cli
