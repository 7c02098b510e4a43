// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/session.h"

#include "models/bridge/engine_bridge.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSettings>

#include <algorithm>

namespace millrace::gui {

namespace {

// Raise it when docks or their names change: an old layout would then misplace them.
constexpr int kLayoutVersion = 3;
constexpr const char* kDocumentsKey = "window.documents";

QStringList toStrings(const QJsonValue& value)
{
    QStringList strings;
    for (const QJsonValue& item : value.toArray()) {
        strings.append(item.toString());
    }
    return strings;
}

} // namespace

WindowState loadWindowState(const QSettings& settings)
{
    WindowState state;
    state.theme = settings.value(QStringLiteral("window/theme")).toString();
    state.language = settings.value(QStringLiteral("window/language")).toString();
    state.zoom = settings.value(QStringLiteral("window/zoom")).toInt();
    if (settings.value(QStringLiteral("window/layoutVersion")).toInt() == kLayoutVersion) {
        state.geometry = settings.value(QStringLiteral("window/geometry")).toByteArray();
        state.docks = settings.value(QStringLiteral("window/docks")).toByteArray();
        state.dockSizes = settings.value(QStringLiteral("window/dockSizes")).toMap();
        state.documentSplitter = settings.value(QStringLiteral("window/documentSplitter")).toByteArray();
        state.arrangement = settings.value(QStringLiteral("window/arrangement"), -1).toInt();
    }
    return state;
}

void saveWindowState(QSettings& settings, const WindowState& state)
{
    settings.setValue(QStringLiteral("window/theme"), state.theme);
    settings.setValue(QStringLiteral("window/language"), state.language);
    settings.setValue(QStringLiteral("window/zoom"), state.zoom);
    settings.setValue(QStringLiteral("window/layoutVersion"), kLayoutVersion);
    settings.setValue(QStringLiteral("window/geometry"), state.geometry);
    settings.setValue(QStringLiteral("window/docks"), state.docks);
    settings.setValue(QStringLiteral("window/dockSizes"), state.dockSizes);
    settings.setValue(QStringLiteral("window/documentSplitter"), state.documentSplitter);
    settings.setValue(QStringLiteral("window/arrangement"), state.arrangement);
}

QRect fittedTo(QRect window, const QRect& available, int titleBarHeight)
{
    const QRect room = available.adjusted(0, titleBarHeight, 0, 0);
    window.setSize(window.size().boundedTo(room.size()));
    window.moveLeft(std::clamp(window.left(), room.left(), room.left() + room.width() - window.width()));
    window.moveTop(std::clamp(window.top(), room.top(), room.top() + room.height() - window.height()));
    return window;
}

StoredDocuments loadDocuments(models::EngineBridge& engine)
{
    StoredDocuments stored;
    const std::optional<std::string> text = engine.settings().value(kDocumentsKey);
    if (!text) {
        stored.isFirst = true;
        return stored;
    }
    const QJsonObject root = QJsonDocument::fromJson(QByteArray::fromStdString(*text)).object();
    stored.documents.pipelines = toStrings(root.value(QStringLiteral("pipelines")));
    stored.documents.running = toStrings(root.value(QStringLiteral("running")));
    stored.documents.notebooks = toStrings(root.value(QStringLiteral("notebooks")));
    stored.documents.configs = toStrings(root.value(QStringLiteral("configs")));
    stored.documents.tokenBoards = toStrings(root.value(QStringLiteral("tokenBoards")));
    stored.documents.current = root.value(QStringLiteral("current")).toString();
    const QJsonObject ticked = root.value(QStringLiteral("ticked")).toObject();
    for (auto it = ticked.begin(); it != ticked.end(); ++it) {
        stored.documents.ticked.insert(it.key(), toStrings(it.value()));
    }
    const QJsonObject looks = root.value(QStringLiteral("looks")).toObject();
    for (auto it = looks.begin(); it != looks.end(); ++it) {
        stored.documents.looks.insert(it.key(), it.value().toObject());
    }
    const QJsonObject grids = root.value(QStringLiteral("grids")).toObject();
    for (auto it = grids.begin(); it != grids.end(); ++it) {
        stored.documents.grids.insert(it.key(), toStrings(it.value()));
    }
    stored.documents.moved = toStrings(root.value(QStringLiteral("moved")));
    stored.documents.inSight = toStrings(root.value(QStringLiteral("inSight")));
    return stored;
}

void saveDocuments(models::EngineBridge& engine, const OpenDocuments& documents)
{
    QJsonObject ticked;
    for (auto it = documents.ticked.begin(); it != documents.ticked.end(); ++it) {
        ticked.insert(it.key(), QJsonArray::fromStringList(it.value()));
    }
    QJsonObject looks;
    for (auto it = documents.looks.begin(); it != documents.looks.end(); ++it) {
        looks.insert(it.key(), it.value());
    }
    QJsonObject grids;
    for (auto it = documents.grids.begin(); it != documents.grids.end(); ++it) {
        grids.insert(it.key(), QJsonArray::fromStringList(it.value()));
    }
    const QJsonObject root{
        {QStringLiteral("pipelines"), QJsonArray::fromStringList(documents.pipelines)},
        {QStringLiteral("running"), QJsonArray::fromStringList(documents.running)},
        {QStringLiteral("notebooks"), QJsonArray::fromStringList(documents.notebooks)},
        {QStringLiteral("configs"), QJsonArray::fromStringList(documents.configs)},
        {QStringLiteral("tokenBoards"), QJsonArray::fromStringList(documents.tokenBoards)},
        {QStringLiteral("current"), documents.current},
        {QStringLiteral("ticked"), ticked},
        {QStringLiteral("looks"), looks},
        {QStringLiteral("grids"), grids},
        {QStringLiteral("moved"), QJsonArray::fromStringList(documents.moved)},
        {QStringLiteral("inSight"), QJsonArray::fromStringList(documents.inSight)},
    };
    engine.settings().set(kDocumentsKey, QJsonDocument(root).toJson(QJsonDocument::Compact).toStdString());
}

} // namespace millrace::gui
