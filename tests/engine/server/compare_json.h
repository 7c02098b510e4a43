// SPDX-License-Identifier: GPL-3.0-or-later
// Compares JSON values, and shows both when they differ.
#pragma once

#include <nlohmann/json.hpp>

#include <QTest>

#define COMPARE_JSON(actual, expected)                                                                                 \
    QCOMPARE(QString::fromStdString(nlohmann::json(actual).dump()),                                                    \
             QString::fromStdString(nlohmann::json(expected).dump()))
