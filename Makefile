# make run    sets up, reads the shipped specimens: tables, pages in out/, a ledger, a query over it, its flags
# make test   sets up likewise (and a browser for the page's tests), then checks and tests everything
# make accuracy, make bench   measure, and write the numbers into README.md; make train learns the weights anew
# make fast   compiles the reading to C into build/, where it stands beside the sources and reads the same, faster

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# What is installed depends on these two files and on where the folder lies; one stamp per state, so that
# a second run installs nothing.
KEY := $(shell (cat pyproject.toml constraints.txt; pwd) | sha256sum | cut -c1-16)
RUN_STAMP := $(VENV)/run-$(KEY).stamp
TEST_STAMP := $(VENV)/test-$(KEY).stamp
TRAIN_STAMP := $(VENV)/train-$(KEY).stamp
BENCH_STAMP := $(VENV)/bench-$(KEY).stamp
# What is compiled lies in a folder named after its sources, so that it never stands for others.
FAST := build/fast-$(shell (cat setup.py pyproject.toml constraints.txt; find src -name '*.py' | LC_ALL=C sort \
    | xargs cat; pwd) | sha256sum | cut -c1-16)

FAST_TESTS := $(foreach name,compiled deterministic limits reading_properties seeds specimens,tests/test_$(name).py)

# Settings of the surrounding shell that would send packages elsewhere than into the folder's own environment.
unexport VIRTUAL_ENV PYTHONHOME PYTHONPATH PIP_USER PIP_TARGET PIP_PREFIX PIP_REQUIRE_VIRTUALENV PIP_CONSTRAINT
# Every start would compile all sources anew.
unexport PYTHONDONTWRITEBYTECODE
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONUTF8 := 1

PIP := $(BIN)/python -m pip install -qq --no-input --progress-bar off --constraint constraints.txt
SPECIMENS := specimens
GAZETTEER := $(wildcard $(SPECIMENS)/gazetteer.toml)
INPUT = $(SPECIMENS) $(if $(GAZETTEER),--gazetteer $(GAZETTEER))
READ = $(BIN)/tongket read $(INPUT)

# What was planned against what was reached, as in the README.
define QUESTION
SELECT body, counted, r.value AS result, t.value AS target, unit, round(100 * r.value / t.value) AS percent
FROM latest r JOIN latest t USING (document_id, sentence_start, body, counted, unit)
WHERE r.kind = 'level' AND t.kind = 'level' AND r.status = 'reported' AND t.status = 'target'
ORDER BY percent
endef
export QUESTION

.PHONY: help run test lint accuracy agreement bench bench-desk bench-search fast train example screenshots setup setup-test browser compiler constraints clean

help:
	@sed -n 's/^# //;/^make/p' $(firstword $(MAKEFILE_LIST)) | head -4

