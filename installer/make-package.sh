#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes the Debian package of a built preset (release without an argument) in build/<preset>/packages.
set -eu

preset=${1:-release}
root=$(cd "$(dirname "$0")/.." && pwd)
build="$root/build/$preset"
[ -x "$build/bin/millrace" ] || { echo "Build it first: make build PRESET=$preset" >&2; exit 1; }
ninja -C "$build" --quiet millrace millrace_manual
cpack --config "$build/CPackConfig.cmake" -G DEB -B "$build/packages" >/dev/null
ls "$build"/packages/millrace_*.deb
