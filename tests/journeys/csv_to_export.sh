#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# From two CSV files over a joined view to its change stream in a file.    csv_to_export.sh PROGRAM
set -eu
. "$(dirname "$0")/journey.sh"

cat >"$folder/city.csv" <<CSV
1,Oslo
2,Rome
CSV
cat >"$folder/sale.csv" <<CSV
1,1,12.5
2,2,8
3,1,30
CSV
# Both begin paused, so that the export sees their first row.
cat >"$folder/shop.sql" <<SQL
CREATE TABLE city (id BIGINT NOT NULL PRIMARY KEY, name VARCHAR)
WITH ('connectors' = '[{"name": "cities", "paused": true, "format": {"name": "csv"},
    "transport": {"name": "file_input", "config": {"path": "city.csv"}}}]');
CREATE TABLE sale (id BIGINT NOT NULL PRIMARY KEY, city BIGINT, amount DECIMAL(10, 2))
WITH ('connectors' = '[{"name": "sales", "paused": true, "format": {"name": "csv"},
    "transport": {"name": "file_input", "config": {"path": "sale.csv"}}}]');
CREATE MATERIALIZED VIEW turnover AS
SELECT city.name, COUNT(*) AS sales FROM sale JOIN city ON city.id = sale.city GROUP BY city.name;
SQL

# told WHAT PATTERN: waits until the catalog remembers that as open, ticked or running.
told() {
    for _ in $(seq $((patience * 2))); do
        if sqlite3 -readonly "$folder/data/catalog.db" "SELECT value FROM settings WHERE key = 'window.documents'" |
            grep -q "$2"; then
            printf '%s\n' "csv to export: $1"
            return 0
        fi
        sleep 0.5
    done
    fail "not reached: $1"
}

# there FILE: waits for it.
there() {
    for _ in $(seq $((patience * 2))); do
        [ -e "$1" ] && return 0
        sleep 0.5
    done
    fail "no file: $1"
}

begin "$1"
keys ctrl+o
sleep 1
write "$folder/shop.sql"
keys Return
told "the program is open" '"current":"shop"'

keys F5
sleep 1
keys shift+Tab space # what it touches is shown: run anyway
told "it runs" '"running":\[[^]]*"shop"'

keys alt+1
write shop # the catalog finds by typing
keys Down Down Down space # city, sale, turnover
told "its view is watched" '"shop":\["turnover"\]'

keys ctrl+e
sleep 1
keys alt+i ctrl+a
write "$folder/turnover.jsonl"
keys Return
there "$folder/turnover.jsonl.part"
printf '%s\n' "csv to export: the export runs"

keys alt+2 Home Down space Down Down space # cities, sales
for _ in $(seq $((patience * 2))); do
    grep -q '"name":"Oslo","sales":2' "$folder/turnover.jsonl.part" && break
    sleep 0.5
done
keys alt+5 Home ctrl+shift+e
there "$folder/turnover.jsonl"
there "$folder/turnover.jsonl.manifest.json"
grep -q '"row":{"name":"Oslo","sales":2}' "$folder/turnover.jsonl" || fail "the file lacks Oslo: $(cat "$folder/turnover.jsonl")"
grep -q '"row":{"name":"Rome","sales":1}' "$folder/turnover.jsonl" || fail "the file lacks Rome: $(cat "$folder/turnover.jsonl")"
printf '%s\n' "csv to export: the file is whole"
finish
