<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>CellValue</name>
    <message>
        <source>A value is needed: the column is NOT NULL.</source>
        <translation>Ein Wert wird gebraucht: Die Spalte ist NOT NULL.</translation>
    </message>
    <message>
        <source>%1 is no %2; for example: %3</source>
        <translation>%1 ist kein %2; zum Beispiel: %3</translation>
    </message>
</context>
<context>
    <name>ConnectorDetails</name>
    <message>
        <source>%1 records, %2</source>
        <translation>%1 Datensätze, %2</translation>
    </message>
    <message>
        <source>%1, because: %2</source>
        <translation>%1, weil: %2</translation>
    </message>
    <message>
        <source>Actual</source>
        <translation>Tatsächlich</translation>
    </message>
    <message>
        <source>Health</source>
        <translation>Gesundheit</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>Labels</translation>
    </message>
    <message>
        <source>%1: no connector carries it, so it is not waited for</source>
        <translation>%1: Kein Connector trägt es, darum wird nicht darauf gewartet</translation>
    </message>
    <message>
        <source>%1 of %2: ended</source>
        <translation>%1 von %2: zu Ende</translation>
    </message>
    <message>
        <source>%1 of %2: not at its end yet</source>
        <translation>%1 von %2: noch nicht zu Ende</translation>
    </message>
    <message>
        <source>Starts after</source>
        <translation>Beginnt nach</translation>
    </message>
    <message>
        <source>Followed by</source>
        <translation>Gefolgt von</translation>
    </message>
    <message>
        <source>Transport</source>
        <translation>Transport</translation>
    </message>
    <message>
        <source>Requested</source>
        <translation>Gewünscht</translation>
    </message>
    <message>
        <source>off</source>
        <comment>a switch</comment>
        <translation>aus</translation>
    </message>
    <message>
        <source>on</source>
        <comment>a switch</comment>
        <translation>an</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Empfangen</translation>
    </message>
    <message>
        <source>Buffered</source>
        <translation>Gepuffert</translation>
    </message>
    <message>
        <source>%1 of at most %2 records, %3</source>
        <translation>%1 von höchstens %2 Datensätzen, %3</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>Latenz</translation>
    </message>
    <message>
        <source>%1 from received to processed, 99 of 100 batches</source>
        <translation>%1 vom Empfang bis zur Verarbeitung, 99 von 100 Batches</translation>
    </message>
    <message>
        <source>End of input</source>
        <translation>Ende der Eingabe</translation>
    </message>
    <message>
        <source>reached</source>
        <translation>erreicht</translation>
    </message>
    <message>
        <source>not reached</source>
        <translation>nicht erreicht</translation>
    </message>
    <message>
        <source>%1 records could not be read</source>
        <translation>%1 Datensätze waren nicht lesbar</translation>
    </message>
    <message>
        <source>%1 of the transport</source>
        <translation>%1 des Transports</translation>
    </message>
    <message>
        <source>%1 set aside by a failed step</source>
        <translation>%1 nach einem fehlgeschlagenen Schritt beiseitegelegt</translation>
    </message>
    <message>
        <source>Transmitted</source>
        <translation>Gesendet</translation>
    </message>
    <message>
        <source>Queued</source>
        <translation>In der Warteschlange</translation>
    </message>
    <message>
        <source>%1 records in %2 batches</source>
        <translation>%1 Datensätze in %2 Batches</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>Zugestellt</translation>
    </message>
    <message>
        <source>step %1 of %2</source>
        <translation>Schritt %1 von %2</translation>
    </message>
    <message>
        <source>Dropped</source>
        <translation>Verworfen</translation>
    </message>
    <message>
        <source>%1 batches, the listener is too slow</source>
        <translation>%1 Batches, der Empfänger ist zu langsam</translation>
    </message>
    <message>
        <source>%1 of the encoder</source>
        <translation>%1 des Encoders</translation>
    </message>
</context>
<context>
    <name>ConnectorForm</name>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Brokers</source>
        <translation>Broker</translation>
    </message>
    <message>
        <source>host:port, parted by commas</source>
        <translation>host:port, durch Kommas getrennt</translation>
    </message>
    <message>
        <source>Topic</source>
        <translation>Topic</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>Datenbank</translation>
    </message>
    <message>
        <source>a password belongs into a secret file: ${secret:…}</source>
        <translation>ein Passwort gehört in eine Secret-Datei: ${secret:…}</translation>
    </message>
    <message>
        <source>A file</source>
        <translation>Eine Datei</translation>
    </message>
    <message>
        <source>Keep reading what is appended</source>
        <translation>Weiterlesen, was angehängt wird</translation>
    </message>
    <message>
        <source>Made-up rows</source>
        <translation>Erfundene Zeilen</translation>
    </message>
    <message>
        <source>Rows a second</source>
        <translation>Zeilen pro Sekunde</translation>
    </message>
    <message>
        <source>Rows in all</source>
        <translation>Zeilen insgesamt</translation>
    </message>
    <message>
        <source>empty: no end</source>
        <translation>leer: ohne Ende</translation>
    </message>
    <message>
        <source>A web address</source>
        <translation>Eine Webadresse</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>A Kafka topic</source>
        <translation>Ein Kafka-Topic</translation>
    </message>
    <message>
        <source>Begin with</source>
        <translation>Beginnen mit</translation>
    </message>
    <message>
        <source>A query of PostgreSQL</source>
        <translation>Eine Abfrage an PostgreSQL</translation>
    </message>
    <message>
        <source>Query</source>
        <translation>Abfrage</translation>
    </message>
    <message>
        <source>Nowhere, only counted</source>
        <translation>Nirgendwohin, nur gezählt</translation>
    </message>
    <message>
        <source>Choose where the rows come from or go to.</source>
        <translation>Wählen, woher die Zeilen kommen oder wohin sie gehen.</translation>
    </message>
    <message>
        <source>A name has letters, digits and &apos;_&apos;, and begins with no digit.</source>
        <translation>Ein Name besteht aus Buchstaben, Ziffern und „_“ und beginnt nicht mit einer Ziffer.</translation>
    </message>
    <message>
        <source>There is a connector of this name: %1</source>
        <translation>Einen Connector dieses Namens gibt es schon: %1</translation>
    </message>
    <message>
        <source>A value is needed: %1</source>
        <translation>Ein Wert wird gebraucht: %1</translation>
    </message>
    <message>
        <source>Not a number: %1</source>
        <translation>Keine Zahl: %1</translation>
    </message>
    <message>
        <source>A sample is shown of files; what comes from elsewhere is seen once it runs.</source>
        <translation>Eine Probe gibt es von Dateien; was anderswoher kommt, zeigt sich beim Laufen.</translation>
    </message>
    <message>
        <source>This pipeline has no folder: give the whole path.</source>
        <translation>Diese Pipeline hat keinen Ordner: Der ganze Pfad ist nötig.</translation>
    </message>
    <message>
        <source>Line %1 cannot be read: %2</source>
        <translation>Zeile %1 ist nicht lesbar. Im Wortlaut: „%2“</translation>
    </message>
    <message>
        <source>The file has no whole record yet.</source>
        <translation>Die Datei enthält noch keinen ganzen Datensatz.</translation>
    </message>
    <message>
        <source>The first line holds names</source>
        <translation>Die erste Zeile enthält Namen</translation>
    </message>
    <message>
        <source>The first line names the columns in another order than the table has: CSV goes by place, not by name.</source>
        <translation>Die erste Zeile nennt die Spalten in anderer Reihenfolge als die Tabelle: bei CSV gilt der Platz, nicht der Name.</translation>
    </message>
</context>
<context>
    <name>ConnectorOrder</name>
    <message>
        <source>%1 · after %2</source>
        <comment>stage, labels</comment>
        <translation>%1 · nach %2</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between labels</comment>
        <translation>, </translation>
    </message>
</context>
<context>
    <name>Console</name>
    <message>
        <source>Could not open the sample</source>
        <translation>Das Beispiel ließ sich nicht öffnen</translation>
    </message>
    <message>
        <source>Millrace</source>
        <translation>Millrace</translation>
    </message>
    <message>
        <source>Use another data folder…</source>
        <translation>Anderen Datenordner verwenden…</translation>
    </message>
    <message>
        <source>Data folder</source>
        <translation>Datenordner</translation>
    </message>
    <message>
        <source>Restore backup of %1</source>
        <translation>Sicherung vom %1 zurückholen</translation>
    </message>
    <message>
        <source>Begin with an empty catalog</source>
        <translation>Mit leerem Katalog beginnen</translation>
    </message>
    <message>
        <source>A backup or an empty catalog takes its place; the file stays in its folder, under another name.</source>
        <translation>Eine Sicherung oder ein leerer Katalog tritt an ihre Stelle; die Datei bleibt unter anderem Namen in ihrem Ordner.</translation>
    </message>
</context>
<context>
    <name>DockPanel</name>
    <message>
        <source>No pipeline is open</source>
        <translation>Keine Pipeline ist geöffnet</translation>
    </message>
    <message>
        <source>The current tab belongs to no pipeline</source>
        <translation>Der aktuelle Tab gehört zu keiner Pipeline</translation>
    </message>
    <message>
        <source>Open one from the catalog to see it here.</source>
        <translation>Eine aus dem Katalog öffnen, um sie hier zu sehen.</translation>
    </message>
    <message>
        <source>The pipeline is not running</source>
        <translation>Die Pipeline läuft nicht</translation>
    </message>
</context>
<context>
    <name>EditHistory</name>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>(as it was)</source>
        <translation>(wie es war)</translation>
    </message>
    <message>
        <source>Filter of the change stream</source>
        <translation>Filter des Änderungsstroms</translation>
    </message>
    <message>
        <source>Names, deletions and layout</source>
        <translation>Namen, Löschungen und Anordnung</translation>
    </message>
    <message>
        <source>Texts and staged rows are undone where they stand, with Ctrl+Z.</source>
        <translation>Texte und vorgemerkte Zeilen werden dort zurückgenommen, wo sie stehen: mit Strg+Z.</translation>
    </message>
</context>
<context>
    <name>ErrorText</name>
    <message>
        <source>Correct it at the place named and try again.</source>
        <translation>An der genannten Stelle berichtigen und noch einmal versuchen.</translation>
    </message>
    <message>
        <source>The cause lies outside the program; retry once it is gone.</source>
        <translation>Die Ursache liegt außerhalb des Programms; sobald sie behoben ist, noch einmal versuchen.</translation>
    </message>
    <message>
        <source>This is a defect of Millrace; please report it with the details.</source>
        <translation>Das ist ein Fehler von Millrace; bitte mit den Einzelheiten melden.</translation>
    </message>
    <message>
        <source>line %1, column %2</source>
        <translation>Zeile %1, Spalte %2</translation>
    </message>
    <message>
        <source>%1: %2 (%3)</source>
        <translation>%1 (%3). Im Wortlaut: „%2“</translation>
    </message>
    <message>
        <source>Internal error</source>
        <translation>Interner Fehler</translation>
    </message>
    <message>
        <source>Syntax error</source>
        <translation>Syntaxfehler</translation>
    </message>
    <message>
        <source>Unterminated text</source>
        <translation>Text ohne Ende</translation>
    </message>
    <message>
        <source>Unknown table or view</source>
        <translation>Unbekannte Tabelle oder View</translation>
    </message>
    <message>
        <source>Unknown column</source>
        <translation>Unbekannte Spalte</translation>
    </message>
    <message>
        <source>Ambiguous column</source>
        <translation>Mehrdeutige Spalte</translation>
    </message>
    <message>
        <source>Unknown function</source>
        <translation>Unbekannte Funktion</translation>
    </message>
    <message>
        <source>Type mismatch</source>
        <translation>Typen passen nicht zusammen</translation>
    </message>
    <message>
        <source>Duplicate name</source>
        <translation>Doppelter Name</translation>
    </message>
    <message>
        <source>Invalid primary key</source>
        <translation>Ungültiger Primärschlüssel</translation>
    </message>
    <message>
        <source>Invalid property</source>
        <translation>Ungültige Eigenschaft</translation>
    </message>
    <message>
        <source>Invalid literal</source>
        <translation>Ungültiges Literal</translation>
    </message>
    <message>
        <source>Reserved name</source>
        <translation>Reservierter Name</translation>
    </message>
    <message>
        <source>Column is not grouped</source>
        <translation>Spalte ist nicht gruppiert</translation>
    </message>
    <message>
        <source>Aggregate not allowed here</source>
        <translation>Aggregat hier nicht erlaubt</translation>
    </message>
    <message>
        <source>Wrong number of columns</source>
        <translation>Falsche Anzahl von Spalten</translation>
    </message>
    <message>
        <source>Relation is not materialized</source>
        <translation>Relation ist nicht materialisiert</translation>
    </message>
    <message>
        <source>Not supported</source>
        <translation>Nicht unterstützt</translation>
    </message>
    <message>
        <source>Statement too complex</source>
        <translation>Anweisung zu komplex</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>Arithmetic overflow</source>
        <translation>Arithmetischer Überlauf</translation>
    </message>
    <message>
        <source>Division by zero</source>
        <translation>Division durch null</translation>
    </message>
    <message>
        <source>Value cannot be converted</source>
        <translation>Wert lässt sich nicht umwandeln</translation>
    </message>
    <message>
        <source>Invalid argument</source>
        <translation>Ungültiges Argument</translation>
    </message>
    <message>
        <source>Memory limit reached</source>
        <translation>Speicherlimit erreicht</translation>
    </message>
    <message>
        <source>Malformed record</source>
        <translation>Fehlerhafter Datensatz</translation>
    </message>
    <message>
        <source>Unknown record envelope</source>
        <translation>Unbekannte Hülle des Datensatzes</translation>
    </message>
    <message>
        <source>Value does not fit the column</source>
        <translation>Wert passt nicht in die Spalte</translation>
    </message>
    <message>
        <source>Missing value</source>
        <translation>Fehlender Wert</translation>
    </message>
    <message>
        <source>Invalid UTF-8</source>
        <translation>Ungültiges UTF-8</translation>
    </message>
    <message>
        <source>Truncated record</source>
        <translation>Abgeschnittener Datensatz</translation>
    </message>
    <message>
        <source>Record too large</source>
        <translation>Datensatz zu groß</translation>
    </message>
    <message>
        <source>Weight too large to write out</source>
        <translation>Gewicht zu groß zum Ausschreiben</translation>
    </message>
    <message>
        <source>Record larger than a message may be</source>
        <translation>Datensatz größer, als eine Nachricht sein darf</translation>
    </message>
    <message>
        <source>Key of the index is not unique</source>
        <translation>Schlüssel des Index ist nicht eindeutig</translation>
    </message>
    <message>
        <source>Value cannot be written out</source>
        <translation>Wert lässt sich nicht ausschreiben</translation>
    </message>
    <message>
        <source>Malformed connector JSON</source>
        <translation>Fehlerhaftes JSON des Connectors</translation>
    </message>
    <message>
        <source>Unknown connector attribute</source>
        <translation>Unbekanntes Attribut des Connectors</translation>
    </message>
    <message>
        <source>Invalid connector attribute</source>
        <translation>Ungültiges Attribut des Connectors</translation>
    </message>
    <message>
        <source>Duplicate connector name</source>
        <translation>Doppelter Name eines Connectors</translation>
    </message>
    <message>
        <source>Unknown transport</source>
        <translation>Unbekannter Transport</translation>
    </message>
    <message>
        <source>Unknown format</source>
        <translation>Unbekanntes Format</translation>
    </message>
    <message>
        <source>Format not specified</source>
        <translation>Kein Format angegeben</translation>
    </message>
    <message>
        <source>Format not supported here</source>
        <translation>Format hier nicht unterstützt</translation>
    </message>
    <message>
        <source>Transport on the wrong side</source>
        <translation>Transport auf der falschen Seite</translation>
    </message>
    <message>
        <source>Empty start_after</source>
        <translation>Leeres start_after</translation>
    </message>
    <message>
        <source>Cyclic start_after</source>
        <translation>Zyklisches start_after</translation>
    </message>
    <message>
        <source>Label not carried by any connector</source>
        <translation>Label, das kein Connector trägt</translation>
    </message>
    <message>
        <source>Option is not allowed</source>
        <translation>Option ist nicht erlaubt</translation>
    </message>
    <message>
        <source>Unknown index</source>
        <translation>Unbekannter Index</translation>
    </message>
    <message>
        <source>Transport not available in this build</source>
        <translation>Transport in diesem Build nicht vorhanden</translation>
    </message>
    <message>
        <source>Connector cannot start</source>
        <translation>Connector kann nicht starten</translation>
    </message>
    <message>
        <source>Transport error</source>
        <translation>Fehler des Transports</translation>
    </message>
    <message>
        <source>Change was not delivered</source>
        <translation>Änderung wurde nicht zugestellt</translation>
    </message>
    <message>
        <source>Unnamed connector</source>
        <translation>Connector ohne Namen</translation>
    </message>
    <message>
        <source>Unknown pipeline</source>
        <translation>Unbekannte Pipeline</translation>
    </message>
    <message>
        <source>Pipeline name is taken</source>
        <translation>Name der Pipeline ist vergeben</translation>
    </message>
    <message>
        <source>Not possible in this state</source>
        <translation>In diesem Zustand nicht möglich</translation>
    </message>
    <message>
        <source>Unknown connector</source>
        <translation>Unbekannter Connector</translation>
    </message>
    <message>
        <source>Unknown relation</source>
        <translation>Unbekannte Relation</translation>
    </message>
    <message>
        <source>Program has errors</source>
        <translation>Programm enthält Fehler</translation>
    </message>
    <message>
        <source>Invalid pipeline name</source>
        <translation>Ungültiger Name einer Pipeline</translation>
    </message>
    <message>
        <source>Program is not trusted yet</source>
        <translation>Dem Programm wird noch nicht vertraut</translation>
    </message>
    <message>
        <source>Malformed completion token</source>
        <translation>Fehlerhaftes Completion-Token</translation>
    </message>
    <message>
        <source>Token of an earlier run</source>
        <translation>Token eines früheren Laufs</translation>
    </message>
    <message>
        <source>Connector of the token is gone</source>
        <translation>Connector des Tokens gibt es nicht mehr</translation>
    </message>
    <message>
        <source>A transaction is open</source>
        <translation>Eine Transaktion ist offen</translation>
    </message>
    <message>
        <source>No transaction is open</source>
        <translation>Keine Transaktion ist offen</translation>
    </message>
    <message>
        <source>Data is pushed in too many ways</source>
        <translation>Daten kommen auf zu vielen Wegen herein</translation>
    </message>
    <message>
        <source>Query was cancelled</source>
        <translation>Abfrage wurde abgebrochen</translation>
    </message>
    <message>
        <source>Query has reached a limit</source>
        <translation>Abfrage hat ein Limit erreicht</translation>
    </message>
    <message>
        <source>Relation has a row that is there less than zero times</source>
        <translation>Relation hat eine Zeile weniger als nullmal</translation>
    </message>
    <message>
        <source>File cannot be opened</source>
        <translation>Datei lässt sich nicht öffnen</translation>
    </message>
    <message>
        <source>Read failed</source>
        <translation>Lesen fehlgeschlagen</translation>
    </message>
    <message>
        <source>Write failed</source>
        <translation>Schreiben fehlgeschlagen</translation>
    </message>
    <message>
        <source>No thread can be started</source>
        <translation>Kein Thread lässt sich starten</translation>
    </message>
    <message>
        <source>Data folder is in use</source>
        <translation>Datenordner ist in Benutzung</translation>
    </message>
    <message>
        <source>Catalog has a newer schema</source>
        <translation>Katalog hat ein neueres Schema</translation>
    </message>
    <message>
        <source>Catalog error</source>
        <translation>Fehler des Katalogs</translation>
    </message>
</context>
<context>
    <name>Inspection</name>
    <message numerus="yes">
        <source>%n cell(s)</source>
        <translation>
            <numerusform>%n Zelle</numerusform>
            <numerusform>%n Zellen</numerusform>
        </translation>
    </message>
    <message>
        <source>sum %1</source>
        <translation>Summe %1</translation>
    </message>
    <message>
        <source>from %1 to %2</source>
        <translation>von %1 bis %2</translation>
    </message>
    <message>
        <source>mean %1</source>
        <translation>Mittel %1</translation>
    </message>
    <message>
        <source>rounded, as doubles</source>
        <translation>gerundet, als Gleitkommazahlen</translation>
    </message>
    <message>
        <source>of the first %1</source>
        <translation>der ersten %1</translation>
    </message>
    <message>
        <source>%1, key</source>
        <translation>%1, Schlüssel</translation>
    </message>
</context>
<context>
    <name>LocalApi</name>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>It could not be switched on.</source>
        <translation>Sie ließ sich nicht einschalten.</translation>
    </message>
    <message>
        <source>API failed</source>
        <translation>API fehlgeschlagen</translation>
    </message>
    <message>
        <source>Nothing listens.</source>
        <translation>Niemand hört zu.</translation>
    </message>
    <message>
        <source>API off</source>
        <translation>API aus</translation>
    </message>
    <message>
        <source>Switching on</source>
        <translation>Wird eingeschaltet</translation>
    </message>
    <message>
        <source>API switching on</source>
        <translation>API wird eingeschaltet</translation>
    </message>
    <message>
        <source>Switching off</source>
        <translation>Wird ausgeschaltet</translation>
    </message>
    <message>
        <source>Calls that are being answered are waited for.</source>
        <translation>Aufrufe, die gerade beantwortet werden, dürfen zu Ende gehen.</translation>
    </message>
    <message>
        <source>API switching off</source>
        <translation>API wird ausgeschaltet</translation>
    </message>
    <message numerus="yes">
        <source>%n client(s) connected</source>
        <translation>
            <numerusform>%n Client verbunden</numerusform>
            <numerusform>%n Clients verbunden</numerusform>
        </translation>
    </message>
    <message>
        <source>On</source>
        <translation>An</translation>
    </message>
    <message>
        <source>API :%1</source>
        <translation>API :%1</translation>
    </message>
    <message numerus="yes">
        <source>API :%1, %n client(s)</source>
        <translation>
            <numerusform>API :%1, %n Client</numerusform>
            <numerusform>API :%1, %n Clients</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>NumberText</name>
    <message>
        <source>0/s</source>
        <translation>0/s</translation>
    </message>
    <message>
        <source>&lt;1/s</source>
        <translation>&lt;1/s</translation>
    </message>
    <message>
        <source>%1 G/s</source>
        <translation>%1 G/s</translation>
    </message>
    <message>
        <source>%1 M/s</source>
        <translation>%1 M/s</translation>
    </message>
    <message>
        <source>%1 k/s</source>
        <translation>%1 k/s</translation>
    </message>
    <message>
        <source>%1/s</source>
        <translation>%1/s</translation>
    </message>
    <message>
        <source>%1 µs</source>
        <translation>%1 µs</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 min %2 s</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 h %2 min</translation>
    </message>
