<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>Tutorials</name>
    <message>
        <source>Your first pipeline</source>
        <translation>Die erste Pipeline</translation>
    </message>
    <message>
        <source>A table, a view, and rows that flow from one into the other.</source>
        <translation>Eine Tabelle, eine View und Zeilen, die von der einen in die andere fließen.</translation>
    </message>
    <message>
        <source>write a table and a view</source>
        <translation>eine Tabelle und eine View schreiben</translation>
    </message>
    <message>
        <source>run them as a pipeline</source>
        <translation>sie als Pipeline laufen lassen</translation>
    </message>
    <message>
        <source>put rows in, change one, and see the view follow</source>
        <translation>Zeilen eingeben, eine ändern und sehen, wie die View folgt</translation>
    </message>
    <message>
        <source>Say what comes in</source>
        <translation>Sagen, was hereinkommt</translation>
    </message>
    <message>
        <source>A **table** says what rows look like. This one will hold the sales of a shop.

Put the example in with the button (Ctrl+Alt+I), or type it below the comment. The program is checked while
you write.</source>
        <translation>Eine **Tabelle** sagt, wie Zeilen aussehen. Diese wird die Verkäufe eines Ladens enthalten.

Das Beispiel mit der Schaltfläche einsetzen (Strg+Alt+I) oder unter den Kommentar tippen. Das Programm wird beim Schreiben geprüft.</translation>
    </message>
    <message>
        <source>The program declares the table sale</source>
        <translation>Das Programm deklariert die Tabelle sale</translation>
    </message>
    <message>
        <source>`sale` has to be a table. The view comes in the next step.</source>
        <translation>`sale` muss eine Tabelle sein. Die View kommt im nächsten Schritt.</translation>
    </message>
    <message>
        <source>The example stands above, and a button below it puts it into the program.</source>
        <translation>Das Beispiel steht oben, und eine Schaltfläche darunter setzt es ins Programm.</translation>
    </message>
    <message>
        <source>Press Ctrl+Alt+I. Or go to the editor (Alt+0) and type the statement as it stands above.</source>
        <translation>Strg+Alt+I drücken. Oder in den Editor gehen (Alt+0) und die Anweisung tippen, wie sie oben steht.</translation>
    </message>
    <message>
        <source>Nothing has to be built or deployed. What you see in the editor is the program.</source>
        <translation>Nichts muss gebaut oder verteilt werden. Was im Editor steht, ist das Programm.</translation>
    </message>
    <message>
        <source>Say what you want to know</source>
        <translation>Sagen, was gefragt ist</translation>
    </message>
    <message>
        <source>A **view** is a question about tables. Here: how much has each city sold?

You ask it once, as a `SELECT`. From then on the answer is kept up to date. `MATERIALIZED` also keeps its rows,
so that you can query them.</source>
        <translation>Eine **View** ist eine Frage an Tabellen. Hier: Wie viel hat jede Stadt verkauft?

Gefragt wird einmal, als `SELECT`. Von da an wird die Antwort aktuell gehalten. `MATERIALIZED` behält auch ihre Zeilen, sodass sie sich abfragen lassen.</translation>
    </message>
    <message>
        <source>The program declares the view turnover</source>
        <translation>Das Programm deklariert die View turnover</translation>
    </message>
    <message>
        <source>A view stands below the table that it reads.</source>
        <translation>Eine View steht unter der Tabelle, die sie liest.</translation>
    </message>
    <message>
        <source>Press Ctrl+Alt+I, or type the statement below the table.</source>
        <translation>Strg+Alt+I drücken oder die Anweisung unter die Tabelle tippen.</translation>
    </message>
    <message>
        <source>Run it</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Press **Run** (F5). The program is saved and starts within milliseconds.

While it runs, the program is locked. *Stop and edit* (Ctrl+Shift+F5) would unlock it; you do not need that now.</source>
        <translation>**Starten** drücken (F5). Das Programm wird gespeichert und startet innerhalb von Millisekunden.

Solange es läuft, ist das Programm gesperrt. *Stoppen und bearbeiten* (Strg+Umschalt+F5) würde es freigeben; das ist jetzt nicht nötig.</translation>
    </message>
    <message>
        <source>The pipeline runs</source>
        <translation>Die Pipeline läuft</translation>
    </message>
    <message>
        <source>Run is the first button of the tool bar. Where it is grey, its tool tip says why.</source>
        <translation>Starten ist die erste Schaltfläche der Werkzeugleiste. Wo sie grau ist, sagt ihr Tooltip, warum.</translation>
    </message>
    <message>
        <source>Press F5.</source>
        <translation>F5 drücken.</translation>
    </message>
    <message>
        <source>The pipeline now waits for rows. Waiting costs nothing.</source>
        <translation>Die Pipeline wartet nun auf Zeilen. Warten kostet nichts.</translation>
    </message>
    <message>
        <source>Watch the view</source>
        <translation>Die View beobachten</translation>
    </message>
    <message>
        <source>The **catalog** on the left lists the tables and views of each pipeline. Tick `turnover` to see every change of
it as it happens.

By keyboard: Alt+1 goes to the catalog, Down to `turnover`, Space ticks it.</source>
        <translation>Der **Katalog** links nennt die Tabellen und Views jeder Pipeline. `turnover` anhaken, um jede Änderung daran zu sehen, sobald sie geschieht.

Mit der Tastatur: Alt+1 führt zum Katalog, Pfeil ab zu `turnover`, die Leertaste setzt den Haken.</translation>
    </message>
    <message>
        <source>The pipeline has to run for this step. Press F5.</source>
        <translation>Die Pipeline muss für diesen Schritt laufen. F5 drücken.</translation>
    </message>
    <message>
        <source>The change stream of turnover is open</source>
        <translation>Der Änderungsstrom von turnover ist offen</translation>
    </message>
    <message>
        <source>Each table and view in the catalog has a box before its name.</source>
        <translation>Jede Tabelle und View im Katalog hat ein Kästchen vor ihrem Namen.</translation>
    </message>
    <message>
        <source>Press Alt+1, select turnover with the arrow keys, and press Space.</source>
        <translation>Alt+1 drücken, turnover mit den Pfeiltasten auswählen, Leertaste drücken.</translation>
    </message>
    <message>
        <source>It is empty, because nothing has been sold yet.</source>
        <translation>Er ist leer, denn noch wurde nichts verkauft.</translation>
    </message>
    <message>
        <source>Put rows in</source>
        <translation>Zeilen eingeben</translation>
    </message>
    <message>
        <source>The **query notebook** (Ctrl+Alt+N) asks things of the running pipeline, and can add rows.

Put the statement in (Ctrl+Alt+I) and run it with Ctrl+Enter. Then go back to the stream of `turnover`: Ctrl+PgUp
and Ctrl+PgDown lead from tab to tab.</source>
        <translation>Das **Abfrage-Notebook** (Strg+Alt+N) fragt die laufende Pipeline und kann Zeilen hinzufügen.

Die Anweisung einsetzen (Strg+Alt+I) und mit Strg+Eingabe ausführen. Dann zurück zum Strom von `turnover`: Strg+Bild auf und Strg+Bild ab führen von Tab zu Tab.</translation>
    </message>
    <message>
        <source>turnover has a row for Oslo and one for Rome</source>
        <translation>turnover hat eine Zeile für Oslo und eine für Rome</translation>
    </message>
    <message>
        <source>There are sales, but not those of the example. Help › This tutorial › Restore this step begins it anew.</source>
        <translation>Verkäufe gibt es, aber nicht die des Beispiels. Hilfe › Dieses Tutorial › Schritt wiederherstellen beginnt ihn neu.</translation>
    </message>
    <message>
        <source>The statement has to be run, not only put in.</source>
        <translation>Die Anweisung muss ausgeführt, nicht nur eingesetzt werden.</translation>
    </message>
    <message>
        <source>Press Ctrl+Alt+I, then Ctrl+Enter while the caret is in the statement.</source>
        <translation>Strg+Alt+I drücken, dann Strg+Eingabe, während der Cursor in der Anweisung steht.</translation>
    </message>
    <message>
        <source>Three rows went in, two came out: one a city. You did not ask the view anything. It told you.</source>
        <translation>Drei Zeilen gingen hinein, zwei kamen heraus: eine je Stadt. Die View wurde nichts gefragt. Sie hat es gesagt.</translation>
    </message>
    <message>
        <source>One more sale</source>
        <translation>Noch ein Verkauf</translation>
    </message>
    <message>
        <source>Add a sale in Rome. Before you do, think about what has to change in `turnover`.

Then look at its stream: the old row of Rome goes with **−**, the new one comes with **+**. Oslo is not touched.</source>
        <translation>Einen Verkauf in Rome hinzufügen. Davor überlegen, was sich in `turnover` ändern muss.

