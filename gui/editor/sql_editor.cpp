// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/editor/sql_editor.h"

#include "gui/editor/sql_lexer.h"
#include "gui/editor/yaml_lexer.h"
#include "gui/theme/icons.h"
#include "gui/theme/theme_controller.h"

#include <QDragEnterEvent>
#include <QKeyEvent>
#include <QMimeData>
#include <QToolTip>
#include <QUrl>

#include <algorithm>
#include <cmath>

namespace millrace::gui {

namespace {

constexpr int kErrorIndicator = 8;
constexpr int kWarningIndicator = 9;
constexpr int kErrorMarker = 1;
constexpr int kWarningMarker = 2;
constexpr int kNumberMargin = 0;
constexpr int kMarkerMargin = 1;
constexpr int kFoldMargin = 2;
constexpr int kDwellMs = 400;

} // namespace

SqlEditor::SqlEditor(QWidget* parent, EditorLanguage language)
    : QsciScintilla(parent)
{
    if (language == EditorLanguage::Sql) {
        m_sqlLexer = new SqlLexer(this);
    } else {
        m_yamlLexer = new YamlLexer(this);
    }
    setObjectName(QStringLiteral("sqlEditor"));
    setAccessibleName(tr("SQL program"));
    setUtf8(true);
    setEolMode(EolUnix);
    setLexer(m_sqlLexer != nullptr ? static_cast<QsciLexer*>(m_sqlLexer) : m_yamlLexer);
    setTabWidth(language == EditorLanguage::Sql ? 4 : 2);
    setIndentationsUseTabs(false);
    setAutoIndent(true);
    setBackspaceUnindents(true);
    setBraceMatching(SloppyBraceMatch);
    setWrapMode(WrapNone);
    setScrollWidthTracking(true);
    setScrollWidth(1);
    setFrameShape(QFrame::NoFrame);
    setExtraAscent(1);
    setExtraDescent(1);
    setAutoCompletionSource(AcsDocument);
    setAutoCompletionThreshold(-1);
    setAutoCompletionCaseSensitivity(false);
    SendScintilla(SCI_SETMOUSEDWELLTIME, kDwellMs);
    connect(this, &QsciScintillaBase::SCN_DWELLSTART, this, &SqlEditor::showTip);
    setUpMargins();
    defineIndicators();
    applyTheme();
}

void SqlEditor::yieldKeysTo(const ActionRegistry& actions, KeyScope scope)
{
    for (const ActionSpec& spec : actionTable()) {
        if (spec.scope != KeyScope::Window && spec.scope != scope) {
            continue;
        }
        for (const QKeySequence& key : actions.action(spec.id)->shortcuts()) {
            QsciCommand* command = standardCommands()->boundTo(key[0].toCombined());
            if (command == nullptr) {
                continue;
            }
            if (command->key() == key[0].toCombined()) {
                command->setKey(0);
            } else {
                command->setAlternateKey(0);
            }
        }
    }
}

void SqlEditor::setUpMargins()
{
    setMarginType(kNumberMargin, NumberMargin);
    setMarginType(kMarkerMargin, SymbolMargin);
    setMarginMarkerMask(kMarkerMargin, (1 << kErrorMarker) | (1 << kWarningMarker));
    setMarginWidth(kMarkerMargin, 18);
    setFolding(PlainFoldStyle, kFoldMargin);
    const auto fitNumbers = [this] {
        const int numDigits = std::max(3, static_cast<int>(QString::number(lines()).size()));
        setMarginWidth(kNumberMargin, QString(numDigits + 1, QLatin1Char('9')));
    };
    connect(this, &QsciScintilla::linesChanged, this, fitNumbers);
    fitNumbers();
}

void SqlEditor::defineIndicators()
{
    indicatorDefine(SquigglePixmapIndicator, kErrorIndicator);
    indicatorDefine(SquigglePixmapIndicator, kWarningIndicator);
    for (const int indicator : {kErrorIndicator, kWarningIndicator}) {
        setIndicatorDrawUnder(true, indicator);
    }
}

void SqlEditor::applyTheme()
{
    const Theme& theme = ThemeController::current();
    if (m_sqlLexer != nullptr) {
        m_sqlLexer->applyTheme();
    } else {
        m_yamlLexer->applyTheme();
    }
    setPaper(theme.color(ColorToken::Base));
    setColor(theme.color(ColorToken::Text));
    setCaretForegroundColor(theme.color(ColorToken::Text));
    setCaretWidth(2);
    setCaretLineVisible(true);
    setCaretLineBackgroundColor(theme.color(ColorToken::EditorCurrentLine));
    setSelectionBackgroundColor(theme.color(ColorToken::Selection));
    setSelectionForegroundColor(theme.color(ColorToken::SelectionText));
    setMarginsFont(ThemeController::monospaceFont());
    setMarginsBackgroundColor(theme.color(ColorToken::EditorGutter));
    setMarginsForegroundColor(theme.color(ColorToken::EditorLineNumber));
    setFoldMarginColors(theme.color(ColorToken::EditorGutter), theme.color(ColorToken::EditorGutter));
    setMatchedBraceBackgroundColor(theme.color(ColorToken::Selection));
    setMatchedBraceForegroundColor(theme.color(ColorToken::SelectionText));
    setUnmatchedBraceForegroundColor(theme.color(ColorToken::Error));
    setUnmatchedBraceBackgroundColor(theme.color(ColorToken::Base));
    setIndicatorForegroundColor(theme.color(ColorToken::Error), kErrorIndicator);
    setIndicatorForegroundColor(theme.color(ColorToken::Warn), kWarningIndicator);
    const qreal ratio = devicePixelRatioF();
    // As images that know their scale: of a pixmap Scintilla takes the pixels, and centres it wrongly at 200 %.
    SendScintilla(SCI_RGBAIMAGESETSCALE, static_cast<unsigned long>(std::lround(ratio * 100)));
    const auto pictureOf = [ratio](const QString& icon, ColorToken color) {
        const QPixmap pixmap = themedIcon(icon, color).pixmap(QSize(14, 14), ratio);
        return pixmap.toImage().convertToFormat(QImage::Format_ARGB32);
    };
    markerDefine(pictureOf(QStringLiteral("error"), ColorToken::Error), kErrorMarker);
    markerDefine(pictureOf(QStringLiteral("warning"), ColorToken::Warn), kWarningMarker);
    for (const int marker : {SC_MARKNUM_FOLDER, SC_MARKNUM_FOLDEROPEN, SC_MARKNUM_FOLDERSUB, SC_MARKNUM_FOLDERTAIL,
                             SC_MARKNUM_FOLDEREND, SC_MARKNUM_FOLDEROPENMID, SC_MARKNUM_FOLDERMIDTAIL}) {
        // QScintilla's own setters leave the markers of folding out.
        const auto number = static_cast<unsigned long>(marker);
        SendScintilla(SCI_MARKERSETFORE, number, theme.color(ColorToken::EditorLineNumber));
        SendScintilla(SCI_MARKERSETBACK, number, theme.color(ColorToken::EditorLineNumber));
    }
}

int SqlEditor::lengthInBytes() const
{
    return static_cast<int>(SendScintilla(SCI_GETLENGTH));
}

void SqlEditor::setDiagnostics(std::vector<sql::Diagnostic> diagnostics)
{
    m_diagnostics = std::move(diagnostics);
    const int length = lengthInBytes();
    for (const int indicator : {kErrorIndicator, kWarningIndicator}) {
        SendScintilla(SCI_SETINDICATORCURRENT, static_cast<unsigned long>(indicator));
        SendScintilla(SCI_INDICATORCLEARRANGE, 0UL, static_cast<long>(length));
    }
    markerDeleteAll(kErrorMarker);
    markerDeleteAll(kWarningMarker);
    for (const sql::Diagnostic& diagnostic : m_diagnostics) {
        if (!diagnostic.span.isKnown()) {
            continue;
        }
        const bool isError = diagnostic.severity == sql::Severity::Error;
        // An error at the very end marks the last character, so that it can be seen.
        const int end = std::clamp(static_cast<int>(diagnostic.span.end), 0, length);
        int begin = std::clamp(static_cast<int>(diagnostic.span.begin), 0, length);
        if (begin >= end) {
            begin = std::max(0, end - 1);
        }
        SendScintilla(SCI_SETINDICATORCURRENT,
                      static_cast<unsigned long>(isError ? kErrorIndicator : kWarningIndicator));
        SendScintilla(SCI_INDICATORFILLRANGE, static_cast<unsigned long>(begin),
                      static_cast<long>(std::max(1, end - begin)));
        const long line = SendScintilla(SCI_LINEFROMPOSITION, static_cast<unsigned long>(begin));
        markerAdd(static_cast<int>(line), isError ? kErrorMarker : kWarningMarker);
    }
}

const sql::Diagnostic* SqlEditor::diagnosticAt(long position) const
{
    const auto found = std::find_if(m_diagnostics.begin(), m_diagnostics.end(), [position](const sql::Diagnostic& d) {
        return d.span.isKnown() && position >= static_cast<long>(d.span.begin) &&
               position <= static_cast<long>(std::max(d.span.end, d.span.begin + 1));
    });
    return found == m_diagnostics.end() ? nullptr : &*found;
}

void SqlEditor::showTip(int position, int x, int y)
{
    const sql::Diagnostic* diagnostic = position < 0 ? nullptr : diagnosticAt(position);
    QString text;
    if (diagnostic != nullptr) {
        text = QString::fromStdString(diagnostic->message);
        for (const ErrorNote& note : diagnostic->notes) {
            text += QLatin1Char('\n') + QString::fromStdString(note.text);
        }
    } else if (position >= 0 && m_hover) {
        text = m_hover(static_cast<uint32_t>(position));
    }
    if (text.isEmpty()) {
        return;
    }
    // Escaped and marked as pre-formatted: a message may hold what looks like markup.
    QToolTip::showText(viewport()->mapToGlobal(QPoint(x, y)),
                       QStringLiteral("<p style='white-space:pre-wrap'>%1</p>").arg(text.toHtmlEscaped()), this);
}

void SqlEditor::revealSpan(const SourceSpan& span)
{
    if (!span.isKnown()) {
        return;
    }
    const long length = lengthInBytes();
    const long begin = std::min(static_cast<long>(span.begin), length);
    const long end = std::min(static_cast<long>(span.end), length);
    const long line = SendScintilla(SCI_LINEFROMPOSITION, static_cast<unsigned long>(begin));
    SendScintilla(SCI_ENSUREVISIBLE, static_cast<unsigned long>(line));
    SendScintilla(SCI_SETSEL, static_cast<unsigned long>(begin), end);
    const long numVisible = SendScintilla(SCI_LINESONSCREEN);
    SendScintilla(SCI_SETFIRSTVISIBLELINE, static_cast<unsigned long>(std::max(0L, line - numVisible / 3)));
    SendScintilla(SCI_SCROLLRANGE, static_cast<unsigned long>(end), begin);
    // The selection's end may stand far right: where it begins is what one wants to read.
    SendScintilla(SCI_SETXOFFSET, 0UL);
    if (SendScintilla(SCI_POINTXFROMPOSITION, 0UL, begin) >= viewport()->width()) {
        SendScintilla(SCI_SCROLLRANGE, static_cast<unsigned long>(begin), begin);
    }
}

bool SqlEditor::canInsertFromMimeData(const QMimeData* source) const
{
    const QList<QUrl> urls = source->urls();
    const bool hasFile = std::any_of(urls.begin(), urls.end(), [](const QUrl& url) { return url.isLocalFile(); });
    return !hasFile && QsciScintilla::canInsertFromMimeData(source);
}

/// QsciScintilla shows a place to drop, and leaves it there, also of what it does not take.
void SqlEditor::dragEnterEvent(QDragEnterEvent* event)
{
    if (isReadOnly() || !canInsertFromMimeData(event->mimeData())) {
        event->ignore();
    } else {
        QsciScintilla::dragEnterEvent(event);
    }
}

models::TextRange SqlEditor::selectedRange() const
{
    const long begin = SendScintilla(SCI_GETSELECTIONSTART);
    const long end = SendScintilla(SCI_GETSELECTIONEND);
    const QByteArray bytes = begin < end ? text().toUtf8() : QByteArray();
    return {QString::fromUtf8(bytes.left(begin)).size(), QString::fromUtf8(bytes.left(end)).size()};
}

QString SqlEditor::selectedText() const
{
    const models::TextRange range = selectedRange();
    return range.isEmpty() ? QString() : text().mid(range.begin, range.end - range.begin);
}

uint32_t SqlEditor::caretByte() const
{
    return static_cast<uint32_t>(SendScintilla(SCI_GETCURRENTPOS));
}

void SqlEditor::replaceText(const QString& text)
{
    int line = 0;
    int column = 0;
    getCursorPosition(&line, &column);
    beginUndoAction();
    selectAll();
    replaceSelectedText(text);
    endUndoAction();
    setCursorPosition(std::min(line, lines() - 1), 0);
    ensureCursorVisible();
}

void SqlEditor::toggleComment()
{
    const QString mark = m_sqlLexer != nullptr ? QStringLiteral("--") : QStringLiteral("#");
    int first = 0;
    int last = 0;
    int endColumn = 0;
    int column = 0;
    getSelection(&first, &column, &last, &endColumn);
    if (first < 0) {
        getCursorPosition(&first, &column);
        last = first;
    } else if (endColumn == 0 && last > first) {
        --last; // the selection ends before that line
    }
    bool isCommented = true;
    for (int line = first; line <= last; ++line) {
        const QString content = text(line).trimmed();
        isCommented = isCommented && (content.isEmpty() || content.startsWith(mark));
    }
    beginUndoAction();
    for (int line = first; line <= last; ++line) {
        const QString content = text(line);
        if (content.trimmed().isEmpty() && first != last) {
            continue;
        }
        if (!isCommented) {
            insertAt(mark + u' ', line, 0);
            continue;
        }
        const auto at = static_cast<int>(content.indexOf(mark));
        if (at >= 0) {
            const auto behind = at + static_cast<int>(mark.size());
            const bool hasSpace = content.mid(behind, 1) == QLatin1String(" ");
            const long begin = positionFromLineIndex(line, at);
            const long end = positionFromLineIndex(line, behind + (hasSpace ? 1 : 0));
            SendScintilla(SCI_DELETERANGE, static_cast<unsigned long>(begin), end - begin);
        }
    }
    endUndoAction();
}

void SqlEditor::setLocked(bool isLocked)
{
    setReadOnly(isLocked);
    setCaretLineVisible(!isLocked);
}

void SqlEditor::changeEvent(QEvent* event)
{
    QsciScintilla::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        applyTheme();
    }
}

void SqlEditor::keyPressEvent(QKeyEvent* event)
{
    const bool isTyping = !event->text().isEmpty() && event->text().at(0).isPrint() &&
                          !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier));
    const bool isErasing = event->key() == Qt::Key_Backspace || event->key() == Qt::Key_Delete ||
                           event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isReadOnly() && (event->key() == Qt::Key_Tab || event->key() == Qt::Key_Backtab)) {
        // Nothing can be indented, so Tab leads on as everywhere.
        QWidget::focusNextPrevChild(event->key() == Qt::Key_Tab);
        return;
    }
    if (isReadOnly() && (isTyping || isErasing)) {
        Q_EMIT lockedKeyPressed();
        event->accept();
        return;
    }
    QsciScintilla::keyPressEvent(event);
}

} // namespace millrace::gui
