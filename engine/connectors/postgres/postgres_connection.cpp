// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectors/postgres/postgres_connection.h"

#include "engine/connectors/abandonable_call.h"
#include "engine/connectors/file/file_location.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cerrno>
#include <poll.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace millrace {

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr auto kLongestOpening = std::chrono::seconds(10);
constexpr int kSliceMillis = 100; ///< between two looks whether to stop

struct ForbiddenParameter {
    std::string_view name;
    std::string_view reason;
};
constexpr std::array<ForbiddenParameter, 10> kForbidden = {{
    {"service", "it reads parameters from another file"},
    {"passfile", "it reads passwords of other servers"},
    {"sslkey", "use 'ssl_client_key_location'"},
    {"sslcert", "use 'ssl_client_location'"},
    {"sslrootcert", "use 'ssl_ca_location'"},
    {"sslcrl", "it reads another file"},
    {"sslcrldir", "it reads other files"},
    {"krbsrvname", "Kerberos is not used here"},
    {"gsslib", "it loads a library"},
    {"replication", "a snapshot is no replication"},
}};

void setParameter(PostgresTarget& target, const std::string& name, const std::string& value)
{
    for (auto& [known, text] : target.parameters) {
        if (known == name) {
            text = value;
            return;
        }
    }
    target.parameters.emplace_back(name, value);
}

std::string parameterOf(const PostgresTarget& target, std::string_view name)
{
    for (const auto& [known, text] : target.parameters) {
        if (known == name) {
            return text;
        }
    }
    return {};
}

void readUri(ConfigReader& reader, PostgresTarget& target, std::vector<ConfigProblem>& problems)
{
    std::string uri;
    if (!reader.require("uri", uri)) {
        return;
    }
    char* text = nullptr;
    PQconninfoOption* options = PQconninfoParse(uri.c_str(), &text);
    if (options == nullptr) {
        // libpq's text repeats the URI, with the password in it.
        PQfreemem(text);
        reader.problem("uri",
                       "Not a connection URI of PostgreSQL, which has the form postgresql://user@host:port/database");
        return;
    }
    for (const PQconninfoOption* option = options; option->keyword != nullptr; ++option) {
        if (option->val == nullptr) {
            continue;
        }
        const auto* forbidden = std::find_if(kForbidden.begin(), kForbidden.end(), [&](const ForbiddenParameter& each) {
            return each.name == option->keyword;
        });
        if (forbidden != kForbidden.end()) {
            problems.push_back({reader.pointerOf("uri"),
                                makeError(ErrorCode::kConnectorForbiddenOption,
                                          "Parameter not allowed in the URI, since " + std::string(forbidden->reason) +
                                              ": '" + option->keyword + "'"),
                                false});
            continue;
        }
        setParameter(target, option->keyword, option->val);
    }
    PQconninfoFree(options);
}

void readFile(ConfigReader& reader, const char* key, const std::string& path, const char* parameter,
              PostgresTarget& target)
{
    if (!isFilePath(path)) {
        reader.problem(key, "Expected the absolute path of a file for '" + std::string(key) + "'");
        return;
    }
    setParameter(target, parameter, path);
    target.files.push_back(path);
}

/// A file named or its content given; the content wins.
void readPem(ConfigReader& reader, const char* pemKey, const char* pathKey, const char* parameter,
             PostgresTarget& target, std::string& pem)
{
    std::string path;
    reader.read(pemKey, pem);
    if (!reader.read(pathKey, path) || path.empty()) {
        return;
    }
    readFile(reader, pathKey, path, parameter, target);
}

/// Writes a file that only this process has, readable by its name in /proc.
Result<FileDescriptor> memoryFile(const std::string& text)
{
    FileDescriptor file(::memfd_create("pem", MFD_CLOEXEC));
    // libpq takes no key that others may read.
    bool isWritten = file.get() >= 0 && ::fchmod(file.get(), 0600) == 0;
    for (size_t done = 0; isWritten && done < text.size();) {
        const ssize_t size = ::write(file.get(), text.data() + done, text.size() - done);
        isWritten = size > 0 || (size < 0 && errno == EINTR);
        done += size > 0 ? static_cast<size_t>(size) : 0;
    }
    if (!isWritten) {
        return makeError(ErrorCode::kConnectorOpen,
                         "Cannot hold the certificates in memory: " + systemErrorText(errno));
    }
    return file;
}

/// Tells the server to give up what it is doing; needs a connection of its own, which may take its time.
void cancelQuery(PGconn* connection)
{
    PGcancel* const cancel = PQgetCancel(connection);
    if (cancel == nullptr) {
        return;
    }
    callAside([cancel] {
        char reason[256] = {};
        PQcancel(cancel, reason, sizeof reason);
        PQfreeCancel(cancel);
    });
}

std::string withoutLineEnd(std::string text)
{
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) {
        text.pop_back();
    }
    return text;
}

} // namespace

