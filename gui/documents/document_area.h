// SPDX-License-Identifier: GPL-3.0-or-later
// The middle of the window: documents in two groups of tabs that stand side by side, stacked, or as one.
#pragma once

#include "gui/documents/document.h"

#include <QList>

class QSplitter;
class QStackedLayout;
class QTabWidget;

namespace millrace::gui {

class EmptyState;

enum class DocumentGroup : uint8_t {
    Programs, ///< left or above
    Streams,  ///< right or below
};

enum class DocumentArrangement : uint8_t { SideBySide, Stacked, Tabs };

/// Owns the documents. GUI thread only.
class DocumentArea : public QWidget {
    Q_OBJECT
public:
    explicit DocumentArea(QWidget* parent = nullptr);
    ~DocumentArea() override;

    /// Adds a document and shows it; takes ownership.
    void add(Document* document, DocumentGroup group);
    void show(Document* document);
    /// Its tab is the one that is shown.
    bool isInFront(const Document* document) const;
    /// Deletes a document without asking.
    void remove(Document* document);
    const QList<Document*>& documents() const { return m_documents; }
    /// The document the user last worked in, or null.
    Document* current() const { return m_current; }
    /// The current document if it is of this kind, or else the one of it in sight; null when there is none. The buttons
    /// of a document that one sees are about it, whichever is the current one.
    template <typename Kind>
    Kind* inSight() const
    {
        if (auto* current = qobject_cast<Kind*>(m_current)) {
            return current;
        }
        for (Document* document : m_documents) {
            if (auto* seen = qobject_cast<Kind*>(document); seen != nullptr && seen->isVisible()) {
                return seen;
            }
        }
        return nullptr;
    }

    /// Of all documents, and of those that come.
    void setZoom(int zoom);

    void setArrangement(DocumentArrangement arrangement);
    DocumentArrangement arrangement() const { return m_arrangement; }
    void showNextTab(int direction);
    /// To the other group; while all are tabs of one it shows once there are two again.
    void moveToOtherSide(Document* document);
    /// Not in the group that it was added to.
    bool isMoved(const Document* document) const;

    /// Into a window of its own, whose end brings it back; or back at once where it stands in one.
    void toggleTornOff(Document* document);
    bool isTornOff(const Document* document) const;

    /// What stands in an empty group.
    EmptyState* emptyPrograms() const { return m_empty[0]; }
    EmptyState* emptyStreams() const { return m_empty[1]; }

    QByteArray saveState() const;
    void restoreState(const QByteArray& state);

Q_SIGNALS:
    void currentChanged(millrace::gui::Document* document);
    void arrangementChanged();
    /// A document stands in this window now: what keys do in the main one they do here too.
    void windowMade(QWidget* window);
    /// The user asked for the menu of a tab.
    void menuRequested(millrace::gui::Document* document, const QPoint& globalPosition);
    /// The user asked to close the document's tab.
    void closeRequested(millrace::gui::Document* document);

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Group {
        QWidget* box = nullptr;
        QStackedLayout* stack = nullptr;
        QTabWidget* tabs = nullptr;
    };
    void buildGroup(DocumentGroup group, const QString& name, const QString& accessibleName);
    void setUpTabs(QTabWidget* tabs, const QString& name, const QString& accessibleName);
    void tearOff(Document* document);
    void bringBack(Document* document);
    /// The windows of torn-off documents that have lost theirs.
    void closeEmptyWindows();
    Group& groupOf(DocumentGroup group) { return m_groups[static_cast<size_t>(group)]; }
    QTabWidget* tabsOf(const Document* document) const;
    DocumentGroup homeOf(const Document* document) const;
    void insert(Document* document);
    void insertInto(QTabWidget* tabs, Document* document);
    void updateTab(Document* document);
    void updateGroups();
    void setCurrent(Document* document);
    void onFocusChanged(QWidget* now);

    QSplitter* m_splitter;
    Group m_groups[2];
    QList<QTabWidget*> m_torn; ///< each alone in a window
    EmptyState* m_empty[2] = {nullptr, nullptr};
    QList<Document*> m_documents;
    QList<DocumentGroup> m_homes; ///< beside m_documents
    QList<DocumentGroup> m_usual; ///< beside m_documents: where they were added
    Document* m_current = nullptr;
    DocumentArrangement m_arrangement = DocumentArrangement::SideBySide;
    bool m_isMoving = false;
    int m_zoom = 0;
};

} // namespace millrace::gui