# Pages and ledger are made while the tables are printed.
run: $(RUN_STAMP)
	@mkdir -p out && rm -f out/*.html
	@[ ! -d out/ledger ] || $(BIN)/tongket ledger upgrade --ledger out/ledger >/dev/null
	@$(READ) --format html --out out & pages=$$!; \
	$(BIN)/tongket add $(INPUT) examples/years --workers 1 --ledger out/ledger >out/added.txt & added=$$!; \
	$(READ); wait $$pages; wait $$added
	@printf '\nOne page per document, open in any browser:\n'
	@ls out/*.html | sed "s|^|  $$(pwd)/|"
	@printf '\nAll of it in a ledger, and a question to it (docs/ledger.md has more):\n'
	@sed 's/^/  /' out/added.txt; rm out/added.txt
	@printf '\n$$ tongket query --ledger out/ledger "\n%s"\n\n' "$$QUESTION"
	@$(BIN)/tongket query "$$QUESTION" --ledger out/ledger
	@printf '\nWhat does not fit together, until a person has looked at it (docs/checks.md):\n\n$$ tongket flags --ledger out/ledger\n'
	@$(BIN)/tongket flags --ledger out/ledger
	@printf '\nTo look around in a browser (docs/desk.md), then open http://localhost:8000/\n\n$$ %s\n' \
	    '$(BIN)/tongket serve --ledger out/ledger$(if $(GAZETTEER), --gazetteer $(GAZETTEER))'

test: $(TEST_STAMP) browser lint
	@$(BIN)/python -m pytest -n 2

lint: $(TEST_STAMP)
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary

accuracy: $(RUN_STAMP)
	@$(BIN)/python bench/accuracy.py --practice --readme README.md
	@$(BIN)/python bench/about.py

agreement: $(RUN_STAMP)
	@$(BIN)/python bench/agreement.py --docs docs/accuracy.md
	@$(BIN)/python bench/about.py

example: $(RUN_STAMP)
	@$(BIN)/python bench/readme.py
	@$(BIN)/python bench/ledger_docs.py
	@$(BIN)/python bench/indicators.py --docs

screenshots: $(TEST_STAMP) browser
	@$(BIN)/python bench/screenshots.py

# LEDGER: the ledger to open; the larger, the better.
bench-desk: $(TEST_STAMP)
	@command -v wrk >/dev/null || { echo 'wrk is needed: apt-get install wrk' >&2; exit 1; }
	@$(BIN)/python bench/desk.py $(or $(LEDGER),out/ledger) --docs docs/desk.md

bench-search: $(TEST_STAMP)
	@$(BIN)/python bench/search.py $(or $(LEDGER),out/ledger) --docs docs/desk.md

# Both forms are measured, or, where there can be no compiler, the one that is there.
bench: $(BENCH_STAMP)
	@compiled=(); if $(MAKE) fast; then compiled=(--compiled $(FAST)/src); fi; \
	$(BIN)/python bench/speed.py "$${compiled[@]}" --readme README.md

fast: $(FAST)/compiled.stamp
	@printf 'Compiled; to use it:\n  export PYTHONPATH=%s/$(FAST)/src\n' "$$(pwd)"

train: $(TRAIN_STAMP)
	@$(BIN)/python train/fit.py && $(BIN)/python train/accounts.py

setup: $(RUN_STAMP)
setup-test: $(TEST_STAMP)

constraints: $(TEST_STAMP)
	@$(BIN)/python bench/constrain.py

clean:
	@rm -rf out build $(VENV)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	    || { echo 'Tongket needs Python 3.11 or newer as python3 (or: make PYTHON=python3.12 …)' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	    || { echo 'The venv module is missing: apt-get install python3-venv' >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(RUN_STAMP): | $(BIN)/python
	@echo 'Setting up .venv (once)…' >&2
	@$(PIP) --editable .
	@rm -f $(VENV)/run-*.stamp && touch $@

$(TEST_STAMP): | $(BIN)/python
	@echo 'Setting up .venv for the tests (once)…' >&2
	@$(PIP) --editable '.[dev]'
	@rm -f $(VENV)/test-*.stamp $(VENV)/run-*.stamp && touch $@ $(RUN_STAMP)

$(BENCH_STAMP): | $(TEST_STAMP)
	@echo 'Setting up .venv for the benchmark (once)…' >&2
	@$(PIP) --editable '.[bench]'
	@rm -f $(VENV)/bench-*.stamp && touch $@

$(TRAIN_STAMP): | $(TEST_STAMP)
	@echo 'Setting up .venv for learning (once)…' >&2
	@$(PIP) --editable '.[train]'
	@rm -f $(VENV)/train-*.stamp && touch $@

$(FAST)/compiled.stamp: | $(TEST_STAMP) compiler
	@echo 'Compiling the reading (a few minutes, once)…' >&2
	@rm -rf build/fast-* && mkdir -p $(FAST) && cp -r src setup.py pyproject.toml $(FAST)
	@find $(FAST)/src \( -name __pycache__ -o -name '*.egg-info' \) -prune -exec rm -r {} +
	@(cd $(FAST) && TONGKET_COMPILE=1 $(abspath $(BIN))/python setup.py build_ext --inplace) >$(FAST)/compiled.log 2>&1 \
	    || { tail -3 $(FAST)/compiled.log >&2; echo 'It could not be compiled (see $(FAST)/compiled.log)' >&2; exit 1; }
	@rm -rf $(FAST)/build
	@PYTHONPATH=$(FAST)/src $(BIN)/python -m pytest -n 2 $(FAST_TESTS)
	@touch $@

compiler: $(TEST_STAMP)
	@has() { command -v cc >/dev/null && $(BIN)/python -c 'import os, sys, sysconfig; \
	    sys.exit(not os.path.isfile(sysconfig.get_path("include") + "/Python.h"))'; }; has || { \
	    echo 'Installing a C compiler (once)…' >&2; \
	    as_root=; [ "$$(id -u)" = 0 ] || as_root='sudo -n'; \
	    { $$as_root apt-get update -qq || true; DEBIAN_FRONTEND=noninteractive \
	      $$as_root apt-get install -y -qq --no-install-recommends gcc libc6-dev python3-dev; } \
	      >$(VENV)/compiler.log 2>&1 || true; has; } \
	    || { echo 'A C compiler and the headers of Python are needed; as root: apt-get install gcc python3-dev' >&2; exit 1; }

# The page's tests drive a real browser: Debian's.
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || { \
	    echo 'Installing chromium (once)…' >&2; \
	    as_root=; [ "$$(id -u)" = 0 ] || as_root='sudo -n'; \
	    { $$as_root apt-get update -qq || true; DEBIAN_FRONTEND=noninteractive \
	      $$as_root apt-get install -y -qq --no-install-recommends chromium; } >$(VENV)/chromium.log 2>&1 \
	    || { echo 'Chromium is needed for the tests of the page and could not be installed here' \
	              '(see $(VENV)/chromium.log); as root: apt-get install chromium' >&2; exit 1; }; }
