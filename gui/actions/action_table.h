// SPDX-License-Identifier: GPL-3.0-or-later
// The table of everything a user can do by menu, toolbar or key.
#pragma once

#include <cstdint>
#include <span>

namespace millrace::gui {

/// One row of the table in action_table.cpp each, in the same order.
enum class ActionId : uint8_t {
    NewPipeline,
    OpenFile,
    OpenSample,
    Save,
    SaveAll,
    RenamePipeline,
    DeletePipeline,
    RestorePipeline,
    CloseTab,
    ReopenTab,
    CloseOtherTabs,
    Quit,
    Undo,
    Redo,
    Cut,
    Copy,
    Paste,
    CopyAsCsv,
    CopyAsTsv,
    CopyAsJson,
    CopyAsMarkdown,
    CopyAsSql,
    CopyAsChosen,
    SelectAll,
    Find,
    Replace,
    NextProblem,
    PreviousProblem,
    GoToDefinition,
    FormatProgram,
    ToggleComment,
    EditHistory,
    ThemeSystem,
    ThemeLight,
    ThemeDark,
    ThemeContrastLight,
    ThemeContrastDark,
    LanguageSystem,
    LanguageEnglish,
    LanguageGerman,
    LanguagePseudo,
    ZoomIn,
    ZoomOut,
    ZoomReset,
    FullScreen,
    PipelineGraph,
    CompareProgram,
    Check,
    Run,
    PauseInputs,
    SingleStep,
    StepToChange,
    Stop,
    StopAndEdit,
    AddConnector,
    IssueToken,
    ToggleConnector,
    StartConnectors,
    PauseConnectors,
    ConnectorDetails,
    TokenBoard,
    LookUpToken,
    WaitForToken,
    CopyToken,
    CopyTokenCurl,
    SetAside,
    RetryStep,
    Limits,
    OpenStream,
    SaveStream,
    StreamLog,
    StreamState,
    StreamSummary,
    PairUpdates,
    ChooseKey,
    ChooseColumns,
    FreezeColumns,
    SortByColumn,
    FilterColumns,
    FilterByCell,
    ExcludeCell,
    PopFilter,
    ClearFilter,
    PinKey,
    UnpinKeys,
    MarkRow,
    NextMark,
    GoToStep,
    NextGap,
    PreviousGap,
    FollowStream,
    FreezeStream,
    ClearStream,
    StopExport,
    PauseExport,
    ContinueExport,
    FinishExport,
    RestartExport,
    OpenExportFolder,
    RemoveEndedExports,
    OpenNotebook,
    RunAtCursor,
    RunQuery,
    RunQueryAndAdvance,
    CancelQuery,
    ExplainQuery,
    WatchQuery,
    PromoteQuery,
    QueryHistory,
    OlderQuery,
    NewerQuery,
    AddCell,
    AddStreamCell,
    RemoveCell,
    CopyResultTsv,
    CopyResultCsv,
    CopyResultJson,
    CopyResultMarkdown,
    CopyResultSql,
    EditRows,
    AddRow,
    DuplicateRows,
    DeleteRows,
    SetNull,
    GenerateRows,
    ImportRows,
    RevertRows,
    DiscardRows,
    ReloadRows,
    CommitRows,
    Palette,
    QuickOpen,
    SwitchApi,
    ShowApi,
    ShowCatalog,
    ShowConnectors,
    ShowTokens,
    ShowProblems,
    ShowExports,
    ShowRuntime,
    ShowTutorial,
    ShowInspector,
    ShowLog,
    PinInspector,
    FocusEditor,
    NextTab,
    PreviousTab,
    MoveTab,
    TearOffTab,
    NextPane,
    PreviousPane,
    ArrangeSideBySide,
    ArrangeStacked,
    ArrangeTabs,
    LayoutExplore,
    LayoutMonitor,
    LayoutTutorial,
    ResetLayout,
    Welcome,
    Tutorials,
    TutorialNext,
    TutorialBack,
    TutorialHint,
    TutorialDoIt,
    TutorialInsert,
    TutorialShowWhere,
    TutorialRestore,
    TutorialRestart,
    TutorialLeave,
    ShortcutSheet,
    About,
    Count,
};

enum class MenuId : uint8_t {
    File,
    Edit,
    CopyAs,
    View,
    Theme,
    Language,
    Pipeline,
    Stream,
    Query,
    CopyResult,
    Data,
    Tools,
    Window,
    Help,
    Tutorial,
    Count
};

/// Where the keys of an action work.
enum class KeyScope : uint8_t {
    Window,   ///< everywhere
    Stream,   ///< while a change stream has the focus
    Notebook, ///< while a query notebook has the focus
    Entry,    ///< while the grid of data entry has the focus
};

struct ActionSpec {
    ActionId id;
    const char* objectName;
    const char* text; ///< source text, see actionText()
    MenuId menu;
    int group;             ///< a separator stands between groups of a menu
    const char* keys;      ///< portable texts of key sequences, parted by '|'
    const char* icon;      ///< file name in resources/icons, or empty
    const char* exclusive; ///< name of the exclusive group; "" = not checkable, "toggle" = checkable alone
    KeyScope scope;
    const char* tip; ///< what it does, where the text does not say enough
};

std::span<const ActionSpec> actionTable();

struct MenuSpec {
    MenuId id;
    const char* objectName;
    const char* text; ///< source text, see actionText()
    MenuId parent;    ///< itself = in the menu bar
};

std::span<const MenuSpec> menuTable();

} // namespace millrace::gui