</context>
<context>
    <name>OperatorGraph</name>
    <message>
        <source>Operator</source>
        <translation>Operator</translation>
    </message>
    <message>
        <source>Of</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Keeps</source>
        <translation>Behält</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>Growth</source>
        <translation>Wachstum</translation>
    </message>
    <message>
        <source>what it keeps never becomes less</source>
        <translation>was er behält, wird nie weniger</translation>
    </message>
    <message>
        <source>Indexes</source>
        <translation>Indizes</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>never takes a row away</source>
        <translation>nimmt nie eine Zeile weg</translation>
    </message>
    <message>
        <source>%1 → %2 rows</source>
        <comment>rows in and out</comment>
        <translation>%1 → %2 Zeilen</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>rows, time</comment>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>%1, %2, %3</source>
        <comment>rows, state, time</comment>
        <translation>%1, %2, %3</translation>
    </message>
    <message>
        <source>Rows in</source>
        <translation>Zeilen hinein</translation>
    </message>
    <message>
        <source>Rows out</source>
        <translation>Zeilen heraus</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>%1 in %2 steps, %3 % of all</source>
        <translation>%1 in %2 Schritten, %3 % von allem</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>%1 rows, %2</source>
        <translation>%1 Zeilen, %2</translation>
    </message>
    <message>
        <source>%1 records</source>
        <translation>%1 Datensätze</translation>
    </message>
</context>
<context>
    <name>PastedRows</name>
    <message>
        <source>Line %1 has %2 values for %3 columns.</source>
        <translation>Zeile %1 hat %2 Werte für %3 Spalten.</translation>
    </message>
    <message>
        <source>Only the first %1 rows were taken.</source>
        <translation>Nur die ersten %1 Zeilen wurden übernommen.</translation>
    </message>
    <message>
        <source>%1 records could not be read; the first in line %2: %3</source>
        <translation>%1 Datensätze waren nicht lesbar, der erste in Zeile %2. Im Wortlaut: „%3“</translation>
    </message>
    <message>
        <source>The clipboard holds no text.</source>
        <translation>Die Zwischenablage enthält keinen Text.</translation>
    </message>
</context>
<context>
    <name>PastedSql</name>
    <message>
        <source>Only the first %1 rows were taken.</source>
        <translation>Nur die ersten %1 Zeilen wurden übernommen.</translation>
    </message>
    <message>
        <source>Line %1 is no INSERT of literals, and no DELETE by values, of this table.</source>
        <translation>Zeile %1 ist kein INSERT mit Literalen und kein DELETE nach Werten dieser Tabelle.</translation>
    </message>
</context>
<context>
    <name>PipelineDraft</name>
    <message>
        <source>Give the table a name.</source>
        <translation>Die Tabelle braucht einen Namen.</translation>
    </message>
    <message>
        <source>Give the table at least one column.</source>
        <translation>Die Tabelle braucht mindestens eine Spalte.</translation>
    </message>
    <message>
        <source>Two columns are called %1.</source>
        <translation>Zwei Spalten heißen %1.</translation>
    </message>
    <message>
        <source>Choose the CSV file.</source>
        <translation>Die CSV-Datei wählen.</translation>
    </message>
    <message>
        <source>Give the view a name of its own.</source>
        <translation>Die View braucht einen eigenen Namen.</translation>
    </message>
    <message>
        <source>Choose the column whose values are counted.</source>
        <translation>Die Spalte wählen, deren Werte gezählt werden.</translation>
    </message>
</context>
<context>
    <name>ReasonText</name>
    <message>
        <source>the pipeline is stopped</source>
        <translation>die Pipeline ist gestoppt</translation>
    </message>
    <message>
        <source>the pipeline is starting</source>
        <translation>die Pipeline startet</translation>
    </message>
    <message>
        <source>the inputs of the pipeline are paused</source>
        <translation>die Eingänge der Pipeline sind pausiert</translation>
    </message>
    <message>
        <source>a step is held</source>
        <translation>ein Schritt ist angehalten</translation>
    </message>
    <message>
        <source>the pipeline is stopping</source>
        <translation>die Pipeline stoppt</translation>
    </message>
    <message>
        <source>the pipeline failed</source>
        <translation>die Pipeline ist fehlgeschlagen</translation>
    </message>
    <message>
        <source>paused by its declaration</source>
        <translation>laut Deklaration pausiert</translation>
    </message>
    <message>
        <source>switched off</source>
        <translation>ausgeschaltet</translation>
    </message>
    <message>
        <source>opening its source</source>
        <translation>öffnet die Quelle</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>startet</translation>
    </message>
    <message>
        <source>reading</source>
        <translation>liest</translation>
    </message>
    <message>
        <source>taking requests</source>
        <translation>nimmt Anfragen an</translation>
    </message>
    <message>
        <source>end of input</source>
        <translation>Ende der Eingabe</translation>
    </message>
    <message>
        <source>a step that is held</source>
        <translation>einen Schritt, der angehalten ist</translation>
    </message>
    <message>
        <source>records that have not come yet</source>
        <translation>Datensätze, die noch nicht gekommen sind</translation>
    </message>
    <message>
        <source>the step in progress</source>
        <translation>den laufenden Schritt</translation>
    </message>
    <message>
        <source>the open transaction</source>
        <translation>die offene Transaktion</translation>
    </message>
    <message>
        <source>%1</source>
        <translation>Meldung „%1“</translation>
    </message>
    <message>
        <source>blocked by failed %1</source>
        <translation>blockiert durch fehlgeschlagenes %1</translation>
    </message>
    <message>
        <source>waits for label %1</source>
        <translation>wartet auf Label %1</translation>
    </message>
    <message>
        <source>buffer full (%1 records)</source>
        <translation>Puffer voll (%1 Datensätze)</translation>
    </message>
    <message>
        <source>buffer full, draining (%1 records)</source>
        <translation>Puffer voll, wird geleert (%1 Datensätze)</translation>
    </message>
    <message>
        <source>output %1</source>
        <translation>Ausgang %1</translation>
    </message>
    <message>
        <source>%1 buffered records</source>
        <translation>%1 gepufferte Datensätze</translation>
    </message>
</context>
<context>
    <name>ShortcutSheet</name>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Aktion</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Menü</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
</context>
<context>
    <name>StepText</name>
    <message>
        <source>step %1</source>
        <translation>Schritt %1</translation>
    </message>
    <message>
        <source>steps %1 to %2</source>
        <translation>Schritte %1 bis %2</translation>
    </message>
</context>
<context>
    <name>Texts</name>
    <message>
        <source>Tab-separated text</source>
        <translation>Tabulatorgetrennter Text</translation>
    </message>
    <message>
        <source>CSV</source>
        <translation>CSV</translation>
    </message>
    <message>
        <source>JSON lines</source>
        <translation>JSON-Zeilen</translation>
    </message>
    <message>
        <source>Markdown table</source>
        <translation>Markdown-Tabelle</translation>
    </message>
    <message>
        <source>SQL INSERT statements</source>
        <translation>SQL-INSERT-Anweisungen</translation>
    </message>
</context>
<context>
    <name>TokenLook</name>
    <message>
        <source>Tokens shown</source>
        <translation>Gezeigte Token</translation>
    </message>
    <message>
        <source>All tokens</source>
        <translation>Alle Token</translation>
    </message>
    <message>
        <source>In progress</source>
        <translation>In Arbeit</translation>
    </message>
    <message>
        <source>Complete</source>
        <translation>Vollständig</translation>
    </message>
    <message>
        <source>With errors</source>
        <translation>Mit Fehlern</translation>
    </message>
</context>
<context>
    <name>TokenStages</name>
    <message>
        <source>ingested</source>
        <translation>aufgenommen</translation>
    </message>
    <message>
        <source>processed</source>
        <translation>verarbeitet</translation>
    </message>
    <message>
        <source>processed %1 %</source>
        <translation>%1 % verarbeitet</translation>
    </message>
    <message>
        <source>delivered</source>
        <translation>zugestellt</translation>
    </message>
