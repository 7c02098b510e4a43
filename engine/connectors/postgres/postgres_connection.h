// SPDX-License-Identifier: GPL-3.0-or-later
// A connection to a PostgreSQL server whose waits end when a stop is requested.
#pragma once

#include "engine/base/result.h"
#include "engine/formats/config_reader.h"

#include <postgresql/libpq-fe.h>

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace millrace {

/// How to reach a server, from the config of a connector.
struct PostgresTarget {
    std::vector<std::pair<std::string, std::string>> parameters; ///< of libpq, those of the URI among them
    std::vector<std::string> files;                              ///< named by paths, among the parameters
    std::string caPem;                                           ///< texts that libpq wants as files
    std::string certificatePem;
    std::string keyPem;
};

/// Reads `uri` and the keys of TLS. Parameters that make libpq read other files than those named, or run code, are
/// refused with the reason (kConnectorForbiddenOption).
PostgresTarget readPostgresTarget(ConfigReader& reader, std::vector<ConfigProblem>& problems);

/// Who `uri` leads to, as `postgresql://host:port`, whichever form it has and wherever in it the host stands; empty
/// when it is none. Never with a user or a password.
std::string postgresAddress(const std::string& uri);

struct PostgresResultDeleter {
    void operator()(PGresult* result) const { PQclear(result); }
};
struct PostgresDeleter {
    void operator()(PGconn* connection) const { PQfinish(connection); }
};
using PostgresHandle = std::unique_ptr<PGconn, PostgresDeleter>;
using PostgresResult = std::unique_ptr<PGresult, PostgresResultDeleter>;

/// One thread at a time.
class PostgresConnection {
public:
    /// Waits up to ten seconds for the server, and for the looking up of its name. kConnectorOpen; the text never holds
    /// a password.
    static Result<std::unique_ptr<PostgresConnection>> open(const PostgresTarget& target, std::stop_token stop);
    /// A query under way is cancelled.
    ~PostgresConnection();

    /// Runs one statement. A refusal of the server is kConnectorTransport with its text; isAlive() tells it from a
    /// broken connection. Parameters are texts.
    Result<PostgresResult> execute(const std::string& statement, const std::vector<std::string>& parameters = {});
    bool isAlive() const { return PQstatus(m_connection.get()) == CONNECTION_OK; }

    /// Sends a query whose rows come one by one from nextRow(), as texts.
    Status startRows(const std::string& query);
    /// The next row, or null: at the end, or when `mayWait` says so while none has come.
    Result<PostgresResult> nextRow(const std::function<bool()>& mayWait);
    bool isAtEnd() const { return m_isAtEnd; }

private:
    PostgresConnection(PostgresHandle connection, std::stop_token stop);
    /// Waits for the socket, up to 100 ms; false on a stop.
    bool awaitSocket(bool forWriting) const;
    Status flush();
    Error lastError(const std::string& what) const;

    const PostgresHandle m_connection;
    const std::stop_token m_stop;
    bool m_isAtEnd = false;
};

/// `"name"`, as an identifier in a statement; `a.b` names a table in a schema.
std::string quotedIdentifier(std::string_view name);
std::string quotedTable(std::string_view name);

} // namespace millrace
