# Everything that can be done with this repository. `make help` lists it.
#
# How it knows what to build: cargo is always asked (it answers in a second when nothing changed) and leaves its
# outputs untouched then; every later step is a file that is newer than what it was made from.

SHELL := /usr/bin/env bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

BINDGEN := 0.2.130
SPLIT := 0.2.4
CACHE := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/halkhata
TOOLS := $(CACHE)/wasm-bindgen-$(BINDGEN)
export WASM_BINDGEN := $(TOOLS)/bin/wasm-bindgen
export WASM_SPLIT := $(CACHE)/wasm-split-$(SPLIT)/bin/wasm-split-cli
BIN := node_modules/.bin
WASM := wasm32-unknown-unknown

LISTEN ?= 127.0.0.1:3000
DATA ?= ./data
say = @printf '\033[1m== %s\033[0m\n' "$(1)"

# Apart from each other: cargo would give both sides of Leptos (browser and server) to each.
RELAY := -p crm-core -p crm-planted -p crm-sync -p crm-accounts -p crm-server -p crm-tests
DEVICE := -p crm-app -p crm-engine
TEST := $(shell cargo nextest --version >/dev/null 2>&1 && echo cargo nextest run --no-fail-fast || echo cargo test --no-fail-fast)

.PHONY: help run dev build test lint test-native test-wasm test-site test-browser bench soak prove-tests shots clean FORCE
.DEFAULT_GOAL := help

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{ printf "  make %-13s %s\n", $$1, $$2 }'

run: build ## build what is missing and start the relay on http://127.0.0.1:3000
	@target/release/halkhata serve --listen $(LISTEN) --data $(DATA) --assets build/site

build: build/site/manifest.json target/release/halkhata ## build the relay and the site in release

# ---------------------------------------------------------------------------------------------- tools

TARGET_STAMP := build/tools/$(WASM)
$(TARGET_STAMP):
	$(call say,Rust target $(WASM))
	@rustup target list --installed 2>/dev/null | grep -qx $(WASM) || rustup target add $(WASM)
	@mkdir -p $(@D) && touch $@

# Built with little optimisation: it runs for a second per build, compiling it well takes ten minutes.
# Without --locked, because its own lock file names a version that the index lacks.
$(WASM_BINDGEN):
	$(call say,wasm-bindgen $(BINDGEN) (about three minutes once))
	@if [ "$$(wasm-bindgen --version 2>/dev/null)" = "wasm-bindgen $(BINDGEN)" ]; then \
	  mkdir -p $(@D) && for tool in wasm-bindgen wasm-bindgen-test-runner; do ln -sf "$$(command -v $$tool)" $(@D)/$$tool; done; \
	else \
	  CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
	    cargo install wasm-bindgen-cli --version $(BINDGEN) --root $(TOOLS); \
	fi

$(WASM_SPLIT):
	$(call say,wasm-split $(SPLIT) (half a minute once))
	@CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
	  cargo install wasm_split_cli_support --version $(SPLIT) --features build-binary --root $(CACHE)/wasm-split-$(SPLIT)

BINDERS := $(WASM_BINDGEN) $(WASM_SPLIT) node_modules/.package-lock.json end2end/tools/bind.mjs

node_modules/.package-lock.json: package-lock.json
	$(call say,npm packages)
	@PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-fund --no-audit --loglevel=error
	@touch $@

CHROMIUM := build/tools/chromium
$(CHROMIUM):
	@node end2end/tools/chromium.mjs
	@mkdir -p $(@D) && touch $@

OTHER_BROWSERS := build/tools/other-browsers
$(OTHER_BROWSERS):
	@node end2end/tools/other-browsers.mjs
	@mkdir -p $(@D) && touch $@

POSTGRES := build/tools/postgres
$(POSTGRES):
	@node end2end/tools/postgres.mjs
	@mkdir -p $(@D) && touch $@

