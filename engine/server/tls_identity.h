// SPDX-License-Identifier: GPL-3.0-or-later
// The certificate and key that the server shows.
#pragma once

#include "engine/base/result.h"

#include <QSslConfiguration>

#include <filesystem>
#include <string>

namespace millrace::server {

/// From two PEM files; the certificate comes first in its file, then those that signed it. kIoRead.
Result<QSslConfiguration> loadTlsIdentity(const std::filesystem::path& certificate, const std::filesystem::path& key);

/// A self-signed pair in a folder, `tls-certificate.pem` and `tls-key.pem`, made when it is not there: for the name of
/// this machine and its loopback names, for ten years, the key readable by its owner only. kIoRead, kIoOpen.
Result<QSslConfiguration> ownTlsIdentity(const std::filesystem::path& folder);

/// SHA-256 of the certificate, in pairs of digits, as clients show it: "AB:01:…".
std::string fingerprintOf(const QSslConfiguration& identity);

} // namespace millrace::server
