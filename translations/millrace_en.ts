<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en">
<context>
    <name>Inspection</name>
    <message numerus="yes">
        <source>%n cell(s)</source>
        <translation>
            <numerusform>%n cell</numerusform>
            <numerusform>%n cells</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LocalApi</name>
    <message numerus="yes">
        <source>%n client(s) connected</source>
        <translation>
            <numerusform>%n client connected</numerusform>
            <numerusform>%n clients connected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>API :%1, %n client(s)</source>
        <translation>
            <numerusform>API :%1, %n client</numerusform>
            <numerusform>API :%1, %n clients</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::gui::ConnectorWizard</name>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n row</numerusform>
            <numerusform>%n rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::gui::ConnectorsDock</name>
    <message numerus="yes">
        <source>%n connector(s), %1 running, %2 failed</source>
        <translation>
            <numerusform>%n connector, %1 running, %2 failed</numerusform>
            <numerusform>%n connectors, %1 running, %2 failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n connector(s), %1 running</source>
        <translation>
            <numerusform>%n connector, %1 running</numerusform>
            <numerusform>%n connectors, %1 running</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::gui::EntryDocument</name>
    <message numerus="yes">
        <source>%n staged row(s) of %1 are not committed.</source>
        <translation>
            <numerusform>%n staged row of %1 is not committed.</numerusform>
            <numerusform>%n staged rows of %1 are not committed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n record(s) were refused</source>
        <translation>
            <numerusform>%n record was refused</numerusform>
            <numerusform>%n records were refused</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n insert(s)</source>
        <translation>
            <numerusform>%n insert</numerusform>
            <numerusform>%n inserts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n update(s)</source>
        <translation>
            <numerusform>%n update</numerusform>
            <numerusform>%n updates</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n delete(s)</source>
        <translation>
            <numerusform>%n delete</numerusform>
            <numerusform>%n deletes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s)</source>
        <translation>
            <numerusform>%n problem</numerusform>
            <numerusform>%n problems</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::gui::ExportsDock</name>
    <message numerus="yes">
        <source>%n export(s), %1 running</source>
        <translation>
            <numerusform>%n export, %1 running</numerusform>
            <numerusform>%n exports, %1 running</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n interrupted</source>
        <comment>exports</comment>
        <translation>
            <numerusform>%n interrupted</numerusform>
            <numerusform>%n interrupted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Exports (%n interrupted)</source>
        <translation>
            <numerusform>Exports (%n interrupted)</numerusform>
            <numerusform>Exports (%n interrupted)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::gui::FindBar</name>
    <message numerus="yes">
        <source>%n match(es)</source>
        <translation>
            <numerusform>%n match</numerusform>
            <numerusform>%n matches</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n replaced</source>
        <translation>
            <numerusform>%n replaced</numerusform>
            <numerusform>%n replaced</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::gui::LogDock</name>
    <message numerus="yes">
        <source>%n line(s)</source>
        <translation>
            <numerusform>%n line</numerusform>
            <numerusform>%n lines</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n line(s)</source>
        <translation>
            <numerusform>%1 of %n line</numerusform>
            <numerusform>%1 of %n lines</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n found</source>
        <comment>lines</comment>
        <translation>
            <numerusform>%n found</numerusform>
            <numerusform>%n found</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) are left out.</source>
        <translation>
            <numerusform>%n line is left out.</numerusform>
            <numerusform>%n lines are left out.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::gui::PipelineCommands</name>
    <message numerus="yes">
        <source>Checked: %n problem(s), F8 leads to them</source>
        <translation>
            <numerusform>Checked: %n problem, F8 leads to it</numerusform>
            <numerusform>Checked: %n problems, F8 leads to them</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::gui::ProblemsDock</name>
    <message numerus="yes">
        <source>%n error(s)</source>
        <translation>
            <numerusform>%n error</numerusform>
            <numerusform>%n errors</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n warning(s)</source>
        <translation>
            <numerusform>%n warning</numerusform>
            <numerusform>%n warnings</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n warning(s) are left out.</source>
        <translation>
            <numerusform>%n warning is left out.</numerusform>
            <numerusform>%n warnings are left out.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::gui::StatusStrip</name>
    <message numerus="yes">
        <source>%n record(s)</source>
        <translation>
            <numerusform>%n record</numerusform>
            <numerusform>%n records</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n token(s) waiting</source>
        <translation>
            <numerusform>%n token waiting</numerusform>
            <numerusform>%n tokens waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::gui::StreamDocument</name>
    <message numerus="yes">
        <source>%n gap(s)</source>
        <translation>
            <numerusform>%n gap</numerusform>
            <numerusform>%n gaps</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) are there.</source>
        <translation>
            <numerusform>%n row is there.</numerusform>
            <numerusform>%n rows are there.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::gui::TimePoints</name>
    <message numerus="yes">
        <source>%n token(s), the latest took %1</source>
        <translation>
            <numerusform>%n token, the latest took %1</numerusform>
            <numerusform>%n tokens, the latest took %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::gui::TokensDock</name>
    <message numerus="yes">
        <source>%n token(s), %1 in progress</source>
        <translation>
            <numerusform>%n token, %1 in progress</numerusform>
            <numerusform>%n tokens, %1 in progress</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n token(s) are there.</source>
        <translation>
            <numerusform>%n token is there.</numerusform>
            <numerusform>%n tokens are there.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::gui::TutorialCard</name>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n step(s)</source>
        <translation>
            <numerusform>%n step</numerusform>
            <numerusform>%n steps</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::gui::WelcomeDocument</name>
    <message numerus="yes">
        <source>%n table(s)</source>
        <translation>
            <numerusform>%n table</numerusform>
            <numerusform>%n tables</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n view(s)</source>
        <translation>
            <numerusform>%n view</numerusform>
            <numerusform>%n views</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::gui::WindowDrops</name>
    <message numerus="yes">
        <source>Open %n file(s) of %1?</source>
        <translation>
            <numerusform>Open %n file of %1?</numerusform>
            <numerusform>Open %n files of %1?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::gui::WindowStage</name>
    <message numerus="yes">
        <source>It has written %n change(s).</source>
        <translation>
            <numerusform>It has written %n change.</numerusform>
            <numerusform>It has written %n changes.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::models::CatalogModel</name>
    <message numerus="yes">
        <source>%1 error(s)</source>
        <translation>
            <numerusform>%1 error</numerusform>
            <numerusform>%1 errors</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::models::ChangeStreamModel</name>
    <message numerus="yes">
        <source>%1 change(s) of %2 not kept, %3</source>
        <comment>step 3 or steps 3 to 5</comment>
        <translation>
            <numerusform>%1 change of %2 not kept, %3</numerusform>
            <numerusform>%1 changes of %2 not kept, %3</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 change(s) not kept, %2</source>
        <comment>step 3 or steps 3 to 5</comment>
        <translation>
            <numerusform>%1 change not kept, %2</numerusform>
            <numerusform>%1 changes not kept, %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::models::ConnectorErrorModel</name>
    <message numerus="yes">
        <source>%n further error(s), not kept</source>
        <translation>
            <numerusform>%n further error, not kept</numerusform>
            <numerusform>%n further errors, not kept</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::models::QueryHistoryModel</name>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n row</numerusform>
            <numerusform>%n rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::models::RelationStateModel</name>
    <message numerus="yes">
        <source>%n row(s) as of step %1</source>
        <translation>
            <numerusform>%n row as of step %1</numerusform>
            <numerusform>%n rows as of step %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n row(s) as of step %2</source>
        <translation>
            <numerusform>%1 of %n row as of step %2</numerusform>
            <numerusform>%1 of %n rows as of step %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::models::StreamFollower</name>
    <message numerus="yes">
        <source>%1 new - press End</source>
        <translation>
            <numerusform>%1 new - press End</numerusform>
            <numerusform>%1 new - press End</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::models::TutorialProbe</name>
    <message numerus="yes">
        <source>There are %n row(s).</source>
        <translation>
            <numerusform>There is %n row.</numerusform>
            <numerusform>There are %n rows.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It has received %n record(s).</source>
        <translation>
            <numerusform>It has received %n record.</numerusform>
            <numerusform>It has received %n records.</numerusform>
        </translation>
    </message>
</context>
</TS>