Dann den Strom ansehen: Die alte Zeile von Rome geht mit **−**, die neue kommt mit **+**. Oslo bleibt unberührt.</translation>
    </message>
    <message>
        <source>The old row of Rome has left turnover</source>
        <translation>Die alte Zeile von Rome hat turnover verlassen</translation>
    </message>
    <message>
        <source>Rome has two sales now</source>
        <translation>Rome hat nun zwei Verkäufe</translation>
    </message>
    <message>
        <source>It goes as in the step before, with another statement.</source>
        <translation>Es geht wie im Schritt davor, mit einer anderen Anweisung.</translation>
    </message>
    <message>
        <source>Press Ctrl+Alt+I, then Ctrl+Enter.</source>
        <translation>Strg+Alt+I drücken, dann Strg+Eingabe.</translation>
    </message>
    <message>
        <source>Only the group that the new row falls into was computed. That is why views stay up to date however large their
tables are.</source>
        <translation>Nur die Gruppe, in die die neue Zeile fällt, wurde berechnet. Darum bleiben Views aktuell, wie groß ihre Tabellen auch sind.</translation>
    </message>
    <message>
        <source>Correct a mistake</source>
        <translation>Einen Fehler berichtigen</translation>
    </message>
    <message>
        <source>The sale with id 2 was 10, not 8. Select `sale` in the catalog (Alt+1) and open its rows with Ctrl+Alt+E.

Go to the amount, press F2, type 10, press Enter. Nothing is sent yet: **Commit rows** (Ctrl+Alt+S) sends all
that you changed as one transaction.</source>
        <translation>Der Verkauf mit der id 2 war 10, nicht 8. Im Katalog `sale` auswählen (Alt+1) und seine Zeilen mit Strg+Alt+E öffnen.

Zum Betrag gehen, F2 drücken, 10 tippen, Eingabe drücken. Noch ist nichts gesendet: **Zeilen übernehmen** (Strg+Alt+S) sendet alles Geänderte als eine Transaktion.</translation>
    </message>
    <message>
        <source>The sale with id 2 has the amount 10</source>
        <translation>Der Verkauf mit der id 2 hat den Betrag 10</translation>
    </message>
    <message>
        <source>Another sale was changed. The one to change has the id 2.</source>
        <translation>Ein anderer Verkauf wurde geändert. Der gesuchte hat die id 2.</translation>
    </message>
    <message>
        <source>The Data menu is about the rows of a table. Its first entry opens them.</source>
        <translation>Im Menü Daten geht es um die Zeilen einer Tabelle. Der erste Eintrag öffnet sie.</translation>
    </message>
    <message>
        <source>A changed row is marked with ~ until it is committed. The button is at the top of the grid.</source>
        <translation>Eine geänderte Zeile ist mit ~ markiert, bis sie übernommen ist. Die Schaltfläche steht über dem Raster.</translation>
    </message>
    <message>
        <source>Alt+1, select sale, Ctrl+Alt+E, go to the cell, F2, 10, Enter, Ctrl+Alt+S.</source>
        <translation>Alt+1, sale auswählen, Strg+Alt+E, zur Zelle gehen, F2, 10, Eingabe, Strg+Alt+S.</translation>
    </message>
    <message>
        <source>A row with the key of another one replaces it. `turnover` followed, as always.</source>
        <translation>Eine Zeile mit dem Schlüssel einer anderen ersetzt sie. `turnover` ist gefolgt, wie immer.</translation>
    </message>
    <message>
        <source>What did it cost?</source>
        <translation>Was hat es gekostet?</translation>
    </message>
    <message>
        <source>Think of ten million sales in a thousand cities, and one sale in Rome that is corrected.</source>
        <translation>Man denke an zehn Millionen Verkäufe in tausend Städten, und ein Verkauf in Rome wird berichtigt.</translation>
    </message>
    <message>
        <source>What is computed then?</source>
        <translation>Was wird dann berechnet?</translation>
    </message>
    <message>
        <source>The view, for all cities</source>
        <translation>Die View, für alle Städte</translation>
    </message>
    <message>
        <source>The row of Rome, from all its sales</source>
        <translation>Die Zeile von Rome, aus allen Verkäufen</translation>
    </message>
    <message>
        <source>The row of Rome, from its old values</source>
        <translation>Die Zeile von Rome, aus den alten Werten</translation>
    </message>
    <message>
        <source>The engine takes the old amount out of the sum of Rome and puts the new one in. No other sale is read.</source>
        <translation>Die Engine nimmt den alten Betrag aus der Summe von Rome und fügt den neuen ein. Kein anderer Verkauf wird gelesen.</translation>
    </message>
    <message>
        <source>Think of the two changes that you saw for Rome.</source>
        <translation>An die beiden Änderungen denken, die für Rome zu sehen waren.</translation>
    </message>
    <message>
        <source>The sum of Rome was known before. What has to happen to it?</source>
        <translation>Die Summe von Rome war schon bekannt. Was muss mit ihr geschehen?</translation>
    </message>
    <message>
        <source>That is all a pipeline is: tables, views, and changes that flow. Next: *Changes, not rows*.</source>
        <translation>Das ist alles, was eine Pipeline ist: Tabellen, Views und Änderungen, die fließen. Als Nächstes: *Änderungen, nicht Zeilen*.</translation>
    </message>
    <message>
        <source>Changes, not rows</source>
        <translation>Änderungen, nicht Zeilen</translation>
    </message>
    <message>
        <source>What the signs and weights of a change stream tell, and how updates and deletes look.</source>
        <translation>Was Vorzeichen und Gewichte eines Änderungsstroms sagen und wie Updates und Löschungen aussehen.</translation>
    </message>
    <message>
        <source>read a change stream with its steps, signs and weights</source>
        <translation>einen Änderungsstrom mit Schritten, Vorzeichen und Gewichten lesen</translation>
    </message>
    <message>
        <source>see updates as one line</source>
        <translation>Updates als eine Zeile sehen</translation>
    </message>
    <message>
        <source>tell a change stream from the rows that are there now</source>
        <translation>einen Änderungsstrom von den Zeilen unterscheiden, die es jetzt gibt</translation>
    </message>
    <message>
        <source>Run the program</source>
        <translation>Das Programm starten</translation>
    </message>
    <message>
        <source>The program has two tables and a view over each. Read it, then run it (F5).</source>
        <translation>Das Programm hat zwei Tabellen und über jeder eine View. Es lesen und dann starten (F5).</translation>
    </message>
    <message>
        <source>Run is the first button of the tool bar.</source>
        <translation>Starten ist die erste Schaltfläche der Werkzeugleiste.</translation>
    </message>
    <message>
        <source>Open a change stream</source>
        <translation>Einen Änderungsstrom öffnen</translation>
    </message>
    <message>
        <source>Tick the table `stock` in the catalog: Alt+1, Down to `stock`, Space.

Tables have change streams as views have. In a stream you see what *happened*, in its order.</source>
        <translation>Im Katalog die Tabelle `stock` anhaken: Alt+1, Pfeil ab bis `stock`, Leertaste.

Tabellen haben Änderungsströme wie Views. In einem Strom steht, was *geschah*, in seiner Reihenfolge.</translation>
    </message>
    <message>
        <source>The change stream of stock is open</source>
        <translation>Der Änderungsstrom von stock ist offen</translation>
    </message>
    <message>
        <source>The catalog is the dock on the left. The box before a name ticks it.</source>
        <translation>Der Katalog ist das Dock links. Das Kästchen vor einem Namen hakt ihn an.</translation>
    </message>
    <message>
        <source>Press Alt+1, select stock with the arrow keys, and press Space.</source>
        <translation>Alt+1 drücken, stock mit den Pfeiltasten auswählen, Leertaste drücken.</translation>
    </message>
    <message>
        <source>Two rows come</source>
        <translation>Zwei Zeilen kommen</translation>
    </message>
    <message>
        <source>Put the statement into the notebook (Ctrl+Alt+I) and run it (Ctrl+Enter). Then go back to the stream
of `stock` (Ctrl+PgUp).

Each line is a change. **Step** counts what was done at once, **±** is `+` for a row that came, **Weight** says how
often it came.</source>
        <translation>Die Anweisung ins Notebook einsetzen (Strg+Alt+I) und ausführen (Strg+Eingabe). Dann zurück zum Strom von `stock` (Strg+Bild auf).

Jede Zeile ist eine Änderung. **Schritt** zählt, was auf einmal geschah, **±** ist `+` für eine Zeile, die kam, **Gewicht** sagt, wie oft sie kam.</translation>
    </message>
    <message>
        <source>The bolts came with +</source>
        <translation>Die Bolzen kamen mit +</translation>
    </message>
    <message>
        <source>The nuts came with +</source>
        <translation>Die Muttern kamen mit +</translation>
    </message>
    <message>
        <source>Both rows of the example have to go in.</source>
        <translation>Beide Zeilen des Beispiels müssen hinein.</translation>
    </message>
    <message>
        <source>Both lines have the same step: they went in together, as one transaction. Nobody ever sees one of them alone.</source>
        <translation>Beide Zeilen haben denselben Schritt: Sie gingen zusammen hinein, als eine Transaktion. Niemand sieht je eine davon allein.</translation>
    </message>
    <message>
        <source>An update is two changes</source>
        <translation>Ein Update sind zwei Änderungen</translation>
    </message>
    <message>
        <source>Three bolts are used up. Select `stock` in the catalog (Alt+1) and open its rows (Ctrl+Alt+E). Set the pieces of
