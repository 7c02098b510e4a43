// SPDX-License-Identifier: GPL-3.0-or-later
// The local API as the window switches it: by action, dialog and settings, with real sockets.
#include "gui/api/api_dialog.h"
#include "gui/api/api_switch.h"
#include "gui/widgets/banner.h"
#include "gui/widgets/copy_row.h"
#include "gui/window/main_window.h"

#include <QCheckBox>
#include <QClipboard>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QUrl>

using namespace millrace;
using namespace millrace::gui;

namespace {

QByteArray answerTo(QTcpSocket& socket, const QByteArray& path)
{
    const QByteArray port = QByteArray::number(socket.peerPort());
    socket.write("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n\r\n");
    QByteArray answer;
    while (!answer.contains("\r\n\r\n{") && socket.waitForReadyRead(5000)) {
        answer += socket.readAll();
    }
    return answer;
}

quint16 portOf(const ApiSwitch& api)
{
    return static_cast<quint16>(QUrl(api.addresses().value(0)).port());
}

} // namespace

class TestApi : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_theme = std::make_unique<ThemeController>();
        m_theme->apply(ThemeChoice::Light);
        open();
    }

    void cleanup() { close(); }

    void isOffAtFirst()
    {
        QCOMPARE(api().state(), ApiState::Off);
        QCOMPARE(api().port(), ApiSwitch::kUsualPort);
        QVERIFY(!api().isOnAtStart());
        QVERIFY(api().addresses().isEmpty());
        QVERIFY(!action(ActionId::SwitchApi)->isChecked());
        QCOMPARE(button()->text(), QStringLiteral("API off"));
        api().beginSession();
        QCOMPARE(api().state(), ApiState::Off);
    }

    void answersWhileItIsOn()
    {
        switchOn();
        const quint16 port = portOf(api());
        QVERIFY(port != 0);
        QCOMPARE(api().addresses()[0], QStringLiteral("http://127.0.0.1:%1").arg(port));
        QCOMPARE(button()->text(), QStringLiteral("API :%1").arg(port));
        {
            QTcpSocket client;
            client.connectToHost(QStringLiteral("127.0.0.1"), port);
            QVERIFY(client.waitForConnected());
            QVERIFY(answerTo(client, "/healthz").contains("200 OK"));
            QTRY_COMPARE(api().numClients(), size_t{1});
            QTRY_VERIFY(button()->text().startsWith(QStringLiteral("API :%1, 1 client").arg(port)));
        }
        QTRY_COMPARE(button()->text(), QStringLiteral("API :%1").arg(port));
        action(ActionId::SwitchApi)->trigger();
        QTRY_COMPARE(api().state(), ApiState::Off);
        QTcpSocket late;
        late.connectToHost(QStringLiteral("127.0.0.1"), port);
        QVERIFY(!late.waitForConnected(2000));
    }

    void aTakenPortOffersAnother()
    {
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        api().setPort(other.serverPort());
        ApiDialog* dialog = openDialog();
        child<QPushButton>(dialog, "apiSwitch")->click();
        auto* problem = child<Banner>(dialog, "apiBanner");
        QTRY_VERIFY(problem->isVisible());
        QVERIFY(problem->sentence().contains(QString::number(other.serverPort())));
        QCOMPARE(api().state(), ApiState::Off);
        QVERIFY(!action(ActionId::SwitchApi)->isChecked());
        QCOMPARE(button()->text(), QStringLiteral("API failed"));
        QVERIFY(!child<Banner>(m_window.get(), "noticeBanner")->isVisible()); // the dialog has said it
        const quint16 offered = api().suggestedPort();
        QVERIFY(offered > other.serverPort());
        auto* take = child<QPushButton>(dialog, "apiBannerOtherPort");
        QTest::keyClick(child<QPushButton>(dialog, "apiSwitch"), Qt::Key_Tab);
        QVERIFY(take->hasFocus());
        QCOMPARE(take->text(), QStringLiteral("Use port %1").arg(offered));
        take->click();
        QTRY_COMPARE(api().state(), ApiState::On);
        QCOMPARE(portOf(api()), offered);
        QCOMPARE(api().port(), offered);
        QVERIFY(!problem->isVisible());
    }

    void withoutTheDialogTheWindowTells()
    {
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        api().setPort(other.serverPort());
        action(ActionId::SwitchApi)->trigger();
        auto* notice = child<Banner>(m_window.get(), "noticeBanner");
        QTRY_VERIFY(notice->isVisible());
        QVERIFY(notice->detail().contains(QString::number(other.serverPort())));
        other.close();
        action(ActionId::SwitchApi)->trigger();
        QTRY_COMPARE(api().state(), ApiState::On);
        QVERIFY(!notice->isVisible()); // it is so no longer
    }

    void theDialogFollows()
    {
        api().setPort(0);
        ApiDialog* dialog = openDialog();
        auto* ipv4 = child<CopyRow>(dialog, "apiIpv4");
        auto* toggle = child<QPushButton>(dialog, "apiSwitch");
        QVERIFY(!ipv4->isEnabled());
        QVERIFY(child<QSpinBox>(dialog, "apiPort")->isEnabled());
        QVERIFY(toggle->hasFocus());
        QTest::keyClick(toggle, Qt::Key_Return);
        QTRY_COMPARE(api().state(), ApiState::On);
        QCOMPARE(ipv4->text(), api().addresses()[0]);
        QVERIFY(!child<QSpinBox>(dialog, "apiPort")->isEnabled());
        child<QToolButton>(dialog, "apiExampleCopy")->click();
        QCOMPARE(QGuiApplication::clipboard()->text(),
                 QStringLiteral("curl %1/v0/pipelines").arg(api().addresses()[0]));
        QCOMPARE(child<QToolButton>(dialog, "apiExampleCopy")->toolTip(), QStringLiteral("Copied"));
        QTcpSocket client;
        client.connectToHost(QStringLiteral("127.0.0.1"), portOf(api()));
        QTRY_VERIFY(child<QLabel>(dialog, "apiClients")->text().startsWith(QStringLiteral("1 client")));
        QTest::keyClick(toggle, Qt::Key_Return);
        QTRY_COMPARE(api().state(), ApiState::Off);
    }

    void aTypedPortCountsBeforeTheSwitch()
    {
        ApiDialog* dialog = openDialog();
        auto* port = child<QSpinBox>(dialog, "apiPort");
        port->setFocus();
        port->selectAll();
        QTest::keyClicks(port, QStringLiteral("18080"));
        child<QPushButton>(dialog, "apiSwitch")->click();
        QCOMPARE(api().port(), quint16{18080});
        QTRY_VERIFY(api().state() == ApiState::On || api().error());
    }

    void isOnAtStartOnlyWhenAskedFor()
    {
        switchOn();
        reopen();
        QCOMPARE(api().state(), ApiState::Off);
        QCOMPARE(api().port(), quint16{0});
        child<QCheckBox>(openDialog(), "apiOnAtStart")->click();
        QVERIFY(api().isOnAtStart());
        reopen();
        QTRY_COMPARE(api().state(), ApiState::On);
    }

    void quickTogglesEndAsTheLastOne()
    {
        api().setPort(0);
        for (int i = 0; i < 11; ++i) {
            action(ActionId::SwitchApi)->trigger();
        }
        QTRY_COMPARE(api().state(), ApiState::On);
        action(ActionId::SwitchApi)->trigger();
        action(ActionId::SwitchApi)->trigger();
        action(ActionId::SwitchApi)->trigger();
        QTRY_COMPARE(api().state(), ApiState::Off);
        QVERIFY(!action(ActionId::SwitchApi)->isChecked());
    }

    void anIdleSwitchHasNoTimer()
    {
        switchOn();
        QTRY_VERIFY(!m_engine->clock().isArmed());
        QSignalSpy frames(&m_engine->clock(), &models::FrameClock::frame);
        QTest::qWait(400);
        QCOMPARE(frames.count(), 0);
    }

    void closingTheWindowEndsTheService()
    {
        switchOn();
        const quint16 port = portOf(api());
        close();
        QTcpSocket late;
        late.connectToHost(QStringLiteral("127.0.0.1"), port);
        QVERIFY(!late.waitForConnected(2000));
    }