SCHEMATHESIS := build/tools/schemathesis/bin/schemathesis
$(SCHEMATHESIS): tests/api/requirements.txt
	$(call say,schemathesis (a minute once))
	@rm -rf build/tools/schemathesis
	@node end2end/tools/schemathesis.mjs build/tools/schemathesis $<
	@touch -c $@

# ---------------------------------------------------------------------------------------------- the site

# $(1) flavour, $(2) arguments of the assembly, $(3) arguments of cargo
define site
# Both flavours come out of cargo under one name; the copy keeps its time while nothing changed.
build/$(1)-work/crm_app.wasm: FORCE $(TARGET_STAMP)
	$$(call say,app ($(1)))
	@cargo build -p crm-app --profile ui --target $(WASM) $(3)
	@mkdir -p $$(@D)
	@cmp -s target/$(WASM)/ui/crm_app.wasm $$@ || cp target/$(WASM)/ui/crm_app.wasm $$@

build/$(1)-work/app.wasm: build/$(1)-work/crm_app.wasm $(BINDERS)
	$$(call say,app module ($(1)): parts and bindings and wasm-opt)
	@node end2end/tools/bind.mjs --wasm $$< --name app --out $$(@D) --split --optimise=-O1

build/$(1)/manifest.json: build/$(1)-work/app.wasm build/engine-work/engine.wasm $(SITE_SOURCES)
	$$(call say,site ($(1)))
	@node end2end/tools/assemble.mjs $(2) --out build/$(1) --app build/$(1)-work --engine build/engine-work
endef

# Folders too: their time changes when a file goes away.
SITE_SOURCES := $(shell find style public end2end/tools)

target/$(WASM)/engine/crm_engine.wasm: FORCE $(TARGET_STAMP)
	$(call say,engine (Wasm))
	@cargo build -p crm-engine --profile engine --target $(WASM)

build/engine-work/engine.wasm: target/$(WASM)/engine/crm_engine.wasm $(BINDERS)
	$(call say,engine module: bindings and wasm-opt)
	@node end2end/tools/bind.mjs --wasm $< --name engine --out $(@D) --optimise=-O1

# The styleguide is for looking at and for axe, not for measuring: the crates of the site, no wasm-opt.
build/guide-work/crm_app.wasm: FORCE $(TARGET_STAMP)
	$(call say,app with the styleguide)
	@cargo build -p crm-app --profile ui --target $(WASM) --features styleguide
	@mkdir -p $(@D)
	@cmp -s target/$(WASM)/ui/crm_app.wasm $@ || cp target/$(WASM)/ui/crm_app.wasm $@

build/guide-work/app.wasm: build/guide-work/crm_app.wasm $(BINDERS)
	@node end2end/tools/bind.mjs --wasm $< --name app --out $(@D) --split

build/guide/manifest.json: build/guide-work/app.wasm build/engine-work/engine.wasm $(SITE_SOURCES)
	$(call say,site with the styleguide)
	@node end2end/tools/assemble.mjs --dev --styleguide --out build/guide --app build/guide-work --engine build/engine-work

$(eval $(call site,site,,))
$(eval $(call site,bench,--bench,--features bench))

target/release/halkhata: FORCE
	$(call say,relay)
	@cargo build --release -p crm-server --bin halkhata

# The relay of the tests comes out of the crates that they are built from, with their checks for overflow: a second one
# in release would add ten minutes to a fresh `make test`. It is what `make bench`, `make soak` and `make run` start.
target/debug/halkhata: FORCE
	$(call say,relay for tests)
	@cargo build $(RELAY) --bin halkhata

dev: $(BINDERS) $(TARGET_STAMP) ## rebuild and reload on every change, unoptimised; /styleguide shows the components
	@node end2end/tools/dev.mjs --listen $(LISTEN) --data $(DATA)

# ---------------------------------------------------------------------------------------------- checks

test: lint test-native test-wasm test-site test-browser ## run lint and every test: native, Wasm, browser
	$(call say,all passed)