`bolt` to 7: go to the cell, F2, 7, Enter. Commit with Ctrl+Alt+S.

Then look at the stream. The old row goes with **−**, the new one comes with **+**, in the same step.</source>
        <translation>Drei Bolzen sind verbraucht. Im Katalog `stock` auswählen (Alt+1) und seine Zeilen öffnen (Strg+Alt+E). Die Stückzahl von `bolt` auf 7 setzen: zur Zelle gehen, F2, 7, Eingabe. Mit Strg+Alt+S übernehmen.

Dann den Strom ansehen. Die alte Zeile geht mit **−**, die neue kommt mit **+**, im selben Schritt.</translation>
    </message>
    <message>
        <source>The old row of bolt went with −</source>
        <translation>Die alte Zeile von bolt ging mit −</translation>
    </message>
    <message>
        <source>The new row of bolt came with +</source>
        <translation>Die neue Zeile von bolt kam mit +</translation>
    </message>
    <message>
        <source>A row that you change is marked with ~ until you commit it.</source>
        <translation>Eine geänderte Zeile ist mit ~ markiert, bis sie übernommen wird.</translation>
    </message>
    <message>
        <source>Alt+1, select stock, Ctrl+Alt+E, go to the pieces of bolt, F2, 7, Enter, Ctrl+Alt+S.</source>
        <translation>Alt+1, stock auswählen, Strg+Alt+E, zur Stückzahl von bolt gehen, F2, 7, Eingabe, Strg+Alt+S.</translation>
    </message>
    <message>
        <source>There is no third kind of change. Rows come and rows go; everything else is made of that.</source>
        <translation>Eine dritte Art von Änderung gibt es nicht. Zeilen kommen und Zeilen gehen; alles andere besteht daraus.</translation>
    </message>
    <message>
        <source>Read updates as one line</source>
        <translation>Updates als eine Zeile lesen</translation>
    </message>
    <message>
        <source>Two lines an update are exact, but tiring to read. Go to the stream of `stock` and press Ctrl+U.

Where a row of the same key goes and comes in a step, it is one line now, with `~` and the old and new value of each
cell that differs.</source>
        <translation>Zwei Zeilen je Update sind genau, aber mühsam zu lesen. Zum Strom von `stock` gehen und Strg+U drücken.

Wo eine Zeile desselben Schlüssels in einem Schritt geht und kommt, steht nun eine Zeile, mit `~` und dem alten und neuen Wert jeder Zelle, die sich unterscheidet.</translation>
    </message>
    <message>
        <source>Updates of stock stand as one line</source>
        <translation>Updates von stock stehen als eine Zeile</translation>
    </message>
    <message>
        <source>The Stream menu has an entry &quot;Updates as one line&quot;.</source>
        <translation>Im Menü Änderungsstrom gibt es den Eintrag „Updates als eine Zeile“.</translation>
    </message>
    <message>
        <source>Bring the tab of stock to the front, and press Ctrl+U.</source>
        <translation>Den Tab von stock nach vorn holen und Strg+U drücken.</translation>
    </message>
    <message>
        <source>A row goes</source>
        <translation>Eine Zeile geht</translation>
    </message>
    <message>
        <source>Take the nuts out: in the rows of `stock` (Ctrl+Alt+E) select `nut`, press Del, and commit (Ctrl+Alt+S).

Before you commit: what will `per_shelf` say about shelf A?</source>
        <translation>Die Muttern herausnehmen: in den Zeilen von `stock` (Strg+Alt+E) `nut` auswählen, Entf drücken und übernehmen (Strg+Alt+S).

Vor dem Übernehmen: Was wird `per_shelf` über Regal A sagen?</translation>
    </message>
    <message>
        <source>The nuts went with −</source>
        <translation>Die Muttern gingen mit −</translation>
    </message>
    <message>
        <source>Shelf A has 7 pieces left</source>
        <translation>Regal A hat noch 7 Stück</translation>
    </message>
    <message>
        <source>Del only stages the deletion. The commit sends it.</source>
        <translation>Entf merkt das Löschen nur vor. Gesendet wird es beim Übernehmen.</translation>
    </message>
    <message>
        <source>Alt+1, select stock, Ctrl+Alt+E, go to nut, Del, Ctrl+Alt+S.</source>
        <translation>Alt+1, stock auswählen, Strg+Alt+E, zu nut gehen, Entf, Strg+Alt+S.</translation>
    </message>
    <message>
        <source>The view took the 7 nuts out of its sum. It did not add up the shelf anew.</source>
        <translation>Die View nahm die 7 Muttern aus ihrer Summe. Sie hat das Regal nicht neu zusammengezählt.</translation>
    </message>
    <message>
        <source>Foresee a change</source>
        <translation>Eine Änderung vorhersehen</translation>
    </message>
    <message>
        <source>Shelf A holds 7 bolts. Somebody puts 3 nuts there.</source>
        <translation>Regal A enthält 7 Bolzen. Jemand legt 3 Muttern dazu.</translation>
    </message>
    <message>
        <source>What does the stream of `per_shelf` show?</source>
        <translation>Was zeigt der Strom von `per_shelf`?</translation>
    </message>
    <message>
        <source>+ (A, 3)</source>
        <translation>+ (A, 3)</translation>
    </message>
    <message>
        <source>+ (A, 10)</source>
        <translation>+ (A, 10)</translation>
    </message>
    <message>
        <source>− (A, 7) and + (A, 10)</source>
        <translation>− (A, 7) und + (A, 10)</translation>
    </message>
    <message>
        <source>The sum of a shelf is one row. It changes, so the old row goes and the new one comes.</source>
        <translation>Die Summe eines Regals ist eine Zeile. Sie ändert sich, also geht die alte Zeile und die neue kommt.</translation>
    </message>
    <message>
        <source>How many rows has per_shelf for shelf A, before and after?</source>
        <translation>Wie viele Zeilen hat per_shelf für Regal A, vorher und nachher?</translation>
    </message>
    <message>
        <source>A view that has a row with 7 pieces and then one with 10 has lost a row as well.</source>
        <translation>Eine View, die eine Zeile mit 7 Stück hat und dann eine mit 10, hat auch eine Zeile verloren.</translation>
    </message>
    <message>
        <source>The same row three times</source>
        <translation>Dieselbe Zeile dreimal</translation>
    </message>
    <message>
        <source>`visit` has no key, so a row may be there more than once. Run the statement in the notebook.

Then tick `visited` in the catalog. Its stream has **one** line with the weight **3**: the row came three times.</source>
        <translation>`visit` hat keinen Schlüssel, darum kann eine Zeile mehrmals da sein. Die Anweisung im Notebook ausführen.

Dann im Katalog `visited` anhaken. Sein Strom hat **eine** Zeile mit dem Gewicht **3**: Die Zeile kam dreimal.</translation>
    </message>
    <message>
        <source>visited has the page home three times</source>
        <translation>visited hat die Seite home dreimal</translation>
    </message>
    <message>
        <source>The change stream of visited is open</source>
        <translation>Der Änderungsstrom von visited ist offen</translation>
    </message>
    <message>
        <source>It takes two things, run the statement and tick visited.</source>
        <translation>Es braucht zweierlei: die Anweisung ausführen und visited anhaken.</translation>
    </message>
    <message>
        <source>Ctrl+Alt+I, Ctrl+Enter; then Alt+1, select visited, Space.</source>
        <translation>Strg+Alt+I, Strg+Eingabe; dann Alt+1, visited auswählen, Leertaste.</translation>
    </message>
    <message>
        <source>Rows with weights are what the engine computes with. A weight of −1 takes a row away, so a stream can be added up at
any time, and the sum is what is there.</source>
        <translation>Mit gewichteten Zeilen rechnet die Engine. Ein Gewicht von −1 nimmt eine Zeile weg; so lässt sich ein Strom jederzeit zusammenzählen, und die Summe ist, was da ist.</translation>
    </message>
    <message>
        <source>See what is there now</source>
        <translation>Sehen, was jetzt da ist</translation>
    </message>
    <message>
        <source>The log tells what happened. Often you want to know what *is*: press Ctrl+2 in the stream of `visited`.

Ctrl+1 leads back to the log, Ctrl+3 to sums by step. All three show the same changes.</source>
        <translation>Das Protokoll sagt, was geschah. Oft ist gefragt, was *ist*: im Strom von `visited` Strg+2 drücken.

