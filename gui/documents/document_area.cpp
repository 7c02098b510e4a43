// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/documents/document_area.h"

#include "gui/theme/icons.h"
#include "gui/widgets/empty_state.h"

#include <QApplication>
#include <QScopedValueRollback>
#include <QEvent>
#include <QMouseEvent>
#include <QSplitter>
#include <QStackedLayout>
#include <QTabBar>
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace millrace::gui {

DocumentArea::DocumentArea(QWidget* parent)
    : QWidget(parent)
    , m_splitter(new QSplitter(Qt::Horizontal, this))
{
    setObjectName(QStringLiteral("documentArea"));
    m_splitter->setObjectName(QStringLiteral("documentSplitter"));
    m_splitter->setHandleWidth(5);
    m_splitter->setChildrenCollapsible(false);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_splitter);
    buildGroup(DocumentGroup::Programs, QStringLiteral("programs"), tr("Programs"));
    buildGroup(DocumentGroup::Streams, QStringLiteral("streams"), tr("Change streams"));
    m_splitter->setStretchFactor(0, 2);
    m_splitter->setStretchFactor(1, 3);
    m_splitter->setSizes({400, 600});
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget*, QWidget* now) { onFocusChanged(now); });
    updateGroups();
}

DocumentArea::~DocumentArea()
{
    for (const QTabWidget* tabs : std::as_const(m_torn)) {
        delete tabs->window(); // it would outlive what its document refers to
    }
}

void DocumentArea::buildGroup(DocumentGroup id, const QString& name, const QString& accessibleName)
{
    Group& group = groupOf(id);
    group.box = new QWidget(m_splitter);
    group.box->setObjectName(name + QStringLiteral("Box"));
    group.stack = new QStackedLayout(group.box);
    group.tabs = new QTabWidget(group.box);
    setUpTabs(group.tabs, name, accessibleName);
    m_empty[static_cast<size_t>(id)] = new EmptyState(name + QStringLiteral("Empty"), group.box);
    group.stack->addWidget(group.tabs);
    group.stack->addWidget(m_empty[static_cast<size_t>(id)]);
    m_splitter->addWidget(group.box);
}

void DocumentArea::setUpTabs(QTabWidget* tabs, const QString& name, const QString& accessibleName)
{
    tabs->setObjectName(name + QStringLiteral("Tabs"));
    tabs->setDocumentMode(true);
    tabs->setMovable(true);
    tabs->tabBar()->setObjectName(name + QStringLiteral("TabBar"));
    tabs->tabBar()->setAccessibleName(accessibleName);
    tabs->tabBar()->setIconSize(QSize(14, 14));
    tabs->tabBar()->setExpanding(false);
    tabs->tabBar()->installEventFilter(this);
    tabs->tabBar()->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(tabs->tabBar(), &QWidget::customContextMenuRequested, this, [this, tabs](QPoint at) {
        const int index = tabs->tabBar()->tabAt(at); // by keyboard it is that of the current tab
        auto* document = qobject_cast<Document*>(index < 0 ? tabs->currentWidget() : tabs->widget(index));
        if (document != nullptr) {
            Q_EMIT menuRequested(document, tabs->tabBar()->mapToGlobal(at));
        }
    });
    connect(tabs, &QTabWidget::currentChanged, this, [this, tabs](int index) {
        if (!m_isMoving && index >= 0) {
            setCurrent(qobject_cast<Document*>(tabs->widget(index)));
        }
    });
}

QTabWidget* DocumentArea::tabsOf(const Document* document) const
{
    for (const Group& group : m_groups) {
        if (group.tabs->indexOf(document) >= 0) {
            return group.tabs;
        }
    }
    for (QTabWidget* tabs : m_torn) {
        if (tabs->indexOf(document) >= 0) {
            return tabs;
        }
    }
    return nullptr;
}

DocumentGroup DocumentArea::homeOf(const Document* document) const
{
    return m_homes[m_documents.indexOf(const_cast<Document*>(document))];
}

void DocumentArea::add(Document* document, DocumentGroup group)
{
    m_documents.append(document);
    m_homes.append(group);
    m_usual.append(group);
    connect(document, &Document::titleChanged, this, [this, document] { updateTab(document); });
    connect(document, &Document::currentWanted, this, [this, document] { setCurrent(document); });
    document->setZoom(m_zoom);
    insert(document);
    updateGroups();
    show(document);
}

void DocumentArea::setZoom(int zoom)
{
    m_zoom = zoom;
    for (Document* document : std::as_const(m_documents)) {
        document->setZoom(zoom);
    }
}

void DocumentArea::insert(Document* document)
{
    const bool isOne = m_arrangement == DocumentArrangement::Tabs;
    insertInto(groupOf(isOne ? DocumentGroup::Programs : homeOf(document)).tabs, document);
}

