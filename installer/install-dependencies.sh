#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what debian-packages.txt names and this machine lacks. Silent and quick when nothing is missing.
# Works as root and with sudo. Where there is no apt it names the list and lets the build find out.
set -eu

folder=$(cd "$(dirname "$0")" && pwd)
list="$folder/debian-packages.txt"
packages=$(sed -e 's/#.*//' "$list" | tr -s ' \t\n' ' ')

if ! command -v dpkg-query >/dev/null 2>&1; then
    echo "This is not a Debian system. What Millrace needs is listed in $list" >&2
    exit 0
fi

# shellcheck disable=SC2086 # a list of words
installed=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' $packages 2>/dev/null | sed -n 's/ installed$//p') || true
missing=
for package in $packages; do
    printf '%s\n' "$installed" | grep -qx -F -e "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -eq 0 ]; then
    asRoot=
elif command -v sudo >/dev/null 2>&1; then
    asRoot=sudo
else
    echo "Packages are missing and there is no sudo. As root, run:" >&2
    echo "    apt-get install$missing" >&2
    exit 1
fi

echo "Installing:$missing" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() {
    $asRoot env DEBIAN_FRONTEND=noninteractive apt-get -q update >"$log" 2>&1 || return 1
    # shellcheck disable=SC2086 # a list of words
    $asRoot env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install $missing >>"$log" 2>&1
}
# Ask for the password while the terminal is still visible, not behind the log.
[ -z "$asRoot" ] || sudo -v
if ! install; then
    tail -n 20 "$log" >&2
    echo "The packages could not be installed; the lines above are apt's." >&2
    exit 1
fi
