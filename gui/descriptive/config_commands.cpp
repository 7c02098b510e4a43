// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/descriptive/config_commands.h"

#include "engine/api/descriptive.h"
#include "gui/api/api_switch.h"
#include "gui/descriptive/config_document.h"
#include "gui/documents/document_area.h"
#include "models/text/error_text.h"

#include <QFileInfo>
#include <QStringDecoder>

namespace millrace::gui {

ConfigCommands::ConfigCommands(models::EngineBridge& engine, std::shared_ptr<descriptive::QueryHost> host,
                               DocumentArea& area, ApiSwitch& api, ActionRegistry& actions, QObject* parent)
    : QObject(parent)
    , m_engine(engine)
    , m_host(std::move(host))
    , m_area(area)
    , m_api(api)
    , m_actions(actions)
{
    m_api.setQueries(m_host);
    m_host->pipelines().setFileListener([this](const std::filesystem::path& file) {
        QMetaObject::invokeMethod(this, [this, path = QString::fromStdString(file.string())] {
            if (ConfigDocument* document = find(path)) {
                document->takeOver();
            }
        });
    });
    connect(&m_api, &ApiSwitch::changed, this, &ConfigCommands::updateAddresses);
}

ConfigCommands::~ConfigCommands()
{
    m_host->pipelines().setFileListener(nullptr);
}

bool ConfigCommands::isConfig(const QString& path)
{
    return path.endsWith(QLatin1String(".yaml"), Qt::CaseInsensitive) ||
           path.endsWith(QLatin1String(".yml"), Qt::CaseInsensitive);
}

ConfigDocument* ConfigCommands::find(const QString& path) const
{
    const QString wanted = QFileInfo(path).absoluteFilePath();
    for (Document* document : m_area.documents()) {
        auto* config = qobject_cast<ConfigDocument*>(document);
        if (config != nullptr && config->path() == wanted) {
            return config;
        }
    }
    return nullptr;
}

ConfigDocument* ConfigCommands::open(const QString& path)
{
    if (ConfigDocument* known = find(path)) {
        m_area.show(known);
        return known;
    }
    const QString absolute = QFileInfo(path).absoluteFilePath();
    const QString what = tr("Could not open %1").arg(absolute);
    const Result<std::string> bytes = descriptive::readConfigFile(absolute.toStdString());
    if (!bytes.ok()) {
        Q_EMIT failed(what, models::errorLine(bytes.error()));
        return nullptr;
    }
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString text = decoder.decode(QByteArrayView(bytes->data(), static_cast<qsizetype>(bytes->size())));
    if (decoder.hasError()) {
        Q_EMIT failed(what, tr("It is not UTF-8 text."));
        return nullptr;
    }
    auto* document = new ConfigDocument(absolute, text, m_host, m_engine.clock(), m_actions);
    connect(document, &ConfigDocument::failed, this, &ConfigCommands::failed);
    document->setAddresses(m_api.addresses());
    Q_EMIT opened(document);
    m_area.add(document, DocumentGroup::Programs);
    return document;
}

QStringList ConfigCommands::openFiles() const
{
    QStringList paths;
    for (Document* document : m_area.documents()) {
        if (const auto* config = qobject_cast<ConfigDocument*>(document)) {
            paths.append(config->path());
        }
    }
    return paths;
}

void ConfigCommands::updateAddresses()
{
    for (Document* document : m_area.documents()) {
        if (auto* config = qobject_cast<ConfigDocument*>(document)) {
            config->setAddresses(m_api.addresses());
        }
    }
}

} // namespace millrace::gui