void DocumentArea::insertInto(QTabWidget* tabs, Document* document)
{
    const int index = tabs->addTab(document, themedIcon(document->iconName(), ColorToken::TextMuted), QString());
    auto* closeButton = new QToolButton(tabs->tabBar());
    closeButton->setIcon(themedIcon(QStringLiteral("close"), ColorToken::TextMuted));
    closeButton->setObjectName(QStringLiteral("tabClose"));
    closeButton->setIconSize(QSize(10, 10));
    closeButton->setFocusPolicy(Qt::NoFocus); // Ctrl+W does it by keyboard
    closeButton->setToolTip(tr("Close (Ctrl+W)"));
    connect(closeButton, &QToolButton::clicked, document, [this, document] { Q_EMIT closeRequested(document); });
    tabs->tabBar()->setTabButton(index, QTabBar::RightSide, closeButton);
    updateTab(document);
}

/// Tabs carry names of users, so they are not found by their text.
void DocumentArea::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        for (Document* document : m_documents) {
            updateTab(document);
        }
    }
}

void DocumentArea::updateTab(Document* document)
{
    QTabWidget* tabs = tabsOf(document);
    if (tabs == nullptr) {
        return;
    }
    // An ampersand in a name is not a mnemonic.
    QString text = document->title();
    text.replace(QLatin1Char('&'), QStringLiteral("&&"));
    const int index = tabs->indexOf(document);
    tabs->setTabText(index, text);
    const QString pipeline = document->pipeline() == nullptr ? QString() : document->pipeline()->name();
    tabs->setTabToolTip(index, QStringLiteral("%1 – %2").arg(pipeline, document->title()).toHtmlEscaped());
    if (m_torn.contains(tabs)) {
        tabs->window()->setWindowTitle(tr("%1 – Millrace").arg(document->title()));
    }
}

void DocumentArea::show(Document* document)
{
    QTabWidget* tabs = tabsOf(document);
    if (tabs != nullptr) {
        tabs->setCurrentWidget(document);
        setCurrent(document);
        if (m_torn.contains(tabs)) {
            tabs->window()->raise();
            tabs->window()->activateWindow();
        }
    }
}

bool DocumentArea::isInFront(const Document* document) const
{
    const QTabWidget* tabs = tabsOf(document);
    return tabs != nullptr && tabs->currentWidget() == document;
}

void DocumentArea::remove(Document* document)
{
    const int at = static_cast<int>(m_documents.indexOf(document));
    if (at < 0) {
        return;
    }
    QTabWidget* tabs = tabsOf(document);
    {
        const QScopedValueRollback<bool> guard(m_isMoving, true);
        tabs->removeTab(tabs->indexOf(document));
        m_documents.removeAt(at);
        m_homes.removeAt(at);
        m_usual.removeAt(at);
    }
    closeEmptyWindows();
    if (m_current == document) {
        m_current = nullptr;
        auto* next = qobject_cast<Document*>(tabs->currentWidget());
        setCurrent(next != nullptr ? next : (m_documents.isEmpty() ? nullptr : m_documents.first()));
    }
    // A click on the document's own close button may be what brought us here.
    document->hide();
    document->deleteLater();
    updateGroups();
}

void DocumentArea::setArrangement(DocumentArrangement arrangement)
{
    m_splitter->setOrientation(arrangement == DocumentArrangement::Stacked ? Qt::Vertical : Qt::Horizontal);
    const bool wasOne = m_arrangement == DocumentArrangement::Tabs;
    const bool isOne = arrangement == DocumentArrangement::Tabs;
    m_arrangement = arrangement;
    if (wasOne != isOne) {
        Document* current = m_current;
        const QScopedValueRollback<bool> guard(m_isMoving, true);
        QList<Document*> inGroups;
        for (Document* document : std::as_const(m_documents)) {
            if (!isTornOff(document)) {
                inGroups.append(document);
            }
        }
        for (Document* document : std::as_const(inGroups)) {
            QTabWidget* tabs = tabsOf(document);
            tabs->removeTab(tabs->indexOf(document));
        }
        for (Document* document : std::as_const(inGroups)) {
            insert(document);
        }
        if (current != nullptr) {
            tabsOf(current)->setCurrentWidget(current);
        }
    }
    updateGroups();
    Q_EMIT arrangementChanged();
}

void DocumentArea::showNextTab(int direction)
{
    QTabWidget* tabs = m_current == nullptr ? nullptr : tabsOf(m_current);
    if (tabs != nullptr && tabs->count() > 1) {
        tabs->setCurrentIndex((tabs->currentIndex() + direction + tabs->count()) % tabs->count());
        m_current->focusContent();
    }
}

void DocumentArea::moveToOtherSide(Document* document)
{
    const qsizetype at = m_documents.indexOf(document);
    if (at < 0) {
        return;
    }
    const DocumentGroup other =
        m_homes[at] == DocumentGroup::Programs ? DocumentGroup::Streams : DocumentGroup::Programs;
    if (m_arrangement == DocumentArrangement::Tabs || isTornOff(document)) {
        m_homes[at] = other;
        return;
    }
    {
        const QScopedValueRollback<bool> guard(m_isMoving, true);
        QTabWidget* tabs = tabsOf(document);
        tabs->removeTab(tabs->indexOf(document));
        m_homes[at] = other;
        insert(document);
    }
    updateGroups();
    show(document);
}