</context>
<context>
    <name>millrace::gui</name>
    <message>
        <source>&amp;New pipeline…</source>
        <translation>&amp;Neue Pipeline…</translation>
    </message>
    <message>
        <source>Open sa&amp;mple</source>
        <translation>&amp;Beispiel öffnen</translation>
    </message>
    <message>
        <source>Makes the pipeline of the shipped sample, or shows it</source>
        <translation>Legt die Pipeline des mitgelieferten Beispiels an oder zeigt sie</translation>
    </message>
    <message>
        <source>&amp;Save program</source>
        <translation>Programm &amp;speichern</translation>
    </message>
    <message>
        <source>&amp;Rename pipeline…</source>
        <translation>Pipeline &amp;umbenennen…</translation>
    </message>
    <message>
        <source>&amp;Delete pipeline…</source>
        <translation>Pipeline &amp;löschen…</translation>
    </message>
    <message>
        <source>&amp;Bring back deleted pipeline</source>
        <translation>&amp;Gelöschte Pipeline zurückholen</translation>
    </message>
    <message>
        <source>Makes the pipeline that was deleted last again, stopped</source>
        <translation>Legt die zuletzt gelöschte Pipeline wieder an, gestoppt</translation>
    </message>
    <message>
        <source>&amp;Close tab</source>
        <translation>&amp;Tab schließen</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>B&amp;eenden</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>Cu&amp;t</source>
        <translation>&amp;Ausschneiden</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>Copies the selected text, or the selected rows as tab-separated text</source>
        <translation>Kopiert den ausgewählten Text oder die ausgewählten Zeilen als tabulatorgetrennten Text</translation>
    </message>
    <message>
        <source>&amp;Paste</source>
        <translation>&amp;Einfügen</translation>
    </message>
    <message>
        <source>&amp;CSV</source>
        <translation>&amp;CSV</translation>
    </message>
    <message>
        <source>&amp;Tab-separated text</source>
        <translation>&amp;Tabulatorgetrennter Text</translation>
    </message>
    <message>
        <source>&amp;JSON lines</source>
        <translation>&amp;JSON-Zeilen</translation>
    </message>
    <message>
        <source>&amp;Markdown table</source>
        <translation>&amp;Markdown-Tabelle</translation>
    </message>
    <message>
        <source>&amp;SQL statements</source>
        <translation>&amp;SQL-Anweisungen</translation>
    </message>
    <message>
        <source>INSERT for rows that came, DELETE for rows that went</source>
        <translation>INSERT für Zeilen, die kamen, DELETE für Zeilen, die gingen</translation>
    </message>
    <message>
        <source>Select &amp;all</source>
        <translation>A&amp;lles auswählen</translation>
    </message>
    <message>
        <source>&amp;Find or filter</source>
        <translation>&amp;Suchen oder filtern</translation>
    </message>
    <message>
        <source>Searches the program; in a change stream: to its filter</source>
        <translation>Durchsucht das Programm; in einem Änderungsstrom: zu seinem Filter</translation>
    </message>
    <message>
        <source>&amp;Next problem</source>
        <translation>&amp;Nächstes Problem</translation>
    </message>
    <message>
        <source>Pre&amp;vious problem</source>
        <translation>&amp;Vorheriges Problem</translation>
    </message>
    <message>
        <source>&amp;Go to definition</source>
        <translation>Zur &amp;Definition</translation>
    </message>
    <message>
        <source>Leads from a name in the program to where it is declared</source>
        <translation>Führt von einem Namen im Programm zu seiner Deklaration</translation>
    </message>
    <message>
        <source>F&amp;ormat program</source>
        <translation>Programm &amp;formatieren</translation>
    </message>
    <message>
        <source>Keywords in capitals, clauses on lines of their own; comments and texts stay as they are</source>
        <translation>Schlüsselwörter groß, Klauseln in eigenen Zeilen; Kommentare und Texte bleiben, wie sie sind</translation>
    </message>
    <message>
        <source>&amp;Follow system</source>
        <translation>Wie das &amp;System</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>&amp;Hell</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>&amp;Dunkel</translation>
    </message>
    <message>
        <source>&amp;High contrast, light</source>
        <translation>&amp;Kontrastreich, hell</translation>
    </message>
    <message>
        <source>High &amp;contrast, dark</source>
        <translation>Kontrastreich, d&amp;unkel</translation>
    </message>
    <message>
        <source>&amp;Pseudo</source>
        <translation>&amp;Pseudo</translation>
    </message>
    <message>
        <source>English with accents, in brackets and longer: shows what is not translated or has no room</source>
        <translation>Englisch mit Akzenten, in Klammern und länger: zeigt, was nicht übersetzt ist oder keinen Platz hat</translation>
    </message>
    <message>
        <source>Zoom text &amp;in</source>
        <translation>Text &amp;größer</translation>
    </message>
    <message>
        <source>Zoom text &amp;out</source>
        <translation>Text &amp;kleiner</translation>
    </message>
    <message>
        <source>&amp;Normal text size</source>
        <translation>&amp;Normale Textgröße</translation>
    </message>
    <message>
        <source>F&amp;ull screen</source>
        <translation>&amp;Vollbild</translation>
    </message>
    <message>
        <source>&amp;Graph</source>
        <translation>&amp;Graph</translation>
    </message>
    <message>
        <source>Draws the operators that keep the views up to date, with their rows, state and time</source>
        <translation>Zeichnet die Operatoren, die die Views aktuell halten, mit Zeilen, Zustand und Zeit</translation>
    </message>
    <message>
        <source>&amp;Check</source>
        <translation>&amp;Prüfen</translation>
    </message>
    <message>
        <source>Compiles the program without running it</source>
        <translation>Übersetzt das Programm, ohne es zu starten</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation>&amp;Starten</translation>
    </message>
    <message>
        <source>Saves the program and starts it</source>
        <translation>Speichert das Programm und startet es</translation>
    </message>
    <message>
        <source>&amp;Pause inputs</source>
        <translation>&amp;Eingänge pausieren</translation>
    </message>
    <message>
        <source>Connectors stop reading; what was buffered still flows</source>
        <translation>Connectoren lesen nicht weiter; was gepuffert ist, fließt noch</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>S&amp;toppen</translation>
    </message>
    <message>
        <source>Ends the run; the rows of tables and views are gone afterwards</source>
        <translation>Beendet den Lauf; die Zeilen von Tabellen und Views sind danach fort</translation>
    </message>
    <message>
        <source>Stop and &amp;edit</source>
        <translation>Stoppen und &amp;bearbeiten</translation>
    </message>
    <message>
        <source>Stops the pipeline and unlocks its program</source>
        <translation>Stoppt die Pipeline und gibt ihr Programm frei</translation>
    </message>
    <message>
        <source>Add con&amp;nector…</source>
        <translation>Con&amp;nector hinzufügen…</translation>
    </message>
    <message>
        <source>Asks for kind and options, shows the first rows, and writes the connector into the program</source>
        <translation>Fragt nach Art und Optionen, zeigt die ersten Zeilen und schreibt den Connector ins Programm</translation>
    </message>
    <message>
        <source>&amp;Issue completion token</source>
        <translation>Completion-Token &amp;ausgeben</translation>
    </message>
    <message>
        <source>Marks what the selected connector has received so far; the token is complete once all of it was processed and delivered</source>
        <translation>Merkt, was der ausgewählte Connector bisher empfangen hat; das Token ist vollständig, sobald all das verarbeitet und zugestellt ist</translation>
    </message>
    <message>
        <source>Start or pause c&amp;onnector</source>
        <translation>&amp;Connector starten oder pausieren</translation>
    </message>
    <message>
        <source>Starts the selected connector, or pauses it</source>
        <translation>Startet den ausgewählten Connector oder pausiert ihn</translation>
    </message>
    <message>
        <source>Start selected connec&amp;tors</source>
        <translation>Ausge&amp;wählte Connectoren starten</translation>
    </message>
    <message>
        <source>Asks every selected connector to read; also tries failed ones again</source>
        <translation>Lässt jeden ausgewählten Connector lesen; versucht auch fehlgeschlagene noch einmal</translation>
    </message>
    <message>
        <source>Pa&amp;use selected connectors</source>
        <translation>A&amp;usgewählte Connectoren pausieren</translation>
    </message>
    <message>
        <source>Every selected connector stops reading; what was buffered still flows</source>
        <translation>Jeder ausgewählte Connector liest nicht weiter; was gepuffert ist, fließt noch</translation>
    </message>
    <message>
        <source>Connector &amp;details</source>
        <translation>Connector-&amp;Details</translation>
    </message>
    <message>
        <source>Shows state, configuration and errors of the selected connector</source>
        <translation>Zeigt Zustand, Konfiguration und Fehler des ausgewählten Connectors</translation>
    </message>
    <message>
        <source>Token &amp;board</source>
        <translation>T&amp;oken-Übersicht</translation>
    </message>
    <message>
        <source>All completion tokens of the pipeline, what is outstanding, and how long they took</source>
        <translation>Alle Completion-Token der Pipeline, was aussteht und wie lange sie brauchten</translation>
    </message>
    <message>
        <source>Look up a to&amp;ken…</source>
        <translation>To&amp;ken nachschlagen…</translation>
    </message>
    <message>
        <source>Paste a token, also one that was issued over the API, to see its state</source>
        <translation>Ein Token einfügen, auch ein über die API ausgegebenes, und seinen Zustand sehen</translation>
    </message>
    <message>
        <source>Notify when token is complete</source>
        <translation>Benachrichtigen, wenn das Token vollständig ist</translation>
    </message>
    <message>
        <source>Tells at the top of the window when the selected tokens are complete</source>
        <translation>Meldet oben im Fenster, wenn die ausgewählten Token vollständig sind</translation>
    </message>
    <message>
        <source>Copy token</source>
        <translation>Token kopieren</translation>
    </message>
    <message>
        <source>Copies the text of the selected completion token, as the local API knows it</source>
        <translation>Kopiert den Text des ausgewählten Completion-Tokens, wie ihn die lokale API kennt</translation>
    </message>
    <message>
        <source>Copy token as curl</source>
        <translation>Token als curl kopieren</translation>
    </message>
    <message>
        <source>Copies a command that asks the local API for the state of the selected token</source>
        <translation>Kopiert einen Befehl, der die lokale API nach dem Zustand des ausgewählten Tokens fragt</translation>
    </message>
    <message>
        <source>Set record &amp;aside and go on</source>
        <translation>Datensatz be&amp;iseitelegen und weiter</translation>
    </message>
    <message>
        <source>Leaves the record that failed out, counts it in its connector&apos;s errors, and goes on</source>
        <translation>Lässt den Datensatz aus, der fehlschlug, zählt ihn bei den Fehlern seines Connectors und fährt fort</translation>
    </message>
    <message>
        <source>Retr&amp;y held step</source>
        <translation>Angehaltenen Sch&amp;ritt wiederholen</translation>
    </message>
    <message>
        <source>&amp;Limits and failing steps…</source>
        <translation>&amp;Limits und fehlschlagende Schritte…</translation>
    </message>
    <message>
        <source>Memory limit of the pipeline, and what it does with a record that a step fails on</source>
        <translation>Speicherlimit der Pipeline, und was mit einem Datensatz geschieht, an dem ein Schritt fehlschlägt</translation>
    </message>
    <message>
        <source>&amp;Tick or untick relation</source>
        <translation>&amp;Haken der Relation umschalten</translation>
    </message>
    <message>
        <source>Shows the change stream of the table or view selected in the catalog, or closes it</source>
        <translation>Zeigt den Änderungsstrom der im Katalog ausgewählten Tabelle oder View oder schließt ihn</translation>
    </message>
    <message>
        <source>&amp;Export changes…</source>
        <translation>Änderungen &amp;exportieren…</translation>
    </message>
    <message>
        <source>Change &amp;log</source>
        <translation>&amp;Protokoll der Änderungen</translation>
    </message>
    <message>
        <source>Every change in its order</source>
        <translation>Jede Änderung in ihrer Reihenfolge</translation>
    </message>
    <message>
        <source>Current st&amp;ate</source>
        <translation>Aktueller &amp;Stand</translation>
    </message>
    <message>
        <source>The rows that are there now, updated in place</source>
        <translation>Die Zeilen, die es jetzt gibt, an Ort und Stelle aktualisiert</translation>
    </message>
    <message>
        <source>S&amp;ums by step</source>
        <translation>S&amp;ummen je Schritt</translation>
    </message>
    <message>
        <source>How much each step inserted and deleted</source>
        <translation>Wie viel jeder Schritt eingefügt und gelöscht hat</translation>
    </message>
    <message>
        <source>Updates as &amp;one line</source>
        <translation>Updates als ei&amp;ne Zeile</translation>
    </message>
    <message>
        <source>A delete and an insert of the same key in the same step are one line, with the cells that differ</source>
        <translation>Löschen und Einfügen desselben Schlüssels im selben Schritt sind eine Zeile, mit den Zellen, die sich unterscheiden</translation>
    </message>
    <message>
        <source>Choose &amp;key columns…</source>
        <translation>Schlüsselspalten &amp;wählen…</translation>
    </message>
    <message>
        <source>By which updates are paired and rows are pinned, where the relation declares no key</source>
        <translation>Wonach Updates gepaart und Zeilen angeheftet werden, wo die Relation keinen Schlüssel deklariert</translation>
    </message>
    <message>
        <source>Filter &amp;below the columns</source>
        <translation>Filter unter den Spa&amp;lten</translation>
    </message>
    <message>
        <source>Only rows w&amp;ith this value</source>
        <translation>Nur Zeilen &amp;mit diesem Wert</translation>
    </message>
    <message>
        <source>No rows wit&amp;h this value</source>
        <translation>Keine Zeilen mit &amp;diesem Wert</translation>
    </message>
    <message>
        <source>Take back the last &amp;filter</source>
        <translation>Letzten &amp;Filter zurücknehmen</translation>
    </message>
    <message>
        <source>No filte&amp;r</source>
        <translation>Kein Filte&amp;r</translation>
    </message>
    <message>
        <source>&amp;Pin key of row</source>
        <translation>Schlüssel der Zeile &amp;anheften</translation>
    </message>
    <message>
        <source>Keeps the row of this key in sight above the list, whatever is filtered</source>
        <translation>Hält die Zeile dieses Schlüssels über der Liste sichtbar, was auch gefiltert wird</translation>
    </message>
    <message>
        <source>U&amp;npin all</source>
        <translation>Anheftungen l&amp;ösen</translation>
    </message>
    <message>
        <source>&amp;Mark row</source>
        <translation>Zeile mar&amp;kieren</translation>
    </message>
    <message>
        <source>Ne&amp;xt mark</source>
        <translation>Nächste Markierun&amp;g</translation>
    </message>
    <message>
        <source>&amp;Go to step…</source>
        <translation>Gehe &amp;zu Schritt…</translation>
    </message>
    <message>
        <source>Next gap</source>
        <translation>Nächste Lücke</translation>
    </message>
    <message>
        <source>Pre&amp;vious gap</source>
        <translation>&amp;Vorherige Lücke</translation>
    </message>
    <message>
        <source>Follo&amp;w newest</source>
        <translation>Den neuesten folgen</translation>
    </message>
    <message>
        <source>Jumps to the newest change and stays there</source>
        <translation>Springt zur neuesten Änderung und bleibt dort</translation>
    </message>
    <message>
        <source>Free&amp;ze</source>
        <translation>E&amp;infrieren</translation>
    </message>
    <message>
        <source>The screen stands still; the pipeline and exports go on</source>
        <translation>Die Anzeige steht still; Pipeline und Exporte laufen weiter</translation>
    </message>
    <message>
        <source>&amp;Clear shown changes</source>
        <translation>Anzeige leeren</translation>
    </message>
    <message>
        <source>Empties the list; tables and views are not touched</source>
        <translation>Leert die Liste; Tabellen und Views bleiben unberührt</translation>
    </message>
    <message>
        <source>Stop export</source>
        <translation>Export stoppen</translation>
    </message>
    <message>
        <source>Writes what is queued and closes the file</source>
        <translation>Schreibt, was ansteht, und schließt die Datei</translation>
    </message>
    <message>
        <source>Open export folder</source>
        <translation>Ordner des Exports öffnen</translation>
    </message>
    <message>
        <source>Remove ended exports</source>
        <translation>Beendete Exporte entfernen</translation>
    </message>
    <message>
        <source>Forgets the exports that have ended; their files stay</source>
        <translation>Vergisst die Exporte, die zu Ende sind; ihre Dateien bleiben</translation>
    </message>
    <message>
        <source>Query &amp;notebook</source>
        <translation>Abfrage-&amp;Notebook</translation>
    </message>
    <message>
        <source>Asks the running pipeline for rows of its tables and materialized views</source>
        <translation>Fragt die laufende Pipeline nach Zeilen ihrer Tabellen und materialisierten Views</translation>
    </message>
    <message>
        <source>Run query at c&amp;ursor</source>
        <translation>Abfrage am C&amp;ursor ausführen</translation>
    </message>
    <message>
        <source>Runs the statement at the cursor, or what is selected, in the notebook; of a view its query</source>
        <translation>Führt die Anweisung am Cursor oder das Ausgewählte im Notebook aus; bei einer View deren Abfrage</translation>
    </message>
    <message>
        <source>&amp;Run query</source>
        <translation>Abfrage &amp;ausführen</translation>
    </message>
    <message>
        <source>Runs the statement at the cursor of the cell</source>
        <translation>Führt die Anweisung am Cursor der Zelle aus</translation>
    </message>
    <message>
        <source>Run and a&amp;dvance</source>
        <translation>Ausführen und &amp;weiter</translation>
    </message>
    <message>
        <source>&amp;Cancel query</source>
        <translation>Abfrage ab&amp;brechen</translation>
    </message>
    <message>
        <source>E&amp;xplain query</source>
        <translation>Abfrage &amp;erklären</translation>
    </message>
    <message>
        <source>Shows how the query would run</source>
        <translation>Zeigt, wie die Abfrage ausgeführt würde</translation>
    </message>
    <message>
        <source>&amp;Watch</source>
        <translation>Be&amp;obachten</translation>
    </message>
    <message>
        <source>Runs the query again after each step, at most twice a second</source>
        <translation>Führt die Abfrage nach jedem Schritt noch einmal aus, höchstens zweimal pro Sekunde</translation>
    </message>
    <message>
        <source>&amp;Make it a view…</source>
        <translation>&amp;Zur View machen…</translation>
    </message>
    <message>
        <source>Adds the query to the program as a view that is kept up to date</source>
        <translation>Fügt die Abfrage dem Programm als View hinzu, die aktuell gehalten wird</translation>
    </message>
    <message>
        <source>&amp;History…</source>
        <translation>&amp;Verlauf…</translation>
    </message>
    <message>
        <source>Finds a query that was run before</source>
        <translation>Findet eine früher ausgeführte Abfrage</translation>
    </message>
    <message>
        <source>&amp;Older query</source>
        <translation>Ä&amp;ltere Abfrage</translation>
    </message>
    <message>
        <source>N&amp;ewer query</source>
        <translation>Neue&amp;re Abfrage</translation>
    </message>
    <message>
        <source>Add ce&amp;ll</source>
        <translation>Zelle &amp;hinzufügen</translation>
    </message>
    <message>
        <source>Remo&amp;ve cell</source>
        <translation>Zelle ent&amp;fernen</translation>
    </message>
    <message>
        <source>&amp;SQL INSERT statements</source>
        <translation>&amp;SQL-INSERT-Anweisungen</translation>
    </message>
    <message>
        <source>&amp;Edit rows of table</source>
        <translation>Zeilen der Tabelle &amp;bearbeiten</translation>
    </message>
    <message>
        <source>Opens the rows of the table selected in the catalog, to change, add and delete some</source>
        <translation>Öffnet die Zeilen der im Katalog ausgewählten Tabelle zum Ändern, Hinzufügen und Löschen</translation>
    </message>
    <message>
        <source>&amp;Add row</source>
        <translation>Zeile &amp;hinzufügen</translation>
    </message>
    <message>
        <source>D&amp;uplicate rows</source>
        <translation>Zeilen &amp;duplizieren</translation>
    </message>
    <message>
        <source>&amp;Delete rows</source>
        <translation>Zeilen &amp;löschen</translation>
    </message>
    <message>
        <source>Stages the deletion of the selected rows</source>
        <translation>Merkt das Löschen der ausgewählten Zeilen vor</translation>
    </message>
    <message>
        <source>Set to &amp;NULL</source>
        <translation>Auf &amp;NULL setzen</translation>
    </message>
    <message>
        <source>&amp;Generate rows…</source>
        <translation>Zeilen er&amp;zeugen…</translation>
    </message>
    <message>
        <source>Stages rows with values made by the types of the columns</source>
        <translation>Merkt Zeilen mit Werten vor, die zu den Typen der Spalten passen</translation>
    </message>
    <message>
        <source>I&amp;mport file…</source>
        <translation>Datei &amp;importieren…</translation>
    </message>
    <message>
        <source>&amp;Revert rows</source>
        <translation>Zeilen zu&amp;rücksetzen</translation>
    </message>
    <message>
        <source>Takes back what is staged for the selected rows</source>
        <translation>Nimmt zurück, was für die ausgewählten Zeilen vorgemerkt ist</translation>
    </message>
    <message>
        <source>Discard all &amp;staged</source>
        <translation>Alles &amp;Vorgemerkte verwerfen</translation>
    </message>
    <message>
        <source>Takes back everything that is staged; Undo brings it back</source>
        <translation>Nimmt alles Vorgemerkte zurück; „Rückgängig“ holt es wieder</translation>
    </message>
    <message>
        <source>Read rows aga&amp;in</source>
        <translation>Zeilen neu l&amp;esen</translation>
    </message>
    <message>
        <source>&amp;Commit rows</source>
        <translation>Zeilen überneh&amp;men</translation>
    </message>
    <message>
        <source>Sends everything that is staged as one transaction, and waits for its completion token</source>
        <translation>Sendet alles Vorgemerkte als eine Transaktion und wartet auf deren Completion-Token</translation>
    </message>
    <message>
        <source>&amp;Command palette…</source>
        <translation>&amp;Befehlspalette…</translation>
    </message>
    <message>
        <source>Finds every command by a part of its name</source>
        <translation>Findet jeden Befehl nach einem Teil seines Namens</translation>
    </message>
    <message>
        <source>&amp;Quick open…</source>
        <translation>&amp;Schnell öffnen…</translation>
    </message>
    <message>
        <source>Finds every pipeline, table, view and tab by a part of its name</source>
        <translation>Findet jede Pipeline, Tabelle, View und jeden Tab nach einem Teil des Namens</translation>
    </message>
    <message>
        <source>&amp;Answer on the local API</source>
        <translation>&amp;Auf der lokalen API antworten</translation>
    </message>
    <message>
        <source>Other programs on this machine can see and change the pipelines over HTTP and WebSocket</source>
        <translation>Andere Programme auf diesem Rechner können die Pipelines über HTTP und WebSocket sehen und ändern</translation>
    </message>
    <message>
        <source>&amp;Local API…</source>
        <translation>&amp;Lokale API…</translation>
    </message>
    <message>
        <source>Port, addresses and clients of the local API</source>
        <translation>Port, Adressen und Clients der lokalen API</translation>
    </message>
    <message>
        <source>&amp;Catalog</source>
        <translation>Ka&amp;talog</translation>
    </message>
    <message>
        <source>Conn&amp;ectors</source>
        <translation>&amp;Connectoren</translation>
    </message>
    <message>
        <source>&amp;Tokens</source>
        <translation>T&amp;oken</translation>
    </message>
    <message>
        <source>&amp;Problems</source>
        <translation>&amp;Probleme</translation>
    </message>
    <message>
        <source>E&amp;xports</source>
        <translation>&amp;Exporte</translation>
    </message>
    <message>
        <source>&amp;Runtime</source>
        <translation>&amp;Laufzeit</translation>
    </message>
    <message>
        <source>&amp;Editor</source>
        <translation>&amp;Editor</translation>
    </message>
    <message>
        <source>&amp;Next tab</source>
        <translation>&amp;Nächster Tab</translation>
    </message>
    <message>
        <source>&amp;Previous tab</source>
        <translation>&amp;Vorheriger Tab</translation>
    </message>
    <message>
        <source>Next p&amp;ane</source>
        <translation>Nächster Be&amp;reich</translation>
    </message>
    <message>
        <source>Pre&amp;vious pane</source>
        <translation>V&amp;orheriger Bereich</translation>
    </message>
    <message>
        <source>Documents &amp;side by side</source>
        <translation>Dokumente ne&amp;beneinander</translation>
    </message>
    <message>
        <source>Documents s&amp;tacked</source>
        <translation>Dokumente &amp;untereinander</translation>
    </message>
    <message>
        <source>Documents as ta&amp;bs</source>
        <translation>Dokumente als &amp;Tabs</translation>
    </message>
    <message>
        <source>&amp;Reset layout</source>
        <translation>&amp;Layout zurücksetzen</translation>
    </message>
    <message>
        <source>&amp;Welcome</source>
        <translation>&amp;Willkommen</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>Tasten&amp;kürzel</translation>
    </message>
    <message>
        <source>&amp;About Millrace</source>
        <translation>Ü&amp;ber Millrace</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>Cop&amp;y rows as</source>
        <translation>&amp;Zeilen kopieren als</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>T&amp;heme</source>
        <translation>&amp;Farbschema</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>&amp;Sprache</translation>
    </message>
    <message>
        <source>&amp;Pipeline</source>
        <translation>&amp;Pipeline</translation>
    </message>
    <message>
        <source>&amp;Stream</source>
        <translation>Ä&amp;nderungsstrom</translation>
    </message>
    <message>
        <source>&amp;Query</source>
        <translation>Ab&amp;frage</translation>
    </message>
    <message>
        <source>Copy result &amp;as</source>
        <translation>Ergebnis &amp;kopieren als</translation>
    </message>
    <message>
        <source>&amp;Data</source>
        <translation>Da&amp;ten</translation>
    </message>
    <message>
        <source>&amp;Tools</source>
        <translation>E&amp;xtras</translation>
    </message>
    <message>
        <source>&amp;Window</source>
        <translation>Fen&amp;ster</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>Compare with stored program</source>
        <translation>Mit gespeichertem Programm vergleichen</translation>
    </message>
    <message>
        <source>Shows below the editor what you have changed against the program that runs</source>
        <translation>Zeigt unter dem Editor, was gegenüber dem laufenden Programm geändert ist</translation>
    </message>
    <message>
        <source>Writes every change from now on to files: JSON lines, CSV, TSV, SQL or SQLite; nothing is dropped</source>
        <translation>Schreibt jede Änderung ab jetzt in Dateien: JSON-Zeilen, CSV, TSV, SQL oder SQLite; nichts geht verloren</translation>
    </message>
    <message>
        <source>Sort by this column</source>
        <translation>Nach dieser Spalte sortieren</translation>
    </message>
    <message>
        <source>Current state: upwards, downwards, then again as the rows came</source>
        <translation>Aktueller Stand: aufwärts, abwärts, dann wieder, wie die Zeilen kamen</translation>
    </message>
    <message>
        <source>Stages the rows of a CSV, TSV, JSON or SQL file, of a SQLite database, or of an export</source>
        <translation>Merkt die Zeilen einer CSV-, TSV-, JSON- oder SQL-Datei, einer SQLite-Datenbank oder eines Exports vor</translation>
    </message>
    <message>
        <source>Tutori&amp;al</source>
        <translation>Tutori&amp;al</translation>
    </message>
    <message>
        <source>&amp;Tutorials</source>
        <translation>&amp;Tutorials</translation>
    </message>
    <message>
        <source>The list of tutorials; one that is open is left and can be gone on with</source>
        <translation>Die Liste der Tutorials; ein offenes wird verlassen und lässt sich später fortsetzen</translation>
    </message>
    <message>
        <source>&amp;Next step</source>
        <translation>&amp;Nächster Schritt</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>&amp;Zurück</translation>
    </message>
    <message>
        <source>The step before</source>
        <translation>Der Schritt davor</translation>
    </message>
    <message>
        <source>&amp;Hint</source>
        <translation>&amp;Hinweis</translation>
    </message>
    <message>
        <source>Each tells a little more</source>
        <translation>Jeder verrät etwas mehr</translation>
    </message>
    <message>
        <source>&amp;Do it for me</source>
        <translation>&amp;Das übernehmen</translation>
    </message>
    <message>
        <source>Does this step, so that you can go on</source>
        <translation>Erledigt diesen Schritt, damit es weitergehen kann</translation>
    </message>
    <message>
        <source>&amp;Put it in</source>
        <translation>&amp;Einsetzen</translation>
    </message>
    <message>
        <source>Puts the example of the step where it belongs, as if you had typed it</source>
        <translation>Setzt das Beispiel des Schritts ein, wo es hingehört, als wäre es getippt</translation>
    </message>
    <message>
        <source>Go to the &amp;outlined part</source>
        <translation>Zum &amp;umrandeten Teil</translation>
    </message>
    <message>
        <source>Brings what the step is about to the front, and the focus to it</source>
        <translation>Holt nach vorn, worum es im Schritt geht, und setzt den Fokus dorthin</translation>
    </message>
    <message>
        <source>Re&amp;store this step</source>
        <translation>Schritt &amp;wiederherstellen</translation>
    </message>
    <message>
        <source>Begins anew with a fresh pipeline and does every step before this one for you</source>
        <translation>Beginnt neu mit einer frischen Pipeline und erledigt alle Schritte vor diesem</translation>
    </message>
    <message>
        <source>&amp;Restart tutorial</source>
        <translation>Tutorial neu &amp;starten</translation>
    </message>
    <message>
        <source>Begins anew with a fresh pipeline</source>
        <translation>Beginnt neu mit einer frischen Pipeline</translation>
    </message>
    <message>
        <source>&amp;Leave tutorial</source>
        <translation>Tutorial &amp;verlassen</translation>
    </message>
    <message>
        <source>Stops its pipeline; you can go on later</source>
        <translation>Stoppt seine Pipeline; später lässt es sich fortsetzen</translation>
    </message>
    <message>
        <source>T&amp;his tutorial</source>
        <translation>D&amp;ieses Tutorial</translation>
    </message>
    <message>
        <source>Add &amp;streaming cell</source>
        <translation>&amp;Streaming-Zelle hinzufügen</translation>
    </message>
    <message>
        <source>For streaming SQL: rows are shown as they come, until Esc</source>
        <translation>Für Streaming-SQL: zeigt Zeilen, sobald sie kommen, bis Esc</translation>
    </message>
    <message>
        <source>&amp;Open file…</source>
        <translation>Datei ö&amp;ffnen…</translation>
    </message>
    <message>
        <source>Makes a new, stopped pipeline from an SQL file; of descriptive pipelines it shows the YAML file</source>
        <translation>Macht aus einer SQL-Datei eine neue, gestoppte Pipeline; von beschriebenen Pipelines zeigt es die YAML-Datei</translation>
    </message>
    <message>
        <source>Makes a file of the rows that are safe in its .part file</source>
        <translation>Macht eine Datei aus den Zeilen, die in seiner .part-Datei sicher sind</translation>
    </message>
    <message>
        <source>Writes the same again from now on; what is left of it is replaced</source>
        <translation>Schreibt dasselbe ab jetzt noch einmal; was von ihm übrig ist, wird ersetzt</translation>
    </message>
    <message>
        <source>Keep interrupted export</source>
        <translation>Unterbrochenen Export behalten</translation>
    </message>
    <message>
        <source>Restart export</source>
        <translation>Export neu beginnen</translation>
    </message>
    <message>
        <source>Rep&amp;lace</source>
        <translation>Erse&amp;tzen</translation>
    </message>
    <message>
        <source>Replaces text in the program, one by one or all at once</source>
        <translation>Ersetzt Text im Programm, einzeln oder überall</translation>
    </message>
    <message>
        <source>Co&amp;mment or uncomment lines</source>
        <translation>Zeilen aus- oder einko&amp;mmentieren</translation>
    </message>
    <message>
        <source>Continue export</source>
        <translation>Export fortsetzen</translation>
    </message>
    <message>
        <source>Goes on behind what is written, in a further file or in the same database; steps begin anew</source>
        <translation>Schreibt hinter dem weiter, was da ist, in eine weitere Datei oder in dieselbe Datenbank; Schritte beginnen neu</translation>
    </message>
    <message>
        <source>Clos&amp;e other tabs</source>
        <translation>Alle &amp;anderen Tabs schließen</translation>
    </message>
    <message>
        <source>&amp;Move tab to other side</source>
        <translation>Tab auf die &amp;andere Seite</translation>
    </message>
    <message>
        <source>Reopen c&amp;losed tab</source>
        <translation>Geschlossenen Tab &amp;wieder öffnen</translation>
    </message>
    <message>
        <source>Opens the tab that was closed last, as it was looked at</source>
        <translation>Öffnet den zuletzt geschlossenen Tab, wie er angesehen wurde</translation>
    </message>
    <message>
        <source>Sa&amp;ve all</source>
        <translation>Alles speiche&amp;rn</translation>
    </message>
    <message>
        <source>Choose columns…</source>
        <translation>Spalten wählen…</translation>
    </message>
    <message>
        <source>Which columns of the change log are shown</source>
        <translation>Welche Spalten des Änderungsprotokolls gezeigt werden</translation>
    </message>
    <message>
        <source>Copy rows, c&amp;hoose form…</source>
        <translation>Zeilen kopieren, Form wählen…</translation>
    </message>
    <message>
        <source>Shows the forms at the row; Copy writes the one that is chosen from then on</source>
        <translation>Zeigt die Formen an der Zeile; die gewählte schreibt Kopieren von da an</translation>
    </message>
    <message>
        <source>Un&amp;do history…</source>
        <translation>Verlauf der Rücknahmen…</translation>
    </message>
    <message>
        <source>Lists what can be undone and made again, to go back to any point of it</source>
        <translation>Zeigt, was sich zurücknehmen und wiederherstellen lässt, um zu jedem Stand zurückzugehen</translation>
    </message>
    <message>
        <source>Single step</source>
        <translation>Einzelschritt</translation>
    </message>
    <message>
        <source>While inputs are paused: makes one step with what they have next, and waits again</source>
        <translation>Solange die Eingänge pausiert sind: macht einen Schritt mit dem, was sie als Nächstes haben, und wartet wieder</translation>
    </message>
    <message>
        <source>Step to next change</source>
        <translation>Schritt bis zur nächsten Änderung</translation>
    </message>
    <message>
        <source>While inputs are paused: makes steps until one changes a relation whose stream is open</source>
        <translation>Solange die Eingänge pausiert sind: macht Schritte, bis einer eine Relation ändert, deren Strom offen ist</translation>
    </message>
    <message>
        <source>Keep columns up to here in sight</source>
        <translation>Spalten bis hier im Blick behalten</translation>
    </message>
    <message>
        <source>The columns up to that of the current cell stay where they are when the others scroll</source>
        <translation>Die Spalten bis zu der der aktuellen Zelle bleiben stehen, wenn die anderen gerollt werden</translation>
    </message>
    <message>
        <source>Pause export</source>
        <translation>Export pausieren</translation>
    </message>
    <message>
        <source>The export writes nothing until it goes on, and loses nothing: the pipeline waits once its queue is full</source>
        <translation>Der Export schreibt nichts, bis er weitergeht, und verliert nichts: die Pipeline wartet, sobald seine Warteschlange voll ist</translation>
    </message>
    <message>
        <source>In&amp;spector</source>
        <translation>Inspektor</translation>
    </message>
    <message>
        <source>Lo&amp;g</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Pin inspector</source>
        <translation>Inspektor anheften</translation>
    </message>
    <message>
        <source>The inspector stays with what it shows, whatever is selected</source>
        <translation>Der Inspektor bleibt bei dem, was er zeigt, was auch ausgewählt wird</translation>
    </message>
    <message>
        <source>Tab in its o&amp;wn window</source>
        <translation>Tab im eigenen Fenster</translation>
    </message>
    <message>
        <source>Closing that window brings the tab back</source>
        <translation>Wird dieses Fenster geschlossen, kommt der Tab zurück</translation>
    </message>
    <message>
        <source>E&amp;xplore layout</source>
        <translation>Anordnung „Erkunden“</translation>
    </message>
    <message>
        <source>Catalog beside the documents, the other docks behind one another below</source>
        <translation>Katalog neben den Dokumenten, die übrigen Bereiche hintereinander darunter</translation>
    </message>
    <message>
        <source>M&amp;onitor layout</source>
        <translation>Anordnung „Überwachen“</translation>
    </message>
    <message>
        <source>The charts of the runtime beside the other docks, with more room below the documents</source>
        <translation>Die Diagramme der Laufzeit neben den übrigen Bereichen, mit mehr Platz unter den Dokumenten</translation>
    </message>
    <message>
        <source>T&amp;utorial layout</source>
        <translation>Anordnung „Tutorial“</translation>
    </message>
    <message>
        <source>As to explore, with the tutorial at the right</source>
        <translation>Wie zum Erkunden, mit dem Tutorial rechts</translation>
    </message>
</context>
<context>
    <name>millrace::gui::AccessDialog</name>
    <message>
        <source>Reads the file</source>
        <translation>Liest die Datei</translation>
    </message>
    <message>
        <source>Replaces the file</source>
        <translation>Ersetzt die Datei</translation>
    </message>
    <message>
        <source>Writes the file</source>
        <translation>Schreibt die Datei</translation>
    </message>
    <message>
        <source>Sends to</source>
        <translation>Sendet an</translation>
    </message>
    <message>
        <source>Fetches from</source>
        <translation>Holt von</translation>
    </message>
    <message>
        <source>Writes to</source>
        <translation>Schreibt nach</translation>
    </message>
    <message>
        <source>Reads from</source>
        <translation>Liest von</translation>
    </message>
    <message>
        <source>unknown: see the program</source>
        <translation>unbekannt: siehe Programm</translation>
    </message>
    <message>
        <source>Run a program from outside?</source>
        <translation>Ein Programm von außen starten?</translation>
    </message>
    <message>
        <source>%1 was opened from a file. When it runs, its connectors touch this:</source>
        <translation>%1 wurde aus einer Datei geöffnet. Beim Laufen greifen seine Connectoren hierauf zu:</translation>
    </message>
    <message>
        <source>Files and hosts that the program touches</source>
        <translation>Dateien und Hosts, auf die das Programm zugreift</translation>
    </message>
    <message>
        <source>Does</source>
        <translation>Tut</translation>
    </message>
    <message>
        <source>File or host</source>
        <translation>Datei oder Host</translation>
    </message>
    <message>
        <source>Connector</source>
        <translation>Connector</translation>
    </message>
    <message>
        <source>Transport</source>
        <translation>Transport</translation>
    </message>
    <message>
        <source>Run it if you know where the program comes from. You are not asked again about it.</source>
        <translation>Nur starten, wenn die Herkunft des Programms bekannt ist. Es wird danach nicht noch einmal gefragt.</translation>
    </message>
    <message>
        <source>Run anyway</source>
        <translation>Trotzdem starten</translation>
    </message>
</context>
<context>
    <name>millrace::gui::ApiCommands</name>
    <message>
        <source>Local API: %1</source>
        <translation>Lokale API: %1</translation>
    </message>
    <message>
        <source>Local API: %1. %2</source>
        <translation>Lokale API: %1. %2</translation>
    </message>
    <message>
        <source>The local API could not be switched on</source>
        <translation>Die lokale API ließ sich nicht einschalten</translation>
    </message>
