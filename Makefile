# Needs python3 (3.11 or newer) and make; everything else goes into the folder .venv beside this file.
# Another Python: make demo PYTHON=python3.12
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: setup demo test check house snapshots docs bench bench-crash bench-lint bench-network bench-text bench-truth bench-vault lock clean
.DEFAULT_GOAL := demo

setup: $(VENV)/.ready

# Runs again only when the lock or the project file has changed.
$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Ebbtide needs Python 3.11 or newer, and '$(PYTHON)' is older or not there."; \
	  echo "If you have a newer one under another name: make $(or $(MAKECMDGOALS),demo) PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "This Python lacks the modules venv and ensurepip, which set up a folder of its own for Ebbtide."; \
	  echo "On Debian and Ubuntu the package is called python3-venv; install it and run make again."; exit 1; }
	@echo "Setting up in $(VENV): fetches about 190 MB once and checks it against requirements.lock ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock && \
	  $(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e . || { \
	  echo "The set-up did not finish; the lines above say why. Without a network it cannot fetch what it needs."; exit 1; }
	@touch $@

demo: setup
	@$(BIN)/ebbtide demo

# Options of pytest beside those in pyproject.toml: make test PYTEST="--durations=10"
test: setup
	@$(BIN)/python -m pytest -n 2 -q $(PYTEST)

# Before each commit: layout, common mistakes, types, who imports whom; then the figures of style, which fail nothing.
check: setup
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports
	@$(BIN)/python -m tests.contracts.house_figures

# The figures of style beside the last ones; KEEP=--keep keeps today's.
house: setup
	@$(BIN)/python -m tests.contracts.house_figures $(KEEP)

# The kept pages and JSON of a few made-up couples, written anew: read what moved before you commit it.
snapshots: setup
	@$(BIN)/python -m tests.support.snapshots

# What turns docs/ into a site is locked apart: who changes code needs none of it.
$(VENV)/.docs-ready: $(VENV)/.ready requirements-docs.lock
	@echo "Fetching what builds the documentation ..."
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-docs.lock
	@touch $@

# docs/ as a site of plain files in build/docs, which asks no other computer for anything when it is read.
docs: $(VENV)/.docs-ready
	@$(BIN)/python -m sphinx -q -W --keep-going -b html docs build/docs
	@echo "The documentation is in build/docs/index.html"

# The peers of the benchmarks are locked apart: they weigh more than Ebbtide itself.
$(VENV)/.bench-ready: $(VENV)/.ready requirements-bench.lock
	@echo "Fetching the peers that the benchmarks compare with ..."
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-bench.lock
	@touch $@

bench: $(VENV)/.bench-ready
	@$(BIN)/python -m benchmarks

# Every figure of how sure Ebbtide is, on the report seeds; goes on where it stopped.
bench-truth: $(VENV)/.bench-ready
	@$(BIN)/python -m benchmarks truth --report

# Ends the vault's programs at random moments, at least 200 times; goes on where it stopped.
bench-crash: setup
	@$(BIN)/python -m benchmarks crash

# The tests under a trace of system calls: nobody but this computer is spoken to. QUICK=--quick runs a part of them.
bench-network: setup
	@$(BIN)/python -m benchmarks network $(QUICK)

# A million messages in the vault, and in plain SQLite beside it.
bench-vault: setup
	@$(BIN)/python -m benchmarks vault

# What the words show, measured on one core on labelled texts that EBBTIDE_CORPUS names; fills docs/language.md.
bench-text: $(VENV)/.bench-ready
	@POLARS_MAX_THREADS=1 OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks text

# How well the linter of drafts works, on sentences of our own and on natural texts; fills docs/lint.md.
bench-lint: $(VENV)/.bench-ready
	@$(BIN)/python -m benchmarks lint

# For maintainers: choose versions anew, with hashes and without the address of any registry. Needs uv.
lock:
	@uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --extra dev -o requirements.lock pyproject.toml
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --extra dev --extra bench -c requirements.lock -o requirements-bench.lock pyproject.toml
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --extra docs -c requirements.lock -o requirements-docs.lock pyproject.toml

clean:
	@rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