Strg+1 führt zurück zum Protokoll, Strg+3 zu Summen je Schritt. Alle drei zeigen dieselben Änderungen.</translation>
    </message>
    <message>
        <source>The stream of visited shows the current state</source>
        <translation>Der Strom von visited zeigt den aktuellen Stand</translation>
    </message>
    <message>
        <source>The Stream menu has three modes.</source>
        <translation>Das Menü Änderungsstrom hat drei Modi.</translation>
    </message>
    <message>
        <source>Bring the tab of visited to the front, and press Ctrl+2.</source>
        <translation>Den Tab von visited nach vorn holen und Strg+2 drücken.</translation>
    </message>
    <message>
        <source>A log and its state are two looks at one thing. Next: *Joins and retractions*.</source>
        <translation>Protokoll und Stand sind zwei Blicke auf dieselbe Sache. Als Nächstes: *Joins und Rücknahmen*.</translation>
    </message>
    <message>
        <source>Joins and retractions</source>
        <translation>Joins und Rücknahmen</translation>
    </message>
    <message>
        <source>Rows of two tables meet whenever they come, and part again when one of them goes.</source>
        <translation>Zeilen zweier Tabellen treffen sich, wann immer sie kommen, und trennen sich, wenn eine davon geht.</translation>
    </message>
    <message>
        <source>see why the order in which rows come does not matter</source>
        <translation>sehen, warum die Reihenfolge der Zeilen keine Rolle spielt</translation>
    </message>
    <message>
        <source>foresee what a changed row does to a join</source>
        <translation>vorhersehen, was eine geänderte Zeile mit einem Join macht</translation>
    </message>
    <message>
        <source>read the NULL rows of an outer join</source>
        <translation>die NULL-Zeilen eines Outer Joins lesen</translation>
    </message>
    <message>
        <source>Two tables, and two views that join them. Read the program, then run it (F5).</source>
        <translation>Zwei Tabellen und zwei Views, die sie verbinden. Das Programm lesen und dann starten (F5).</translation>
    </message>
    <message>
        <source>Watch the join</source>
        <translation>Den Join beobachten</translation>
    </message>
    <message>
        <source>Tick `named_purchase` in the catalog: Alt+1, select it, Space.</source>
        <translation>Im Katalog `named_purchase` anhaken: Alt+1, auswählen, Leertaste.</translation>
    </message>
    <message>
        <source>The change stream of named_purchase is open</source>
        <translation>Der Änderungsstrom von named_purchase ist offen</translation>
    </message>
    <message>
        <source>The box before its name in the catalog ticks it.</source>
        <translation>Das Kästchen vor dem Namen im Katalog hakt an.</translation>
    </message>
    <message>
        <source>Press Alt+1, select named_purchase, and press Space.</source>
        <translation>Alt+1 drücken, named_purchase auswählen, Leertaste drücken.</translation>
    </message>
    <message>
        <source>A purchase comes too early</source>
        <translation>Ein Kauf kommt zu früh</translation>
    </message>
    <message>
        <source>In a stream, rows come when they come. Here a purchase of customer 7 arrives, and nobody knows customer 7 yet.

Put the statement into the notebook (Ctrl+Alt+I), run it (Ctrl+Enter), and go back to the stream
(Ctrl+PgUp).</source>
        <translation>In einem Strom kommen Zeilen, wann sie kommen. Hier trifft ein Kauf des Kunden 7 ein, und noch kennt niemand den Kunden 7.

Die Anweisung ins Notebook einsetzen (Strg+Alt+I), ausführen (Strg+Eingabe) und zurück zum Strom gehen (Strg+Bild auf).</translation>
    </message>
    <message>
        <source>The purchase is in its table</source>
        <translation>Der Kauf steht in seiner Tabelle</translation>
    </message>
    <message>
        <source>Nothing shows, and nothing is lost. The purchase waits for its customer inside the join.</source>
        <translation>Nichts ist zu sehen, und nichts ist verloren. Der Kauf wartet im Join auf seinen Kunden.</translation>
    </message>
    <message>
        <source>The customer follows</source>
        <translation>Der Kunde folgt</translation>
    </message>
    <message>
        <source>Now add customer 7. The view gets its row at once, from the side that came last.</source>
        <translation>Nun den Kunden 7 hinzufügen. Die View bekommt ihre Zeile sofort, von der Seite, die zuletzt kam.</translation>
    </message>
    <message>
        <source>named_purchase shows the purchase of Ada</source>
        <translation>named_purchase zeigt den Kauf von Ada</translation>
    </message>
    <message>
        <source>A view equals its query over all that has come so far. In which order it came makes no difference.</source>
        <translation>Eine View ist gleich ihrer Abfrage über alles bisher Gekommene. In welcher Reihenfolge es kam, macht keinen Unterschied.</translation>
    </message>
    <message>
        <source>Ada is to be called Ada Lovelace. Her row in `customer` changes, her purchase does not.</source>
        <translation>Ada soll nun Ada Lovelace heißen. Ihre Zeile in `customer` ändert sich, ihr Kauf nicht.</translation>
    </message>
    <message>
        <source>What does the stream of `named_purchase` show?</source>
        <translation>Was zeigt der Strom von `named_purchase`?</translation>
    </message>
    <message>
        <source>Nothing, the purchase is the same</source>
        <translation>Nichts, der Kauf ist derselbe</translation>
    </message>
    <message>
        <source>One row goes, one row comes</source>
        <translation>Eine Zeile geht, eine Zeile kommt</translation>
    </message>
    <message>
        <source>Only a row that comes</source>
        <translation>Nur eine Zeile, die kommt</translation>
    </message>
    <message>
        <source>The row with the old name is no longer right, so it is **retracted**: it goes with −. The one with the new name
comes with +.</source>
        <translation>Die Zeile mit dem alten Namen stimmt nicht mehr, also wird sie **zurückgenommen**: Sie geht mit −. Die mit dem neuen Namen kommt mit +.</translation>
    </message>
    <message>
        <source>Is the row that the view has now still right afterwards?</source>
        <translation>Stimmt die Zeile, die die View jetzt hat, danach noch?</translation>
    </message>
    <message>
        <source>A row that is wrong has to go, before a right one can stand in its place.</source>
        <translation>Eine Zeile, die nicht stimmt, muss gehen, bevor eine richtige an ihre Stelle treten kann.</translation>
    </message>
    <message>
        <source>Change the name</source>
        <translation>Den Namen ändern</translation>
    </message>
    <message>
        <source>Select `customer` in the catalog (Alt+1), open its rows (Ctrl+Alt+E), set the name to `Ada Lovelace` (F2), and commit
(Ctrl+Alt+S). See whether you were right.</source>
        <translation>Im Katalog `customer` auswählen (Alt+1), die Zeilen öffnen (Strg+Alt+E), den Namen auf `Ada Lovelace` setzen (F2) und übernehmen (Strg+Alt+S). Stimmte die Vorhersage?</translation>
    </message>
    <message>
        <source>The row with the old name went</source>
        <translation>Die Zeile mit dem alten Namen ging</translation>
    </message>
    <message>
        <source>The row with the new name came</source>
        <translation>Die Zeile mit dem neuen Namen kam</translation>
    </message>
    <message>
        <source>There is a customer beside Ada. Set the name in her row, instead of adding one.</source>
        <translation>Neben Ada gibt es einen weiteren Kunden. Den Namen in ihrer Zeile setzen, statt eine hinzuzufügen.</translation>
    </message>
    <message>
        <source>Alt+1, select customer, Ctrl+Alt+E, go to the name, F2, Ada Lovelace, Enter, Ctrl+Alt+S.</source>
        <translation>Alt+1, customer auswählen, Strg+Alt+E, zum Namen gehen, F2, Ada Lovelace, Eingabe, Strg+Alt+S.</translation>
    </message>
    <message>
        <source>The customer goes</source>
        <translation>Der Kunde geht</translation>
    </message>
    <message>
        <source>Delete customer 7: in its rows (Ctrl+Alt+E) press Del, and commit (Ctrl+Alt+S).

The purchase is still in its table. Its row in the view has to go, because nobody bears its name any more.</source>
        <translation>Den Kunden 7 löschen: in den Zeilen (Strg+Alt+E) Entf drücken und übernehmen (Strg+Alt+S).