lint: $(TARGET_STAMP) ## check formatting and lints, warnings are errors
	$(call say,format)
	@cargo fmt --all --check
	$(call say,lints)
	@cargo clippy $(RELAY) --all-targets -- -D warnings
	@cargo clippy -p crm-app --target $(WASM) -- -D warnings
	@cargo clippy -p crm-app --target $(WASM) --features styleguide -- -D warnings
	@cargo clippy -p crm-app --target $(WASM) --features bench -- -D warnings
	@cargo clippy -p crm-engine --target $(WASM) -- -D warnings
	@cargo clippy -p crm-engine --tests -- -D warnings

test-native: target/debug/halkhata $(POSTGRES) $(SCHEMATHESIS) ## rules, simulation, tidy and process tests
	$(call say,native tests: core and sync and relay)
	@$(TEST) $(RELAY)
	$(call say,native tests: app and engine)
	@$(TEST) $(DEVICE) --features crm-app/styleguide
	$(call say,examples in the documentation)
	@cargo test -q -p crm-core -p crm-sync --doc

test-wasm: $(TARGET_STAMP) $(WASM_BINDGEN) $(CHROMIUM) ## what must be tested inside a browser's worker
	$(call say,Wasm tests)
	@node end2end/tools/wasm-tests.mjs $(TOOLS)/bin/wasm-bindgen-test-runner

test-site: build/site/manifest.json ## what the built files may and may not contain
	$(call say,site tests)
	@node --test end2end/site/*.test.mjs

test-browser: build/site/manifest.json target/debug/halkhata build/guide/manifest.json $(CHROMIUM) $(OTHER_BROWSERS) ## Chromium, and in short Firefox and WebKit, against the built relay and site
	$(call say,browser tests)
	@$(BIN)/playwright test -c end2end/playwright.config.ts --project=desktop --pass-with-no-tests $(ONLY)
	$(call say,browser tests at the size of a phone)
	@$(BIN)/playwright test -c end2end/playwright.config.ts --project=phone --pass-with-no-tests $(ONLY)

soak: target/release/halkhata $(POSTGRES) ## the long run: planted faults, 10,000 storms, 1,000 kills, 50 failovers, an hour of random input; about three hours
	@$(MAKE) prove-tests
	$(call say,storms)
	@SEEDS=10000 cargo test --release -q -p crm-tests --test simulation storms
	$(call say,kills)
	@HALKHATA=target/release/halkhata KILLS=1000 cargo test -q -p crm-tests --test processes kills
	$(call say,failovers)
	@HALKHATA=target/release/halkhata FAILOVERS=50 cargo test -q -p crm-tests --test processes failover
	$(call say,random input)
	@FUZZ_SECONDS=720 cargo test -q -p crm-tests --test fuzz -- --test-threads=1

PLANTED := --features crm-tests/planted -p crm-core -p crm-tests

prove-tests: ## plant a fault, run the test that must find it; the next; ONLY=names
	$(call say,tests with faults to switch on)
	@mkdir -p build
	@cargo test $(PLANTED) --no-run --message-format=json-render-diagnostics > build/planted.json
	$(call say,one fault after another)
	@target/debug/prove-tests build/planted.json $(ONLY)

shots: build $(CHROMIUM) ## screenshots of every screen into end2end/shots
	@SHOTS=1 HALKHATA=target/release/halkhata $(BIN)/playwright test -c end2end/playwright.config.ts shots

target/release/relay-load: FORCE
	@cargo build --release -p crm-tests --bin relay-load

bench: build/site/manifest.json build/bench/manifest.json target/release/halkhata target/release/relay-load $(CHROMIUM) ## measure; one JSON object per figure
	@$(BIN)/esbuild end2end/bench/run.ts --bundle --platform=node --packages=external --format=esm \
	  --log-level=error --outfile=build/bench-run.mjs
	@HALKHATA=target/release/halkhata node build/bench-run.mjs $(ONLY)

clean: ## remove what was built; data stays
	@rm -rf build target node_modules end2end/report end2end/test-results