bool DocumentArea::isMoved(const Document* document) const
{
    const qsizetype at = m_documents.indexOf(const_cast<Document*>(document));
    return at >= 0 && m_homes[at] != m_usual[at];
}

void DocumentArea::toggleTornOff(Document* document)
{
    if (isTornOff(document)) {
        bringBack(document);
    } else if (m_documents.contains(document)) {
        tearOff(document);
    }
}

bool DocumentArea::isTornOff(const Document* document) const
{
    return m_torn.contains(tabsOf(document));
}

void DocumentArea::tearOff(Document* document)
{
    auto* host = new QWidget(window(), Qt::Window);
    host->setObjectName(QStringLiteral("documentWindow"));
    host->installEventFilter(this);
    auto* tabs = new QTabWidget(host);
    setUpTabs(tabs, QStringLiteral("window"), tr("Documents"));
    auto* layout = new QVBoxLayout(host);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(tabs);
    host->resize(document->size().expandedTo(QSize(480, 320)));
    m_torn.append(tabs);
    {
        const QScopedValueRollback<bool> guard(m_isMoving, true);
        QTabWidget* from = tabsOf(document);
        from->removeTab(from->indexOf(document));
        insertInto(tabs, document);
    }
    updateGroups();
    Q_EMIT windowMade(host);
    host->show();
    show(document);
    document->focusContent();
    Q_EMIT arrangementChanged();
}

void DocumentArea::bringBack(Document* document)
{
    {
        const QScopedValueRollback<bool> guard(m_isMoving, true);
        QTabWidget* from = tabsOf(document);
        from->removeTab(from->indexOf(document));
        insert(document);
    }
    closeEmptyWindows();
    updateGroups();
    show(document);
    Q_EMIT arrangementChanged();
}

void DocumentArea::closeEmptyWindows()
{
    const QList<QTabWidget*> torn = m_torn;
    for (QTabWidget* tabs : torn) {
        if (tabs->count() == 0) {
            m_torn.removeOne(tabs);
            tabs->window()->hide();
            tabs->window()->deleteLater(); // its close button may be what brought us here
        }
    }
}

/// The middle button closes a tab; the end of a window brings its document back.
bool DocumentArea::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::MouseButtonRelease) {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        QList<QTabWidget*> all = m_torn;
        all << m_groups[0].tabs << m_groups[1].tabs;
        for (const QTabWidget* tabs : std::as_const(all)) {
            const int index = watched == tabs->tabBar() && mouse->button() == Qt::MiddleButton
                                  ? tabs->tabBar()->tabAt(mouse->position().toPoint())
                                  : -1;
            if (index >= 0) {
                Q_EMIT closeRequested(qobject_cast<Document*>(tabs->widget(index)));
                return true;
            }
        }
    }
    if (event->type() == QEvent::Close) {
        const QList<QTabWidget*> torn = m_torn;
        for (const QTabWidget* tabs : torn) {
            if (tabs->window() == watched && tabs->count() > 0) {
                bringBack(qobject_cast<Document*>(tabs->widget(0)));
            }
        }
    }
    return QWidget::eventFilter(watched, event);
}

void DocumentArea::updateGroups()
{
    const bool isOne = m_arrangement == DocumentArrangement::Tabs;
    for (size_t i = 0; i < 2; ++i) {
        const Group& group = m_groups[i];
        group.stack->setCurrentIndex(group.tabs->count() > 0 ? 0 : 1);
    }
    groupOf(DocumentGroup::Streams).box->setVisible(!isOne);
}

void DocumentArea::setCurrent(Document* document)
{
    if (m_current != document) {
        m_current = document;
        Q_EMIT currentChanged(document);
    }
    const models::PipelineBridge* pipeline = m_current == nullptr ? nullptr : m_current->pipeline();
    for (Document* each : std::as_const(m_documents)) {
        each->setOfCurrentPipeline(pipeline != nullptr && each->pipeline() == pipeline);
    }
}

void DocumentArea::onFocusChanged(QWidget* now)
{
    for (QWidget* widget = now; widget != nullptr; widget = widget->parentWidget()) {
        if (auto* document = qobject_cast<Document*>(widget)) {
            if (m_documents.contains(document)) {
                setCurrent(document);
            }
            return;
        }
    }
}

QByteArray DocumentArea::saveState() const
{
    return m_splitter->saveState();
}

void DocumentArea::restoreState(const QByteArray& state)
{
    const Qt::Orientation orientation = m_splitter->orientation();
    m_splitter->restoreState(state);
    m_splitter->setOrientation(orientation);
}

} // namespace millrace::gui
