// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/server/tls_identity.h"

#include <QFile>
#include <QSslCertificate>
#include <QSslKey>
#include <QSslSocket>
#include <QSysInfo>

#include <memory>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

namespace millrace::server {

namespace {

constexpr long kValidSeconds = 10L * 365 * 24 * 3600;

struct Freeing {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
    void operator()(BIO* memory) const { BIO_free(memory); }
};
template <typename T>
using Owned = std::unique_ptr<T, Freeing>;

QString toQString(const std::filesystem::path& path)
{
    return QString::fromStdString(path.string());
}

Result<QByteArray> readFile(const std::filesystem::path& path)
{
    QFile file(toQString(path));
    if (!file.open(QIODevice::ReadOnly)) {
        return makeError(ErrorCode::kIoRead,
                         "The file cannot be read: " + path.string() + ": " + file.errorString().toStdString());
    }
    return file.readAll();
}

Status writeOwnerOnly(const std::filesystem::path& path, const QByteArray& text)
{
    QFile file(toQString(path));
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly, QFile::ReadOwner | QFile::WriteOwner) ||
        file.write(text) != text.size() || !file.flush()) {
        return makeError(ErrorCode::kIoOpen,
                         "The file cannot be made: " + path.string() + ": " + file.errorString().toStdString());
    }
    return {};
}

QByteArray textOf(BIO* memory)
{
    char* data = nullptr;
    const long size = BIO_get_mem_data(memory, &data);
    return QByteArray(data, static_cast<qsizetype>(size));
}

bool addExtension(X509* certificate, int kind, const QByteArray& value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    const Owned<X509_EXTENSION> extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.constData()));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

/// A certificate of the key over itself; null when OpenSSL refuses.
Owned<X509> selfSigned(EVP_PKEY* key)
{
    Owned<X509> certificate(X509_new());
    const QByteArray machine = QSysInfo::machineHostName().toUtf8();
    const bool isName = !machine.isEmpty() && machine.size() <= 64 && !machine.contains(',') && !machine.contains(':');
    const QByteArray more = isName ? ",DNS:" + machine : QByteArray();
    uint64_t serial = 0;
    RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof(serial));
    X509_NAME* name = certificate ? X509_get_subject_name(certificate.get()) : nullptr;
    const unsigned char common[] = "Millrace";
    const bool isMade = name && X509_set_version(certificate.get(), 2) == 1 &&
                        ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial >> 1) == 1 &&
                        X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600) &&
                        X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kValidSeconds) &&
                        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, common, -1, -1, 0) == 1 &&
                        X509_set_issuer_name(certificate.get(), name) == 1 &&
                        X509_set_pubkey(certificate.get(), key) == 1 &&
                        addExtension(certificate.get(), NID_basic_constraints, "critical,CA:TRUE") &&
                        addExtension(certificate.get(), NID_subject_alt_name,
                                     "DNS:localhost,IP:127.0.0.1,IP:::1" + more) &&
                        X509_sign(certificate.get(), key, EVP_sha256()) > 0;
    return isMade ? std::move(certificate) : nullptr;
}

Status makePair(const std::filesystem::path& certificateFile, const std::filesystem::path& keyFile)
{
    const Owned<EVP_PKEY> key(EVP_EC_gen("P-256"));
    const Owned<X509> certificate = key ? selfSigned(key.get()) : nullptr;
    const Owned<BIO> certificateText(BIO_new(BIO_s_mem()));
    const Owned<BIO> keyText(BIO_new(BIO_s_mem()));
    if (!certificate || PEM_write_bio_X509(certificateText.get(), certificate.get()) != 1 ||
        PEM_write_bio_PKCS8PrivateKey(keyText.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) {
        return makeError(ErrorCode::kIoOpen, "A certificate cannot be made: the cryptographic library refuses");
    }
    MR_CHECK(writeOwnerOnly(keyFile, textOf(keyText.get())));
    return writeOwnerOnly(certificateFile, textOf(certificateText.get()));
}

QSslKey readKey(const QByteArray& text)
{
    for (const QSsl::KeyAlgorithm algorithm : {QSsl::Ec, QSsl::Rsa}) {
        QSslKey key(text, algorithm);
        if (!key.isNull()) {
            return key;
        }
    }
    return {};
}

} // namespace

Result<QSslConfiguration> loadTlsIdentity(const std::filesystem::path& certificate, const std::filesystem::path& key)
{
    if (!QSslSocket::supportsSsl()) {
        return makeError(ErrorCode::kIoRead, "Qt has no TLS on this system: its plugin for OpenSSL is missing");
    }
    MR_TRY(const QByteArray certificateText, readFile(certificate));
    MR_TRY(const QByteArray keyText, readFile(key));
    const QList<QSslCertificate> chain = QSslCertificate::fromData(certificateText, QSsl::Pem);
    if (chain.isEmpty() || chain.first().isNull()) {
        return makeError(ErrorCode::kIoRead, "The file holds no certificate in PEM: " + certificate.string());
    }
    const QSslKey privateKey = readKey(keyText);
    if (privateKey.isNull()) {
        return makeError(ErrorCode::kIoRead,
                         "The file holds no private key in PEM without a password: " + key.string());
    }
    QSslConfiguration identity = QSslConfiguration::defaultConfiguration();
    identity.setLocalCertificateChain(chain);
    identity.setPrivateKey(privateKey);
    identity.setPeerVerifyMode(QSslSocket::VerifyNone); // clients show a token, not a certificate
    identity.setProtocol(QSsl::TlsV1_2OrLater);
    return identity;
}

Result<QSslConfiguration> ownTlsIdentity(const std::filesystem::path& folder)
{
    const std::filesystem::path certificate = folder / "tls-certificate.pem";
    const std::filesystem::path key = folder / "tls-key.pem";
    std::error_code failure;
    if (!std::filesystem::exists(key, failure)) {
        std::filesystem::remove(certificate, failure); // of another key
        MR_CHECK(makePair(certificate, key));
    }
    return loadTlsIdentity(certificate, key);
}

std::string fingerprintOf(const QSslConfiguration& identity)
{
    return identity.localCertificate().digest(QCryptographicHash::Sha256).toHex(':').toUpper().toStdString();
}

} // namespace millrace::server