</context>
<context>
    <name>millrace::gui::ApiDialog</name>
    <message>
        <source>Switch on &amp;when Millrace starts</source>
        <translation>Beim &amp;Start von Millrace einschalten</translation>
    </message>
    <message>
        <source>Address, IPv4</source>
        <translation>Adresse, IPv4</translation>
    </message>
    <message>
        <source>Address, IPv6</source>
        <translation>Adresse, IPv6</translation>
    </message>
    <message>
        <source>Command that lists the pipelines</source>
        <translation>Befehl, der die Pipelines auflistet</translation>
    </message>
    <message>
        <source>Local API</source>
        <translation>Lokale API</translation>
    </message>
    <message>
        <source>any that is free</source>
        <translation>irgendein freier</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Port</translation>
    </message>
    <message>
        <source>Switch on when Millrace starts</source>
        <translation>Beim Start von Millrace einschalten</translation>
    </message>
    <message>
        <source>&amp;Port:</source>
        <translation>&amp;Port:</translation>
    </message>
    <message>
        <source>Answers at:</source>
        <translation>Antwortet unter:</translation>
    </message>
    <message>
        <source>Try:</source>
        <translation>Versuchen:</translation>
    </message>
    <message>
        <source>While it is on, any program of any user on this machine can see and change the pipelines of this window; web pages are refused.</source>
        <translation>Solange sie an ist, kann jedes Programm jedes Benutzers auf diesem Rechner die Pipelines dieses Fensters sehen und ändern; Webseiten werden abgewiesen.</translation>
    </message>
    <message>
        <source>Switch it off to change the port</source>
        <translation>Zum Ändern des Ports ausschalten</translation>
    </message>
    <message>
        <source>Use port %1</source>
        <translation>Port %1 verwenden</translation>
    </message>
    <message>
        <source>&amp;Switch off</source>
        <translation>&amp;Ausschalten</translation>
    </message>
    <message>
        <source>&amp;Switch on</source>
        <translation>&amp;Einschalten</translation>
    </message>
    <message>
        <source>Switch the local API off</source>
        <translation>Die lokale API ausschalten</translation>
    </message>
    <message>
        <source>Switch the local API on</source>
        <translation>Die lokale API einschalten</translation>
    </message>
</context>
<context>
    <name>millrace::gui::Banner</name>
    <message>
        <source>Close this message</source>
        <translation>Diese Meldung schließen</translation>
    </message>
</context>
<context>
    <name>millrace::gui::CatalogCommands</name>
    <message>
        <source>The connector cannot be switched</source>
        <translation>Der Connector kann nicht geschaltet werden</translation>
    </message>
</context>
<context>
    <name>millrace::gui::CatalogDock</name>
    <message>
        <source>Catalog</source>
        <translation>Katalog</translation>
    </message>
    <message>
        <source>materialized view</source>
        <translation>materialisierte View</translation>
    </message>
    <message>
        <source>There is no pipeline yet</source>
        <translation>Es gibt noch keine Pipeline</translation>
    </message>
    <message>
        <source>A pipeline is a program of tables and views that keeps running.</source>
        <translation>Eine Pipeline ist ein Programm aus Tabellen und Views, das weiterläuft.</translation>
    </message>
    <message>
        <source>Find by name</source>
        <translation>Nach Namen suchen</translation>
    </message>
    <message>
        <source>Find in the catalog</source>
        <translation>Im Katalog suchen</translation>
    </message>
</context>
<context>
    <name>millrace::gui::CatalogUndo</name>
    <message>
        <source>rename of %1</source>
        <translation>Umbenennung von %1</translation>
    </message>
    <message>
        <source>deletion of %1</source>
        <translation>Löschung von %1</translation>
    </message>
</context>
<context>
    <name>millrace::gui::ClosedTabs</name>
    <message>
        <source>No tab was closed since Millrace has started.</source>
        <translation>Seit dem Start von Millrace wurde kein Tab geschlossen.</translation>
    </message>
</context>
<context>
    <name>millrace::gui::ConfigCommands</name>
    <message>
        <source>Could not open %1</source>
        <translation>%1 konnte nicht geöffnet werden</translation>
    </message>
    <message>
        <source>It is not UTF-8 text.</source>
        <translation>Es ist kein UTF-8-Text.</translation>
    </message>
</context>
<context>
    <name>millrace::gui::ConfigDocument</name>
    <message>
        <source>Pipelines file</source>
        <translation>Pipelines-Datei</translation>
    </message>
    <message>
        <source>%1 ●</source>
        <translation>%1 ●</translation>
    </message>
    <message>
        <source>Unsaved file</source>
        <translation>Nicht gespeicherte Datei</translation>
    </message>
    <message>
        <source>%1 has changes that are not saved.</source>
        <translation>%1 hat Änderungen, die nicht gespeichert sind.</translation>
    </message>
    <message>
        <source>Changed file</source>
        <translation>Geänderte Datei</translation>
    </message>
    <message>
        <source>%1 was changed by others since it was read. Saving loses what they wrote.</source>
        <translation>%1 wurde seit dem Lesen von anderen geändert. Speichern verwirft, was sie geschrieben haben.</translation>
    </message>
    <message>
        <source>Could not save %1</source>
        <translation>%1 konnte nicht gespeichert werden</translation>
    </message>
    <message>
        <source>Pipelines and rows</source>
        <translation>Pipelines und Zeilen</translation>
    </message>
    <message>
        <source>Pipelines</source>
        <translation>Pipelines</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Zeilen</translation>
    </message>
</context>
<context>
    <name>millrace::gui::ConfigPane</name>
    <message>
        <source>WebSocket address</source>
        <translation>WebSocket-Adresse</translation>
    </message>
    <message>
        <source>HTTP address</source>
        <translation>HTTP-Adresse</translation>
    </message>
    <message>
        <source>Pipelines of the file</source>
        <translation>Pipelines der Datei</translation>
    </message>
    <message>
        <source>Who listens</source>
        <translation>Wer zuhört</translation>
    </message>
    <message>
        <source>Pipelines</source>
        <translation>Pipelines</translation>
    </message>
    <message>
        <source>The file has no pipelines.</source>
        <translation>Die Datei hat keine Pipelines.</translation>
    </message>
    <message>
        <source>Clients can call it while the local API is on.</source>
        <translation>Clients können sie aufrufen, solange die lokale API an ist.</translation>
    </message>
    <message>
        <source>Not served: save the file first, or another file that is open has a pipeline of this name.</source>
        <translation>Nicht aufrufbar: die Datei ist noch zu speichern, oder eine andere offene Datei hat eine Pipeline dieses Namens.</translation>
    </message>
</context>
<context>
    <name>millrace::gui::ConnectorDelegate</name>
    <message>
        <source>Issue a completion token (Ctrl+T)</source>
        <translation>Ein Completion-Token ausgeben (Strg+T)</translation>
    </message>
</context>
<context>
    <name>millrace::gui::ConnectorDetailsPane</name>
    <message>
        <source>State of the connector</source>
        <translation>Zustand des Connectors</translation>
    </message>
    <message>
        <source>Configuration of the connector</source>
        <translation>Konfiguration des Connectors</translation>
    </message>
    <message>
        <source>The selected error and its record</source>
        <translation>Der ausgewählte Fehler und sein Datensatz</translation>
    </message>
    <message>
        <source>Details of the connector</source>
        <translation>Details des Connectors</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Configuration</source>
        <translation>Konfiguration</translation>
    </message>
    <message>
        <source>Errors of the connector</source>
        <translation>Fehler des Connectors</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>No connector is selected</source>
        <translation>Kein Connector ist ausgewählt</translation>
    </message>
    <message>
        <source>Select one to see its state, its configuration and its errors.</source>
        <translation>Einen auswählen, um Zustand, Konfiguration und Fehler zu sehen.</translation>
    </message>
    <message>
        <source>%1 is not running</source>
        <translation>%1 läuft nicht</translation>
    </message>
    <message>
        <source>Its state shows while the pipeline runs; its declaration stands in the program.</source>
        <translation>Der Zustand zeigt sich, während die Pipeline läuft; die Deklaration steht im Programm.</translation>
    </message>
    <message>
        <source>Errors (%1)</source>
        <translation>Fehler (%1)</translation>
    </message>
    <message>
        <source>This connector has reported no error.</source>
        <translation>Dieser Connector hat keinen Fehler gemeldet.</translation>
    </message>
    <message>
        <source>%1:
%2

%3</source>
        <comment>place, record, report</comment>
        <translation>%1:
%2

%3</translation>
    </message>
</context>
<context>
    <name>millrace::gui::ConnectorWizard</name>
    <message>
        <source>Add connector</source>
        <translation>Connector hinzufügen</translation>
    </message>
    <message>
        <source>Options</source>
        <translation>Optionen</translation>
    </message>
    <message>
        <source>Left empty, an option has its usual value.</source>
        <translation>Leer gelassen, hat eine Option ihren üblichen Wert.</translation>
    </message>
    <message>
        <source>Where from, or where to</source>
        <translation>Woher oder wohin</translation>
    </message>
    <message>
        <source>An input brings rows into a table; an output takes the changes of a table or view.</source>
        <translation>Ein Eingang bringt Zeilen in eine Tabelle; ein Ausgang nimmt die Änderungen einer Tabelle oder View.</translation>
    </message>
    <message>
        <source>Table or view</source>
        <translation>Tabelle oder View</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>&amp;Table or view:</source>
        <translation>&amp;Tabelle oder View:</translation>
    </message>
    <message>
        <source>&amp;Kind:</source>
        <translation>&amp;Art:</translation>
    </message>
    <message>
        <source>First rows</source>
        <translation>Erste Zeilen</translation>
    </message>
    <message>
        <source>As the table will get them.</source>
        <translation>So, wie die Tabelle sie bekommt.</translation>
    </message>
    <message>
        <source>What is written</source>
        <translation>Was geschrieben wird</translation>
    </message>
    <message>
        <source>The connector stands in the program, which you can go on editing and then save.</source>
        <translation>Der Connector steht im Programm, das sich weiter bearbeiten und dann speichern lässt.</translation>
    </message>
    <message>
        <source>Declaration of the connector</source>
        <translation>Deklaration des Connectors</translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation>&amp;Hinzufügen</translation>
    </message>
    <message>
        <source>Input: %1</source>
        <translation>Eingang: %1</translation>
    </message>
    <message>
        <source>Output: %1</source>
        <translation>Ausgang: %1</translation>
    </message>
    <message>
        <source>Br&amp;owse…</source>
        <translation>Durchs&amp;uchen…</translation>
    </message>
    <message>
        <source>File to read</source>
        <translation>Zu lesende Datei</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>&amp;Format:</source>
        <translation>&amp;Format:</translation>
    </message>
    <message>
        <source>The program declares no table and no view.</source>
        <translation>Das Programm deklariert weder Tabelle noch View.</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Wird gelesen…</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n Zeile</numerusform>
            <numerusform>%n Zeilen</numerusform>
        </translation>
    </message>
    <message>
        <source>Na&amp;me:</source>
        <translation>Na&amp;me:</translation>
    </message>
    <message>
        <source>%1, after the line of names</source>
        <translation>%1, nach der Zeile mit den Namen</translation>
    </message>
</context>
<context>
    <name>millrace::gui::ConnectorsDock</name>
    <message>
        <source>Connectors</source>
        <translation>Connectoren</translation>
    </message>
    <message>
        <source>This pipeline has no connectors</source>
        <translation>Diese Pipeline hat keine Connectoren</translation>
    </message>
    <message>
        <source>A table gets its rows from the connectors in its WITH (&apos;connectors&apos; = &apos;[…]&apos;).</source>
        <translation>Eine Tabelle bekommt ihre Zeilen von den Connectoren in ihrem WITH (&apos;connectors&apos; = &apos;[…]&apos;).</translation>
    </message>
    <message numerus="yes">
        <source>%n connector(s), %1 running, %2 failed</source>
        <translation>
            <numerusform>%n Connector, %1 läuft, %2 fehlgeschlagen</numerusform>
            <numerusform>%n Connectoren, davon %1 laufend, %2 fehlgeschlagen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n connector(s), %1 running</source>
        <translation>
            <numerusform>%n Connector, %1 laufend</numerusform>
            <numerusform>%n Connectoren, %1 laufend</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::gui::CopyRow</name>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copied: %1</source>
        <translation>Kopiert: %1</translation>
    </message>
    <message>
        <source>Copy: %1</source>
        <translation>Kopieren: %1</translation>
    </message>
</context>
<context>
    <name>millrace::gui::DiffPane</name>
    <message>
        <source>Differences between the stored program and this one</source>
        <translation>Unterschiede zwischen dem gespeicherten Programm und diesem</translation>
    </message>
    <message>
        <source>Previous (P)</source>
        <translation>Voriger (P)</translation>
    </message>
    <message>
        <source>Next (N)</source>
        <translation>Nächster (N)</translation>
    </message>
    <message>
        <source>%1 lines came, %2 went against the stored program</source>
        <translation>%1 Zeilen kamen hinzu, %2 fielen weg gegenüber dem gespeicherten Programm</translation>
    </message>
    <message>
        <source>This is the stored program</source>
        <translation>Das ist das gespeicherte Programm</translation>
    </message>
    <message>
        <source>What you change is shown here line by line, against the program that is stored and runs.</source>
        <translation>Was geändert wird, steht hier Zeile für Zeile, gegenüber dem gespeicherten Programm, das läuft.</translation>
    </message>
</context>
<context>
    <name>millrace::gui::DockPanel</name>
    <message>
        <source>Close %1</source>
        <translation>%1 schließen</translation>
    </message>
</context>
<context>
    <name>millrace::gui::Docks</name>
    <message>
        <source>Docks</source>
        <translation>Docks</translation>
    </message>
</context>
<context>
    <name>millrace::gui::DocumentArea</name>
    <message>
        <source>Programs</source>
        <translation>Programme</translation>
    </message>
    <message>
        <source>Change streams</source>
        <translation>Änderungsströme</translation>
    </message>
    <message>
        <source>Close (Ctrl+W)</source>
        <translation>Schließen (Strg+W)</translation>
    </message>
    <message>
        <source>%1 – Millrace</source>
        <translation>%1 – Millrace</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>Dokumente</translation>
    </message>
</context>
<context>
    <name>millrace::gui::EntryCommands</name>
    <message>
        <source>Generate rows</source>
        <translation>Zeilen erzeugen</translation>
    </message>
    <message>
        <source>Number of rows:</source>
        <translation>Anzahl der Zeilen:</translation>
    </message>
    <message>
        <source>Import rows</source>
        <translation>Zeilen importieren</translation>
    </message>
    <message>
        <source>Could not import %1</source>
        <translation>%1 ließ sich nicht importieren</translation>
    </message>
    <message>
        <source>It is larger than 16 MiB; give the table a file connector instead.</source>
        <translation>Die Datei ist größer als 16 MiB; der Tabelle besser einen Datei-Connector geben.</translation>
    </message>
    <message>
        <source>import file</source>
        <translation>Datei importieren</translation>
    </message>
    <message>
        <source>Select a table in the catalog first.</source>
        <translation>Zuerst im Katalog eine Tabelle auswählen.</translation>
    </message>
    <message>
        <source>Open the rows of a table first.</source>
        <translation>Zuerst die Zeilen einer Tabelle öffnen.</translation>
    </message>
    <message>
        <source>Select rows first.</source>
        <translation>Zuerst Zeilen auswählen.</translation>
    </message>
    <message>
        <source>Nothing is staged.</source>
        <translation>Nichts ist vorgemerkt.</translation>
    </message>
    <message>
        <source>Rows (*.csv *.tsv *.json *.jsonl *.sql *.sqlite *.db *.gz *.zst);;All files (*)</source>
        <translation>Zeilen (*.csv *.tsv *.json *.jsonl *.sql *.sqlite *.db *.gz *.zst);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>It is not a regular file.</source>
        <translation>Es ist keine gewöhnliche Datei.</translation>
    </message>
</context>
<context>
    <name>millrace::gui::EntryDocument</name>
    <message>
        <source>Rows of %1</source>
        <translation>Zeilen von %1</translation>
    </message>
    <message>
        <source>%1 ~ rows ●</source>
        <translation>%1 ~ Zeilen ●</translation>
    </message>
    <message>
        <source>%1 ~ rows</source>
        <translation>%1 ~ Zeilen</translation>
    </message>
    <message>
        <source>Rows that are not committed</source>
        <translation>Nicht übernommene Zeilen</translation>
    </message>
    <message numerus="yes">
        <source>%n staged row(s) of %1 are not committed.</source>
        <translation>
            <numerusform>%n vorgemerkte Zeile von %1 ist nicht übernommen.</numerusform>
            <numerusform>%n vorgemerkte Zeilen von %1 sind nicht übernommen.</numerusform>
        </translation>
    </message>
    <message>
        <source>The rows of %1 could not be read</source>
        <translation>Die Zeilen von %1 waren nicht lesbar</translation>
    </message>
    <message>
        <source>generate rows</source>
        <translation>Zeilen erzeugen</translation>
    </message>
    <message>
        <source>The pipeline is not running.</source>
        <translation>Die Pipeline läuft nicht.</translation>
    </message>
    <message>
        <source>A step is held: decide about it first.</source>
        <translation>Ein Schritt ist angehalten: zuerst über ihn entscheiden.</translation>
    </message>
    <message>
        <source>The rows are being sent.</source>
        <translation>Die Zeilen werden gesendet.</translation>
    </message>
    <message>
        <source>Nothing is staged.</source>
        <translation>Nichts ist vorgemerkt.</translation>
    </message>
    <message>
        <source>Some values do not fit their columns: they are marked.</source>
        <translation>Einige Werte passen nicht in ihre Spalten: Sie sind markiert.</translation>
    </message>
    <message>
        <source>Sending the rows as one transaction</source>
        <translation>Die Zeilen werden als eine Transaktion gesendet</translation>
    </message>
    <message>
        <source>In progress: waits for %1</source>
        <translation>In Arbeit: wartet auf %1</translation>
    </message>
    <message>
        <source>The rows were not committed</source>
        <translation>Die Zeilen wurden nicht übernommen</translation>
    </message>
    <message numerus="yes">
        <source>%n record(s) were refused</source>
        <translation>
            <numerusform>%n Datensatz wurde abgewiesen</numerusform>
            <numerusform>%n Datensätze wurden abgewiesen</numerusform>
        </translation>
    </message>
    <message>
        <source>Complete: processed and delivered with step %1</source>
        <translation>Vollständig: mit Schritt %1 verarbeitet und zugestellt</translation>
    </message>
    <message>
        <source>Complete: processed and delivered</source>
        <translation>Vollständig: verarbeitet und zugestellt</translation>
    </message>
    <message numerus="yes">
        <source>%n insert(s)</source>
        <translation>
            <numerusform>%n Einfügung</numerusform>
            <numerusform>%n Einfügungen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n update(s)</source>
        <translation>
            <numerusform>%n Update</numerusform>
            <numerusform>%n Updates</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n delete(s)</source>
        <translation>
            <numerusform>%n Löschung</numerusform>
            <numerusform>%n Löschungen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s)</source>
        <translation>
            <numerusform>%n Problem</numerusform>
            <numerusform>%n Probleme</numerusform>
        </translation>
    </message>
    <message>
        <source>the first %1 rows of the table</source>
        <translation>die ersten %1 Zeilen der Tabelle</translation>
    </message>
    <message>
        <source>The pipeline is not running</source>
        <translation>Die Pipeline läuft nicht</translation>
    </message>
    <message>
        <source>Run it to see and change the rows of %1. Rows can be prepared now.</source>
        <translation>Die Pipeline starten, um die Zeilen von %1 zu sehen und zu ändern. Vorbereiten lassen sich Zeilen schon jetzt.</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>Wird gelesen</translation>
    </message>
    <message>
        <source>The rows of %1 are being read.</source>
        <translation>Die Zeilen von %1 werden gelesen.</translation>
    </message>
    <message>
        <source>The pipeline is stopped. What is staged is kept for its next run.</source>
        <translation>Die Pipeline ist angehalten. Was vorgemerkt ist, bleibt für ihren nächsten Lauf.</translation>
    </message>
    <message>
        <source>This table keeps no rows</source>
        <translation>Diese Tabelle behält keine Zeilen</translation>
    </message>
    <message>
        <source>Rows can be added. To change and delete them, give it a PRIMARY KEY.</source>
        <translation>Zeilen lassen sich hinzufügen. Zum Ändern und Löschen braucht die Tabelle einen PRIMARY KEY.</translation>
    </message>
    <message>
        <source>The table is empty</source>
        <translation>Die Tabelle ist leer</translation>
    </message>
    <message>
        <source>Add a row, paste CSV or JSON, or generate some.</source>
        <translation>Eine Zeile hinzufügen, CSV oder JSON einfügen oder Zeilen erzeugen.</translation>
    </message>
</context>
<context>
    <name>millrace::gui::EntryTable</name>
    <message>
        <source>Rows</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>paste rows</source>
        <translation>Zeilen einfügen</translation>
    </message>
    <message>
        <source>At most %1 rows can be staged; the others were left out.</source>
        <translation>Höchstens %1 Zeilen lassen sich vormerken; die übrigen wurden ausgelassen.</translation>
    </message>
</context>
<context>
    <name>millrace::gui::ExportDialog</name>
    <message>
        <source>never</source>
        <translation>nie</translation>
    </message>
    <message>
        <source> rows</source>
        <translation> Zeilen</translation>
    </message>
    <message>
        <source>&amp;Begin with the rows that are there now</source>
        <translation>&amp;Mit den Zeilen beginnen, die es jetzt gibt</translation>
    </message>
    <message>
        <source>Stop after</source>
        <translation>Stopp nach</translation>
    </message>
    <message>
        <source>New file after</source>
        <translation>Neue Datei nach</translation>
    </message>
    <message>
        <source>Export changes of %1</source>
        <translation>Änderungen von %1 exportieren</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>JSON lines</source>
        <translation>JSON-Zeilen</translation>
    </message>
    <message>
        <source>CSV</source>
        <translation>CSV</translation>
    </message>
    <message>
        <source>TSV</source>
        <translation>TSV</translation>
    </message>
    <message>
        <source>SQL statements</source>
        <translation>SQL-Anweisungen</translation>
    </message>
    <message>
        <source>Changes as</source>
        <translation>Änderungen als</translation>
    </message>
    <message>
        <source>Rows with a weight</source>
        <translation>Zeilen mit Gewicht</translation>
    </message>
    <message>
        <source>Inserts and deletes</source>
        <translation>Einfügungen und Löschungen</translation>
    </message>
    <message>
        <source>Pairs of old and new row</source>
        <translation>Paare aus alter und neuer Zeile</translation>
    </message>
    <message>
        <source>Rows as they are now, without what follows</source>
        <translation>Zeilen, wie sie jetzt sind, ohne das Folgende</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Br&amp;owse…</source>
        <translation>Durchs&amp;uchen…</translation>
    </message>
    <message>
        <source>What it looks like</source>
        <translation>So sieht es aus</translation>
    </message>
    <message>
        <source>&amp;Format:</source>
        <translation>&amp;Format:</translation>
    </message>
    <message>
        <source>&amp;Changes as:</source>
        <translation>Än&amp;derungen als:</translation>
    </message>
    <message>
        <source>F&amp;ile:</source>
        <translation>Dat&amp;ei:</translation>
    </message>
    <message>
        <source>&amp;New file after:</source>
        <translation>&amp;Neue Datei nach:</translation>
    </message>
    <message>
        <source>&amp;Stop after:</source>
        <translation>St&amp;opp nach:</translation>
    </message>
    <message>
        <source>Export to</source>
        <translation>Exportieren nach</translation>
    </message>
    <message>
        <source>%1 (*.%2)</source>
        <translation>%1 (*.%2)</translation>
    </message>
    <message>
        <source>%1 keeps no rows: a view has them when it is MATERIALIZED, a table with a PRIMARY KEY.</source>
        <translation>%1 behält keine Zeilen: Eine View tut es, wenn sie MATERIALIZED ist, eine Tabelle mit PRIMARY KEY.</translation>
    </message>
    <message>
        <source>Choose a file in a folder that is there.</source>
        <translation>Eine Datei in einem vorhandenen Ordner wählen.</translation>
    </message>
    <message>
        <source>Export and &amp;replace</source>
        <translation>Exportieren und e&amp;rsetzen</translation>
    </message>
    <message>
        <source>&amp;Export</source>
        <translation>E&amp;xportieren</translation>
    </message>
    <message>
        <source>Every change is written; the pipeline waits for the disk. The file gets its name when it is whole, and beside it a manifest tells what is in it.</source>
        <translation>Jede Änderung wird geschrieben; die Pipeline wartet auf die Platte. Die Datei bekommt ihren Namen, wenn sie vollständig ist; daneben sagt ein Manifest, was in ihr steht.</translation>
    </message>
    <message>
        <source>The file that has this name is replaced when the export ends.</source>
        <translation>Die Datei dieses Namens wird ersetzt, wenn der Export endet.</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>SQLite database</source>
        <translation>SQLite-Datenbank</translation>
    </message>
    <message>
        <source>Co&amp;lumns:</source>
        <translation>S&amp;palten:</translation>
    </message>
    <message>
        <source>Choose at least one column.</source>
        <translation>Mindestens eine Spalte wählen.</translation>
    </message>
    <message>
        <source>Pairs need the columns of the primary key: %1 is missing.</source>
        <translation>Paare brauchen die Spalten des Primärschlüssels: %1 fehlt.</translation>
    </message>
    <message>
        <source>Compression</source>
        <translation>Kompression</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>gzip</source>
        <translation>gzip</translation>
    </message>
    <message>
        <source>zstd</source>
        <translation>zstd</translation>
    </message>
    <message>
        <source>Co&amp;mpression:</source>
        <translation>Ko&amp;mpression:</translation>
    </message>
    <message>
        <source>What an interrupted export of this name has left is replaced at once; the Exports dock can keep it.</source>
        <translation>Was ein unterbrochener Export dieses Namens hinterließ, wird sofort ersetzt; das Dock „Exporte“ kann es behalten.</translation>
    </message>
