// SPDX-License-Identifier: GPL-3.0-or-later
// The filters that were applied to change streams; they outlive the program.
#pragma once

#include "models/bridge/setting_writer.h"

#include <QObject>
#include <QStringList>

#include <utility>

namespace millrace::models {

/// By the relation they were for, newest first: at most kMaxFilters a relation, of the last kMaxRelations relations.
/// GUI thread only.
class FilterHistory : public QObject {
    Q_OBJECT
public:
    static constexpr qsizetype kMaxFilters = 50;
    static constexpr qsizetype kMaxRelations = 100;

    /// Reads what is stored, and stores there.
    explicit FilterHistory(SettingWriter& settings, QObject* parent = nullptr);

    QStringList filtersOf(const QString& relation) const;
    void add(const QString& relation, const QString& filter);

private:
    void load();
    void store();

    SettingWriter& m_settings;
    QList<std::pair<QString, QStringList>> m_relations; ///< the one used last first
};

} // namespace millrace::models