Der Kauf steht noch in seiner Tabelle. Seine Zeile in der View muss gehen, denn niemand trägt mehr den Namen dazu.</translation>
    </message>
    <message>
        <source>The row of Ada Lovelace was retracted</source>
        <translation>Die Zeile von Ada Lovelace wurde zurückgenommen</translation>
    </message>
    <message>
        <source>The purchase was deleted. It is the customer that has to go.</source>
        <translation>Der Kauf wurde gelöscht. Gehen muss der Kunde.</translation>
    </message>
    <message>
        <source>Alt+1, select customer, Ctrl+Alt+E, go to the row, Del, Ctrl+Alt+S.</source>
        <translation>Alt+1, customer auswählen, Strg+Alt+E, zur Zeile gehen, Entf, Strg+Alt+S.</translation>
    </message>
    <message>
        <source>A customer without purchases</source>
        <translation>Ein Kunde ohne Käufe</translation>
    </message>
    <message>
        <source>`spending` is an **outer** join: it has a row for every customer. Tick it in the catalog (Alt+1), then add Bo.</source>
        <translation>`spending` ist ein **Outer** Join: Er hat für jeden Kunden eine Zeile. Im Katalog anhaken (Alt+1), dann Bo hinzufügen.</translation>
    </message>
    <message>
        <source>The change stream of spending is open</source>
        <translation>Der Änderungsstrom von spending ist offen</translation>
    </message>
    <message>
        <source>Bo is there with no purchase and NULL as total</source>
        <translation>Bo ist da, ohne Kauf und mit NULL als Summe</translation>
    </message>
    <message>
        <source>Two things are wanted, the stream of spending and the row of Bo.</source>
        <translation>Gefragt ist zweierlei: der Strom von spending und die Zeile von Bo.</translation>
    </message>
    <message>
        <source>Alt+1, select spending, Space. Then Ctrl+Alt+I, Ctrl+Enter.</source>
        <translation>Alt+1, spending auswählen, Leertaste. Dann Strg+Alt+I, Strg+Eingabe.</translation>
    </message>
    <message>
        <source>The notebook opens over the stream. Ctrl+PgDown and Ctrl+PgUp go from tab to tab.</source>
        <translation>Das Notebook öffnet sich über dem Strom. Strg+Bild ab und Strg+Bild auf führen von Tab zu Tab.</translation>
    </message>
    <message>
        <source>The sum over no rows is `NULL`: not zero, but unknown.</source>
        <translation>Die Summe über keine Zeilen ist `NULL`: nicht null, sondern unbekannt.</translation>
    </message>
    <message>
        <source>Bo buys something</source>
        <translation>Bo kauft etwas</translation>
    </message>
    <message>
        <source>Add a purchase of Bo. The row that said &quot;nothing yet&quot; was right until now, and is retracted.</source>
        <translation>Einen Kauf von Bo hinzufügen. Die Zeile „noch nichts“ stimmte bis jetzt und wird zurückgenommen.</translation>
    </message>
    <message>
        <source>The row without purchases went</source>
        <translation>Die Zeile ohne Käufe ging</translation>
    </message>
    <message>
        <source>The row with one purchase came</source>
        <translation>Die Zeile mit einem Kauf kam</translation>
    </message>
    <message>
        <source>A view never leaves a wrong row standing. That is what makes it safe to act on its changes.</source>
        <translation>Eine View lässt nie eine falsche Zeile stehen. Darum ist es sicher, auf ihre Änderungen hin zu handeln.</translation>
    </message>
    <message>
        <source>Switch connectors on and off</source>
        <translation>Connectoren ein- und ausschalten</translation>
    </message>
    <message>
        <source>Start and pause where rows come from, and load history before live data.</source>
        <translation>Starten und pausieren, woher Zeilen kommen, und die Vergangenheit vor laufenden Daten laden.</translation>
    </message>
    <message>
        <source>tell what a connector was asked for from what it does</source>
        <translation>unterscheiden, was von einem Connector gewünscht ist und was er tut</translation>
    </message>
    <message>
        <source>start and pause connectors while the pipeline runs</source>
        <translation>Connectoren starten und pausieren, während die Pipeline läuft</translation>
    </message>
    <message>
        <source>let live data wait for its history, by labels</source>
        <translation>laufende Daten durch Labels auf ihre Vergangenheit warten lassen</translation>
    </message>
    <message>
        <source>Run with one connector paused</source>
        <translation>Mit einem pausierten Connector starten</translation>
    </message>
    <message>
        <source>A **connector** brings rows into a table. `numbers` has two: `c1` begins *paused*, `c2` runs.

Run the program (F5). A connector reads while the pipeline runs **and** the connector runs.</source>
        <translation>Ein **Connector** bringt Zeilen in eine Tabelle. `numbers` hat zwei: `c1` beginnt *pausiert*, `c2` läuft.

Das Programm starten (F5). Ein Connector liest, während die Pipeline läuft **und** der Connector läuft.</translation>
    </message>
    <message>
        <source>numbers holds 10 to 19, which came from c2</source>
        <translation>numbers enthält 10 bis 19, die von c2 kamen</translation>
    </message>
    <message>
        <source>`c1` could have brought ten rows more. It was not asked to.</source>
        <translation>`c1` hätte zehn Zeilen mehr bringen können. Gewünscht war es nicht.</translation>
    </message>
    <message>
        <source>Look at the connectors</source>
        <translation>Die Connectoren ansehen</translation>
    </message>
    <message>
        <source>Open the **Connectors** dock with Alt+2 and select `c1` with the arrow keys.

*On* is what was asked for. *State* is what really happens, and because of what.</source>
        <translation>Das Dock **Connectoren** mit Alt+2 öffnen und `c1` mit den Pfeiltasten auswählen.

*An* ist, was gewünscht ist. *Zustand* ist, was wirklich geschieht, und weswegen.</translation>
    </message>
    <message>
        <source>c1 is selected</source>
        <translation>c1 ist ausgewählt</translation>
    </message>
    <message>
        <source>Below numbers stand its two connectors.</source>
        <translation>Unter numbers stehen seine beiden Connectoren.</translation>
    </message>
    <message>
        <source>Press Alt+2, then Down until c1 is selected.</source>
        <translation>Alt+2 drücken, dann Pfeil ab, bis c1 ausgewählt ist.</translation>
    </message>
    <message>
        <source>Start the first one</source>
        <translation>Den ersten starten</translation>
    </message>
    <message>
        <source>Press Space to switch `c1` on. The pipeline goes on running all the while.</source>
        <translation>Die Leertaste schaltet `c1` ein. Die Pipeline läuft dabei weiter.</translation>
    </message>
    <message>
        <source>c1 was asked to run</source>
        <translation>c1 soll laufen</translation>
    </message>
    <message>
        <source>numbers holds 0 to 19</source>
        <translation>numbers enthält 0 bis 19</translation>
    </message>
    <message>
        <source>c2 is paused now. Switch it on again, or leave it; it has brought its rows.</source>
        <translation>c2 ist jetzt pausiert. Wieder einschalten oder so lassen; seine Zeilen hat er gebracht.</translation>
    </message>
    <message>
        <source>The switch is in the column On.</source>
        <translation>Der Schalter steht in der Spalte An.</translation>
    </message>
    <message>
        <source>Press Alt+2, select c1, and press Space.</source>
        <translation>Alt+2 drücken, c1 auswählen, Leertaste drücken.</translation>
    </message>
    <message>
        <source>Both have come to the *end of input*: a `limit` of ten rows. A connector that ended cannot bring more.</source>
        <translation>Beide sind am *Ende der Eingabe*: ein `limit` von zehn Zeilen. Ein Connector, der zu Ende ist, kann nichts mehr bringen.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stoppen</translation>
    </message>
    <message>
        <source>Now the other way round. Stop the pipeline (Shift+F5), so that the program can be changed.

*Stop* ends the run: the rows are gone afterwards. *Pause inputs* (F6) would only stop the reading.</source>
        <translation>Nun andersherum. Die Pipeline stoppen (Umschalt+F5), damit sich das Programm ändern lässt.

*Stoppen* beendet den Lauf: Die Zeilen sind danach fort. *Eingänge pausieren* (F6) würde nur das Lesen anhalten.</translation>
    </message>
    <message>
        <source>The pipeline is stopped</source>
        <translation>Die Pipeline ist gestoppt</translation>
    </message>
    <message>
        <source>Stop is beside Run in the tool bar.</source>
        <translation>Stoppen steht neben Starten in der Werkzeugleiste.</translation>
    </message>
    <message>
        <source>Press Shift+F5.</source>
        <translation>Umschalt+F5 drücken.</translation>
    </message>
    <message>
        <source>Swap the two</source>
        <translation>Die beiden tauschen</translation>
    </message>
    <message>
        <source>`&quot;paused&quot;` says how a connector **begins**. Change the program: `c1` with `&quot;paused&quot;: false`, `c2` with
