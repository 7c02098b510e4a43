// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/actions/action_registry.h"

#include <QMenu>
#include <QMenuBar>
#include <QSet>
#include <QTest>

using namespace millrace::gui;

class TestActions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_registry = std::make_unique<ActionRegistry>();
        m_menuBar = std::make_unique<QMenuBar>();
        m_registry->buildMenus(m_menuBar.get());
    }

    void cleanup()
    {
        m_menuBar.reset();
        m_registry.reset();
    }

    void shortcutsAreUnique() { QCOMPARE(m_registry->conflicts(), QStringList()); }

    void shortcutsAreReadable()
    {
        for (const ActionSpec& spec : actionTable()) {
            const QStringList wanted = QString::fromLatin1(spec.keys).split(u'|', Qt::SkipEmptyParts);
            const QList<QKeySequence> keys = m_registry->action(spec.id)->shortcuts();
            QCOMPARE(keys.size(), wanted.size());
            for (const QKeySequence& key : keys) {
                QVERIFY2(!key.isEmpty() && key[0].key() != Qt::Key_unknown, spec.objectName);
            }
        }
    }

    void everyActionIsInAMenu()
    {
        for (const ActionSpec& spec : actionTable()) {
            QVERIFY2(m_registry->menu(spec.menu)->actions().contains(m_registry->action(spec.id)), spec.objectName);
            QVERIFY2(!m_registry->menuPath(spec.id).isEmpty(), spec.objectName);
        }
    }

    void objectNamesAreUnique()
    {
        QSet<QString> names;
        for (const ActionSpec& spec : actionTable()) {
            const QString name = m_registry->action(spec.id)->objectName();
            QVERIFY2(name.startsWith(QLatin1String("action")), qPrintable(name));
            QVERIFY2(!names.contains(name), qPrintable(name));
            names.insert(name);
        }
    }

    /// In an open menu a letter must mean one thing.
    void mnemonicsAreUniqueInEachMenu()
    {
        for (const MenuSpec& spec : menuTable()) {
            QHash<QChar, QString> letters;
            for (const QAction* action : m_registry->menu(spec.id)->actions()) {
                const qsizetype at = action->text().indexOf(u'&');
                if (at < 0) {
                    continue;
                }
                const QChar letter = action->text().at(at + 1).toLower();
                QVERIFY2(!letters.contains(letter),
                         qPrintable(letters.value(letter) + QStringLiteral(" / ") + action->text()));
                letters.insert(letter, action->text());
            }
        }
    }

    void iconsExist()
    {
        for (const ActionSpec& spec : actionTable()) {
            if (spec.icon[0] != '\0') {
                QVERIFY2(!m_registry->action(spec.id)->icon().isNull(), spec.icon);
            }
        }
    }

    void aDisabledActionSaysWhy()
    {
        m_registry->setBlocked(ActionId::Run, QStringLiteral("The program has errors."));
        const QAction* run = m_registry->action(ActionId::Run);
        QVERIFY(!run->isEnabled());
        QVERIFY2(run->toolTip().contains(QStringLiteral("The program has errors.")), qPrintable(run->toolTip()));
        QVERIFY2(run->toolTip().contains(QStringLiteral("F5")), qPrintable(run->toolTip()));
        m_registry->setBlocked(ActionId::Run, QString());
        QVERIFY(run->isEnabled());
        QVERIFY(!run->toolTip().contains(QStringLiteral("errors")));
    }

    void conflictsAreFound()
    {
        m_registry->action(ActionId::Stop)->setShortcut(QKeySequence(Qt::Key_F5));
        QCOMPARE(m_registry->conflicts(), QStringList{QStringLiteral("actionRun and actionStop: F5")});
    }

private:
    std::unique_ptr<ActionRegistry> m_registry;
    std::unique_ptr<QMenuBar> m_menuBar;
};

QTEST_MAIN(TestActions)
#include "test_actions.moc"