</context>
<context>
    <name>millrace::gui::ExportsDock</name>
    <message>
        <source>Exports</source>
        <translation>Exporte</translation>
    </message>
    <message>
        <source>No change stream is being saved</source>
        <translation>Kein Änderungsstrom wird gespeichert</translation>
    </message>
    <message>
        <source>Saving writes every change from now on to a file; nothing is dropped.</source>
        <translation>Gespeichert wird jede Änderung ab jetzt in eine Datei; nichts geht verloren.</translation>
    </message>
    <message numerus="yes">
        <source>%n export(s), %1 running</source>
        <translation>
            <numerusform>%n Export, %1 laufend</numerusform>
            <numerusform>%n Exporte, %1 laufend</numerusform>
        </translation>
    </message>
    <message>
        <source>Exports (%1)</source>
        <translation>Exporte (%1)</translation>
    </message>
    <message>
        <source>Select an interrupted export first.</source>
        <translation>Zuerst einen unterbrochenen Export auswählen.</translation>
    </message>
    <message>
        <source>Its pipeline was deleted.</source>
        <translation>Seine Pipeline wurde gelöscht.</translation>
    </message>
    <message>
        <source>Its pipeline is not running.</source>
        <translation>Seine Pipeline läuft nicht.</translation>
    </message>
    <message numerus="yes">
        <source>%n interrupted</source>
        <comment>exports</comment>
        <translation>
            <numerusform>%n unterbrochen</numerusform>
            <numerusform>%n unterbrochen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Exports (%n interrupted)</source>
        <translation>
            <numerusform>Exporte (%n unterbrochen)</numerusform>
            <numerusform>Exporte (%n unterbrochen)</numerusform>
        </translation>
    </message>
    <message>
        <source>It is not known any more what it was to write.</source>
        <translation>Was er schreiben sollte, ist nicht mehr bekannt.</translation>
    </message>
    <message>
        <source>Select an export that has ended or was interrupted first.</source>
        <translation>Zuerst einen Export auswählen, der beendet oder unterbrochen ist.</translation>
    </message>
    <message>
        <source>It wrote the rows of one moment, which does not go on.</source>
        <translation>Er hat die Zeilen eines Augenblicks geschrieben, das geht nicht weiter.</translation>
    </message>
    <message>
        <source>It has written all the rows that it was to write.</source>
        <translation>Er hat alle Zeilen geschrieben, die er schreiben sollte.</translation>
    </message>
</context>
<context>
    <name>millrace::gui::FilterBar</name>
    <message>
        <source>Filter of the change stream</source>
        <translation>Filter des Änderungsstroms</translation>
    </message>
    <message>
        <source>Show all steps again</source>
        <translation>Wieder alle Schritte zeigen</translation>
    </message>
    <message>
        <source>The filter failed at a row. %1</source>
        <translation>Der Filter schlug an einer Zeile fehl. %1</translation>
    </message>
    <message>
        <source>%1 lines of %2 changes</source>
        <translation>%1 Zeilen aus %2 Änderungen</translation>
    </message>
    <message>
        <source>%1 of %2 kept changes so far</source>
        <translation>bisher %1 von %2 behaltenen Änderungen</translation>
    </message>
    <message>
        <source>%1 of %2 kept changes, and all that come</source>
        <translation>%1 von %2 behaltenen Änderungen und alle, die kommen</translation>
    </message>
    <message>
        <source>Only %1; press to show all</source>
        <translation>Nur %1; drücken, um alle zu zeigen</translation>
    </message>
    <message>
        <source>Filter in SQL, such as %1; Enter applies, ↑ is the history</source>
        <translation>Filter in SQL, etwa %1; Eingabe wendet an, ↑ ist der Verlauf</translation>
    </message>
    <message>
        <source>Filter in SQL, such as %1; relations without the column are left out</source>
        <translation>Filter in SQL, etwa %1; Relationen ohne die Spalte bleiben weg</translation>
    </message>
    <message>
        <source>Filter in SQL, such as %1</source>
        <translation>Filter in SQL, etwa %1</translation>
    </message>
    <message>
        <source>steps %1–%2</source>
        <translation>Schritte %1–%2</translation>
    </message>
    <message>
        <source>no filter</source>
        <translation>kein Filter</translation>
    </message>
    <message>
        <source>filter: %1</source>
        <translation>Filter: %1</translation>
    </message>
</context>
<context>
    <name>millrace::gui::FilterHeader</name>
    <message>
        <source>Filter of column %1</source>
        <translation>Filter der Spalte %1</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Text that the cell contains, or =x, !=x, &lt;x, &gt;x, null, !null; Enter or Tab applies</source>
        <translation>Text, den die Zelle enthält, oder =x, !=x, &lt;x, &gt;x, null, !null; Eingabe oder Tab wendet an</translation>
    </message>
    <message>
        <source>Part of a name, or =name, !=name; Enter or Tab applies</source>
        <translation>Teil eines Namens oder =Name, !=Name; Eingabe oder Tab wendet an</translation>
    </message>
</context>
<context>
    <name>millrace::gui::FindBar</name>
    <message>
        <source>Find in program</source>
        <translation>Im Programm suchen</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>Schließen (Esc)</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>Nicht gefunden</translation>
    </message>
    <message>
        <source>Replace in program</source>
        <translation>Im Programm ersetzen</translation>
    </message>
    <message>
        <source>Replace with</source>
        <translation>Ersetzen durch</translation>
    </message>
    <message>
        <source>Match case</source>
        <translation>Groß- und Kleinschreibung beachten</translation>
    </message>
    <message>
        <source>Whole words only</source>
        <translation>Nur ganze Wörter</translation>
    </message>
    <message>
        <source>Previous (Shift+Enter)</source>
        <translation>Vorheriges (Umschalt+Eingabe)</translation>
    </message>
    <message>
        <source>Next (Enter)</source>
        <translation>Nächstes (Eingabe)</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>Replace all</source>
        <translation>Alle ersetzen</translation>
    </message>
    <message>
        <source>over %1</source>
        <comment>more matches than are counted</comment>
        <translation>über %1</translation>
    </message>
    <message numerus="yes">
        <source>%n match(es)</source>
        <translation>
            <numerusform>%n Treffer</numerusform>
            <numerusform>%n Treffer</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>match, matches</comment>
        <translation>%1 von %2</translation>
    </message>
    <message numerus="yes">
        <source>%n replaced</source>
        <translation>
            <numerusform>%n ersetzt</numerusform>
            <numerusform>%n ersetzt</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::gui::GraphPane</name>
    <message>
        <source>The selected operator</source>
        <translation>Der ausgewählte Operator</translation>
    </message>
    <message>
        <source>This program cannot be drawn</source>
        <translation>Dieses Programm lässt sich nicht zeichnen</translation>
    </message>
    <message>
        <source>There is nothing to draw yet</source>
        <translation>Es gibt noch nichts zu zeichnen</translation>
    </message>
    <message>
        <source>Declare a table and a view; the operators that keep it up to date are drawn here.</source>
        <translation>Eine Tabelle und eine View deklarieren; die Operatoren, die sie aktuell halten, erscheinen hier.</translation>
    </message>
    <message>
        <source>This program is too large to be drawn</source>
        <translation>Dieses Programm ist zum Zeichnen zu groß</translation>
    </message>
    <message>
        <source>It has %1 operators, and %2 can be drawn.</source>
        <translation>Es hat %1 Operatoren, und %2 lassen sich zeichnen.</translation>
    </message>
</context>
<context>
    <name>millrace::gui::GraphView</name>
    <message>
        <source>Dataflow of the pipeline</source>
        <translation>Datenfluss der Pipeline</translation>
    </message>
    <message>
        <source>%1 of %2, %3</source>
        <comment>node, relation, numbers</comment>
        <translation>%1 von %2, %3</translation>
    </message>
</context>
<context>
    <name>millrace::gui::InspectorDock</name>
    <message>
        <source>Inspector</source>
        <translation>Inspektor</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>Zeile</translation>
    </message>
    <message>
        <source>Nothing is selected</source>
        <translation>Nichts ist ausgewählt</translation>
    </message>
    <message>
        <source>Select a cell of a change stream, a result or a grid to see its whole value and its row; in the catalog, a table or view to see its columns.</source>
        <translation>Eine Zelle eines Änderungsstroms, eines Ergebnisses oder eines Rasters auswählen, um ihren ganzen Wert und ihre Zeile zu sehen; im Katalog eine Tabelle oder View, um ihre Spalten zu sehen.</translation>
    </message>
    <message>
        <source>Form of the value</source>
        <translation>Form des Wertes</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>Bytes</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Value as a tree</source>
        <translation>Wert als Baum</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>more is not shown</source>
        <translation>mehr wird nicht gezeigt</translation>
    </message>
</context>
<context>
    <name>millrace::gui::LayoutDrags</name>
    <message>
        <source>columns</source>
        <translation>Spalten</translation>
    </message>
</context>
<context>
    <name>millrace::gui::LimitsDialog</name>
    <message>
        <source>Limits of %1</source>
        <translation>Limits von %1</translation>
    </message>
    <message>
        <source> MiB</source>
        <translation> MiB</translation>
    </message>
    <message>
        <source>half of the machine&apos;s memory</source>
        <translation>die Hälfte des Arbeitsspeichers</translation>
    </message>
    <message>
        <source>Memory limit</source>
        <translation>Speicherlimit</translation>
    </message>
    <message>
        <source>Hold the step and ask</source>
        <translation>Den Schritt anhalten und fragen</translation>
    </message>
    <message>
        <source>Set the record aside and go on</source>
        <translation>Den Datensatz beiseitelegen und weiter</translation>
    </message>
    <message>
        <source>When a step fails on a record</source>
        <translation>Wenn ein Schritt an einem Datensatz fehlschlägt</translation>
    </message>
    <message>
        <source>&amp;Memory of tables and views, at most:</source>
        <translation>&amp;Speicher von Tabellen und Views, höchstens:</translation>
    </message>
    <message>
        <source>When a step &amp;fails on a record:</source>
        <translation>Wenn ein Schritt an einem Datensatz &amp;fehlschlägt:</translation>
    </message>
    <message>
        <source>In force from the next step on, also while the pipeline runs. A step over the memory limit is held: raise the limit here and retry it.</source>
        <translation>Gilt ab dem nächsten Schritt, auch während die Pipeline läuft. Ein Schritt über dem Speicherlimit wird angehalten: Das Limit hier anheben und den Schritt wiederholen.</translation>
    </message>
</context>
<context>
    <name>millrace::gui::LineChart</name>
    <message>
        <source>%1  %2  (≤ %3)</source>
        <comment>title, newest values, top of the axis</comment>
        <translation>%1  %2  (≤ %3)</translation>
    </message>
    <message>
        <source>–</source>
        <comment>no value yet</comment>
        <translation>–</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>name, value</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>%1  %2</source>
        <comment>title, newest values</comment>
        <translation>%1  %2</translation>
    </message>
</context>
<context>
    <name>millrace::gui::LogDock</name>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Lines shown</source>
        <translation>Gezeigte Zeilen</translation>
    </message>
    <message>
        <source>All lines</source>
        <translation>Alle Zeilen</translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation>Warnungen und Fehler</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Search the log</source>
        <translation>Protokoll durchsuchen</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Enter: next line with this text, Shift+Enter: the one before</source>
        <translation>Eingabe: nächste Zeile mit diesem Text, Umschalt+Eingabe: die davor</translation>
    </message>
    <message>
        <source>Save log…</source>
        <translation>Protokoll speichern…</translation>
    </message>
    <message>
        <source>Writes the lines that are shown to a text file</source>
        <translation>Schreibt die gezeigten Zeilen in eine Textdatei</translation>
    </message>
    <message>
        <source>Nothing happened yet</source>
        <translation>Noch ist nichts geschehen</translation>
    </message>
    <message>
        <source>Starts and stops, what connectors meet, and steps that fail are told here, with their time.</source>
        <translation>Hier steht mit Uhrzeit, wann die Pipeline startet und stoppt, was Connectors begegnet und welche Schritte scheitern.</translation>
    </message>
    <message>
        <source>Save log</source>
        <translation>Protokoll speichern</translation>
    </message>
    <message>
        <source>Text (*.log *.txt);;All files (*)</source>
        <translation>Text (*.log *.txt);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Could not save the log to %1</source>
        <translation>Das Protokoll ließ sich nicht in %1 speichern</translation>
    </message>
    <message numerus="yes">
        <source>%n line(s)</source>
        <translation>
            <numerusform>%n Zeile</numerusform>
            <numerusform>%n Zeilen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n line(s)</source>
        <translation>
            <numerusform>%1 von %n Zeile</numerusform>
            <numerusform>%1 von %n Zeilen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 older ones are not kept</source>
        <translation>%1 ältere sind nicht aufgehoben</translation>
    </message>
    <message numerus="yes">
        <source>%n found</source>
        <comment>lines</comment>
        <translation>
            <numerusform>%n gefunden</numerusform>
            <numerusform>%n gefunden</numerusform>
        </translation>
    </message>
    <message>
        <source>No line of this level</source>
        <translation>Keine Zeile dieser Stufe</translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) are left out.</source>
        <translation>
            <numerusform>%n Zeile ist ausgelassen.</numerusform>
            <numerusform>%n Zeilen sind ausgelassen.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::gui::MainWindow</name>
    <message>
        <source>Millrace</source>
        <translation>Millrace</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>The pipeline %1 was deleted.</source>
        <translation>Die Pipeline %1 wurde gelöscht.</translation>
    </message>
    <message>
        <source>No pipeline is open.</source>
        <translation>Keine Pipeline ist geöffnet.</translation>
    </message>
    <message>
        <source>No tab is open.</source>
        <translation>Kein Tab ist geöffnet.</translation>
    </message>
    <message>
        <source>%1 – Millrace</source>
        <translation>%1 – Millrace</translation>
    </message>
    <message>
        <source>A step is held, nothing of it was applied. %1</source>
        <translation>Ein Schritt ist angehalten, nichts davon wurde angewandt. %1</translation>
    </message>
    <message>
        <source>A step is held at %1, nothing of it was applied. %2</source>
        <translation>Ein Schritt ist bei %1 angehalten, nichts davon wurde angewandt. %2</translation>
    </message>
    <message>
        <source>%1 could not run. %2</source>
        <translation>%1 konnte nicht laufen. %2</translation>
    </message>
    <message>
        <source>No change stream is shown</source>
        <translation>Kein Änderungsstrom ist zu sehen</translation>
    </message>
    <message>
        <source>Tick a table or view in the catalog to see each of its changes as it happens.</source>
        <translation>Im Katalog eine Tabelle oder View anhaken, um jede ihrer Änderungen zu sehen, sobald sie geschieht.</translation>
    </message>
    <message>
        <source>The pipeline %1 was deleted from outside.</source>
        <translation>Die Pipeline %1 wurde von außen gelöscht.</translation>
    </message>
    <message>
        <source>No program is open</source>
        <translation>Kein Programm ist geöffnet</translation>
    </message>
    <message>
        <source>Open one from the catalog, or begin a new pipeline.</source>
        <translation>Eins aus dem Katalog öffnen oder eine neue Pipeline beginnen.</translation>
    </message>
    <message>
        <source>Could not add a connector for %1</source>
        <translation>Für %1 konnte kein Connector hinzugefügt werden</translation>
    </message>
</context>
<context>
    <name>millrace::gui::NotebookDocument</name>
    <message>
        <source>queries</source>
        <translation>Abfragen</translation>
    </message>
    <message>
        <source>%1 ~ queries</source>
        <translation>%1 ~ Abfragen</translation>
    </message>
    <message>
        <source>The pipeline is not running. Its rows can be asked for while it runs.</source>
        <translation>Die Pipeline läuft nicht. Nach ihren Zeilen lässt sich fragen, während sie läuft.</translation>
    </message>
</context>
<context>
    <name>millrace::gui::OlderLine</name>
    <message>
        <source>%1 older changes are not kept: the list begins with step %2</source>
        <translation>%1 ältere Änderungen sind nicht aufgehoben: die Liste beginnt mit Schritt %2</translation>
    </message>
</context>
<context>
    <name>millrace::gui::Picker</name>
    <message>
        <source>Nothing matches</source>
        <translation>Nichts passt</translation>
    </message>
</context>
<context>
    <name>millrace::gui::PipelineCommands</name>
    <message>
        <source>Name:</source>
        <translation>Name:</translation>
    </message>
    <message>
        <source>Could not open %1</source>
        <translation>%1 ließ sich nicht öffnen</translation>
    </message>
    <message>
        <source>A program has at most 8 MiB.</source>
        <translation>Ein Programm hat höchstens 8 MiB.</translation>
    </message>
    <message>
        <source>It is not UTF-8 text.</source>
        <translation>Das ist kein Text in UTF-8.</translation>
    </message>
    <message>
        <source>Rename pipeline</source>
        <translation>Pipeline umbenennen</translation>
    </message>
    <message>
        <source>Delete pipeline</source>
        <translation>Pipeline löschen</translation>
    </message>
    <message>
        <source>Delete the pipeline %1, its histories and what runs of it? Files it has written stay.</source>
        <translation>Die Pipeline %1, ihre Verläufe und was von ihr läuft löschen? Dateien, die sie geschrieben hat, bleiben.</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>No pipeline is open.</source>
        <translation>Keine Pipeline ist geöffnet.</translation>
    </message>
    <message>
        <source>There is nothing to save.</source>
        <translation>Es gibt nichts zu speichern.</translation>
    </message>
    <message>
        <source>The program&apos;s tab is closed.</source>
        <translation>Der Tab des Programms ist geschlossen.</translation>
    </message>
    <message>
        <source>It is stopping.</source>
        <translation>Sie stoppt gerade.</translation>
    </message>
    <message>
        <source>The pipeline is not running.</source>
        <translation>Die Pipeline läuft nicht.</translation>
    </message>
    <message>
        <source>The program can be edited.</source>
        <translation>Das Programm lässt sich bearbeiten.</translation>
    </message>
    <message>
        <source>A step is held: decide about it first.</source>
        <translation>Ein Schritt ist angehalten: zuerst über ihn entscheiden.</translation>
    </message>
    <message>
        <source>Res&amp;ume inputs</source>
        <translation>&amp;Eingänge fortsetzen</translation>
    </message>
    <message>
        <source>&amp;Pause inputs</source>
        <translation>&amp;Eingänge pausieren</translation>
    </message>
    <message>
        <source>No step is held.</source>
        <translation>Kein Schritt ist angehalten.</translation>
    </message>
    <message>
        <source>It is running.</source>
        <translation>Sie läuft.</translation>
    </message>
    <message>
        <source>The program has errors: resolve them first (F8 leads to them).</source>
        <translation>Das Programm enthält Fehler: zuerst beheben (F8 führt hin).</translation>
    </message>
    <message>
        <source>The program is empty.</source>
        <translation>Das Programm ist leer.</translation>
    </message>
    <message>
        <source>Open file</source>
        <translation>Datei öffnen</translation>
    </message>
    <message>
        <source>SQL programs and pipelines (*.sql *.yaml *.yml);;All files (*)</source>
        <translation>SQL-Programme und Pipelines (*.sql *.yaml *.yml);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>It is stopping, and starts again then.</source>
        <translation>Sie stoppt gerade und startet danach wieder.</translation>
    </message>
    <message>
        <source>It is not a regular file.</source>
        <translation>Es ist keine gewöhnliche Datei.</translation>
    </message>
    <message>
        <source>Checked: no problems</source>
        <translation>Geprüft: keine Probleme</translation>
    </message>
    <message numerus="yes">
        <source>Checked: %n problem(s), F8 leads to them</source>
        <translation>
            <numerusform>Geprüft: %n Problem, F8 führt hin</numerusform>
            <numerusform>Geprüft: %n Probleme, F8 führt hin</numerusform>
        </translation>
    </message>
    <message>
        <source>Pause the inputs first (F6).</source>
        <translation>Zuerst die Eingänge pausieren (F6).</translation>
    </message>
