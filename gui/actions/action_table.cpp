// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/actions/action_table.h"

#include <QtGlobal>

#include <iterator>

namespace millrace::gui {

namespace {

// lupdate is told that TEXT marks a text, and takes the namespace for its context.
#define TEXT(text) QT_TRANSLATE_NOOP("millrace::gui", text)

using Id = ActionId;
using M = MenuId;
constexpr KeyScope kWindow = KeyScope::Window;
constexpr KeyScope kStream = KeyScope::Stream;
constexpr KeyScope kNotebook = KeyScope::Notebook;
constexpr KeyScope kEntry = KeyScope::Entry;

constexpr ActionSpec kActions[] = {
    {Id::NewPipeline, "actionNewPipeline", TEXT("&New pipeline…"), M::File, 0, "Ctrl+N", "new", "", kWindow, ""},
    {Id::OpenFile, "actionOpenFile", TEXT("&Open file…"), M::File, 0, "Ctrl+O", "open", "", kWindow,
     TEXT("Makes a new, stopped pipeline from an SQL file; of descriptive pipelines it shows the YAML file")},
    {Id::OpenSample, "actionOpenSample", TEXT("Open sa&mple"), M::File, 0, "", "pipeline", "", kWindow,
     TEXT("Makes the pipeline of the shipped sample, or shows it")},
    {Id::Save, "actionSave", TEXT("&Save program"), M::File, 0, "Ctrl+S", "save", "", kWindow, ""},
    {Id::SaveAll, "actionSaveAll", TEXT("Sa&ve all"), M::File, 0, "Ctrl+Shift+S", "", "", kWindow, ""},
    {Id::RenamePipeline, "actionRenamePipeline", TEXT("&Rename pipeline…"), M::File, 1, "Shift+F2", "", "", kWindow,
     ""},
    {Id::DeletePipeline, "actionDeletePipeline", TEXT("&Delete pipeline…"), M::File, 1, "", "", "", kWindow, ""},
    {Id::RestorePipeline, "actionRestorePipeline", TEXT("&Bring back deleted pipeline"), M::File, 1, "", "undo", "",
     kWindow, TEXT("Makes the pipeline that was deleted last again, stopped")},
    {Id::CloseTab, "actionCloseTab", TEXT("&Close tab"), M::File, 2, "Ctrl+W", "close", "", kWindow, ""},
    {Id::ReopenTab, "actionReopenTab", TEXT("Reopen c&losed tab"), M::File, 2, "Ctrl+Shift+T", "", "", kWindow,
     TEXT("Opens the tab that was closed last, as it was looked at")},
    {Id::CloseOtherTabs, "actionCloseOtherTabs", TEXT("Clos&e other tabs"), M::File, 2, "", "", "", kWindow, ""},
    {Id::Quit, "actionQuit", TEXT("&Quit"), M::File, 3, "Ctrl+Q", "", "", kWindow, ""},

    {Id::Undo, "actionUndo", TEXT("&Undo"), M::Edit, 0, "Ctrl+Z", "", "", kWindow, ""},
    {Id::Redo, "actionRedo", TEXT("&Redo"), M::Edit, 0, "Ctrl+Shift+Z", "", "", kWindow, ""},
    {Id::Cut, "actionCut", TEXT("Cu&t"), M::Edit, 1, "Ctrl+X", "", "", kWindow, ""},
    {Id::Copy, "actionCopy", TEXT("&Copy"), M::Edit, 1, "Ctrl+C", "copy", "", kWindow,
     TEXT("Copies the selected text, or the selected rows as tab-separated text")},
    {Id::Paste, "actionPaste", TEXT("&Paste"), M::Edit, 1, "Ctrl+V", "", "", kWindow, ""},
    {Id::CopyAsCsv, "actionCopyAsCsv", TEXT("&CSV"), M::CopyAs, 0, "", "", "", kWindow, ""},
    {Id::CopyAsTsv, "actionCopyAsTsv", TEXT("&Tab-separated text"), M::CopyAs, 0, "", "", "", kWindow, ""},
    {Id::CopyAsJson, "actionCopyAsJson", TEXT("&JSON lines"), M::CopyAs, 0, "Ctrl+Shift+C", "", "", kWindow, ""},
    {Id::CopyAsMarkdown, "actionCopyAsMarkdown", TEXT("&Markdown table"), M::CopyAs, 0, "", "", "", kWindow, ""},
    {Id::CopyAsSql, "actionCopyAsSql", TEXT("&SQL statements"), M::CopyAs, 0, "", "", "", kWindow,
     TEXT("INSERT for rows that came, DELETE for rows that went")},
    {Id::SelectAll, "actionSelectAll", TEXT("Select &all"), M::Edit, 1, "Ctrl+A", "", "", kWindow, ""},
    {Id::Find, "actionFind", TEXT("&Find or filter"), M::Edit, 2, "Ctrl+F", "search", "", kWindow,
     TEXT("Searches the program; in a change stream: to its filter")},
    {Id::Replace, "actionReplace", TEXT("Rep&lace"), M::Edit, 2, "Ctrl+H", "", "", kWindow,
     TEXT("Replaces text in the program, one by one or all at once")},
    {Id::NextProblem, "actionNextProblem", TEXT("&Next problem"), M::Edit, 3, "F8", "", "", kWindow, ""},
    {Id::PreviousProblem, "actionPreviousProblem", TEXT("Pre&vious problem"), M::Edit, 3, "Shift+F8", "", "", kWindow,
     ""},

    {Id::GoToDefinition, "actionGoToDefinition", TEXT("&Go to definition"), M::Edit, 4, "F12", "", "", kWindow,
     TEXT("Leads from a name in the program to where it is declared")},
    {Id::FormatProgram, "actionFormatProgram", TEXT("F&ormat program"), M::Edit, 4, "Ctrl+Alt+F", "", "", kWindow,
     TEXT("Keywords in capitals, clauses on lines of their own; comments and texts stay as they are")},
    {Id::ToggleComment, "actionToggleComment", TEXT("Co&mment or uncomment lines"), M::Edit, 4, "Ctrl+Alt+M", "", "",
     kWindow, ""},

    {Id::ThemeSystem, "actionThemeSystem", TEXT("&Follow system"), M::Theme, 0, "", "", "theme", kWindow, ""},
    {Id::ThemeLight, "actionThemeLight", TEXT("&Light"), M::Theme, 0, "", "", "theme", kWindow, ""},
    {Id::ThemeDark, "actionThemeDark", TEXT("&Dark"), M::Theme, 0, "", "", "theme", kWindow, ""},
    {Id::ThemeContrastLight, "actionThemeContrastLight", TEXT("&High contrast, light"), M::Theme, 1, "", "", "theme",
     kWindow, ""},
    {Id::ThemeContrastDark, "actionThemeContrastDark", TEXT("High &contrast, dark"), M::Theme, 1, "", "", "theme",
     kWindow, ""},
    // Languages stand under their own names, whatever the window speaks.
    {Id::LanguageSystem, "actionLanguageSystem", TEXT("&Follow system"), M::Language, 0, "", "", "language", kWindow,
     ""},
    {Id::LanguageEnglish, "actionLanguageEnglish", "&English", M::Language, 1, "", "", "language", kWindow, ""},
    {Id::LanguageGerman, "actionLanguageGerman", "&Deutsch", M::Language, 1, "", "", "language", kWindow, ""},
    {Id::LanguagePseudo, "actionLanguagePseudo", TEXT("&Pseudo"), M::Language, 2, "", "", "language", kWindow,
     TEXT("English with accents, in brackets and longer: shows what is not translated or has no room")},
    {Id::ZoomIn, "actionZoomIn", TEXT("Zoom text &in"), M::View, 1, "Ctrl+=|Ctrl++", "", "", kWindow, ""},
    {Id::ZoomOut, "actionZoomOut", TEXT("Zoom text &out"), M::View, 1, "Ctrl+-", "", "", kWindow, ""},
    {Id::ZoomReset, "actionZoomReset", TEXT("&Normal text size"), M::View, 1, "Ctrl+0", "", "", kWindow, ""},
    {Id::FullScreen, "actionFullScreen", TEXT("F&ull screen"), M::View, 2, "F11", "", "toggle", kWindow, ""},

    {Id::PipelineGraph, "actionPipelineGraph", TEXT("&Graph"), M::Pipeline, 0, "Ctrl+Alt+G", "graph", "toggle", kWindow,
     TEXT("Draws the operators that keep the views up to date, with their rows, state and time")},
    {Id::CompareProgram, "actionCompareProgram", TEXT("Compare with stored program"), M::Pipeline, 0, "Ctrl+Alt+V", "",
     "toggle", kWindow, TEXT("Shows below the editor what you have changed against the program that runs")},
    {Id::Check, "actionCheck", TEXT("&Check"), M::Pipeline, 0, "Ctrl+B", "check", "", kWindow,
     TEXT("Compiles the program without running it")},
    {Id::Run, "actionRun", TEXT("&Run"), M::Pipeline, 1, "F5", "run", "", kWindow,
     TEXT("Saves the program and starts it")},
    {Id::PauseInputs, "actionPauseInputs", TEXT("&Pause inputs"), M::Pipeline, 1, "F6", "pause", "toggle", kWindow,
     TEXT("Connectors stop reading; what was buffered still flows")},
    {Id::Stop, "actionStop", TEXT("&Stop"), M::Pipeline, 1, "Shift+F5", "stop", "", kWindow,
     TEXT("Ends the run; the rows of tables and views are gone afterwards")},
    {Id::StopAndEdit, "actionStopAndEdit", TEXT("Stop and &edit"), M::Pipeline, 1, "Ctrl+Shift+F5", "lock", "", kWindow,
     TEXT("Stops the pipeline and unlocks its program")},
    {Id::AddConnector, "actionAddConnector", TEXT("Add con&nector…"), M::Pipeline, 2, "", "connector", "", kWindow,
     TEXT("Asks for kind and options, shows the first rows, and writes the connector into the program")},
    {Id::IssueToken, "actionIssueToken", TEXT("&Issue completion token"), M::Pipeline, 2, "Ctrl+T", "token", "",
     kWindow,
     TEXT("Marks what the selected connector has received so far; the token is complete once all of it was processed "
          "and delivered")},
    {Id::ToggleConnector, "actionToggleConnector", TEXT("Start or pause c&onnector"), M::Pipeline, 2,
     "Ctrl+Shift+Space", "connector", "", kWindow, TEXT("Starts the selected connector, or pauses it")},
    {Id::StartConnectors, "actionStartConnectors", TEXT("Start selected connec&tors"), M::Pipeline, 2, "Ctrl+Shift+F6",
     "run", "", kWindow, TEXT("Asks every selected connector to read; also tries failed ones again")},
    {Id::PauseConnectors, "actionPauseConnectors", TEXT("Pa&use selected connectors"), M::Pipeline, 2, "Ctrl+F6",
     "pause", "", kWindow, TEXT("Every selected connector stops reading; what was buffered still flows")},
    {Id::ConnectorDetails, "actionConnectorDetails", TEXT("Connector &details"), M::Pipeline, 2, "Ctrl+Shift+D", "info",
     "toggle", kWindow, TEXT("Shows state, configuration and errors of the selected connector")},
    {Id::TokenBoard, "actionTokenBoard", TEXT("Token &board"), M::Pipeline, 2, "Ctrl+Alt+T", "token", "", kWindow,
     TEXT("All completion tokens of the pipeline, what is outstanding, and how long they took")},
    {Id::LookUpToken, "actionLookUpToken", TEXT("Look up a to&ken…"), M::Pipeline, 2, "Ctrl+Shift+K", "search", "",
     kWindow, TEXT("Paste a token, also one that was issued over the API, to see its state")},
    {Id::WaitForToken, "actionWaitForToken", TEXT("Notify when token is complete"), M::Pipeline, 2, "Ctrl+Shift+N",
     "bell", "toggle", kWindow, TEXT("Tells at the top of the window when the selected tokens are complete")},
    {Id::CopyToken, "actionCopyToken", TEXT("Copy token"), M::Pipeline, 2, "Ctrl+Alt+Shift+C", "copy", "", kWindow,
     TEXT("Copies the text of the selected completion token, as the local API knows it")},
    {Id::CopyTokenCurl, "actionCopyTokenCurl", TEXT("Copy token as curl"), M::Pipeline, 2, "Ctrl+Alt+C", "copy", "",
     kWindow, TEXT("Copies a command that asks the local API for the state of the selected token")},
    {Id::SetAside, "actionSetAside", TEXT("Set record &aside and go on"), M::Pipeline, 3, "Ctrl+Shift+A", "set-aside",
     "", kWindow, TEXT("Leaves the record that failed out, counts it in its connector's errors, and goes on")},
    {Id::RetryStep, "actionRetryStep", TEXT("Retr&y held step"), M::Pipeline, 3, "Ctrl+Shift+R", "retry", "", kWindow,
     ""},
    {Id::Limits, "actionLimits", TEXT("&Limits and failing steps…"), M::Pipeline, 4, "", "", "", kWindow,
     TEXT("Memory limit of the pipeline, and what it does with a record that a step fails on")},

    {Id::OpenStream, "actionOpenStream", TEXT("&Tick or untick relation"), M::Stream, 0, "Ctrl+Shift+O", "stream", "",
     kWindow, TEXT("Shows the change stream of the table or view selected in the catalog, or closes it")},
    {Id::SaveStream, "actionSaveStream", TEXT("&Export changes…"), M::Stream, 0, "Ctrl+E", "export", "", kWindow,
     TEXT("Writes every change from now on to files: JSON lines, CSV, TSV, SQL or SQLite; nothing is dropped")},
    {Id::StreamLog, "actionStreamLog", TEXT("Change &log"), M::Stream, 1, "Ctrl+1", "", "streamMode", kWindow,
     TEXT("Every change in its order")},
    {Id::StreamState, "actionStreamState", TEXT("Current st&ate"), M::Stream, 1, "Ctrl+2", "", "streamMode", kWindow,
     TEXT("The rows that are there now, updated in place")},
    {Id::StreamSummary, "actionStreamSummary", TEXT("S&ums by step"), M::Stream, 1, "Ctrl+3", "", "streamMode", kWindow,
     TEXT("How much each step inserted and deleted")},
    {Id::PairUpdates, "actionPairUpdates", TEXT("Updates as &one line"), M::Stream, 2, "Ctrl+U", "", "toggle", kWindow,
     TEXT("A delete and an insert of the same key in the same step are one line, with the cells that differ")},
    {Id::ChooseKey, "actionChooseKey", TEXT("Choose &key columns…"), M::Stream, 2, "Ctrl+Alt+K", "", "", kWindow,
     TEXT("By which updates are paired and rows are pinned, where the relation declares no key")},
    {Id::ChooseColumns, "actionChooseColumns", TEXT("Choose columns…"), M::Stream, 2, "", "", "", kWindow,
     TEXT("Which columns of the change log are shown")},
    {Id::SortByColumn, "actionSortByColumn", TEXT("Sort by this column"), M::Stream, 2, "Ctrl+Alt+O", "", "", kStream,
     TEXT("Current state: upwards, downwards, then again as the rows came")},
    {Id::FilterColumns, "actionFilterColumns", TEXT("Filter &below the columns"), M::Stream, 3, "Ctrl+Shift+U", "",
     "toggle", kWindow, ""},
    {Id::FilterByCell, "actionFilterByCell", TEXT("Only rows w&ith this value"), M::Stream, 3, "Alt+Return", "", "",
     kStream, ""},
    {Id::ExcludeCell, "actionExcludeCell", TEXT("No rows wit&h this value"), M::Stream, 3, "Alt+Shift+Return", "", "",
     kStream, ""},
    {Id::PopFilter, "actionPopFilter", TEXT("Take back the last &filter"), M::Stream, 3, "Ctrl+Backspace", "", "",
     kStream, ""},
    {Id::ClearFilter, "actionClearFilter", TEXT("No filte&r"), M::Stream, 3, "Ctrl+Shift+Backspace", "", "", kStream,
     ""},
    {Id::PinKey, "actionPinKey", TEXT("&Pin key of row"), M::Stream, 4, "Ctrl+D", "", "", kStream,
     TEXT("Keeps the row of this key in sight above the list, whatever is filtered")},
    {Id::UnpinKeys, "actionUnpinKeys", TEXT("U&npin all"), M::Stream, 4, "Ctrl+Alt+U", "", "", kStream, ""},
    {Id::MarkRow, "actionMarkRow", TEXT("&Mark row"), M::Stream, 4, "M", "", "", kStream, ""},
    {Id::NextMark, "actionNextMark", TEXT("Ne&xt mark"), M::Stream, 4, "N", "", "", kStream, ""},
    {Id::GoToStep, "actionGoToStep", TEXT("&Go to step…"), M::Stream, 5, "Ctrl+G", "", "", kWindow, ""},
    {Id::NextGap, "actionNextGap", TEXT("Next gap"), M::Stream, 5, "Ctrl+]", "", "", kStream, ""},
    {Id::PreviousGap, "actionPreviousGap", TEXT("Pre&vious gap"), M::Stream, 5, "Ctrl+[", "", "", kStream, ""},
    {Id::FollowStream, "actionFollowStream", TEXT("Follo&w newest"), M::Stream, 6, "End|Ctrl+End", "follow", "",
     kStream, TEXT("Jumps to the newest change and stays there")},
    {Id::FreezeStream, "actionFreezeStream", TEXT("Free&ze"), M::Stream, 6, "Ctrl+Shift+F", "freeze", "toggle", kWindow,
     TEXT("The screen stands still; the pipeline and exports go on")},
    {Id::ClearStream, "actionClearStream", TEXT("&Clear shown changes"), M::Stream, 7, "Ctrl+Shift+L", "clear", "",
     kWindow, TEXT("Empties the list; tables and views are not touched")},
    {Id::StopExport, "actionStopExport", TEXT("Stop export"), M::Stream, 8, "Ctrl+Shift+E", "stop", "", kWindow,
     TEXT("Writes what is queued and closes the file")},
    {Id::ContinueExport, "actionContinueExport", TEXT("Continue export"), M::Stream, 8, "Ctrl+Alt+R", "retry", "",
     kWindow, TEXT("Goes on behind what is written, in a further file or in the same database; steps begin anew")},
    {Id::FinishExport, "actionFinishExport", TEXT("Keep interrupted export"), M::Stream, 8, "", "check", "", kWindow,
     TEXT("Makes a file of the rows that are safe in its .part file")},
    {Id::RestartExport, "actionRestartExport", TEXT("Restart export"), M::Stream, 8, "", "run", "", kWindow,
     TEXT("Writes the same again from now on; what is left of it is replaced")},
    {Id::OpenExportFolder, "actionOpenExportFolder", TEXT("Open export folder"), M::Stream, 8, "", "open", "", kWindow,
     ""},
    {Id::RemoveEndedExports, "actionRemoveEndedExports", TEXT("Remove ended exports"), M::Stream, 8, "", "clear", "",
     kWindow, TEXT("Forgets the exports that have ended; their files stay")},

    {Id::OpenNotebook, "actionOpenNotebook", TEXT("Query &notebook"), M::Query, 0, "Ctrl+Alt+N", "query", "", kWindow,
     TEXT("Asks the running pipeline for rows of its tables and materialized views")},
    {Id::RunAtCursor, "actionRunAtCursor", TEXT("Run query at c&ursor"), M::Query, 0, "Ctrl+Alt+Return", "", "",
     kWindow, TEXT("Runs the statement at the cursor, or what is selected, in the notebook; of a view its query")},
    {Id::RunQuery, "actionRunQuery", TEXT("&Run query"), M::Query, 1, "Ctrl+Return", "run", "", kNotebook,
     TEXT("Runs the statement at the cursor of the cell")},
    {Id::RunQueryAndAdvance, "actionRunQueryAndAdvance", TEXT("Run and a&dvance"), M::Query, 1, "Shift+Return", "", "",
     kNotebook, ""},
    {Id::CancelQuery, "actionCancelQuery", TEXT("&Cancel query"), M::Query, 1, "Esc", "stop", "", kNotebook, ""},
    {Id::ExplainQuery, "actionExplainQuery", TEXT("E&xplain query"), M::Query, 1, "Ctrl+Shift+X", "info", "", kNotebook,
     TEXT("Shows how the query would run")},
    {Id::WatchQuery, "actionWatchQuery", TEXT("&Watch"), M::Query, 1, "Ctrl+Shift+W", "watch", "toggle", kNotebook,
     TEXT("Runs the query again after each step, at most twice a second")},
    {Id::PromoteQuery, "actionPromoteQuery", TEXT("&Make it a view…"), M::Query, 2, "Ctrl+Shift+M", "promote", "",
     kNotebook, TEXT("Adds the query to the program as a view that is kept up to date")},
    {Id::QueryHistory, "actionQueryHistory", TEXT("&History…"), M::Query, 3, "Ctrl+R", "history", "", kNotebook,
     TEXT("Finds a query that was run before")},
    {Id::OlderQuery, "actionOlderQuery", TEXT("&Older query"), M::Query, 3, "Alt+Up", "", "", kNotebook, ""},
    {Id::NewerQuery, "actionNewerQuery", TEXT("N&ewer query"), M::Query, 3, "Alt+Down", "", "", kNotebook, ""},
    {Id::AddCell, "actionAddCell", TEXT("Add ce&ll"), M::Query, 4, "Ctrl+Shift+Return", "new", "", kNotebook, ""},
    {Id::AddStreamCell, "actionAddStreamCell", TEXT("Add &streaming cell"), M::Query, 4, "Ctrl+Alt+Shift+Return",
     "stream", "", kNotebook, TEXT("For streaming SQL: rows are shown as they come, until Esc")},
    {Id::RemoveCell, "actionRemoveCell", TEXT("Remo&ve cell"), M::Query, 4, "", "", "", kNotebook, ""},
    {Id::CopyResultTsv, "actionCopyResultTsv", TEXT("&Tab-separated text"), M::CopyResult, 0, "", "", "", kWindow, ""},
    {Id::CopyResultCsv, "actionCopyResultCsv", TEXT("&CSV"), M::CopyResult, 0, "", "", "", kWindow, ""},
    {Id::CopyResultJson, "actionCopyResultJson", TEXT("&JSON lines"), M::CopyResult, 0, "", "", "", kWindow, ""},
    {Id::CopyResultMarkdown, "actionCopyResultMarkdown", TEXT("&Markdown table"), M::CopyResult, 0, "", "", "", kWindow,
     ""},
    {Id::CopyResultSql, "actionCopyResultSql", TEXT("&SQL INSERT statements"), M::CopyResult, 0, "", "", "", kWindow,
     ""},

    {Id::EditRows, "actionEditRows", TEXT("&Edit rows of table"), M::Data, 0, "Ctrl+Alt+E", "table", "", kWindow,
     TEXT("Opens the rows of the table selected in the catalog, to change, add and delete some")},
    {Id::AddRow, "actionAddRow", TEXT("&Add row"), M::Data, 1, "Ins", "new", "", kEntry, ""},
    {Id::DuplicateRows, "actionDuplicateRows", TEXT("D&uplicate rows"), M::Data, 1, "Ctrl+Ins", "copy", "", kEntry, ""},
    {Id::DeleteRows, "actionDeleteRows", TEXT("&Delete rows"), M::Data, 1, "Del", "delete", "", kEntry,
     TEXT("Stages the deletion of the selected rows")},
    {Id::SetNull, "actionSetNull", TEXT("Set to &NULL"), M::Data, 1, "Ctrl+Del", "", "", kEntry, ""},
    {Id::GenerateRows, "actionGenerateRows", TEXT("&Generate rows…"), M::Data, 1, "Ctrl+Shift+G", "generate", "",
     kEntry, TEXT("Stages rows with values made by the types of the columns")},
    {Id::ImportRows, "actionImportRows", TEXT("I&mport file…"), M::Data, 1, "", "open", "", kEntry,
     TEXT("Stages the rows of a CSV, TSV, JSON or SQL file, of a SQLite database, or of an export")},
    {Id::RevertRows, "actionRevertRows", TEXT("&Revert rows"), M::Data, 2, "", "undo", "", kEntry,
     TEXT("Takes back what is staged for the selected rows")},
    {Id::DiscardRows, "actionDiscardRows", TEXT("Discard all &staged"), M::Data, 2, "", "clear", "", kEntry,
     TEXT("Takes back everything that is staged; Undo brings it back")},
    {Id::ReloadRows, "actionReloadRows", TEXT("Read rows aga&in"), M::Data, 2, "Ctrl+Shift+Y", "retry", "", kEntry, ""},
    {Id::CommitRows, "actionCommitRows", TEXT("&Commit rows"), M::Data, 3, "Ctrl+Alt+S", "check", "", kWindow,
     TEXT("Sends everything that is staged as one transaction, and waits for its completion token")},

    {Id::Palette, "actionPalette", TEXT("&Command palette…"), M::Tools, 0, "Ctrl+Shift+P", "search", "", kWindow,
     TEXT("Finds every command by a part of its name")},
    {Id::QuickOpen, "actionQuickOpen", TEXT("&Quick open…"), M::Tools, 0, "Ctrl+P", "", "", kWindow,
     TEXT("Finds every pipeline, table, view and tab by a part of its name")},
    {Id::SwitchApi, "actionSwitchApi", TEXT("&Answer on the local API"), M::Tools, 1, "Ctrl+Shift+I", "api", "toggle",
     kWindow, TEXT("Other programs on this machine can see and change the pipelines over HTTP and WebSocket")},
    {Id::ShowApi, "actionShowApi", TEXT("&Local API…"), M::Tools, 1, "Ctrl+I", "", "", kWindow,
     TEXT("Port, addresses and clients of the local API")},

    {Id::ShowCatalog, "actionShowCatalog", TEXT("&Catalog"), M::View, 3, "Alt+1", "catalog", "", kWindow, ""},
    {Id::ShowConnectors, "actionShowConnectors", TEXT("Conn&ectors"), M::View, 3, "Alt+2", "connector", "", kWindow,
     ""},
    {Id::ShowTokens, "actionShowTokens", TEXT("&Tokens"), M::View, 3, "Alt+3", "token", "", kWindow, ""},
    {Id::ShowProblems, "actionShowProblems", TEXT("&Problems"), M::View, 3, "Alt+4", "problems", "", kWindow, ""},
    {Id::ShowExports, "actionShowExports", TEXT("E&xports"), M::View, 3, "Alt+5", "export", "", kWindow, ""},
    {Id::ShowRuntime, "actionShowRuntime", TEXT("&Runtime"), M::View, 3, "Alt+6", "runtime", "", kWindow, ""},
    {Id::ShowTutorial, "actionShowTutorial", TEXT("Tutori&al"), M::View, 3, "Alt+7", "tutorial", "", kWindow, ""},

    {Id::FocusEditor, "actionFocusEditor", TEXT("&Editor"), M::Window, 0, "Alt+0", "", "", kWindow, ""},
    {Id::NextTab, "actionNextTab", TEXT("&Next tab"), M::Window, 0, "Ctrl+PgDown", "", "", kWindow, ""},
    {Id::PreviousTab, "actionPreviousTab", TEXT("&Previous tab"), M::Window, 0, "Ctrl+PgUp", "", "", kWindow, ""},
    {Id::MoveTab, "actionMoveTab", TEXT("&Move tab to other side"), M::Window, 0, "", "", "", kWindow, ""},
    {Id::NextPane, "actionNextPane", TEXT("Next p&ane"), M::Window, 1, "Ctrl+`|F7", "", "", kWindow, ""},
    {Id::PreviousPane, "actionPreviousPane", TEXT("Pre&vious pane"), M::Window, 1, "Ctrl+Shift+`|Shift+F7", "", "",
     kWindow, ""},
    {Id::ArrangeSideBySide, "actionArrangeSideBySide", TEXT("Documents &side by side"), M::Window, 2, "", "layout",
     "arrange", kWindow, ""},
    {Id::ArrangeStacked, "actionArrangeStacked", TEXT("Documents s&tacked"), M::Window, 2, "", "", "arrange", kWindow,
     ""},
    {Id::ArrangeTabs, "actionArrangeTabs", TEXT("Documents as ta&bs"), M::Window, 2, "", "", "arrange", kWindow, ""},
    {Id::ResetLayout, "actionResetLayout", TEXT("&Reset layout"), M::Window, 3, "", "", "", kWindow, ""},

    {Id::Welcome, "actionWelcome", TEXT("&Welcome"), M::Help, 0, "", "home", "", kWindow, ""},
    {Id::Tutorials, "actionTutorials", TEXT("&Tutorials"), M::Help, 0, "Ctrl+Alt+L", "tutorial", "", kWindow,
     TEXT("The list of tutorials; one that is open is left and can be gone on with")},
    {Id::TutorialNext, "actionTutorialNext", TEXT("&Next step"), M::Tutorial, 0, "Ctrl+Shift+PgDown|Ctrl+Alt+Right", "",
     "", kWindow, ""},
    {Id::TutorialBack, "actionTutorialBack", TEXT("&Back"), M::Tutorial, 0, "Ctrl+Shift+PgUp|Ctrl+Alt+Left", "", "",
     kWindow, TEXT("The step before")},
    {Id::TutorialHint, "actionTutorialHint", TEXT("&Hint"), M::Tutorial, 1, "Ctrl+Alt+H", "", "", kWindow,
     TEXT("Each tells a little more")},
    {Id::TutorialDoIt, "actionTutorialDoIt", TEXT("&Do it for me"), M::Tutorial, 1, "Ctrl+Alt+D", "", "", kWindow,
     TEXT("Does this step, so that you can go on")},
    {Id::TutorialInsert, "actionTutorialInsert", TEXT("&Put it in"), M::Tutorial, 1, "Ctrl+Alt+I", "", "", kWindow,
     TEXT("Puts the example of the step where it belongs, as if you had typed it")},
    {Id::TutorialShowWhere, "actionTutorialShowWhere", TEXT("Go to the &outlined part"), M::Tutorial, 1,
     "Ctrl+Alt+Down", "", "", kWindow, TEXT("Brings what the step is about to the front, and the focus to it")},
    {Id::TutorialRestore, "actionTutorialRestore", TEXT("Re&store this step"), M::Tutorial, 2, "", "retry", "", kWindow,
     TEXT("Begins anew with a fresh pipeline and does every step before this one for you")},
    {Id::TutorialRestart, "actionTutorialRestart", TEXT("&Restart tutorial"), M::Tutorial, 2, "", "", "", kWindow,
     TEXT("Begins anew with a fresh pipeline")},
    {Id::TutorialLeave, "actionTutorialLeave", TEXT("&Leave tutorial"), M::Tutorial, 2, "", "close", "", kWindow,
     TEXT("Stops its pipeline; you can go on later")},
    {Id::ShortcutSheet, "actionShortcutSheet", TEXT("&Keyboard shortcuts"), M::Help, 0, "Ctrl+/", "keyboard", "",
     kWindow, ""},
    {Id::About, "actionAbout", TEXT("&About Millrace"), M::Help, 1, "", "info", "", kWindow, ""},
};

constexpr MenuSpec kMenus[] = {
    {M::File, "menuFile", TEXT("&File"), M::File},
    {M::Edit, "menuEdit", TEXT("&Edit"), M::Edit},
    {M::CopyAs, "menuCopyAs", TEXT("Cop&y rows as"), M::Edit},
    {M::View, "menuView", TEXT("&View"), M::View},
    {M::Theme, "menuTheme", TEXT("T&heme"), M::View},
    {M::Language, "menuLanguage", TEXT("&Language"), M::View},
    {M::Pipeline, "menuPipeline", TEXT("&Pipeline"), M::Pipeline},
    {M::Stream, "menuStream", TEXT("&Stream"), M::Stream},
    {M::Query, "menuQuery", TEXT("&Query"), M::Query},
    {M::CopyResult, "menuCopyResult", TEXT("Copy result &as"), M::Query},
    {M::Data, "menuData", TEXT("&Data"), M::Data},
    {M::Tools, "menuTools", TEXT("&Tools"), M::Tools},
    {M::Window, "menuWindow", TEXT("&Window"), M::Window},
    {M::Help, "menuHelp", TEXT("&Help"), M::Help},
    {M::Tutorial, "menuTutorial", TEXT("T&his tutorial"), M::Help},
};

#undef TEXT

constexpr bool isInOrder()
{
    for (size_t i = 0; i < std::size(kActions); ++i) {
        if (static_cast<size_t>(kActions[i].id) != i) {
            return false;
        }
    }
    for (size_t i = 0; i < std::size(kMenus); ++i) {
        if (static_cast<size_t>(kMenus[i].id) != i) {
            return false;
        }
    }
    return std::size(kActions) == static_cast<size_t>(ActionId::Count) &&
           std::size(kMenus) == static_cast<size_t>(MenuId::Count);
}
static_assert(isInOrder(), "tables are indexed by id");

} // namespace

std::span<const ActionSpec> actionTable()
{
    return kActions;
}

std::span<const MenuSpec> menuTable()
{
    return kMenus;
}

} // namespace millrace::gui
