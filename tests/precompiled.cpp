// SPDX-License-Identifier: GPL-3.0-or-later
// The target of the tests' precompiled header needs a source.
