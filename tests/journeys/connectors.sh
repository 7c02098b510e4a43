#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The tutorial on switching connectors, from the first start to its end.    connectors.sh PROGRAM
set -eu
. "$(dirname "$0")/journey.sh"

begin "$1"
tutorial "Switch connectors on and off" 4-connectors

keys F5
reach run

keys alt+2 Home Down # c1
reach select

keys space
reach start

keys shift+F5
reach stop

keys ctrl+alt+i
reach swap

keys F5
reach swapped

keys shift+F5
sleep 2 # what stops is still locked
keys ctrl+alt+i
reach labels

keys F5
reach wait

keys alt+2 Home Down space # history
reach backfill

keys alt+7 Tab space Down # the second answer
reach missing

finish