PostgresTarget readPostgresTarget(ConfigReader& reader, std::vector<ConfigProblem>& problems)
{
    PostgresTarget target;
    readUri(reader, target, problems);
    readPem(reader, "ssl_ca_pem", "ssl_ca_location", "sslrootcert", target, target.caPem);
    readPem(reader, "ssl_client_pem", "ssl_client_location", "sslcert", target, target.certificatePem);
    readPem(reader, "ssl_client_key", "ssl_client_key_location", "sslkey", target, target.keyPem);
    std::string chain;
    reader.read("ssl_certificate_chain_location", chain);
    if (!chain.empty()) {
        readFile(reader, "ssl_certificate_chain_location", chain, "sslcert", target);
    }
    bool verifiesHost = true;
    reader.read("verify_hostname", verifiesHost);
    const bool hasCa = !target.caPem.empty() || !parameterOf(target, "sslrootcert").empty();
    if (hasCa) {
        setParameter(target, "sslmode", verifiesHost ? "verify-full" : "verify-ca");
    }
    setParameter(target, "passfile", "/dev/null/none"); // not ~/.pgpass: a program says itself what it knows
    setParameter(target, "client_encoding", "UTF8");
    setParameter(target, "connect_timeout", "10");
    if (parameterOf(target, "application_name").empty()) {
        setParameter(target, "application_name", "millrace");
    }
    return target;
}

std::string postgresAddress(const std::string& uri)
{
    PQconninfoOption* options = PQconninfoParse(uri.c_str(), nullptr);
    if (options == nullptr) {
        return {};
    }
    std::string host = "localhost";
    std::string address;
    std::string port;
    for (const PQconninfoOption* option = options; option->keyword != nullptr; ++option) {
        const std::string_view name = option->keyword;
        const std::string value = option->val == nullptr ? std::string() : option->val;
        host = name == "host" && !value.empty() ? value : host;
        address = name == "hostaddr" ? value : address; // libpq connects there, whatever the host is called
        port = name == "port" && !value.empty() ? ":" + value : port;
    }
    PQconninfoFree(options);
    return "postgresql://" + (address.empty() ? host : address) + port;
}

PostgresConnection::PostgresConnection(PostgresHandle connection, std::stop_token stop)
    : m_connection(std::move(connection))
    , m_stop(std::move(stop))
{
}

PostgresConnection::~PostgresConnection()
{
    if (PQtransactionStatus(m_connection.get()) == PQTRANS_ACTIVE) {
        cancelQuery(m_connection.get());
    }
}

namespace {

Error errorOf(const PGconn* connection, ErrorCode code, const std::string& what)
{
    return makeError(code, what + ": " + withoutLineEnd(PQerrorMessage(connection)));
}

/// Connects, within ten seconds but for names that are slow to look up: libpq does that itself, and waits for it.
Result<PostgresHandle> connectTo(const PostgresTarget& target)
{
    for (const std::string& path : target.files) {
        MR_CHECK(checkLibraryFile(path));
    }
    auto parameters = target.parameters;
    std::vector<FileDescriptor> files; // read while the connection is made
    const std::array<std::pair<const std::string*, const char*>, 3> pems = {
        {{&target.caPem, "sslrootcert"}, {&target.certificatePem, "sslcert"}, {&target.keyPem, "sslkey"}}};
    for (const auto& [pem, parameter] : pems) {
        if (!pem->empty()) {
            MR_TRY(FileDescriptor file, memoryFile(*pem));
            parameters.emplace_back(parameter, "/proc/self/fd/" + std::to_string(file.get()));
            files.push_back(std::move(file));
        }
    }
    std::vector<const char*> names;
    std::vector<const char*> values;
    for (const auto& [name, value] : parameters) {
        names.push_back(name.c_str());
        values.push_back(value.c_str());
    }
    names.push_back(nullptr);
    values.push_back(nullptr);
    PostgresHandle connection(PQconnectStartParams(names.data(), values.data(), 0));
    const auto deadline = SteadyClock::now() + kLongestOpening;
    PostgresPollingStatusType state = PGRES_POLLING_WRITING;
    while (PQstatus(connection.get()) != CONNECTION_BAD && state != PGRES_POLLING_OK &&
           state != PGRES_POLLING_FAILED) {
        pollfd socket = {PQsocket(connection.get()),
                         static_cast<short>(state == PGRES_POLLING_READING ? POLLIN : POLLOUT), 0};
        const int ready = ::poll(&socket, 1, kSliceMillis);
        if (SteadyClock::now() > deadline) {
            return makeError(ErrorCode::kConnectorOpen, "The PostgreSQL server does not answer");
        }
        state = ready > 0 ? PQconnectPoll(connection.get()) : state;
    }
    if (state != PGRES_POLLING_OK) {
        return errorOf(connection.get(), ErrorCode::kConnectorOpen, "Cannot connect to PostgreSQL");
    }
    PQsetnonblocking(connection.get(), 1);
    return connection;
}

} // namespace

