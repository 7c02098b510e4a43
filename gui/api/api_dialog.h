// SPDX-License-Identifier: GPL-3.0-or-later
// The local API at a glance: on or off, its port, where it answers, who is connected.
#pragma once

#include <QDialog>

class QCheckBox;
class QLabel;
class QPushButton;
class QSpinBox;

namespace millrace::gui {

class ApiSwitch;
class Banner;
class CopyRow;

/// Stays open beside the window and follows the switch. GUI thread only.
class ApiDialog : public QDialog {
    Q_OBJECT
public:
    explicit ApiDialog(ApiSwitch& api, QWidget* parent = nullptr);

protected:
    void changeEvent(QEvent* event) override;

private:
    void buildHead();
    void buildForm();
    void layOut();
    void toggle();
    void takeSuggestion();
    void refresh();
    void refreshHead();
    void refreshAddresses();

    ApiSwitch& m_api;
    QLabel* m_state;
    QLabel* m_clients;
    QPushButton* m_switch;
    Banner* m_problem;
    QAction* m_otherPort;
    QSpinBox* m_port;
    QCheckBox* m_onAtStart;
    CopyRow* m_ipv4;
    CopyRow* m_ipv6;
    CopyRow* m_example;
};

} // namespace millrace::gui