</context>
<context>
    <name>millrace::gui::PipelineDocument</name>
    <message>
        <source>Load that one</source>
        <translation>Jenes laden</translation>
    </message>
    <message>
        <source>Keep mine</source>
        <translation>Meines behalten</translation>
    </message>
    <message>
        <source>Back to the stored program</source>
        <translation>Zurück zum gespeicherten Programm</translation>
    </message>
    <message>
        <source>Create it again</source>
        <translation>Wieder anlegen</translation>
    </message>
    <message>
        <source>table %1</source>
        <translation>Tabelle %1</translation>
    </message>
    <message>
        <source>view %1</source>
        <translation>View %1</translation>
    </message>
    <message>
        <source>%1 ●</source>
        <translation>%1 ●</translation>
    </message>
    <message>
        <source>Unsaved program</source>
        <translation>Nicht gespeichertes Programm</translation>
    </message>
    <message>
        <source>The program of %1 has changes that are not saved.</source>
        <translation>Das Programm von %1 hat Änderungen, die nicht gespeichert sind.</translation>
    </message>
    <message>
        <source>Deleted pipeline</source>
        <translation>Gelöschte Pipeline</translation>
    </message>
    <message>
        <source>The pipeline %1 was deleted from outside. Closing the tab loses its program.</source>
        <translation>Die Pipeline %1 wurde von außen gelöscht. Mit dem Tab geht ihr Programm verloren.</translation>
    </message>
    <message>
        <source>This pipeline was deleted from outside. What you typed is kept until you close the tab.</source>
        <translation>Diese Pipeline wurde von außen gelöscht. Das Getippte bleibt, bis der Tab geschlossen wird.</translation>
    </message>
    <message>
        <source>The stored program was replaced from outside while you changed this one. Saving or running puts yours in its place.</source>
        <translation>Das gespeicherte Programm wurde von außen ersetzt, während dieses geändert wurde. Speichern oder Starten setzt dieses an seine Stelle.</translation>
    </message>
    <message>
        <source>Changes that were not saved when Millrace last ended are back. The stored program is untouched.</source>
        <translation>Änderungen, die am Ende der letzten Sitzung nicht gespeichert waren, sind wieder da. Das gespeicherte Programm ist unberührt.</translation>
    </message>
    <message>
        <source>Opened from a file, not run yet. Run shows first which files and hosts its connectors touch.</source>
        <translation>Aus einer Datei geöffnet, noch nicht gelaufen. Beim Starten zeigt sich zuerst, auf welche Dateien und Hosts die Connectoren zugreifen.</translation>
    </message>
    <message>
        <source>Read-only while the pipeline runs; what runs is the stored program, without your changes</source>
        <translation>Schreibgeschützt, solange die Pipeline läuft; es läuft das gespeicherte Programm, ohne die Änderungen</translation>
    </message>
    <message>
        <source>Read-only while the pipeline runs</source>
        <translation>Schreibgeschützt, solange die Pipeline läuft</translation>
    </message>
    <message>
        <source>Stop and edit</source>
        <translation>Stoppen und bearbeiten</translation>
    </message>
</context>
<context>
    <name>millrace::gui::PipelineWizard</name>
    <message>
        <source>A table of my o&amp;wn</source>
        <translation>&amp;Eine eigene Tabelle</translation>
    </message>
    <message>
        <source>New pipeline</source>
        <translation>Neue Pipeline</translation>
    </message>
    <message>
        <source>&amp;Create</source>
        <translation>&amp;Anlegen</translation>
    </message>
    <message>
        <source>How it begins</source>
        <translation>Wie es beginnt</translation>
    </message>
    <message>
        <source>Whatever you choose ends in SQL, which you can go on editing.</source>
        <translation>Jede Wahl endet in SQL, das sich weiter bearbeiten lässt.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>The table</source>
        <translation>Die Tabelle</translation>
    </message>
    <message>
        <source>What a row has, and where rows come from.</source>
        <translation>Was eine Zeile hat und woher Zeilen kommen.</translation>
    </message>
    <message>
        <source>Name of the table</source>
        <translation>Name der Tabelle</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Column</source>
        <translation>Spalte</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Typ</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>&amp;Add column</source>
        <translation>Spalte &amp;hinzufügen</translation>
    </message>
    <message>
        <source>&amp;Remove column</source>
        <translation>Spalte &amp;entfernen</translation>
    </message>
    <message>
        <source>Rows come from</source>
        <translation>Zeilen kommen von</translation>
    </message>
    <message>
        <source>Typed in, or sent over the API</source>
        <translation>Eingetippt oder über die API gesendet</translation>
    </message>
    <message>
        <source>Made up, ten a second</source>
        <translation>Erfunden, zehn pro Sekunde</translation>
    </message>
    <message>
        <source>A CSV file, and what is appended to it</source>
        <translation>Eine CSV-Datei und was angehängt wird</translation>
    </message>
    <message>
        <source>CSV file</source>
        <translation>CSV-Datei</translation>
    </message>
    <message>
        <source>Br&amp;owse…</source>
        <translation>Durchs&amp;uchen…</translation>
    </message>
    <message>
        <source>&amp;Table:</source>
        <translation>&amp;Tabelle:</translation>
    </message>
    <message>
        <source>Rows &amp;come from:</source>
        <translation>Zeilen &amp;kommen von:</translation>
    </message>
    <message>
        <source>File:</source>
        <translation>Datei:</translation>
    </message>
    <message>
        <source>A view</source>
        <translation>Eine View</translation>
    </message>
    <message>
        <source>A view is a query that is kept up to date.</source>
        <translation>Eine View ist eine Abfrage, die aktuell gehalten wird.</translation>
    </message>
    <message>
        <source>View</source>
        <translation>View</translation>
    </message>
    <message>
        <source>How many rows have each value</source>
        <translation>Wie viele Zeilen jeden Wert haben</translation>
    </message>
    <message>
        <source>All rows, to be changed</source>
        <translation>Alle Zeilen, zum Ändern</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>Noch keine</translation>
    </message>
    <message>
        <source>Name of the view</source>
        <translation>Name der View</translation>
    </message>
    <message>
        <source>Counted column</source>
        <translation>Gezählte Spalte</translation>
    </message>
    <message>
        <source>&amp;View:</source>
        <translation>&amp;View:</translation>
    </message>
    <message>
        <source>Na&amp;me:</source>
        <translation>Na&amp;me:</translation>
    </message>
    <message>
        <source>Values &amp;of:</source>
        <translation>W&amp;erte von:</translation>
    </message>
    <message>
        <source>The program</source>
        <translation>Das Programm</translation>
    </message>
    <message>
        <source>SQL program</source>
        <translation>SQL-Programm</translation>
    </message>
    <message>
        <source>Type of column %1</source>
        <translation>Typ der Spalte %1</translation>
    </message>
    <message>
        <source>CSV files (*.csv);;All files (*)</source>
        <translation>CSV-Dateien (*.csv);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>A small &amp;example, ready to run</source>
        <translation>Ein kleines &amp;Beispiel, fertig zum Starten</translation>
    </message>
    <message>
        <source>You can change it here and later. Run (F5) starts it once it is created.</source>
        <translation>Lässt sich hier und später ändern. Starten (F5) lässt es laufen, sobald es angelegt ist.</translation>
    </message>
    <message>
        <source>Your answers have changed, so the program was written anew. Ctrl+Z brings yours back.</source>
        <translation>Die Antworten haben sich geändert, deshalb wurde das Programm neu geschrieben. Strg+Z bringt das eigene zurück.</translation>
    </message>
</context>
<context>
    <name>millrace::gui::ProblemsDock</name>
    <message>
        <source>Problems</source>
        <translation>Probleme</translation>
    </message>
    <message>
        <source>No problems</source>
        <translation>Keine Probleme</translation>
    </message>
    <message>
        <source>Errors of programs, connectors and steps are listed here, each with its place.</source>
        <translation>Fehler von Programmen, Connectoren und Schritten stehen hier, jeder mit seiner Stelle.</translation>
    </message>
    <message numerus="yes">
        <source>%n error(s)</source>
        <translation>
            <numerusform>%n Fehler</numerusform>
            <numerusform>%n Fehler</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n warning(s)</source>
        <translation>
            <numerusform>%n Warnung</numerusform>
            <numerusform>%n Warnungen</numerusform>
        </translation>
    </message>
    <message>
        <source>, </source>
        <comment>between counts</comment>
        <translation>, </translation>
    </message>
    <message>
        <source>Problems (%1)</source>
        <translation>Probleme (%1)</translation>
    </message>
    <message>
        <source>Problems shown</source>
        <translation>Gezeigte Probleme</translation>
    </message>
    <message>
        <source>Errors and warnings</source>
        <translation>Fehler und Warnungen</translation>
    </message>
    <message>
        <source>Errors only</source>
        <translation>Nur Fehler</translation>
    </message>
    <message>
        <source>No errors</source>
        <translation>Keine Fehler</translation>
    </message>
    <message numerus="yes">
        <source>%n warning(s) are left out.</source>
        <translation>
            <numerusform>%n Warnung ist ausgelassen.</numerusform>
            <numerusform>%n Warnungen sind ausgelassen.</numerusform>
        </translation>
    </message>
    <message>
        <source>errors shown</source>
        <translation>nur Fehler gezeigt</translation>
    </message>
</context>
<context>
    <name>millrace::gui::ProgramCommands</name>
    <message>
        <source>No program is open.</source>
        <translation>Kein Programm ist geöffnet.</translation>
    </message>
    <message>
        <source>No declaration was found</source>
        <translation>Keine Deklaration gefunden</translation>
    </message>
    <message>
        <source>Put the caret on the name of a table, a view or a column of this program.</source>
        <translation>Den Cursor auf den Namen einer Tabelle, View oder Spalte dieses Programms setzen.</translation>
    </message>
</context>
<context>
    <name>millrace::gui::ProgramCompanions</name>
    <message>
        <source>Graph and comparison</source>
        <translation>Graph und Vergleich</translation>
    </message>
    <message>
        <source>SQL</source>
        <translation>SQL</translation>
    </message>
    <message>
        <source>Graph</source>
        <translation>Graph</translation>
    </message>
    <message>
        <source>Comparison</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>Close the graph</source>
        <translation>Graph schließen</translation>
    </message>
    <message>
        <source>Close the comparison</source>
        <translation>Vergleich schließen</translation>
    </message>
</context>
<context>
    <name>millrace::gui::QueryCellWidget</name>
    <message>
        <source>waiting for the step that runs</source>
        <translation>wartet auf den laufenden Schritt</translation>
    </message>
    <message>
        <source>reading</source>
        <translation>liest</translation>
    </message>
    <message>
        <source>reading, %1 of %2 rows</source>
        <translation>liest, %1 von %2 Zeilen</translation>
    </message>
    <message>
        <source>taking the result</source>
        <translation>übernimmt das Ergebnis</translation>
    </message>
    <message>
        <source>inserting</source>
        <translation>fügt ein</translation>
    </message>
    <message>
        <source>Query</source>
        <translation>Abfrage</translation>
    </message>
    <message>
        <source>1 row</source>
        <translation>1 Zeile</translation>
    </message>
    <message>
        <source>%1 rows</source>
        <translation>%1 Zeilen</translation>
    </message>
    <message>
        <source>%1 so far</source>
        <translation>bisher %1</translation>
    </message>
    <message>
        <source>Esc cancels</source>
        <translation>Esc bricht ab</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>%1 until then</source>
        <translation>bis dahin %1</translation>
    </message>
    <message>
        <source>The first %1: there are more</source>
        <translation>Die ersten %1: Es gibt mehr</translation>
    </message>
    <message>
        <source>step %1</source>
        <translation>Schritt %1</translation>
    </message>
    <message>
        <source>token %1</source>
        <translation>Token %1</translation>
    </message>
    <message>
        <source>watched, read again after each step</source>
        <translation>beobachtet, nach jedem Schritt neu gelesen</translation>
    </message>
    <message>
        <source>Streaming query</source>
        <translation>Streaming-Abfrage</translation>
    </message>
    <message>
        <source>Stream</source>
        <translation>Stream</translation>
    </message>
    <message>
        <source>Streaming SQL: all statements are run, the rows of the last one are shown as they come</source>
        <translation>Streaming-SQL: alle Anweisungen werden ausgeführt, die Zeilen der letzten gezeigt, sobald sie kommen</translation>
    </message>
    <message>
        <source>Streaming</source>
        <translation>Streamt</translation>
    </message>
    <message>
        <source>Esc ends</source>
        <translation>Esc beendet</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>The stream is over</source>
        <translation>Der Stream ist zu Ende</translation>
    </message>
    <message>
        <source>the newest %1 shown</source>
        <translation>die neuesten %1 gezeigt</translation>
    </message>
    <message>
        <source>%1: press to copy it</source>
        <comment>completion token</comment>
        <translation>%1: zum Kopieren drücken</translation>
    </message>
    <message>
        <source>Copy the completion token</source>
        <translation>Completion-Token kopieren</translation>
    </message>
    <message>
        <source>statement %1 of %2</source>
        <translation>Anweisung %1 von %2</translation>
    </message>
</context>
<context>
    <name>millrace::gui::QueryCommands</name>
    <message>
        <source>Make it a view</source>
        <translation>Zur View machen</translation>
    </message>
    <message>
        <source>Name of the view:</source>
        <translation>Name der View:</translation>
    </message>
    <message>
        <source>Could not make the query a view</source>
        <translation>Die Abfrage ließ sich nicht zur View machen</translation>
    </message>
    <message>
        <source>A view is a SELECT.</source>
        <translation>Eine View ist ein SELECT.</translation>
    </message>
    <message>
        <source>A name has letters, digits and &apos;_&apos;, and begins with no digit: %1</source>
        <translation>Ein Name besteht aus Buchstaben, Ziffern und „_“ und beginnt nicht mit einer Ziffer: %1</translation>
    </message>
    <message>
        <source>There is a table or view of this name: %1</source>
        <translation>Eine Tabelle oder View dieses Namens gibt es schon: %1</translation>
    </message>
    <message>
        <source>Query history</source>
        <translation>Verlauf der Abfragen</translation>
    </message>
    <message>
        <source>Type a part of a query</source>
        <translation>Einen Teil einer Abfrage tippen</translation>
    </message>
    <message>
        <source>No pipeline is open.</source>
        <translation>Keine Pipeline ist geöffnet.</translation>
    </message>
    <message>
        <source>Open the query notebook first.</source>
        <translation>Zuerst das Abfrage-Notebook öffnen.</translation>
    </message>
    <message>
        <source>No query runs in this cell.</source>
        <translation>In dieser Zelle läuft keine Abfrage.</translation>
    </message>
    <message>
        <source>There are no rows in this cell.</source>
        <translation>In dieser Zelle stehen keine Zeilen.</translation>
    </message>
    <message>
        <source>Not in a streaming cell.</source>
        <translation>Nicht in einer Streaming-Zelle.</translation>
    </message>
</context>
<context>
    <name>millrace::gui::ResultTable</name>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
</context>
<context>
    <name>millrace::gui::RuntimeDock</name>
    <message>
        <source>Throughput</source>
        <translation>Durchsatz</translation>
    </message>
    <message>
        <source>in</source>
        <translation>ein</translation>
    </message>
    <message>
        <source>out</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>lag</source>
        <translation>Rückstand</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Buffered</source>
        <translation>Gepuffert</translation>
    </message>
    <message>
        <source>Runtime</source>
        <translation>Laufzeit</translation>
    </message>
    <message>
        <source>Time shown</source>
        <translation>Gezeigte Zeit</translation>
    </message>
    <message>
        <source>60 seconds</source>
        <translation>60 Sekunden</translation>
    </message>
    <message>
        <source>10 minutes</source>
        <translation>10 Minuten</translation>
    </message>
    <message>
        <source>Whole run</source>
        <translation>Ganzer Lauf</translation>
    </message>
    <message>
        <source>Drag over a span of time to see only its steps in the change streams</source>
        <translation>Über eine Zeitspanne ziehen, um in den Änderungsströmen nur deren Schritte zu sehen</translation>
    </message>
    <message>
        <source>Nothing was measured yet</source>
        <translation>Noch nichts gemessen</translation>
    </message>
    <message>
        <source>steps %1 to %2</source>
        <translation>Schritte %1 bis %2</translation>
    </message>
    <message>
        <source>While it runs, its throughput, times, memory and buffers are drawn here.</source>
        <translation>Während sie läuft, erscheinen hier Durchsatz, Zeiten, Speicher und Puffer.</translation>
    </message>
    <message>
        <source>Throughput, times, memory and buffers are drawn here a second after the start.</source>
        <translation>Durchsatz, Zeiten, Speicher und Puffer erscheinen hier eine Sekunde nach dem Start.</translation>
    </message>
</context>
<context>
    <name>millrace::gui::ShellCommands</name>
    <message>
        <source>Command palette</source>
        <translation>Befehlspalette</translation>
    </message>
    <message>
        <source>Type a part of a command</source>
        <translation>Einen Teil eines Befehls tippen</translation>
    </message>
    <message>
        <source>open tab, %1</source>
        <translation>offener Tab, %1</translation>
    </message>
    <message>
        <source>pipeline</source>
        <translation>Pipeline</translation>
    </message>
    <message>
        <source>%1 ~ queries</source>
        <translation>%1 ~ Abfragen</translation>
    </message>
    <message>
        <source>query notebook</source>
        <translation>Abfrage-Notebook</translation>
    </message>
    <message>
        <source>changes of the table, %1</source>
        <translation>Änderungen der Tabelle, %1</translation>
    </message>
    <message>
        <source>changes of the view, %1</source>
        <translation>Änderungen der View, %1</translation>
    </message>
    <message>
        <source>%1 ~ rows</source>
        <translation>%1 ~ Zeilen</translation>
    </message>
    <message>
        <source>rows of the table, %1</source>
        <translation>Zeilen der Tabelle, %1</translation>
    </message>
    <message>
        <source>Quick open</source>
        <translation>Schnell öffnen</translation>
    </message>
    <message>
        <source>Could not open the sample</source>
        <translation>Das Beispiel ließ sich nicht öffnen</translation>
    </message>
    <message>
        <source>No pipeline was deleted since the start.</source>
        <translation>Seit dem Start wurde keine Pipeline gelöscht.</translation>
    </message>
    <message>
        <source>tutorial</source>
        <translation>Tutorial</translation>
    </message>
    <message>
        <source>Type a part of a pipeline, table, view, tab or tutorial</source>
        <translation>Einen Teil einer Pipeline, Tabelle, View, eines Tabs oder Tutorials tippen</translation>
    </message>
</context>
<context>
    <name>millrace::gui::SqlEditor</name>
    <message>
        <source>SQL program</source>
        <translation>SQL-Programm</translation>
    </message>
</context>
<context>
    <name>millrace::gui::StatusStrip</name>
    <message>
        <source>State of the current pipeline</source>
        <translation>Zustand der aktuellen Pipeline</translation>
    </message>
    <message>
        <source>Changes of tables and views a second</source>
        <translation>Änderungen von Tabellen und Views pro Sekunde</translation>
    </message>
    <message>
        <source>Steps done in this run</source>
        <translation>In diesem Lauf erledigte Schritte</translation>
    </message>
    <message>
        <source>Tables and views show the changes of a transaction once it is committed</source>
        <translation>Tabellen und Views zeigen die Änderungen einer Transaktion, sobald sie festgeschrieben ist</translation>
    </message>
    <message>
        <source>Records received and not yet in a step</source>
        <translation>Empfangene Datensätze, die noch in keinem Schritt sind</translation>
    </message>
    <message>
        <source>Memory of the pipeline&apos;s state, and its limit</source>
        <translation>Speicher für den Zustand der Pipeline und sein Limit</translation>
    </message>
    <message>
        <source>Completion tokens in progress</source>
        <translation>Completion-Token in Arbeit</translation>
    </message>
    <message>
        <source>Screen slowed to %1 Hz</source>
        <translation>Anzeige auf %1 Hz verlangsamt</translation>
    </message>
    <message>
        <source>No pipeline</source>
        <translation>Keine Pipeline</translation>
    </message>
    <message>
        <source>changes %1</source>
        <translation>Änderungen %1</translation>
    </message>
    <message>
        <source>step %1</source>
        <translation>Schritt %1</translation>
    </message>
    <message>
        <source>%1 buffered</source>
        <translation>%1 gepuffert</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>transaction %1 open, %2</source>
        <translation>Transaktion %1 offen, %2</translation>
    </message>
    <message>
        <source>transaction %1 commits, %2</source>
        <translation>Transaktion %1 wird festgeschrieben, %2</translation>
    </message>
    <message numerus="yes">
        <source>%n record(s)</source>
        <translation>
            <numerusform>%n Datensatz</numerusform>
            <numerusform>%n Datensätze</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n token(s) waiting</source>
        <translation>
            <numerusform>%n Token wartet</numerusform>
            <numerusform>%n Token warten</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::gui::StreamCommands</name>
    <message>
        <source>Go to step</source>
        <translation>Gehe zu Schritt</translation>
    </message>
    <message>
        <source>Number of the step:</source>
        <translation>Nummer des Schritts:</translation>
    </message>
    <message>
        <source>No change of step %1 or a later one is in the list</source>
        <translation>Keine Änderung von Schritt %1 oder einem späteren steht in der Liste</translation>
    </message>
    <message>
        <source>It may have been left out as too old, or be yet to come.</source>
        <translation>Sie wurde vielleicht als zu alt ausgelassen oder kommt erst noch.</translation>
    </message>
    <message>
        <source>Tick a table or view in the catalog first.</source>
        <translation>Zuerst im Katalog eine Tabelle oder View anhaken.</translation>
    </message>
    <message>
        <source>This needs the columns of one relation.</source>
        <translation>Das braucht die Spalten einer einzigen Relation.</translation>
    </message>
    <message>
        <source>Choose the key columns first (Ctrl+Alt+K).</source>
        <translation>Zuerst die Schlüsselspalten wählen (Strg+Alt+K).</translation>
    </message>
    <message>
        <source>Could not save the stream to %1</source>
        <translation>Der Strom ließ sich nicht nach %1 speichern</translation>
    </message>
    <message>
        <source>A CSV file holds one relation; choose a name that ends in .jsonl.</source>
        <translation>Eine CSV-Datei enthält eine Relation; einen Namen wählen, der auf .jsonl endet.</translation>
    </message>
    <message>
        <source>The pipeline is not running.</source>
        <translation>Die Pipeline läuft nicht.</translation>
    </message>
    <message>
        <source>Select a table or view in the catalog first.</source>
        <translation>Zuerst im Katalog eine Tabelle oder View auswählen.</translation>
    </message>
    <message>
        <source>Select a connector first.</source>
        <translation>Zuerst einen Connector auswählen.</translation>
    </message>
    <message>
        <source>Select one input connector in the Connectors dock first.</source>
        <translation>Zuerst im Dock „Connectoren“ einen Eingangs-Connector auswählen.</translation>
    </message>
    <message>
        <source>Select a running export first.</source>
        <translation>Zuerst einen laufenden Export auswählen.</translation>
    </message>
    <message>
        <source>Select an export first.</source>
        <translation>Zuerst einen Export auswählen.</translation>
    </message>
    <message>
        <source>No export has ended.</source>
        <translation>Kein Export ist beendet.</translation>
    </message>
    <message>
        <source>Switch to the current state first (Ctrl+2).</source>
        <translation>Zuerst zum aktuellen Stand wechseln (Strg+2).</translation>
    </message>
    <message>
        <source>Step %1 was left out as too old: the list begins with step %2</source>
        <translation>Schritt %1 ist als zu alt ausgelassen: Die Liste beginnt mit Schritt %2</translation>
    </message>
    <message>
        <source>The list is too narrow to keep these columns and show others</source>
        <translation>Die Liste ist zu schmal, um diese Spalten zu behalten und andere zu zeigen</translation>
    </message>
