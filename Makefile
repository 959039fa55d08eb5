# What a person types. Each target installs what it needs (Debian; as root, or with sudo) or says what to install.
# `make test` needs nothing but Swift 6.3, git and make to begin with.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := test

PREFIX ?= /usr/local
# Of what `make bench` measures: small or full.
SIZE ?= full
# Of tests that run by the ten thousand: they are built as releases are.
FAST := --configuration release --scratch-path .build-torture
TOOLS := Tests/Conformance/tools.sh
SOURCES := $(wildcard Sources Tests Benchmarks Plugins) Package.swift

.PHONY: demo test lint format conformance interop torture bench install tools

tools:
	@$(TOOLS) build

# A day in a small store, from nothing, on a terminal.
demo: tools
	Benchmarks/demo.sh

test: tools
	swift test --disable-xctest

lint:
	swift format lint --strict --recursive --parallel $(SOURCES)

format:
	swift format --in-place --recursive --parallel $(SOURCES)

# The public test suites of the formats we read.
conformance: tools
	@$(TOOLS) python
	Tests/Conformance/json-schema-suite.sh
	swift test --disable-xctest --filter ParserTests

# Sealed values and signatures between hfile, jose, joserfc, ssh-keygen and git; 1,000 histories judged by hfile and Python;
# an auditor's day in a browser; 32 processes that book one hour, and calendars read back by icalendar; a cashier in tmux;
# two computers of a store that meet by sshd and an https server, and what goes wrong on the way.
interop: tools
	@$(TOOLS) python venv jose ssh-keygen chromium tmux openssl sshd nginx fcgiwrap
	Tests/Conformance/sealing-interop.sh
	Tests/Conformance/verify-oracle.sh
	Tests/Conformance/web-browser.sh
	Tests/Conformance/booking.sh
	Tests/Conformance/till-tmux.sh
	Tests/Conformance/sync-servers.sh

# Hostile input, hostile clients, 10,000 random days at a till, 10,000 random exchanges of three copies, faults at every
# system call, memory; hours: leave it a night.
torture: tools
	@$(TOOLS) python venv jq strace valgrind curl openssl
	COUNT=1000000 Tests/Conformance/json-fuzz.sh
	swift build $(FAST) --build-tests -Xswiftc -enable-testing
	HFILE_DAYS=10000 swift test $(FAST) --skip-build --disable-xctest --filter TradePropertyTests
	HFILE_CLONES=10000 swift test $(FAST) --skip-build --disable-xctest --filter ClonePropertyTests
	Tests/Conformance/faults.sh
	Tests/Conformance/kill.sh
	Tests/Conformance/valgrind.sh
	Tests/Conformance/web-hostile.sh
	Tests/Conformance/web-fuzz.sh

# Against git, jq, DuckDB, orjson with jsonschema-rs, klaus and cgit; SIZE=small is a quick look.
bench: tools
	@$(TOOLS) python venv jq wrk cgit
	Benchmarks/bench.sh $(SIZE)

install: tools
	binaries=$$(Benchmarks/release.sh hfile hfile-web); \
	for name in hfile hfile-web; do install -D -m 0755 "$$binaries/$$name" "$(DESTDIR)$(PREFIX)/bin/$$name"; done
