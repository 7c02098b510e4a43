// SPDX-License-Identifier: GPL-3.0-or-later
// The pipelines of a file: which there are, where each is called, who listens.
#pragma once

#include "gui/actions/action_registry.h"
#include "models/query/listener_model.h"

#include <QStringList>
#include <QWidget>

#include <string>
#include <vector>

class QLabel;
class QBoxLayout;
class QListWidget;
class QTableView;

namespace millrace::gui {

class CopyRow;

/// GUI thread only; the host must outlive it.
class ConfigPane : public QWidget {
    Q_OBJECT
public:
    ConfigPane(const descriptive::QueryHost& host, ActionRegistry& actions, QWidget* parent = nullptr);

    /// All names of the file in its order, and those that the host has from it.
    void setPipelines(const std::vector<std::string>& names, const std::vector<std::string>& served);
    /// Where the local API answers; none while it is off.
    void setAddresses(const QStringList& addresses);
    /// Name of the selected pipeline; empty: there is none.
    std::string selected() const;
    void refreshListeners();
    /// Vertical: the list above the addresses and who listens; horizontal: beside them and without a heading, for a
    /// pane that is low.
    void setOrientation(Qt::Orientation orientation);

    QListWidget* list() const { return m_list; }
    CopyRow* webSocketAddress() const { return m_webSocket; }
    CopyRow* httpAddress() const { return m_http; }

Q_SIGNALS:
    void runRequested();

private:
    void updateAddresses();

    const descriptive::QueryHost& m_host;
    models::ListenerModel m_listeners;
    std::vector<std::string> m_served;
    QStringList m_addresses;
    QListWidget* m_list;
    CopyRow* m_webSocket;
    CopyRow* m_http;
    QLabel* m_note; ///< why there are no addresses
    QWidget* m_switch;
    QTableView* m_table;
    QLabel* m_heading;
    QBoxLayout* m_parts;
};

} // namespace millrace::gui
