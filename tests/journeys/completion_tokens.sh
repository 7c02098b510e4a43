#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The tutorial on completion tokens, from the first start to its end.    completion_tokens.sh PROGRAM
set -eu
. "$(dirname "$0")/journey.sh"

begin "$1"
tutorial "Know when data has arrived" 5-completion-tokens

keys F5
reach run

keys alt+2 Home Down Down Down Down Down # tutorial-price-s3
reach select

keys ctrl+t
reach issue

keys alt+1 Down Down Down ctrl+alt+e # price
sleep 2 # its rows are read
keys Insert
write 1
keys Tab
write 1
keys Tab
write 9450
keys Return ctrl+alt+s
reach push

keys ctrl+alt+t
reach board

keys alt+2 Home Down Down Down Down Down Down ctrl+t # market
reach paused

keys shift+F5 alt+7 Tab space Down Down # the third answer
reach ended

finish