</context>
<context>
    <name>millrace::gui::StreamDocument</name>
    <message>
        <source>Changes of %1</source>
        <translation>Änderungen von %1</translation>
    </message>
    <message>
        <source>Log</source>
        <comment>mode of a change stream</comment>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>State</source>
        <comment>mode of a change stream</comment>
        <translation>Stand</translation>
    </message>
    <message>
        <source>Sums</source>
        <comment>mode of a change stream</comment>
        <translation>Summen</translation>
    </message>
    <message>
        <source>~</source>
        <comment>sign of an update</comment>
        <translation>~</translation>
    </message>
    <message>
        <source>Rows of %1</source>
        <translation>Zeilen von %1</translation>
    </message>
    <message>
        <source>Changes of %1 by step</source>
        <translation>Änderungen von %1 je Schritt</translation>
    </message>
    <message>
        <source>Pinned rows of %1</source>
        <translation>Angeheftete Zeilen von %1</translation>
    </message>
    <message>
        <source>Switch to the change log first (Ctrl+1).</source>
        <translation>Zuerst zum Protokoll der Änderungen wechseln (Strg+1).</translation>
    </message>
    <message>
        <source>all ticked</source>
        <translation>alle angehakten</translation>
    </message>
    <message>
        <source>This change stream cannot be followed</source>
        <translation>Diesem Änderungsstrom lässt sich nicht folgen</translation>
    </message>
    <message>
        <source>The pipeline is not running</source>
        <translation>Die Pipeline läuft nicht</translation>
    </message>
    <message>
        <source>Run it to see the changes of %1 as they happen.</source>
        <translation>Die Pipeline starten, um die Änderungen von %1 zu sehen, sobald sie geschehen.</translation>
    </message>
    <message>
        <source>A step is held</source>
        <translation>Ein Schritt ist angehalten</translation>
    </message>
    <message>
        <source>Decide about it above: until then nothing flows.</source>
        <translation>Oben darüber entscheiden: Bis dahin fließt nichts.</translation>
    </message>
    <message>
        <source>No changes yet, and the inputs are paused</source>
        <translation>Noch keine Änderungen, und die Eingänge sind pausiert</translation>
    </message>
    <message>
        <source>Resume them to let data in.</source>
        <translation>Sie fortsetzen, um Daten hereinzulassen.</translation>
    </message>
    <message>
        <source>No rows yet</source>
        <translation>Noch keine Zeilen</translation>
    </message>
    <message>
        <source>No changes yet</source>
        <translation>Noch keine Änderungen</translation>
    </message>
    <message>
        <source>Waiting for the first step that changes %1.</source>
        <translation>Wartet auf den ersten Schritt, der %1 ändert.</translation>
    </message>
    <message>
        <source>%1 changes</source>
        <translation>%1 Änderungen</translation>
    </message>
    <message>
        <source>%1 changes, newest %2 kept</source>
        <translation>%1 Änderungen, neueste %2 behalten</translation>
    </message>
    <message>
        <source>complete</source>
        <comment>nothing is missing from a list</comment>
        <translation>vollständig</translation>
    </message>
    <message>
        <source>oldest left out</source>
        <comment>a list is bounded</comment>
        <translation>älteste ausgelassen</translation>
    </message>
    <message>
        <source>Every change since the stream began is in the list.</source>
        <translation>Jede Änderung seit Beginn des Stroms steht in der Liste.</translation>
    </message>
    <message>
        <source>The list keeps a bounded number of rows; nothing is missing among them.</source>
        <translation>Die Liste behält eine begrenzte Zahl von Zeilen; zwischen ihnen fehlt nichts.</translation>
    </message>
    <message numerus="yes">
        <source>%n gap(s)</source>
        <translation>
            <numerusform>%n Lücke</numerusform>
            <numerusform>%n Lücken</numerusform>
        </translation>
    </message>
    <message>
        <source>The list is not complete: each gap is a line in it that says what is missing.</source>
        <translation>Die Liste ist nicht vollständig: Jede Lücke ist darin eine Zeile, die sagt, was fehlt.</translation>
    </message>
    <message>
        <source>Frozen</source>
        <translation>Eingefroren</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>Live</translation>
    </message>
    <message>
        <source>Following</source>
        <translation>Folgt</translation>
    </message>
    <message>
        <source>Held</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Gestoppt</translation>
    </message>
    <message>
        <source>Select the row to pin first.</source>
        <translation>Zuerst die Zeile auswählen, die angeheftet werden soll.</translation>
    </message>
    <message>
        <source>A line for changes that are missing has no key to pin.</source>
        <translation>Eine Zeile für fehlende Änderungen hat keinen Schlüssel zum Anheften.</translation>
    </message>
    <message>
        <source>Select a cell with a value of the table or view first.</source>
        <translation>Zuerst eine Zelle mit einem Wert der Tabelle oder View auswählen.</translation>
    </message>
    <message>
        <source>No row passes the filter</source>
        <translation>Keine Zeile erfüllt den Filter</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) are there.</source>
        <translation>
            <numerusform>%n Zeile ist da.</numerusform>
            <numerusform>%n Zeilen sind da.</numerusform>
        </translation>
    </message>
    <message>
        <source>No change passes the filter. Ctrl+Shift+Backspace clears it.</source>
        <translation>Keine Änderung erfüllt den Filter. Strg+Umschalt+Rücktaste leert ihn.</translation>
    </message>
</context>
<context>
    <name>millrace::gui::StreamView</name>
    <message>
        <source>Change stream</source>
        <translation>Änderungsstrom</translation>
    </message>
</context>
<context>
    <name>millrace::gui::TabCommands</name>
    <message>
        <source>No tab is open.</source>
        <translation>Kein Tab ist geöffnet.</translation>
    </message>
    <message>
        <source>There is no other tab.</source>
        <translation>Es gibt keinen anderen Tab.</translation>
    </message>
    <message>
        <source>There is one side only: arrange documents side by side first.</source>
        <translation>Es gibt nur eine Seite: erst die Dokumente nebeneinander anordnen.</translation>
    </message>
    <message>
        <source>It stands in its own window.</source>
        <translation>Er steht in einem eigenen Fenster.</translation>
    </message>
</context>
<context>
    <name>millrace::gui::TimeBars</name>
    <message>
        <source>%1 from %2 on</source>
        <comment>count, time</comment>
        <translation>%1 ab %2</translation>
    </message>
</context>
<context>
    <name>millrace::gui::TimePoints</name>
    <message numerus="yes">
        <source>%n token(s), the latest took %1</source>
        <translation>
            <numerusform>%n Token, das letzte brauchte %1</numerusform>
            <numerusform>%n Token, das letzte brauchte %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::gui::TokenCommands</name>
    <message>
        <source>A token of %1 was not complete when its run ended.</source>
        <translation>Ein Token von %1 war nicht vollständig, als sein Lauf endete.</translation>
    </message>
    <message>
        <source>The command is copied. It is answered once the local API is switched on (Ctrl+Shift+I).</source>
        <translation>Der Befehl ist kopiert. Beantwortet wird er, sobald die lokale API eingeschaltet ist (Strg+Umschalt+I).</translation>
    </message>
    <message>
        <source>The token of %1 in %2 is complete: %3 records were processed and delivered within %4.</source>
        <translation>Das Token von %1 in %2 ist vollständig: %3 Datensätze wurden innerhalb von %4 verarbeitet und zugestellt.</translation>
    </message>
    <message>
        <source>The token of %1 in %2 is complete with errors: %3 records, %4 errors, %5.</source>
        <translation>Das Token von %1 in %2 ist vollständig, mit Fehlern: %3 Datensätze, %4 Fehler, %5.</translation>
    </message>
    <message>
        <source>No pipeline is open.</source>
        <translation>Keine Pipeline ist geöffnet.</translation>
    </message>
    <message>
        <source>Select a token first.</source>
        <translation>Zuerst ein Token auswählen.</translation>
    </message>
    <message>
        <source>The selected token is complete already.</source>
        <translation>Das ausgewählte Token ist schon vollständig.</translation>
    </message>
</context>
<context>
    <name>millrace::gui::TokenDocument</name>
    <message>
        <source>Token to look up</source>
        <translation>Nachzuschlagendes Token</translation>
    </message>
    <message>
        <source>Paste a token to see its state, also one that was issued over the API</source>
        <translation>Ein Token einfügen, um seinen Zustand zu sehen, auch ein über die API ausgegebenes</translation>
    </message>
    <message>
        <source>Tokens by connector</source>
        <translation>Token nach Connector</translation>
    </message>
    <message>
        <source>Completion tokens</source>
        <translation>Completion-Token</translation>
    </message>
    <message>
        <source>By connector</source>
        <translation>Nach Connector</translation>
    </message>
    <message>
        <source>Tokens, newest first</source>
        <translation>Token, neueste zuerst</translation>
    </message>
    <message>
        <source>%1 – complete</source>
        <comment>token</comment>
        <translation>%1 – vollständig</translation>
    </message>
    <message>
        <source>%1 – %2</source>
        <comment>token, stages</comment>
        <translation>%1 – %2</translation>
    </message>
    <message>
        <source>%1 – %2, waits for %3</source>
        <comment>token, stages, reason</comment>
        <translation>%1 – %2, wartet auf %3</translation>
    </message>
    <message>
        <source>Tokens of %1</source>
        <translation>Token von %1</translation>
    </message>
    <message>
        <source>No completion token was issued in this run</source>
        <translation>In diesem Lauf wurde kein Completion-Token ausgegeben</translation>
    </message>
    <message>
        <source>A token marks what a connector has received so far, and completes when all of it was processed and delivered.</source>
        <translation>Ein Token merkt, was ein Connector bisher empfangen hat, und ist vollständig, sobald all das verarbeitet und zugestellt ist.</translation>
    </message>
    <message>
        <source>Times to complete</source>
        <translation>Zeiten bis zur Vollständigkeit</translation>
    </message>
    <message>
        <source>By time of issue</source>
        <translation>Nach Ausgabezeit</translation>
    </message>
</context>
<context>
    <name>millrace::gui::TokensDock</name>
    <message>
        <source>Tokens</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>No completion token was issued in this run</source>
        <translation>In diesem Lauf wurde kein Completion-Token ausgegeben</translation>
    </message>
    <message>
        <source>A token marks what a connector has received so far, and completes when all of it was processed and delivered.</source>
        <translation>Ein Token merkt, was ein Connector bisher empfangen hat, und ist vollständig, sobald all das verarbeitet und zugestellt ist.</translation>
    </message>
    <message numerus="yes">
        <source>%n token(s), %1 in progress</source>
        <translation>
            <numerusform>%n Token, %1 in Arbeit</numerusform>
            <numerusform>%n Token, %1 in Arbeit</numerusform>
        </translation>
    </message>
    <message>
        <source>Completion tokens are issued for what its connectors receive.</source>
        <translation>Completion-Token werden für das ausgegeben, was ihre Connectors empfangen.</translation>
    </message>
    <message>
        <source>Show all tokens</source>
        <translation>Alle Token zeigen</translation>
    </message>
    <message>
        <source>No token of this kind</source>
        <translation>Kein Token dieser Art</translation>
    </message>
    <message numerus="yes">
        <source>%n token(s) are there.</source>
        <translation>
            <numerusform>%n Token ist da.</numerusform>
            <numerusform>%n Token sind da.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2 shown</source>
        <translation>%1, %2 gezeigt</translation>
    </message>
</context>
<context>
    <name>millrace::gui::TutorialCard</name>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n Minute</numerusform>
            <numerusform>%n Minuten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n step(s)</source>
        <translation>
            <numerusform>%n Schritt</numerusform>
            <numerusform>%n Schritte</numerusform>
        </translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Erledigt</translation>
    </message>
    <message>
        <source>%1 of %2 steps done</source>
        <translation>%1 von %2 Schritten erledigt</translation>
    </message>
    <message>
        <source>Tutorial: %1</source>
        <translation>Tutorial: %1</translation>
    </message>
</context>
<context>
    <name>millrace::gui::TutorialCommands</name>
    <message>
        <source>No tutorial is open.</source>
        <translation>Kein Tutorial ist geöffnet.</translation>
    </message>
    <message>
        <source>This is the first step.</source>
        <translation>Das ist der erste Schritt.</translation>
    </message>
    <message>
        <source>The step is done.</source>
        <translation>Der Schritt ist erledigt.</translation>
    </message>
    <message>
        <source>All hints are shown.</source>
        <translation>Alle Hinweise sind zu sehen.</translation>
    </message>
    <message>
        <source>It is being done.</source>
        <translation>Er wird gerade erledigt.</translation>
    </message>
    <message>
        <source>This step has nothing to put in.</source>
        <translation>In diesem Schritt gibt es nichts einzusetzen.</translation>
    </message>
    <message>
        <source>&amp;Hint (%1 of %2)</source>
        <translation>&amp;Hinweis (%1 von %2)</translation>
    </message>
    <message>
        <source>&amp;Hint</source>
        <translation>&amp;Hinweis</translation>
    </message>
    <message>
        <source>Fi&amp;nish</source>
        <translation>&amp;Fertig</translation>
    </message>
    <message>
        <source>&amp;Next step</source>
        <translation>&amp;Nächster Schritt</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>The pipeline of the tutorial was deleted.</source>
        <translation>Die Pipeline des Tutorials wurde gelöscht.</translation>
    </message>
    <message>
        <source>S&amp;kip step</source>
        <translation>Schritt übersprin&amp;gen</translation>
    </message>
</context>
<context>
    <name>millrace::gui::TutorialDock</name>
    <message>
        <source>Tutorial</source>
        <translation>Tutorial</translation>
    </message>
    <message>
        <source>Tutorials</source>
        <translation>Tutorials</translation>
    </message>
    <message>
        <source>Each runs in a pipeline of its own and touches nothing of yours.</source>
        <translation>Jedes läuft in einer eigenen Pipeline und rührt nichts anderes an.</translation>
    </message>
    <message>
        <source>&amp;Keep</source>
        <translation>&amp;Behalten</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>&amp;Entfernen</translation>
    </message>
    <message>
        <source>Deletes the pipeline and the files of the tutorial</source>
        <translation>Löscht die Pipeline und die Dateien des Tutorials</translation>
    </message>
    <message>
        <source>Well done. Its pipeline %1 is still in the catalog.</source>
        <translation>Geschafft. Die Pipeline %1 ist noch im Katalog.</translation>
    </message>
</context>
<context>
    <name>millrace::gui::TutorialPage</name>
    <message>
        <source>Step %1 of %2</source>
        <translation>Schritt %1 von %2</translation>
    </message>
    <message>
        <source>Step %1 of %2: %3</source>
        <translation>Schritt %1 von %2: %3</translation>
    </message>
    <message>
        <source>You learn to:</source>
        <translation>Hier lernt man:</translation>
    </message>
    <message>
        <source>The question is answered</source>
        <translation>Die Frage ist beantwortet</translation>
    </message>
    <message>
        <source>%1 of %2 steps done</source>
        <translation>%1 von %2 Schritten erledigt</translation>
    </message>
    <message>
        <source>Done: %1</source>
        <translation>Erledigt: %1</translation>
    </message>
    <message>
        <source>To do: %1. %2</source>
        <translation>Zu tun: %1. %2</translation>
    </message>
    <message>
        <source>Not sure how to go on? A hint may help.</source>
        <translation>Nicht sicher, wie es weitergeht? Ein Hinweis kann helfen.</translation>
    </message>
</context>
<context>
    <name>millrace::gui::ViewCommands</name>
    <message>
        <source>About Millrace</source>
        <translation>Über Millrace</translation>
    </message>
    <message>
        <source>Millrace %1</source>
        <translation>Millrace %1</translation>
    </message>
    <message>
        <source>A desktop console for live SQL.

Free software under the GNU General Public License, version 3 or later.</source>
        <translation>Eine Desktop-Konsole für lebendiges SQL.

Freie Software unter der GNU General Public License, Version 3 oder neuer.</translation>
    </message>
    <message>
        <source>reset layout</source>
        <translation>Layout zurücksetzen</translation>
    </message>
    <message>
        <source>layout</source>
        <translation>Anordnung</translation>
    </message>
</context>
<context>
    <name>millrace::gui::WelcomeDocument</name>
    <message>
        <source>%1, %2, %3</source>
        <translation>%1, %2, %3</translation>
    </message>
    <message numerus="yes">
        <source>%n table(s)</source>
        <translation>
            <numerusform>%n Tabelle</numerusform>
            <numerusform>%n Tabellen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n view(s)</source>
        <translation>
            <numerusform>%n View</numerusform>
            <numerusform>%n Views</numerusform>
        </translation>
    </message>
    <message>
        <source>Millrace</source>
        <translation>Millrace</translation>
    </message>
    <message>
        <source>Write tables and views. Every view stays exactly up to date while data arrives, and each change is shown as it happens.</source>
        <translation>Tabellen und Views schreiben. Jede View bleibt genau aktuell, während Daten eintreffen, und jede Änderung ist zu sehen, sobald sie geschieht.</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>Beginnen</translation>
    </message>
    <message>
        <source>Parts, vendors and prices; a view names the cheapest vendor of each part</source>
        <translation>Teile, Händler und Preise; eine View nennt den billigsten Händler jedes Teils</translation>
    </message>
    <message>
        <source>A small program that runs, to be changed</source>
        <translation>Ein kleines Programm, das läuft, zum Ändern</translation>
    </message>
    <message>
        <source>A program from a file; it is not run before you have seen what it touches</source>
        <translation>Ein Programm aus einer Datei; es läuft nicht, bevor zu sehen war, worauf es zugreift</translation>
    </message>
    <message>
        <source>Pipelines</source>
        <translation>Pipelines</translation>
    </message>
    <message>
        <source>There is none yet.</source>
        <translation>Es gibt noch keine.</translation>
    </message>
    <message>
        <source>Find your way</source>
        <translation>Sich zurechtfinden</translation>
    </message>
    <message>
        <source>Every command by a part of its name</source>
        <translation>Jeder Befehl nach einem Teil seines Namens</translation>
    </message>
    <message>
        <source>Every pipeline, table, view and tab by a part of its name</source>
        <translation>Jede Pipeline, Tabelle, View und jeder Tab nach einem Teil des Namens</translation>
    </message>
    <message>
        <source>All keys</source>
        <translation>Alle Tasten</translation>
    </message>
    <message>
        <source>Open %1</source>
        <translation>%1 öffnen</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>Willkommen</translation>
    </message>
    <message>
        <source>Learn by doing</source>
        <translation>Lernen durch Ausprobieren</translation>
    </message>
</context>
<context>
    <name>millrace::gui::WindowDrops</name>
    <message>
        <source>Only %1 was taken</source>
        <translation>Nur %1 wurde genommen</translation>
    </message>
    <message>
        <source>A connector reads one file: drop the others one by one.</source>
        <translation>Ein Connector liest eine Datei: die anderen lassen sich einzeln ablegen.</translation>
    </message>
    <message>
        <source>Could not open %1</source>
        <translation>%1 konnte nicht geöffnet werden</translation>
    </message>
    <message>
        <source>The folder holds no .sql, .yaml or .yml file that can be read.</source>
        <translation>Der Ordner enthält keine lesbare Datei auf .sql, .yaml oder .yml.</translation>
    </message>
    <message>
        <source>The folder holds %1 programs; at most %2 are opened at once.</source>
        <translation>Der Ordner enthält %1 Programme; auf einmal werden höchstens %2 geöffnet.</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message numerus="yes">
        <source>Open %n file(s) of %1?</source>
        <translation>
            <numerusform>%n Datei aus %1 öffnen?</numerusform>
            <numerusform>%n Dateien aus %1 öffnen?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::gui::WindowStage</name>
    <message>
        <source>It stands behind another one, or is closed.</source>
        <translation>Es steht hinter einem anderen oder ist geschlossen.</translation>
    </message>
    <message>
        <source>The program&apos;s tab is closed.</source>
        <translation>Der Tab des Programms ist geschlossen.</translation>
    </message>
    <message>
        <source>The program does not declare %1 yet.</source>
        <translation>Das Programm deklariert %1 noch nicht.</translation>
    </message>
    <message>
        <source>%1 is a table.</source>
        <translation>%1 ist eine Tabelle.</translation>
    </message>
    <message>
        <source>%1 is a view.</source>
        <translation>%1 ist eine View.</translation>
    </message>
    <message>
        <source>%1 has no column %2.</source>
        <translation>%1 hat keine Spalte %2.</translation>
    </message>
    <message>
        <source>The program has an error; F8 leads to it.</source>
        <translation>Das Programm enthält einen Fehler; F8 führt hin.</translation>
    </message>
    <message>
        <source>The program does not say so yet.</source>
        <translation>Das sagt das Programm noch nicht.</translation>
    </message>
    <message>
        <source>It is not open.</source>
        <translation>Es ist nicht geöffnet.</translation>
    </message>
    <message>
        <source>It stands behind another tab.</source>
        <translation>Es steht hinter einem anderen Tab.</translation>
    </message>
    <message>
        <source>The change stream of %1 is not open.</source>
        <translation>Der Änderungsstrom von %1 ist nicht geöffnet.</translation>
    </message>
    <message>
        <source>It is in another mode.</source>
        <translation>Er zeigt einen anderen Modus.</translation>
    </message>
    <message>
        <source>Updates stand as one line.</source>
        <translation>Updates stehen als eine Zeile.</translation>
    </message>
    <message>
        <source>Updates stand as two lines.</source>
        <translation>Updates stehen als zwei Zeilen.</translation>
    </message>
    <message>
        <source>It is frozen.</source>
        <translation>Er ist eingefroren.</translation>
    </message>
    <message>
        <source>It is not frozen.</source>
        <translation>Er ist nicht eingefroren.</translation>
    </message>
    <message>
        <source>Nothing is filtered.</source>
        <translation>Nichts ist gefiltert.</translation>
    </message>
    <message>
        <source>It is filtered by %1.</source>
        <translation>Gefiltert ist nach %1.</translation>
    </message>
    <message>
        <source>No connector is selected.</source>
        <translation>Kein Connector ist ausgewählt.</translation>
    </message>
    <message>
        <source>Another row is selected.</source>
        <translation>Eine andere Zeile ist ausgewählt.</translation>
    </message>
    <message>
        <source>There is no export of %1 yet.</source>
        <translation>Einen Export von %1 gibt es noch nicht.</translation>
    </message>
    <message>
        <source>Its file has another format.</source>
        <translation>Seine Datei hat ein anderes Format.</translation>
    </message>
    <message>
        <source>It still runs.</source>
        <translation>Er läuft noch.</translation>
    </message>
    <message numerus="yes">
        <source>It has written %n change(s).</source>
        <translation>
            <numerusform>Er hat %n Änderung geschrieben.</numerusform>
            <numerusform>Er hat %n Änderungen geschrieben.</numerusform>
        </translation>
    </message>
    <message>
        <source>The program is locked while it runs</source>
        <translation>Das Programm ist gesperrt, solange es läuft</translation>
    </message>
    <message>
        <source>Stop it first (Shift+F5).</source>
        <translation>Zuerst stoppen (Umschalt+F5).</translation>
    </message>
    <message>
        <source>Could not write %1</source>
        <translation>%1 ließ sich nicht schreiben</translation>
    </message>
</context>
<context>
    <name>millrace::models::CatalogModel</name>
    <message>
        <source>table</source>
        <translation>Tabelle</translation>
    </message>
    <message>
        <source>local view</source>
        <translation>lokale View</translation>
    </message>
    <message>
        <source>materialized view</source>
        <translation>materialisierte View</translation>
    </message>
    <message>
        <source>view</source>
        <translation>View</translation>
    </message>
    <message>
        <source>%1, key</source>
        <comment>SQL type of a key column</comment>
        <translation>%1, Schlüssel</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>name: what it is</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Detail</source>
        <translation>Einzelheit</translation>
    </message>
    <message numerus="yes">
        <source>%1 error(s)</source>
        <translation>
            <numerusform>%1 Fehler</numerusform>
            <numerusform>%1 Fehler</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>what it is, errors</comment>
        <translation>%1, %2</translation>
    </message>