`&quot;paused&quot;: true`. Or put the changed program in (Ctrl+Alt+I).</source>
        <translation>`&quot;paused&quot;` sagt, wie ein Connector **beginnt**. Das Programm ändern: `c1` mit `&quot;paused&quot;: false`, `c2` mit `&quot;paused&quot;: true`. Oder das geänderte Programm einsetzen (Strg+Alt+I).</translation>
    </message>
    <message>
        <source>The program is locked while the pipeline runs. Stop it first (Shift+F5).</source>
        <translation>Das Programm ist gesperrt, solange die Pipeline läuft. Zuerst stoppen (Umschalt+F5).</translation>
    </message>
    <message>
        <source>The program pauses c2, and not c1</source>
        <translation>Das Programm pausiert c2 und nicht c1</translation>
    </message>
    <message>
        <source>The two words true and false change places.</source>
        <translation>Die beiden Wörter true und false tauschen die Plätze.</translation>
    </message>
    <message>
        <source>Press Ctrl+Alt+I to replace the program with the changed one.</source>
        <translation>Strg+Alt+I drücken, um das Programm durch das geänderte zu ersetzen.</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>Wieder starten</translation>
    </message>
    <message>
        <source>Run it (F5). Which numbers will the table hold now?</source>
        <translation>Starten (F5). Welche Zahlen wird die Tabelle nun enthalten?</translation>
    </message>
    <message>
        <source>c2 is asked to pause</source>
        <translation>c2 soll pausieren</translation>
    </message>
    <message>
        <source>numbers holds 0 to 9</source>
        <translation>numbers enthält 0 bis 9</translation>
    </message>
    <message>
        <source>The program has to run anew. What you changed is saved by that.</source>
        <translation>Das Programm muss neu starten. Dabei wird das Geänderte gespeichert.</translation>
    </message>
    <message>
        <source>The table has what its running connectors bring, nothing else.</source>
        <translation>Die Tabelle hat, was ihre laufenden Connectoren bringen, sonst nichts.</translation>
    </message>
    <message>
        <source>History before live data</source>
        <translation>Vergangenheit vor laufenden Daten</translation>
    </message>
    <message>
        <source>Often old data has to be in before new data comes. A **label** names what others wait for; `start_after` waits
for it.

Stop (Shift+F5) and put the next program in (Ctrl+Alt+I). `history` reads a file to its end, `live` follows a file
that grows.</source>
        <translation>Oft müssen alte Daten da sein, bevor neue kommen. Ein **Label** benennt, worauf andere warten; `start_after` wartet darauf.

Stoppen (Umschalt+F5) und das nächste Programm einsetzen (Strg+Alt+I). `history` liest eine Datei bis zum Ende, `live` folgt einer Datei, die wächst.</translation>
    </message>
    <message>
        <source>The program declares the table reading</source>
        <translation>Das Programm deklariert die Tabelle reading</translation>
    </message>
    <message>
        <source>The program is locked while the pipeline runs.</source>
        <translation>Das Programm ist gesperrt, solange die Pipeline läuft.</translation>
    </message>
    <message>
        <source>Press Shift+F5, then Ctrl+Alt+I.</source>
        <translation>Umschalt+F5 drücken, dann Strg+Alt+I.</translation>
    </message>
    <message>
        <source>Live data waits</source>
        <translation>Laufende Daten warten</translation>
    </message>
    <message>
        <source>Run it (F5). `history` is paused, so it does not end, and `live` has to wait for it. The *State* of `live` in the
Connectors dock (Alt+2) says so.</source>
        <translation>Starten (F5). `history` ist pausiert, kommt also nicht zum Ende, und `live` muss darauf warten. Der *Zustand* von `live` im Dock Connectoren (Alt+2) sagt es.</translation>
    </message>
    <message>
        <source>live has not read anything</source>
        <translation>live hat nichts gelesen</translation>
    </message>
    <message>
        <source>reading has no row</source>
        <translation>reading hat keine Zeile</translation>
    </message>
    <message>
        <source>The program has to run.</source>
        <translation>Das Programm muss laufen.</translation>
    </message>
    <message>
        <source>Press F5, then Alt+2 to see what live waits for.</source>
        <translation>F5 drücken, dann Alt+2, um zu sehen, worauf live wartet.</translation>
    </message>
    <message>
        <source>Let the history in</source>
        <translation>Die Vergangenheit hereinlassen</translation>
    </message>
    <message>
        <source>Start `history`: Alt+2, select it, Space. It reads three rows and comes to its end. In that moment `live` starts by
itself.</source>
        <translation>`history` starten: Alt+2, auswählen, Leertaste. Er liest drei Zeilen und kommt ans Ende. In diesem Augenblick startet `live` von selbst.</translation>
    </message>
    <message>
        <source>history has come to the end of its input</source>
        <translation>history ist am Ende seiner Eingabe</translation>
    </message>
    <message>
        <source>live runs</source>
        <translation>live läuft</translation>
    </message>
    <message>
        <source>reading has all five rows</source>
        <translation>reading hat alle fünf Zeilen</translation>
    </message>
    <message>
        <source>You started live by hand. That works too, but then it does not wait. Pause it, or restore this step.</source>
        <translation>live wurde von Hand gestartet. Auch das geht, aber dann wartet er nicht. Ihn pausieren oder diesen Schritt wiederherstellen.</translation>
    </message>
    <message>
        <source>It is history that has to be switched on, not live.</source>
        <translation>Eingeschaltet werden muss history, nicht live.</translation>
    </message>
    <message>
        <source>Press Alt+2, select history, and press Space.</source>
        <translation>Alt+2 drücken, history auswählen, Leertaste drücken.</translation>
    </message>
    <message>
        <source>You have loaded the past before the present, without a script. What is appended to `live.json` from now on comes at
once.</source>
        <translation>Die Vergangenheit wurde vor der Gegenwart geladen, ohne ein Skript. Was von nun an an `live.json` angehängt wird, kommt sofort.</translation>
    </message>
    <message>
        <source>When history fails</source>
        <translation>Wenn history fehlschlägt</translation>
    </message>
    <message>
        <source>Think of a history whose file is missing. Its connector is *failed*, and the pipeline runs on without it.</source>
        <translation>Man denke an eine Vergangenheit, deren Datei fehlt. Ihr Connector ist *fehlgeschlagen*, und die Pipeline läuft ohne ihn weiter.</translation>
    </message>
    <message>
        <source>What does `live` do then?</source>
        <translation>Was tut `live` dann?</translation>
    </message>
    <message>
        <source>It starts, nothing is to come</source>
        <translation>Er startet, es kommt ja nichts mehr</translation>
    </message>
    <message>
        <source>It waits until history has ended</source>
        <translation>Er wartet, bis history zu Ende ist</translation>
    </message>
    <message>
        <source>It fails too</source>
        <translation>Er schlägt auch fehl</translation>
    </message>
    <message>
        <source>A connector never starts because the one it waits for *failed*: the past would be missing, unnoticed. You may still
start it by hand.</source>
        <translation>Ein Connector startet nie, weil der, auf den er wartet, *fehlschlug*: Die Vergangenheit würde unbemerkt fehlen. Von Hand starten lässt er sich dennoch.</translation>
    </message>
    <message>
        <source>Would you want live data beside half of its history, without knowing?</source>
        <translation>Wären laufende Daten neben der halben Vergangenheit erwünscht, ohne es zu wissen?</translation>
    </message>
    <message>
        <source>Failed is not the same as ended.</source>
        <translation>Fehlgeschlagen ist nicht dasselbe wie zu Ende.</translation>
    </message>
    <message>
        <source>Next: *Know when data has arrived*, about completion tokens.</source>
        <translation>Als Nächstes: *Wissen, wann Daten angekommen sind*, über Completion-Token.</translation>
    </message>
    <message>
        <source>Know when data has arrived</source>
        <translation>Wissen, wann Daten angekommen sind</translation>
    </message>
    <message>
        <source>Completion tokens tell when all that a connector received was processed and delivered.</source>
        <translation>Completion-Token sagen, wann alles, was ein Connector empfing, verarbeitet und zugestellt ist.</translation>
    </message>
    <message>
        <source>issue a completion token and see how far its records have come</source>
        <translation>ein Completion-Token ausgeben und sehen, wie weit seine Datensätze gekommen sind</translation>
    </message>
    <message>
        <source>commit rows and wait for what follows from them</source>
        <translation>Zeilen übernehmen und auf das warten, was daraus folgt</translation>
    </message>
    <message>
        <source>tell what a token promises, and what ends it</source>
        <translation>sagen, was ein Token verspricht und was es beendet</translation>
    </message>
    <message>
        <source>Run the supply chain</source>
        <translation>Die Lieferkette starten</translation>
    </message>
    <message>
        <source>Three tables are read from files, and `preferred_vendor` names the cheapest vendor of each part. Its changes are
