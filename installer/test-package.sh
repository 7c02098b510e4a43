#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the package into a clean Debian 12 (debootstrap, so as root and with the network) and starts what is there:
# command line, manual, completion, and the console on a display of its own.
#   installer/test-package.sh PACKAGE.deb [FOLDER]      FOLDER keeps the system for the next time
set -eu

package=$(readlink -f "$1")
root=${2:-$(mktemp -d -t millrace-package.XXXXXX)}
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}

say() { printf '%s\n' "== $1"; }
inside() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
leave() {
    umount "$root/proc" "$root/dev/pts" "$root/dev" 2>/dev/null || true
    [ -n "${KEEP:-}" ] || rm -rf --one-file-system "$root"
}
[ -z "${2:-}" ] || KEEP=yes
trap leave EXIT

if [ ! -e "$root/etc/debian_version" ]; then
    say "A clean Debian"
    debootstrap --variant=minbase bookworm "$root" "$mirror" >/dev/null
    for file in /etc/apt/apt.conf.d/*proxy*; do [ ! -e "$file" ] || cp "$file" "$root/etc/apt/apt.conf.d/"; done
fi
mount --bind /dev "$root/dev"
mount -t devpts devpts "$root/dev/pts"
mount -t proc proc "$root/proc"
cp "$package" "$root/tmp/millrace.deb"

say "Install"
inside apt-get -qq update
inside apt-get -qq -y --no-install-recommends install /tmp/millrace.deb >/dev/null
inside millrace --version

say "Command line"
inside millrace run /usr/share/millrace/samples/supply-chain/program.sql --for 2s --format json >"$root/tmp/changes.json"
grep -q '"relation":"preferred_vendor"' "$root/tmp/changes.json"
inside millrace check /usr/share/millrace/samples/supply-chain/program.sql
inside millrace export --help | grep -q -e --rotate-rows

say "Data of the desktop"
inside apt-get -qq -y --no-install-recommends install desktop-file-utils appstream xvfb xauth fonts-dejavu-core \
    bash-completion man-db >/dev/null
inside desktop-file-validate /usr/share/applications/millrace.desktop
inside appstreamcli validate --no-net /usr/share/metainfo/org.millrace.Millrace.metainfo.xml
inside man --warnings -l -Tutf8 /usr/share/man/man1/millrace.1.gz >"$root/tmp/manual.txt"
grep -q completion "$root/tmp/manual.txt"
inside bash -c '. /usr/share/bash-completion/completions/millrace; COMP_WORDS=(millrace exp); COMP_CWORD=1
    _millrace 2>/dev/null; [ "${COMPREPLY[0]}" = export ]'

say "Console"
inside xvfb-run -a millrace --data-folder /tmp/data --screenshot /tmp/console.png --after 4
[ "$(stat -c %s "$root/tmp/console.png")" -gt 20000 ]

say "Remove"
inside apt-get -qq -y remove millrace >/dev/null
if inside sh -c 'command -v millrace'; then
    say "The program is still there"
    exit 1
fi
say "All is well"