</context>
<context>
    <name>millrace::models::ChangeStreamModel</name>
    <message>
        <source>Not followed while hidden, %1</source>
        <comment>step 3 or steps 3 to 5</comment>
        <translation>Verborgen nicht verfolgt, %1</translation>
    </message>
    <message numerus="yes">
        <source>%1 change(s) of %2 not kept, %3</source>
        <comment>step 3 or steps 3 to 5</comment>
        <translation>
            <numerusform>%1 Änderung von %2 nicht behalten, %3</numerusform>
            <numerusform>%1 Änderungen von %2 nicht behalten, %3</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 change(s) not kept, %2</source>
        <comment>step 3 or steps 3 to 5</comment>
        <translation>
            <numerusform>%1 Änderung nicht behalten, %2</numerusform>
            <numerusform>%1 Änderungen nicht behalten, %2</numerusform>
        </translation>
    </message>
    <message>
        <source>Update: the row of this key went and came in the same step</source>
        <translation>Update: Die Zeile dieses Schlüssels ging und kam im selben Schritt</translation>
    </message>
    <message>
        <source>Insert</source>
        <translation>Einfügung</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <comment>cell before and after</comment>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>update</source>
        <translation>Update</translation>
    </message>
    <message>
        <source>insert</source>
        <translation>Einfügung</translation>
    </message>
    <message>
        <source>delete</source>
        <translation>Löschung</translation>
    </message>
    <message>
        <source>%1, step %2, %3, weight %4, %5</source>
        <translation>%1, Schritt %2, %3, Gewicht %4, %5</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>column name: SQL type</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>±</source>
        <comment>header of the column with + for insert and - for delete</comment>
        <translation>±</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Gewicht</translation>
    </message>
    <message>
        <source>Relation</source>
        <translation>Relation</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>Zeile</translation>
    </message>
    <message>
        <source>State at step %1: the row was there when the list began; it came in this step or before it</source>
        <translation>Stand bei Schritt %1: Die Zeile war da, als die Liste begann; sie kam in diesem Schritt oder davor</translation>
    </message>
    <message>
        <source>%1, state at step %2, %3, weight %4, %5</source>
        <translation>%1, Stand bei Schritt %2, %3, Gewicht %4, %5</translation>
    </message>
</context>
<context>
    <name>millrace::models::ConnectorErrorModel</name>
    <message numerus="yes">
        <source>%n further error(s), not kept</source>
        <translation>
            <numerusform>%n weiterer Fehler, nicht behalten</numerusform>
            <numerusform>%n weitere Fehler, nicht behalten</numerusform>
        </translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Datensatz</translation>
    </message>
    <message>
        <source>Transport</source>
        <translation>Transport</translation>
    </message>
    <message>
        <source>Encoder</source>
        <translation>Encoder</translation>
    </message>
    <message>
        <source>Set aside</source>
        <translation>Beiseitegelegt</translation>
    </message>
    <message>
        <source>record %1, line %2</source>
        <translation>Datensatz %1, Zeile %2</translation>
    </message>
    <message>
        <source>line %1</source>
        <translation>Zeile %1</translation>
    </message>
    <message>
        <source>record %1</source>
        <translation>Datensatz %1</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Stelle</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Meldung</translation>
    </message>
</context>
<context>
    <name>millrace::models::ConnectorModel</name>
    <message>
        <source>Stopped</source>
        <translation>Gestoppt</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Pausiert</translation>
    </message>
    <message>
        <source>End of input</source>
        <translation>Ende der Eingabe</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>…</source>
        <comment>a toggle waits for the engine</comment>
        <translation>…</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>%1 of %2 running</source>
        <translation>%1 von %2 laufend</translation>
    </message>
    <message>
        <source>%1, %2 ignored</source>
        <comment>state of connectors, records of the table</comment>
        <translation>%1, %2 ignoriert</translation>
    </message>
    <message>
        <source>Sends to a client, %1 dropped</source>
        <comment>batches that it was too slow for</comment>
        <translation>Sendet an einen Client, %1 verworfen</translation>
    </message>
    <message>
        <source>Takes requests</source>
        <translation>Nimmt Anfragen an</translation>
    </message>
    <message>
        <source>Sends to a client</source>
        <translation>Sendet an einen Client</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>state: reason</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1: rows that clients of the local API push in; here until the run ends</source>
        <translation>%1: Zeilen, die Clients der lokalen API schicken; hier, bis der Lauf endet</translation>
    </message>
    <message>
        <source>%1: a client of the local API listens; here until it goes</source>
        <translation>%1: ein Client der lokalen API hört zu; hier, bis er geht</translation>
    </message>
    <message>
        <source>%1, transport %2</source>
        <translation>%1, Transport %2</translation>
    </message>
    <message>
        <source>Outputs cannot be paused</source>
        <translation>Ausgänge lassen sich nicht pausieren</translation>
    </message>
    <message>
        <source>Run the pipeline to switch its connectors</source>
        <translation>Die Pipeline starten, um ihre Connectoren zu schalten</translation>
    </message>
    <message>
        <source>Asked for, not yet confirmed by the engine</source>
        <translation>Gewünscht, von der Engine noch nicht bestätigt</translation>
    </message>
    <message>
        <source>The client is slower than the changes come; so many batches were not sent: %1</source>
        <translation>Der Client ist langsamer, als die Änderungen kommen; so viele Batches wurden nicht gesendet: %1</translation>
    </message>
    <message>
        <source>Deletes and updates of rows that are not there were ignored: %1</source>
        <translation>Löschungen und Updates von Zeilen, die es nicht gibt, wurden ignoriert: %1</translation>
    </message>
    <message>
        <source>In which order inputs begin: those of a stage wait for the end of the inputs that carry the labels named</source>
        <translation>In welcher Reihenfolge Eingänge beginnen: Die einer Stufe warten auf das Ende der Eingänge, die die genannten Labels tragen</translation>
    </message>
    <message>
        <source>99 of 100 of the latest batches were processed within this time of being received</source>
        <translation>99 von 100 der letzten Batches wurden innerhalb dieser Zeit nach dem Empfang verarbeitet</translation>
    </message>
    <message>
        <source>%1 of at most %2 records</source>
        <translation>%1 von höchstens %2 Datensätzen</translation>
    </message>
    <message>
        <source>Connector</source>
        <translation>Connector</translation>
    </message>
    <message>
        <source>On</source>
        <translation>An</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>Reihenfolge</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>Rate</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>Gesamt</translation>
    </message>
    <message>
        <source>Buffered</source>
        <translation>Gepuffert</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>Latenz</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Fehler</translation>
    </message>
</context>
<context>
    <name>millrace::models::DiffModel</name>
    <message>
        <source>unchanged</source>
        <translation>unverändert</translation>
    </message>
    <message>
        <source>came</source>
        <translation>hinzugekommen</translation>
    </message>
    <message>
        <source>gone</source>
        <translation>weggefallen</translation>
    </message>
    <message>
        <source>Stored</source>
        <comment>line number in the stored program</comment>
        <translation>Gesp.</translation>
    </message>
    <message>
        <source>Here</source>
        <comment>line number in the editor</comment>
        <translation>Hier</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
</context>
<context>
    <name>millrace::models::EngineBridge</name>
    <message>
        <source>Could not create pipeline %1</source>
        <translation>Die Pipeline %1 ließ sich nicht anlegen</translation>
    </message>
    <message>
        <source>Could not rename pipeline %1</source>
        <translation>Die Pipeline %1 ließ sich nicht umbenennen</translation>
    </message>
    <message>
        <source>Could not delete pipeline %1</source>
        <translation>Die Pipeline %1 ließ sich nicht löschen</translation>
    </message>
    <message>
        <source>Could not save the setting %1</source>
        <translation>Die Einstellung %1 ließ sich nicht speichern</translation>
    </message>
    <message>
        <source>Text that is not saved, and how the window looks, cannot be kept</source>
        <translation>Text, der nicht gespeichert ist, und das Aussehen des Fensters können nicht aufgehoben werden</translation>
    </message>
</context>
<context>
    <name>millrace::models::ExportListModel</name>
    <message>
        <source>JSON lines</source>
        <translation>JSON-Zeilen</translation>
    </message>
    <message>
        <source>CSV</source>
        <translation>CSV</translation>
    </message>
    <message>
        <source>TSV</source>
        <translation>TSV</translation>
    </message>
    <message>
        <source>SQL</source>
        <translation>SQL</translation>
    </message>
    <message>
        <source>Could not save the stream of %1</source>
        <translation>Der Strom von %1 ließ sich nicht speichern</translation>
    </message>
    <message>
        <source>Saving the stream to %1 failed</source>
        <translation>Das Speichern des Stroms nach %1 schlug fehl</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>pipeline: relations</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Stream</source>
        <translation>Strom</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>Rate</translation>
    </message>
    <message>
        <source>Behind</source>
        <translation>Rückstand</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Begonnen</translation>
    </message>
    <message>
        <source>SQLite</source>
        <translation>SQLite</translation>
    </message>
    <message>
        <source>Could not finish the file %1</source>
        <translation>Die Datei %1 konnte nicht abgeschlossen werden</translation>
    </message>
    <message>
        <source>Its file is being finished</source>
        <translation>Die Datei wird abgeschlossen</translation>
    </message>
    <message>
        <source>No file was begun that is not finished; the program ended while it ran</source>
        <translation>Keine angefangene Datei ist übrig; das Programm endete währenddessen</translation>
    </message>
    <message>
        <source>%1 rows are safe in %2; the program ended while it ran</source>
        <translation>%1 Zeilen sind sicher in %2; das Programm endete währenddessen</translation>
    </message>
    <message>
        <source>Looking through %1; the program ended while it ran</source>
        <translation>%1 wird durchgesehen; das Programm endete währenddessen</translation>
    </message>
    <message>
        <source>Could not go on with the export to %1</source>
        <translation>Der Export nach %1 ließ sich nicht fortsetzen</translation>
    </message>
    <message>
        <source>Nothing is lost: the pipeline waits once %1 rows are queued</source>
        <translation>Nichts geht verloren: die Pipeline wartet, sobald %1 Zeilen anstehen</translation>
    </message>
</context>
<context>
    <name>millrace::models::FactModel</name>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Fact</source>
        <translation>Angabe</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
</context>
<context>
    <name>millrace::models::ListenerModel</name>
    <message>
        <source>Listens</source>
        <translation>Hört zu</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>Rate</translation>
    </message>
</context>
<context>
    <name>millrace::models::LogModel</name>
    <message>
        <source>Info</source>
        <translation>Info</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Stufe</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Was geschah</translation>
    </message>
</context>
<context>
    <name>millrace::models::PickListModel</name>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>%1, %2, not now: %3</source>
        <translation>%1, %2, nicht jetzt: %3</translation>
    </message>
</context>
<context>
    <name>millrace::models::PinnedRowsModel</name>
    <message>
        <source>step %1 %2 %3</source>
        <comment>step, sign, row</comment>
        <translation>Schritt %1 %2 %3</translation>
    </message>
    <message>
        <source>there</source>
        <translation>vorhanden</translation>
    </message>
    <message>
        <source>gone</source>
        <translation>weggefallen</translation>
    </message>
    <message>
        <source>Pinned</source>
        <translation>Angeheftet</translation>
    </message>
    <message>
        <source>Last step</source>
        <translation>Letzter Schritt</translation>
    </message>
    <message>
        <source>Changes</source>
        <translation>Änderungen</translation>
    </message>
    <message>
        <source>no change</source>
        <translation>unverändert</translation>
    </message>
</context>
<context>
    <name>millrace::models::PipelineBridge</name>
    <message>
        <source>Could not remember that %1 may run</source>
        <translation>Dass %1 laufen darf, ließ sich nicht merken</translation>
    </message>
    <message>
        <source>Could not save the program of %1</source>
        <translation>Das Programm von %1 ließ sich nicht speichern</translation>
    </message>
    <message>
        <source>Could not start %1</source>
        <translation>%1 ließ sich nicht starten</translation>
    </message>
    <message>
        <source>Could not pause the inputs of %1</source>
        <translation>Die Eingänge von %1 ließen sich nicht pausieren</translation>
    </message>
    <message>
        <source>Could not resume the inputs of %1</source>
        <translation>Die Eingänge von %1 ließen sich nicht fortsetzen</translation>
    </message>
    <message>
        <source>Could not stop %1</source>
        <translation>%1 ließ sich nicht stoppen</translation>
    </message>
    <message>
        <source>Could not start connector %1 of %2</source>
        <translation>Der Connector %1 von %2 ließ sich nicht starten</translation>
    </message>
    <message>
        <source>Could not pause connector %1 of %2</source>
        <translation>Der Connector %1 von %2 ließ sich nicht pausieren</translation>
    </message>
    <message>
        <source>Could not issue a completion token for %1 of %2</source>
        <translation>Für %1 von %2 ließ sich kein Completion-Token ausgeben</translation>
    </message>
    <message>
        <source>Could not set the held record of %1 aside</source>
        <translation>Der angehaltene Datensatz von %1 ließ sich nicht beiseitelegen</translation>
    </message>
    <message>
        <source>Could not retry the held step of %1</source>
        <translation>Der angehaltene Schritt von %1 ließ sich nicht wiederholen</translation>
    </message>
    <message>
        <source>Could not change the limits of %1</source>
        <translation>Die Limits von %1 ließen sich nicht ändern</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Gestoppt</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Startet</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Inputs paused</source>
        <translation>Eingänge pausiert</translation>
    </message>
    <message>
        <source>Step held</source>
        <translation>Schritt angehalten</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>Stoppt</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Could not make a single step of %1</source>
        <translation>Ein Einzelschritt von %1 war nicht möglich</translation>
    </message>
</context>
<context>
    <name>millrace::models::ProblemsModel</name>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>title: message</comment>
        <translation>%1. Im Wortlaut: „%2“</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>pipeline, connector</comment>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>%1, %2.%3</source>
        <comment>pipeline, relation.connector</comment>
        <translation>%1, %2.%3</translation>
    </message>
    <message>
        <source>%1:%2</source>
        <comment>line:column</comment>
        <translation>%1:%2</translation>
    </message>
    <message>
        <source>line %1 of the input</source>
        <translation>Zeile %1 der Eingabe</translation>
    </message>
    <message>
        <source>record %1</source>
        <translation>Datensatz %1</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>Schwere</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Meldung</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Stelle</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
</context>
<context>
    <name>millrace::models::QueryHistoryModel</name>
    <message>
        <source>%1, %2, failed</source>
        <translation>%1, %2, fehlgeschlagen</translation>
    </message>
    <message>
        <source>%1, %2, %3 in %4</source>
        <translation>%1, %2, %3 in %4</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n Zeile</numerusform>
            <numerusform>%n Zeilen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::models::QueryResultModel</name>
    <message>
        <source>Cut here; Copy takes the whole value.</source>
        <translation>Hier gekürzt; Kopieren nimmt den ganzen Wert.</translation>
    </message>
</context>
<context>
    <name>millrace::models::RelationStateModel</name>
    <message numerus="yes">
        <source>%n row(s) as of step %1</source>
        <translation>
            <numerusform>%n Zeile nach Schritt %1</numerusform>
            <numerusform>%n Zeilen nach Schritt %1</numerusform>
        </translation>
    </message>
    <message>
        <source>only of changes since it is shown: the relation keeps no rows</source>
        <translation>nur aus Änderungen, seit sie gezeigt wird: Die Relation behält keine Zeilen</translation>
    </message>
    <message>
        <source>more rows than can be shown</source>
        <translation>mehr Zeilen, als sich zeigen lassen</translation>
    </message>
    <message>
        <source>%1 changes were too fast to follow</source>
        <translation>%1 Änderungen waren zu schnell</translation>
    </message>
    <message>
        <source>; </source>
        <comment>between parts of a summary</comment>
        <translation>; </translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Gewicht</translation>
    </message>
    <message>
        <source>Changes</source>
        <translation>Änderungen</translation>
    </message>
    <message>
        <source>Last step</source>
        <translation>Letzter Schritt</translation>
    </message>
    <message>
        <source>the first %1 in this order</source>
        <translation>die ersten %1 in dieser Reihenfolge</translation>
    </message>
    <message>
        <source>There when the list began, after step %1, and unchanged since</source>
        <translation>Schon da, als die Liste nach Schritt %1 begann, und seither unverändert</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n row(s) as of step %2</source>
        <translation>
            <numerusform>%1 von %n Zeile nach Schritt %2</numerusform>
            <numerusform>%1 von %n Zeilen nach Schritt %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::models::RelationTickModel</name>
    <message>
        <source>View %1</source>
        <translation>View %1</translation>
    </message>
    <message>
        <source>Table %1</source>
        <translation>Tabelle %1</translation>
    </message>
</context>
<context>
    <name>millrace::models::StagedRowsModel</name>
    <message>
        <source>add row</source>
        <translation>Zeile hinzufügen</translation>
    </message>
    <message>
        <source>duplicate rows</source>
        <translation>Zeilen duplizieren</translation>
    </message>
    <message>
        <source>delete rows</source>
        <translation>Zeilen löschen</translation>
    </message>
    <message>
        <source>revert rows</source>
        <translation>Zeilen zurücksetzen</translation>
    </message>
    <message>
        <source>set to NULL</source>
        <translation>auf NULL setzen</translation>
    </message>
    <message>
        <source>edit cell</source>
        <translation>Zelle bearbeiten</translation>
    </message>
    <message>
        <source>Not wanted</source>
        <translation>Nicht gewollt</translation>
    </message>
    <message>
        <source>Unchanged</source>
        <translation>Unverändert</translation>
    </message>
    <message>
        <source>Insert</source>
        <translation>Einfügung</translation>
    </message>
    <message>
        <source>Update</source>
        <translation>Update</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Another staged row has this key.</source>
        <translation>Eine andere vorgemerkte Zeile hat diesen Schlüssel.</translation>
    </message>
    <message>
        <source>Staged</source>
        <translation>Vorgemerkt</translation>
    </message>
    <message>
        <source>Before: %1</source>
        <translation>Vorher: %1</translation>
    </message>
    <message>
        <source>Update: replaces the row that has this key</source>
        <translation>Ändern: ersetzt die Zeile mit diesem Schlüssel</translation>
    </message>
</context>
<context>
    <name>millrace::models::StepSummaryModel</name>
    <message>
        <source>not followed, %1</source>
        <comment>step 3 or steps 3 to 5</comment>
        <translation>nicht verfolgt, %1</translation>
    </message>
    <message>
        <source>%1 changes not kept, %2</source>
        <comment>step 3 or steps 3 to 5</comment>
        <translation>%1 Änderungen nicht behalten, %2</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Inserted</source>
        <translation>Eingefügt</translation>
    </message>
    <message>
        <source>Deleted</source>
        <translation>Gelöscht</translation>
    </message>
    <message>
        <source>Net</source>
        <translation>Netto</translation>
    </message>
    <message>
        <source>Distinct rows</source>
        <translation>Verschiedene Zeilen</translation>
    </message>
    <message>
        <source>State at step %1: the rows that were there when the list began</source>
        <translation>Stand bei Schritt %1: die Zeilen, die da waren, als die Liste begann</translation>
    </message>
</context>
<context>
    <name>millrace::models::StreamFollower</name>
    <message numerus="yes">
        <source>%1 new - press End</source>
        <translation>
            <numerusform>%1 neu – Ende drücken</numerusform>
            <numerusform>%1 neue – Ende drücken</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::models::StreamRecorder</name>
    <message>
        <source>Recording</source>
        <translation>Zeichnet auf</translation>
    </message>
    <message>
        <source>Finishing</source>
        <translation>Schließt ab</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>Unterbrochen</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Pausiert</translation>
    </message>
</context>
<context>
    <name>millrace::models::TokenModel</name>
    <message>
        <source>In progress</source>
        <translation>In Arbeit</translation>
    </message>
    <message>
        <source>Complete</source>
        <translation>Vollständig</translation>
    </message>
    <message>
        <source>Complete with errors</source>
        <translation>Vollständig mit Fehlern</translation>
    </message>
    <message>
        <source>at once</source>
        <comment>time until a token was complete</comment>
        <translation>sofort</translation>
    </message>
    <message>
        <source>Connector</source>
        <translation>Connector</translation>
    </message>
    <message>
        <source>Issued</source>
        <translation>Ausgegeben</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>Datensätze</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>Waits for</source>
        <translation>Wartet auf</translation>
    </message>
    <message>
        <source>Time to complete</source>
        <translation>Zeit bis vollständig</translation>
    </message>
    <message>
        <source>Errors since</source>
        <translation>Fehler seitdem</translation>
    </message>
</context>
<context>
    <name>millrace::models::TokenSummaryModel</name>
    <message>
        <source>Connector</source>
        <translation>Connector</translation>
    </message>
    <message>
        <source>In progress</source>
        <translation>In Arbeit</translation>
    </message>
    <message>
        <source>Records outstanding</source>
        <translation>Ausstehende Datensätze</translation>
    </message>
    <message>
        <source>Oldest waits since</source>
        <translation>Ältestes wartet seit</translation>
    </message>
    <message>
        <source>Complete</source>
        <translation>Vollständig</translation>
    </message>
    <message>
        <source>Median</source>
        <translation>Median</translation>
    </message>
    <message>
        <source>Longest</source>
        <translation>Längste</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Fehler</translation>
    </message>
</context>
<context>
    <name>millrace::models::TutorialProbe</name>
    <message>
        <source>The pipeline is: %1.</source>
        <translation>Die Pipeline ist: %1.</translation>
    </message>
    <message>
        <source>The pipeline does not run.</source>
        <translation>Die Pipeline läuft nicht.</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>Wird nachgesehen…</translation>
    </message>
    <message>
        <source>There is one row: %1.</source>
        <translation>Es gibt eine Zeile: %1.</translation>
    </message>
    <message numerus="yes">
        <source>There are %n row(s).</source>
        <translation>
            <numerusform>Es gibt %n Zeile.</numerusform>
            <numerusform>Es gibt %n Zeilen.</numerusform>
        </translation>
    </message>
    <message>
        <source>The rows have other values.</source>
        <translation>Die Zeilen haben andere Werte.</translation>
    </message>
    <message>
        <source>No row is %1.</source>
        <translation>Keine Zeile ist %1.</translation>
    </message>
    <message>
        <source>No such change has come yet.</source>
        <translation>Eine solche Änderung ist noch nicht gekommen.</translation>
    </message>
    <message>
        <source>%1 of %2 such changes have come.</source>
        <translation>%1 von %2 solchen Änderungen sind gekommen.</translation>
    </message>
    <message>
        <source>It is asked to pause.</source>
        <translation>Gewünscht ist die Pause.</translation>
    </message>
    <message>
        <source>It is asked to run.</source>
        <translation>Gewünscht ist der Lauf.</translation>
    </message>
    <message>
        <source>Its state is: %1.</source>
        <translation>Der Zustand ist: %1.</translation>
    </message>
    <message numerus="yes">
        <source>It has received %n record(s).</source>
        <translation>
            <numerusform>%n Datensatz ist empfangen.</numerusform>
            <numerusform>%n Datensätze sind empfangen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Other tokens are there, none like this.</source>
        <translation>Andere Token gibt es, ein solches nicht.</translation>
    </message>
    <message>
        <source>There is no such token yet.</source>
        <translation>Ein solches Token gibt es noch nicht.</translation>
    </message>
</context>
<context>
    <name>millrace::models::TutorialSession</name>
    <message>
        <source>Could not begin the tutorial</source>
        <translation>Das Tutorial ließ sich nicht beginnen</translation>
    </message>
    <message>
        <source>That is not it. A hint leads further.</source>
        <translation>Das ist es nicht. Ein Hinweis hilft weiter.</translation>
    </message>
    <message>
        <source>The pipeline of this tutorial was deleted. “Restore this step” makes it anew.</source>
        <translation>Die Pipeline dieses Tutorials wurde gelöscht. „Schritt wiederherstellen“ legt sie neu an.</translation>
    </message>
</context>
</TS>
