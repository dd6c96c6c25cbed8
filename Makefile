# SPDX-License-Identifier: Apache-2.0
# Thin fronts of meson for people who want one command. `make` says which there are.
BUILD ?= build
EMBEDDED_BUILD ?= build-embedded
FUZZ_BUILD ?= build-fuzz
FUZZ_SECONDS ?= 30
MEMCHECK_BUILD ?= build-sanitized
PREFIX ?= /usr/local
PACKAGES = packaging/packages

# Meson is quiet unless it fails.
QUIETLY = packaging/quietly

.PHONY: help demo build embedded test test-sanitized bench fuzz install clean
.DEFAULT_GOAL := help

help:
	@echo "make demo                 build, then one profile all the way: ordered, downloaded, enabled, in use"
	@echo "make build                programs into $(BUILD)/"
	@echo "make embedded             the LPA alone into $(EMBEDDED_BUILD)/, for devices with little room, and its size"
	@echo "make test                 install what the tests need, build, run everything"
	@echo "make test-sanitized       the same with address and undefined behaviour sanitizers"
	@echo "make bench                the figures of the README (FULL=1: longer and steadier)"
	@echo "make fuzz                 each fuzzer for FUZZ_SECONDS=$(FUZZ_SECONDS) seconds"
	@echo "make install PREFIX=DIR   programs into DIR/bin, manual pages, templates, libprovisim-euicc, libprovisim-lpa"

build:
	@packaging/install-packages $(PACKAGES)-build.txt
	@echo "Building into $(BUILD)/"
	@test -f $(BUILD)/build.ninja || $(QUIETLY) meson setup $(BUILD) -Dtests=false -Dbench=false
	@$(QUIETLY) ninja -C $(BUILD) programs

# OPTIONS='-Dcurl=enabled -Dpcsc=enabled -Dat=enabled': what it shall have besides.
embedded:
	@packaging/install-packages $(PACKAGES)-build.txt
	@echo "Building into $(EMBEDDED_BUILD)/"
	@$(QUIETLY) packaging/set-up $(EMBEDDED_BUILD) -Dembedded=true -Dbuildtype=minsize $(OPTIONS)
	@$(QUIETLY) ninja -C $(EMBEDDED_BUILD)
	@packaging/embedded/sizes $(EMBEDDED_BUILD)

demo: build
	@$(BUILD)/src/programs/provisim quickstart

test:
	@packaging/install-packages $(PACKAGES)-build.txt $(PACKAGES)-test.txt
	@echo "Building into $(BUILD)/"
	@$(QUIETLY) packaging/set-up $(BUILD) -Dtests=true -Dbench=true
	@$(QUIETLY) ninja -C $(BUILD)
	@packaging/install-modules tests/browser $(BUILD)/browser
	@echo "Testing"
	@tools/run_tests.py $(BUILD)

test-sanitized:
	@packaging/install-packages $(PACKAGES)-build.txt $(PACKAGES)-test.txt
	@$(QUIETLY) packaging/set-up $(MEMCHECK_BUILD) -Dtests=true -Db_sanitize=address,undefined
	@$(QUIETLY) ninja -C $(MEMCHECK_BUILD)
	@packaging/install-modules tests/browser $(MEMCHECK_BUILD)/browser
	@tools/run_tests.py $(MEMCHECK_BUILD)

bench:
	@packaging/install-packages $(PACKAGES)-build.txt $(PACKAGES)-test.txt
	@$(QUIETLY) packaging/set-up $(BUILD) -Dtests=true -Dbench=true
	@$(QUIETLY) ninja -C $(BUILD)
	@FULL=$(FULL) ninja -C $(BUILD) --quiet bench

fuzz:
	@packaging/install-packages $(PACKAGES)-build.txt $(PACKAGES)-fuzz.txt
	@CC=clang $(QUIETLY) packaging/set-up $(FUZZ_BUILD) -Dfuzz=true -Dbench=false \
		-Db_sanitize=address,undefined -Db_lundef=false
	@$(QUIETLY) ninja -C $(FUZZ_BUILD) fuzzers
	@tools/run_fuzzers.sh $(FUZZ_BUILD)/tests/fuzz $(FUZZ_SECONDS)

install: build
	@$(QUIETLY) meson configure $(BUILD) -Dprefix=$(abspath $(PREFIX))
	@$(QUIETLY) ninja -C $(BUILD) programs device_library
	@meson install -C $(BUILD) --no-rebuild --tags runtime,devel,man,share

clean:
	rm -rf $(BUILD) $(EMBEDDED_BUILD) $(FUZZ_BUILD) $(MEMCHECK_BUILD)
