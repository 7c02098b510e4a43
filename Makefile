# SPDX-License-Identifier: GPL-3.0-or-later
# The three commands people need; everything else is CMake presets (see CONTRIBUTING.md).
#   make run   [ARGS="--for 10s"]   build and open the console; without a display stream the sample's changes
#   make test  [PRESET=ci]          build everything and run all tests
#   make bench [ARGS=...]           build and run the benchmarks
PRESET ?= release
ARGS ?=
BUILD := build/$(PRESET)

# A terminal gets ninja's one status line, a log only warnings and errors.
NINJA := ninja -C $(BUILD) $(shell [ -t 2 ] || echo --quiet)

.PHONY: run test bench build configure dependencies
.DEFAULT_GOAL := run

run: TARGET := millrace
run: build
	@exec $(BUILD)/bin/millrace $(ARGS)

test: TARGET := all
test: build
	@ctest --preset $(PRESET)

bench: TARGET := millrace_bench
bench: build
	@$(BUILD)/bin/millrace_bench $(ARGS)

# Standard output belongs to the program that is run: a pipe behind `make run` sees nothing but its lines.
build: configure
	@started=$$(date +%s); \
	$(NINJA) $(TARGET) >&2 || exit 1; \
	echo "Built $(BUILD) in $$(( $$(date +%s) - started )) s." >&2

configure: dependencies
	@mkdir -p $(BUILD); \
	if ! cmake --preset $(PRESET) >$(BUILD)/configure.log 2>&1; then \
	    cat $(BUILD)/configure.log >&2; \
	    exit 1; \
	fi

dependencies:
	@installer/install-dependencies.sh
