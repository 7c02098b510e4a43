#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# An export is killed with the program, and goes on after the next start.    continue_export.sh PROGRAM
set -eu
. "$(dirname "$0")/journey.sh"

printf '1,12.5\n2,8\n3,30\n' >"$folder/sale.csv"
# Begins paused, so that the export sees the first row.
cat >"$folder/shop.sql" <<SQL
CREATE TABLE sale (id BIGINT NOT NULL PRIMARY KEY, amount DECIMAL(10, 2))
WITH ('connectors' = '[{"name": "sales", "paused": true, "format": {"name": "csv"},
    "transport": {"name": "file_input", "config": {"path": "sale.csv"}}}]');
CREATE MATERIALIZED VIEW dear AS SELECT id, amount FROM sale WHERE amount > 10;
SQL

# until WHAT COMMAND…: waits until it succeeds.
until_true() {
    what=$1
    shift
    for _ in $(seq $((patience * 2))); do
        if "$@" >/dev/null 2>&1; then
            printf '%s\n' "continue export: $what"
            return 0
        fi
        sleep 0.5
    done
    fail "not reached: $what"
}

remembered() { sqlite3 -readonly "$folder/data/catalog.db" "SELECT value FROM settings WHERE key = '$1'" | grep -q "$2"; }

begin "$1"
keys ctrl+o
sleep 1
write "$folder/shop.sql"
keys Return
until_true "the program is open" remembered window.documents '"current":"shop"'
keys F5
sleep 1
keys shift+Tab space # what it touches is shown: run anyway
until_true "it runs" remembered window.documents '"running":\[[^]]*"shop"'
keys alt+1
write shop # the catalog finds by typing
keys Down Down space # sale, dear
until_true "its view is watched" remembered window.documents '"shop":\["dear"\]'
keys ctrl+e
sleep 1
keys alt+i ctrl+a
write "$folder/dear sales.jsonl"
keys Return
until_true "the export runs" test -e "$folder/dear sales.jsonl.part"
keys alt+2 Home Down space # sales
until_true "it has rows" grep -q '"id":3' "$folder/dear sales.jsonl.part"

kill -9 "$app"
wait "$app" 2>/dev/null || true
until_true "the program is gone" test ! -e "$folder/dear sales.jsonl"
"$program" --data-folder "$folder/data" --theme light >>"$folder/log" 2>&1 &
app=$!
pids="$app $pids"
window=$(timeout $patience xdotool search --sync --onlyvisible --name 'shop' | head -n 1)
[ -n "$window" ] || fail "no window came up again"
xdotool windowfocus --sync "$window"
sleep 2

if [ -n "${MILLRACE_PICTURES:-}" ]; then import -window root "$MILLRACE_PICTURES/interrupted.png"; fi
keys F5
go_on() { # as soon as it runs
    keys alt+5 Home ctrl+alt+r
    test -e "$folder/dear sales-continued-00000002.jsonl.part"
}
until_true "the export goes on" go_on
until_true "what was safe is a file" test -e "$folder/dear sales.jsonl.manifest.json"
if [ -n "${MILLRACE_PICTURES:-}" ]; then import -window root "$MILLRACE_PICTURES/continued.png"; fi
keys alt+2 Home Down space
until_true "it has rows again" grep -q '"id":3' "$folder/dear sales-continued-00000002.jsonl.part"
keys alt+5 Home ctrl+shift+e
until_true "the file is whole" test -e "$folder/dear sales-continued-00000002.jsonl.manifest.json"
[ "$(wc -l <"$folder/dear sales.jsonl")" = 2 ] || fail "rows were lost: $(cat "$folder/dear sales.jsonl")"
[ "$(wc -l <"$folder/dear sales-continued-00000002.jsonl")" = 2 ] || fail "rows are missing"
grep -q '"recovered": true' "$folder/dear sales.jsonl.manifest.json" || fail "it does not say that it was recovered"
grep -q '"incarnation": 2' "$folder/dear sales-continued-00000002.jsonl.manifest.json" || fail "no further incarnation"
finish
