// SPDX-License-Identifier: GPL-3.0-or-later
// What is known about one thing, as a table of two columns: name and value.
#pragma once

#include <QAbstractTableModel>
#include <QList>
#include <QString>

#include <optional>

namespace millrace::models {

enum class FactSeverity : uint8_t { Plain, Good, Warning, Error };

struct Fact {
    QString name;
    QString value;
    std::optional<double> share = std::nullopt; ///< 0 to 1: how full, for a bar
    FactSeverity severity = FactSeverity::Plain;
    bool operator==(const Fact&) const = default;
};

/// GUI thread only.
class FactModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum class Column { Name, Value };
    Q_ENUM(Column)
    enum Role {
        ShareRole = Qt::UserRole + 1, ///< double, or invalid
        SeverityRole,                 ///< int(FactSeverity)
    };

    explicit FactModel(QObject* parent = nullptr);

    /// Rows whose names stay where they were keep selection and scroll position.
    void setFacts(QList<Fact> facts);
    const QList<Fact>& facts() const { return m_facts; }
    /// The value of a fact, or empty.
    QString valueOf(const QString& name) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QList<Fact> m_facts;
};

} // namespace millrace::models
