# SPDX-License-Identifier: GPL-3.0-or-later
# Journeys through the console by keyboard alone: a display and a window manager of their own, the program on an empty
# data folder, keys by xdotool. Whether a step of a tutorial is done is read from the catalog, where its progress is
# kept. A journey that cannot be made, because a tool is missing, has failed.
#   . journey.sh; begin PROGRAM; tutorial TITLE ID; keys F5; reach STEP; …; finish

patience=90 # seconds for a step, on a machine that does other things too
folder=$(mktemp -d -t millrace-journey.XXXXXX)
pids=

fail() {
    printf '%s\n' "journey: $1" >&2
    [ -z "${MILLRACE_PICTURES:-}" ] || import -window root "$MILLRACE_PICTURES/failed.png" || true
    exit 1
}

leave() {
    for pid in $pids; do kill "$pid" 2>/dev/null || true; done
    rm -rf "$folder"
}
trap leave EXIT
trap 'exit 1' INT TERM

begin() {
    program=$1
    missing=
    for tool in Xvfb openbox xdotool sqlite3; do
        command -v "$tool" >/dev/null || missing="$missing $tool"
    done
    [ -z "$missing" ] || fail "missing:$missing (installer/debian-packages.txt lists the packages)"
    Xvfb -displayfd 3 -screen 0 1280x800x24 3>"$folder/display" >/dev/null 2>&1 &
    pids=$!
    for _ in $(seq 100); do [ -s "$folder/display" ] && break; sleep 0.1; done
    [ -s "$folder/display" ] || fail "no display came up"
    DISPLAY=:$(cat "$folder/display")
    export DISPLAY
    # No keys of its own: every one is the program's.
    cat >"$folder/openbox.xml" <<XML
<?xml version="1.0"?>
<openbox_config xmlns="http://openbox.org/3.4/rc"><keyboard/><applications>
<application type="normal"><maximized>yes</maximized></application></applications></openbox_config>
XML
    openbox --config-file "$folder/openbox.xml" >/dev/null 2>&1 &
    pids="$pids $!"
    sleep 1
    export LC_ALL=C.UTF-8 XDG_CONFIG_HOME="$folder/config" XDG_DATA_HOME="$folder/share" QT_QPA_PLATFORM=xcb
    "$program" --data-folder "$folder/data" --theme light >"$folder/log" 2>&1 &
    app=$!
    pids="$app $pids"
    window=$(timeout $patience xdotool search --sync --onlyvisible --name 'supply-chain' | head -n 1)
    [ -n "$window" ] || fail "no window came up"
    xdotool windowfocus --sync "$window"
    sleep 1
}

# keys KEY…: one after the other, as a quick person would.
keys() {
    for key in "$@"; do
        xdotool key "$key"
        sleep 0.3
    done
}

write() { xdotool type --delay 40 -- "$1"; sleep 0.3; }

progress() { sqlite3 -readonly "$folder/data/catalog.db" "SELECT value FROM settings WHERE key = 'tutorial.$id'" 2>/dev/null; }

# tutorial TITLE ID: finds it by quick open.
tutorial() {
    id=$2
    keys ctrl+p
    write "$1"
    keys Return
    for _ in $(seq $patience); do
        progress | grep -q '"step":0' && return 0
        sleep 1
    done
    fail "the tutorial $id does not begin"
}

# is_done STEP
is_done() { progress | grep -q "\"done\":\[[^]]*\"$1\""; }

# reach STEP: waits until it is done, and goes on to the next.
reach() {
    for _ in $(seq $((patience * 2))); do
        if is_done "$1"; then
            printf '%s\n' "$id: $1"
            if [ -n "${MILLRACE_PICTURES:-}" ]; then import -window root "$MILLRACE_PICTURES/$id-$1.png"; fi
            keys ctrl+alt+Right
            return 0
        fi
        sleep 0.5
    done
    fail "the step $1 of $id is not done: $(progress)"
}

# finish: all is done, and the program ends by its key.
finish() {
    keys ctrl+q
    for _ in $(seq $patience); do
        if ! kill -0 "$app" 2>/dev/null; then
            wait "$app" || fail "the program ended with $?"
            return 0
        fi
        sleep 1
    done
    fail "the program does not end"
}
