// SPDX-License-Identifier: GPL-3.0-or-later
// What every test includes, compiled once for all of them.
#pragma once

// Not <QTest>: it knows the folders of each test, so that it cannot be shared. These are what it includes.
#include <QMetaEnum>
#include <QMetaMethod>
#include <QObject>
#include <QPointF>
#include <QRectF>
#include <QStringList>
#include <QTemporaryDir>
#include <QUrl>
#include <QVariant>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <variant>
#include <vector>