Result<std::unique_ptr<PostgresConnection>> PostgresConnection::open(const PostgresTarget& target, std::stop_token stop)
{
    auto connected = callUnlessStopped(stop, [target] { return connectTo(target); });
    if (!connected) {
        return makeError(ErrorCode::kConnectorOpen, "The pipeline was stopped before the PostgreSQL server answered");
    }
    MR_TRY(PostgresHandle handle, std::move(*connected));
    std::unique_ptr<PostgresConnection> connection(new PostgresConnection(std::move(handle), std::move(stop)));
    MR_CHECK(connection->execute("SET DateStyle = ISO; SET TimeZone = UTC; SET IntervalStyle = postgres; SET "
                                 "extra_float_digits = 1; SET bytea_output = hex"));
    return connection;
}

Error PostgresConnection::lastError(const std::string& what) const
{
    return errorOf(m_connection.get(), ErrorCode::kConnectorTransport, what);
}

bool PostgresConnection::awaitSocket(bool forWriting) const
{
    pollfd socket = {PQsocket(m_connection.get()), static_cast<short>(forWriting ? POLLIN | POLLOUT : POLLIN), 0};
    ::poll(&socket, 1, kSliceMillis);
    return !m_stop.stop_requested();
}

Status PostgresConnection::flush()
{
    for (int left = PQflush(m_connection.get()); left != 0; left = PQflush(m_connection.get())) {
        if (left < 0) {
            return lastError("The connection to PostgreSQL broke");
        }
        if (!awaitSocket(true)) {
            return makeError(ErrorCode::kConnectorTransport, "The pipeline was stopped");
        }
        PQconsumeInput(m_connection.get()); // or both sides wait for the other to read
    }
    return {};
}

Result<PostgresResult> PostgresConnection::execute(const std::string& statement,
                                                   const std::vector<std::string>& parameters)
{
    std::vector<const char*> values;
    for (const std::string& parameter : parameters) {
        values.push_back(parameter.c_str());
    }
    const int isSent = parameters.empty()
                           ? PQsendQuery(m_connection.get(), statement.c_str())
                           : PQsendQueryParams(m_connection.get(), statement.c_str(), static_cast<int>(values.size()),
                                               nullptr, values.data(), nullptr, nullptr, 0);
    if (isSent == 0) {
        return lastError("The connection to PostgreSQL broke");
    }
    MR_CHECK(flush());
    PostgresResult last;
    for (;;) {
        while (PQisBusy(m_connection.get()) != 0) {
            if (!awaitSocket(false)) {
                return makeError(ErrorCode::kConnectorTransport, "The pipeline was stopped");
            }
            if (PQconsumeInput(m_connection.get()) == 0) {
                return lastError("The connection to PostgreSQL broke");
            }
        }
        PostgresResult next(PQgetResult(m_connection.get()));
        if (next == nullptr) {
            break;
        }
        const bool hasFailed = last != nullptr && PQresultStatus(last.get()) == PGRES_FATAL_ERROR;
        if (!hasFailed) {
            last = std::move(next); // the first failure of several statements stays
        }
    }
    if (last == nullptr || PQresultStatus(last.get()) == PGRES_FATAL_ERROR) {
        return makeError(ErrorCode::kConnectorTransport,
                         "PostgreSQL: " + withoutLineEnd(last == nullptr ? PQerrorMessage(m_connection.get())
                                                                         : PQresultErrorMessage(last.get())));
    }
    return last;
}

Status PostgresConnection::startRows(const std::string& query)
{
    m_isAtEnd = false;
    if (PQsendQueryParams(m_connection.get(), query.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0) == 0 ||
        PQsetSingleRowMode(m_connection.get()) == 0) {
        return lastError("The connection to PostgreSQL broke");
    }
    return flush();
}

Result<PostgresResult> PostgresConnection::nextRow(const std::function<bool()>& mayWait)
{
    while (PQisBusy(m_connection.get()) != 0) {
        if (!mayWait() || !awaitSocket(false)) {
            return PostgresResult();
        }
        if (PQconsumeInput(m_connection.get()) == 0) {
            return lastError("The connection to PostgreSQL broke");
        }
    }
    PostgresResult row(PQgetResult(m_connection.get()));
    m_isAtEnd = row == nullptr;
    if (row != nullptr && PQresultStatus(row.get()) == PGRES_FATAL_ERROR) {
        return makeError(ErrorCode::kConnectorTransport,
                         "PostgreSQL: " + withoutLineEnd(PQresultErrorMessage(row.get())));
    }
    return row;
}

std::string quotedIdentifier(std::string_view name)
{
    std::string text = "\"";
    for (const char c : name) {
        text += c == '"' ? "\"\"" : std::string(1, c);
    }
    return text + "\"";
}

std::string quotedTable(std::string_view name)
{
    const size_t dot = name.find('.');
    return dot == std::string_view::npos
               ? quotedIdentifier(name)
               : quotedIdentifier(name.substr(0, dot)) + "." + quotedIdentifier(name.substr(dot + 1));
}

} // namespace millrace