written to a report. Run it (F5).</source>
        <translation>Drei Tabellen werden aus Dateien gelesen, und `preferred_vendor` nennt den billigsten Händler jedes Teils. Die Änderungen werden in einen Bericht geschrieben. Starten (F5).</translation>
    </message>
    <message>
        <source>Each of the three parts has a preferred vendor</source>
        <translation>Jedes der drei Teile hat einen bevorzugten Händler</translation>
    </message>
    <message>
        <source>The rows are in the view. But are they in the report? That is what tokens are for.</source>
        <translation>Die Zeilen sind in der View. Aber sind sie im Bericht? Dafür gibt es Token.</translation>
    </message>
    <message>
        <source>Choose a connector</source>
        <translation>Einen Connector wählen</translation>
    </message>
    <message>
        <source>A token is about one connector. Open the Connectors dock (Alt+2) and select `tutorial-price-s3`.</source>
        <translation>Bei einem Token geht es um einen Connector. Das Dock Connectoren öffnen (Alt+2) und `tutorial-price-s3` auswählen.</translation>
    </message>
    <message>
        <source>The connector tutorial-price-s3 is selected</source>
        <translation>Der Connector tutorial-price-s3 ist ausgewählt</translation>
    </message>
    <message>
        <source>It stands below the table price.</source>
        <translation>Er steht unter der Tabelle price.</translation>
    </message>
    <message>
        <source>Press Alt+2, then Down until tutorial-price-s3 is selected.</source>
        <translation>Alt+2 drücken, dann Pfeil ab, bis tutorial-price-s3 ausgewählt ist.</translation>
    </message>
    <message>
        <source>Ask for a token</source>
        <translation>Um ein Token bitten</translation>
    </message>
    <message>
        <source>Press Ctrl+T. The token is a receipt for everything that this connector has received up to now: three records.

It is *complete* once all of them went through the views **and** every output has delivered what followed.</source>
        <translation>Strg+T drücken. Das Token ist eine Quittung für alles, was dieser Connector bis jetzt empfangen hat: drei Datensätze.

Es ist *vollständig*, sobald alle durch die Views gegangen sind **und** jeder Ausgang zugestellt hat, was daraus folgte.</translation>
    </message>
    <message>
        <source>A token of tutorial-price-s3 covers three records</source>
        <translation>Ein Token von tutorial-price-s3 umfasst drei Datensätze</translation>
    </message>
    <message>
        <source>It is complete</source>
        <translation>Es ist vollständig</translation>
    </message>
    <message>
        <source>Ctrl+T issues a token for the connector that is selected.</source>
        <translation>Strg+T gibt ein Token für den ausgewählten Connector aus.</translation>
    </message>
    <message>
        <source>Press Alt+2, select tutorial-price-s3, press Ctrl+T, and wait up to three seconds.</source>
        <translation>Alt+2 drücken, tutorial-price-s3 auswählen, Strg+T drücken und bis zu drei Sekunden warten.</translation>
    </message>
    <message>
        <source>*Progress* shows ingested, processed, and what each output has delivered. If it was in progress for a moment, the
report was being gathered: it is written every three seconds.</source>
        <translation>*Fortschritt* zeigt aufgenommen, verarbeitet und was jeder Ausgang zugestellt hat. War es einen Augenblick in Arbeit, so wurde der Bericht gesammelt: Geschrieben wird er alle drei Sekunden.</translation>
    </message>
    <message>
        <source>A better price</source>
        <translation>Ein besserer Preis</translation>
    </message>
    <message>
        <source>Alder &amp; Sons (vendor 1) now sells the water wheel (part 1) for 9450. Select `price` in the catalog (Alt+1), open its
rows (Ctrl+Alt+E), press Ins, type `1`, Tab, `1`, Tab, `9450`, Enter. Commit with Ctrl+Alt+S.

Every commit has a token of its own. The line above the grid tells what it waits for: the report.</source>
        <translation>Alder &amp; Sons (Händler 1) verkauft das Wasserrad (Teil 1) nun für 9450. Im Katalog `price` auswählen (Alt+1), die Zeilen öffnen (Strg+Alt+E), Einfg drücken und `1`, Tab, `1`, Tab, `9450`, Eingabe tippen. Mit Strg+Alt+S übernehmen.

Jedes Übernehmen hat ein eigenes Token. Die Zeile über dem Raster sagt, worauf es wartet: auf den Bericht.</translation>
    </message>
    <message>
        <source>Alder &amp; Sons is preferred for the water wheel</source>
        <translation>Alder &amp; Sons ist für das Wasserrad bevorzugt</translation>
    </message>
    <message>
        <source>The commit was delivered, so its token is complete</source>
        <translation>Das Übernommene wurde zugestellt, also ist sein Token vollständig</translation>
    </message>
    <message>
        <source>There is a price of 9450, but not of vendor 1 for part 1.</source>
        <translation>Einen Preis von 9450 gibt es, aber nicht von Händler 1 für Teil 1.</translation>
    </message>
    <message>
        <source>The new row needs three values, part 1, vendor 1, price 9450.</source>
        <translation>Die neue Zeile braucht drei Werte: Teil 1, Händler 1, Preis 9450.</translation>
    </message>
    <message>
        <source>Alt+1, select price, Ctrl+Alt+E, Ins, 1, Tab, 1, Tab, 9450, Enter, Ctrl+Alt+S.</source>
        <translation>Alt+1, price auswählen, Strg+Alt+E, Einfg, 1, Tab, 1, Tab, 9450, Eingabe, Strg+Alt+S.</translation>
    </message>
    <message>
        <source>That is the whole idea: you put data in, and are told when everything that follows from it has been delivered.</source>
        <translation>Das ist der ganze Gedanke: Daten hineingeben und erfahren, wann alles, was daraus folgt, zugestellt ist.</translation>
    </message>
    <message>
        <source>The token board</source>
        <translation>Die Token-Übersicht</translation>
    </message>
    <message>
        <source>Ctrl+Alt+T opens the **token board**: all tokens, what is outstanding by connector, and how long tokens took.

A token that was issued elsewhere, over the local API or by a script, can be pasted there to see its state
(Ctrl+Shift+K).</source>
        <translation>Strg+Alt+T öffnet die **Token-Übersicht**: alle Token, was je Connector aussteht und wie lange Token brauchten.

Ein anderswo ausgegebenes Token, über die lokale API oder von einem Skript, lässt sich dort einfügen, um seinen Zustand zu sehen (Strg+Umschalt+K).</translation>
    </message>
    <message>
        <source>The token board is open</source>
        <translation>Die Token-Übersicht ist offen</translation>
    </message>
    <message>
        <source>The Pipeline menu has an entry for it.</source>
        <translation>Im Menü Pipeline gibt es einen Eintrag dafür.</translation>
    </message>
    <message>
        <source>Press Ctrl+Alt+T.</source>
        <translation>Strg+Alt+T drücken.</translation>
    </message>
    <message>
        <source>A connector that is paused</source>
        <translation>Ein pausierter Connector</translation>
    </message>
    <message>
        <source>`market`, the other connector of `price`, is paused and has never read anything. Select it (Alt+2) and ask for a token
(Ctrl+T).

Before you do: will that token ever be complete?</source>
        <translation>`market`, der andere Connector von `price`, ist pausiert und hat nie etwas gelesen. Ihn auswählen (Alt+2) und um ein Token bitten (Strg+T).

Davor überlegen: Wird dieses Token je vollständig?</translation>
    </message>
    <message>
        <source>A token of market is complete</source>
        <translation>Ein Token von market ist vollständig</translation>
    </message>
    <message>
        <source>market runs now. That is fine, but then its token covers what it has read.</source>
        <translation>market läuft jetzt. Das ist in Ordnung, aber dann umfasst sein Token, was er gelesen hat.</translation>
    </message>
    <message>
        <source>A token is issued for the connector that is selected.</source>
        <translation>Ein Token wird für den ausgewählten Connector ausgegeben.</translation>
    </message>
    <message>
        <source>Alt+2, select market, Ctrl+T.</source>
        <translation>Alt+2, market auswählen, Strg+T.</translation>
    </message>
    <message>
        <source>A token covers what was **received** up to its issue. Here that is nothing, so nothing is missing. To wait for rows that
are still to come, ask again once they have come.</source>
        <translation>Ein Token umfasst, was bis zu seiner Ausgabe **empfangen** wurde. Hier ist das nichts, also fehlt nichts. Um auf Zeilen zu warten, die erst kommen, noch einmal fragen, sobald sie da sind.</translation>
    </message>
    <message>
        <source>Tokens end with their run</source>
        <translation>Token enden mit ihrem Lauf</translation>
    </message>
    <message>
        <source>Stop the pipeline (Shift+F5). Its run ends, and so do its tokens.</source>
        <translation>Die Pipeline stoppen (Umschalt+F5). Ihr Lauf endet, und mit ihm die Token.</translation>
    </message>
    <message>
        <source>You start it again and ask for a token of before. What is its state?</source>
        <translation>Sie wird wieder gestartet und nach einem Token von vorher gefragt. Wie ist sein Zustand?</translation>
    </message>
    <message>
        <source>Complete, as it was</source>
        <translation>Vollständig, wie zuvor</translation>
    </message>
    <message>
        <source>In progress, it begins anew</source>
        <translation>In Arbeit, es beginnt von vorn</translation>
    </message>
    <message>
        <source>An error, it is of an earlier run</source>
        <translation>Ein Fehler, es ist von einem früheren Lauf</translation>
    </message>
    <message>
        <source>The rows of the old run are gone, so nothing can be said about them. &quot;Complete&quot; would be a lie. Those that did