private:
    void open()
    {
        api::EngineOptions options;
        options.dataFolder = m_folder->filePath(QStringLiteral("data")).toStdString();
        Result<std::unique_ptr<api::Engine>> engine = api::Engine::open(options);
        QVERIFY(engine.ok());
        m_engine = std::make_unique<models::EngineBridge>(std::move(engine).value());
        m_settings = std::make_unique<QSettings>(m_folder->filePath(QStringLiteral("w.ini")), QSettings::IniFormat);
        m_window = std::make_unique<MainWindow>(*m_engine, *m_theme, *m_settings);
        m_window->show();
    }

    void close()
    {
        m_window.reset();
        m_settings.reset();
        m_engine.reset();
    }

    void reopen()
    {
        close();
        open();
        api().beginSession();
    }

    void switchOn()
    {
        api().setPort(0);
        action(ActionId::SwitchApi)->trigger();
        QTRY_COMPARE(api().state(), ApiState::On);
    }

    ApiDialog* openDialog()
    {
        action(ActionId::ShowApi)->trigger();
        auto* dialog = m_window->findChild<ApiDialog*>();
        dialog->activateWindow();
        [[maybe_unused]] const bool isActive = QTest::qWaitForWindowActive(dialog);
        return dialog;
    }

    ApiSwitch& api() { return m_window->api(); }
    QAction* action(ActionId id) { return m_window->actions().action(id); }
    QToolButton* button() { return child<QToolButton>(m_window.get(), "statusApi"); }
    template <typename Widget>
    static Widget* child(QWidget* of, const char* name)
    {
        return of->findChild<Widget*>(QString::fromLatin1(name));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<ThemeController> m_theme;
    std::unique_ptr<models::EngineBridge> m_engine;
    std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(TestApi)
#include "test_api.moc"