complete stay in the history of the Tokens dock (Alt+3).</source>
        <translation>Die Zeilen des alten Laufs sind fort, also lässt sich nichts über sie sagen. „Vollständig“ wäre gelogen. Die vollständigen bleiben im Verlauf des Docks Token (Alt+3).</translation>
    </message>
    <message>
        <source>Two things are wanted, stop the pipeline and answer the question.</source>
        <translation>Gefragt ist zweierlei: die Pipeline stoppen und die Frage beantworten.</translation>
    </message>
    <message>
        <source>Press Shift+F5. What does a receipt tell about rows that are no longer there?</source>
        <translation>Umschalt+F5 drücken. Was sagt eine Quittung über Zeilen, die es nicht mehr gibt?</translation>
    </message>
    <message>
        <source>The same tokens are there for `curl` and scripts: switch the local API on with Ctrl+Shift+I, and copy the command of a
token with Ctrl+Alt+C.</source>
        <translation>Dieselben Token gibt es für `curl` und Skripte: die lokale API mit Strg+Umschalt+I einschalten und den Befehl eines Tokens mit Strg+Alt+C kopieren.</translation>
    </message>
    <message>
        <source>Export a change stream</source>
        <translation>Einen Änderungsstrom exportieren</translation>
    </message>
    <message>
        <source>Write every change to a file while it happens, and the rows of the moment to another.</source>
        <translation>Jede Änderung in eine Datei schreiben, während sie geschieht, und die Zeilen des Augenblicks in eine andere.</translation>
    </message>
    <message>
        <source>write a change stream to a file without losing a change</source>
        <translation>einen Änderungsstrom in eine Datei schreiben, ohne eine Änderung zu verlieren</translation>
    </message>
    <message>
        <source>end an export and find its file</source>
        <translation>einen Export beenden und seine Datei finden</translation>
    </message>
    <message>
        <source>write the rows as they are now</source>
        <translation>die Zeilen schreiben, wie sie jetzt sind</translation>
    </message>
    <message>
        <source>A table of sales, and their sum by city. Run it (F5).</source>
        <translation>Eine Tabelle von Verkäufen und ihre Summe je Stadt. Starten (F5).</translation>
    </message>
    <message>
        <source>Choose what to export</source>
        <translation>Wählen, was exportiert wird</translation>
    </message>
    <message>
        <source>An export is about a change stream. Tick `turnover` in the catalog: Alt+1, select it, Space.</source>
        <translation>Ein Export betrifft einen Änderungsstrom. Im Katalog `turnover` anhaken: Alt+1, auswählen, Leertaste.</translation>
    </message>
    <message>
        <source>Press Alt+1, select turnover, and press Space.</source>
        <translation>Alt+1 drücken, turnover auswählen, Leertaste drücken.</translation>
    </message>
    <message>
        <source>Begin the export</source>
        <translation>Den Export beginnen</translation>
    </message>
    <message>
        <source>Press Ctrl+E. Leave the format at JSON lines, choose a file, and press Export.

From now on every change of `turnover` is written. Where the disk is slow, the pipeline waits for it; nothing is
dropped.</source>
        <translation>Strg+E drücken. Das Format bei JSON-Zeilen lassen, eine Datei wählen und Exportieren drücken.

Von nun an wird jede Änderung von `turnover` geschrieben. Wo die Platte langsam ist, wartet die Pipeline auf sie; nichts geht verloren.</translation>
    </message>
    <message>
        <source>An export of turnover as JSON lines has begun</source>
        <translation>Ein Export von turnover als JSON-Zeilen hat begonnen</translation>
    </message>
    <message>
        <source>The stream of turnover has to be in front when you press Ctrl+E.</source>
        <translation>Der Strom von turnover muss vorn sein, wenn Strg+E gedrückt wird.</translation>
    </message>
    <message>
        <source>Ctrl+E, then Enter. The dialog shows what the lines will look like.</source>
        <translation>Strg+E, dann Eingabe. Der Dialog zeigt, wie die Zeilen aussehen werden.</translation>
    </message>
    <message>
        <source>Make something happen</source>
        <translation>Etwas geschehen lassen</translation>
    </message>
    <message>
        <source>Put the sales in (Ctrl+Alt+I, then Ctrl+Enter in the notebook), and look at the **Exports** dock (Alt+5): rows and
bytes go up.</source>
        <translation>Die Verkäufe einsetzen (Strg+Alt+I, dann Strg+Eingabe im Notebook) und das Dock **Exporte** ansehen (Alt+5): Zeilen und Bytes nehmen zu.</translation>
    </message>
    <message>
        <source>The export has written two changes</source>
        <translation>Der Export hat zwei Änderungen geschrieben</translation>
    </message>
    <message>
        <source>End the export</source>
        <translation>Den Export beenden</translation>
    </message>
    <message>
        <source>The file is called `….part` until it is whole. Select the export in the Exports dock (Alt+5) and stop it with
Ctrl+Shift+E: what is queued is written, and the file gets its name.

Beside it stands a `.manifest.json` with columns, steps, rows and their net weight.</source>
        <translation>Die Datei heißt `….part`, bis sie vollständig ist. Den Export im Dock Exporte auswählen (Alt+5) und mit Strg+Umschalt+E stoppen: Was ansteht, wird geschrieben, und die Datei bekommt ihren Namen.

Daneben steht eine `.manifest.json` mit Spalten, Schritten, Zeilen und deren Nettogewicht.</translation>
    </message>
    <message>
        <source>The export is finished</source>
        <translation>Der Export ist fertig</translation>
    </message>
    <message>
        <source>Stopping ends an export in good order. It is not the same as losing it.</source>
        <translation>Stoppen beendet einen Export in guter Ordnung. Verloren geht dabei nichts.</translation>
    </message>
    <message>
        <source>Press Alt+5, select the export, and press Ctrl+Shift+E.</source>
        <translation>Alt+5 drücken, den Export auswählen, Strg+Umschalt+E drücken.</translation>
    </message>
    <message>
        <source>The rows of this moment</source>
        <translation>Die Zeilen dieses Augenblicks</translation>
    </message>
    <message>
        <source>Sometimes you want the rows, not how they came to be. Press Ctrl+E in the stream of `turnover` again. Choose CSV, and
as changes *Rows as they are now*.</source>
        <translation>Manchmal sind die Zeilen gefragt, nicht, wie es zu ihnen kam. Im Strom von `turnover` noch einmal Strg+E drücken. CSV wählen und als Änderungen *Zeilen, wie sie jetzt sind*.</translation>
    </message>
    <message>
        <source>A CSV file of turnover is finished</source>
        <translation>Eine CSV-Datei von turnover ist fertig</translation>
    </message>
    <message>
        <source>Such an export ends by itself, once the rows are written.</source>
        <translation>Ein solcher Export endet von selbst, sobald die Zeilen geschrieben sind.</translation>
    </message>
    <message>
        <source>Ctrl+E, choose CSV and the rows as they are now, Export.</source>
        <translation>Strg+E, CSV und die Zeilen, wie sie jetzt sind, wählen, Exportieren.</translation>
    </message>
    <message>
        <source>When the light goes out</source>
        <translation>Wenn das Licht ausgeht</translation>
    </message>
    <message>
        <source>An export runs for hours, and the power fails.</source>
        <translation>Ein Export läuft seit Stunden, und der Strom fällt aus.</translation>
    </message>
    <message>
        <source>What is left of it?</source>
        <translation>Was bleibt davon?</translation>
    </message>
    <message>
        <source>Nothing, it was not finished</source>
        <translation>Nichts, er war nicht fertig</translation>
    </message>
    <message>
        <source>A .part file with whole lines</source>
        <translation>Eine .part-Datei mit ganzen Zeilen</translation>
    </message>
    <message>
        <source>A whole file</source>
        <translation>Eine ganze Datei</translation>
    </message>
    <message>
        <source>`millrace export --recover FILE.part` keeps its whole lines and cuts what was being written.</source>
        <translation>`millrace export --recover FILE.part` behält die ganzen Zeilen und schneidet ab, was gerade geschrieben wurde.</translation>
    </message>
    <message>
        <source>How is the file called until it is whole?</source>
        <translation>Wie heißt die Datei, bis sie vollständig ist?</translation>
    </message>
    <message>
        <source>What was written before the power failed is on the disk.</source>
        <translation>Was vor dem Ausfall geschrieben war, ist auf der Platte.</translation>
    </message>
    <message>
        <source>The same exports run without a window: `millrace export --help`.</source>
        <translation>Dieselben Exporte laufen ohne Fenster: `millrace export --help`.</translation>
    </message>
</context>
</TS>
