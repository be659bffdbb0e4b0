# Two commands: `make up` shows crosslink at work, `make test` proves it.  Both do all the set-up they need.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
PORT ?= 8350
BIN := .venv/bin
export PIP_CONSTRAINT := constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Where it is set, each of the tests' thousand processes would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help up down test check bench docs constraints engine env

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

up: env ## Link the deployments of an emulated Elastic Cloud with the real Pulumi (PORT=8350)
	@$(BIN)/crosslink emulate --detach .local --port $(PORT)
	@. .local/env && pulumi stack select --create local && pulumi up --yes --non-interactive
	@. .local/env && crosslink show
	@echo "look around:  . .local/env; pulumi preview --diff; crosslink show      end it:  make down"

down: ## Stop the emulator and remove the local stack, whatever state they are in
	@others=$$(find .local/state -path '*/stacks/*' -name '*.json' ! -name local.json 2>/dev/null || true); \
	if [ -n "$$others" ]; then echo "error: .local holds stacks of your own, which would be lost: $$others; export or destroy and remove them first" >&2; exit 1; fi
	@if [ -x $(BIN)/crosslink ]; then $(BIN)/crosslink emulate --stop .local; fi
	@rm -rf .local

test: check engine ## Run every check and every test
	@rm -f .coverage .coverage.*
	@$(BIN)/coverage run -m pytest -m 'not alone' --numprocesses 2 --dist worksteal --quiet
	@$(BIN)/coverage combine --quiet && $(BIN)/coverage report
	@$(BIN)/pytest -m alone --quiet

check: .venv/installed ## Lint, format, types, import contracts, generated docs (under 30 s)
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo > .lint-imports.log || { cat .lint-imports.log; exit 1; }
	@$(BIN)/python docs/generate.py --check
	@echo "check: all fine"

bench: engine ## Measure seconds and requests for 1, 50 and 200 links and 1,000 traffic filters (about 20 minutes)
	@$(BIN)/python tests/cost/bench.py

docs: .venv/installed ## Write the tables of docs/ anew
	@$(BIN)/python docs/generate.py

constraints: ## Pin the newest versions of everything that is installed
	@echo "resolving in a fresh virtual environment (about a minute)"
	@rm -rf .local/fresh && $(PYTHON) -m venv .local/fresh
	@env -u PIP_CONSTRAINT .local/fresh/bin/pip install --quiet hatchling -e '.[dev]'
	@.local/fresh/bin/pip freeze --exclude-editable > constraints.txt
	@rm -rf .local/fresh

engine: .venv/installed
	@$(BIN)/python engine/install

.venv/installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "error: Python 3.11 or newer is needed; say which one: make PYTHON=python3.12 …")'
	@echo "installing into .venv (about a minute)"
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --progress-bar off -e '.[dev]' | grep --line-buffered -E '^(Collecting|Installing|Successfully)' | cut -c1-100
	@touch $@

env: engine
	@mkdir -p .local/state && find .local/state -name '*.attrs' -delete
	@{ \
	  echo '# Made by make for the stack "local" alone; read it with:  . .local/env'; \
	  echo 'export PATH="$(CURDIR)/.venv/bin:$$PATH"'; \
	  echo '# Without metadata: an engine killed while it writes them leaves a state that no engine reads ("failed to load checkpoint: EOF").'; \
	  echo 'export PULUMI_BACKEND_URL="file://$(CURDIR)/.local/state?metadata=skip" PULUMI_HOME="$(CURDIR)/.local/pulumi"'; \
	  echo '# Nothing secret is encrypted with it: the keys in stacks/Pulumi.local.yaml open the emulator alone.'; \
	  echo 'export PULUMI_CONFIG_PASSPHRASE=crosslink-local'; \
	  echo 'export PULUMI_OPTION_POLICY_PACK="$(CURDIR)/policies" PULUMI_PARALLEL=64'; \
	  echo 'export PULUMI_SKIP_UPDATE_CHECK=true PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION=true'; \
	  for cloud in $(if $(filter-out 8350,$(PORT)),hosted partner enterprise laboratory); do \
	    echo "export CROSSLINK_CONNECTIONS__$$(echo $$cloud | tr a-z A-Z)__ENDPOINT=http://127.0.0.1:$(PORT)/clouds/$$cloud"; \
	  done; \
	  for cluster in $(if $(filter-out 8350,$(PORT)),LOGS_EU=eeee0101eeee0101eeee0101eeee0101 WAREHOUSE=warehouse); do \
	    echo "export CROSSLINK_CLUSTERS__$${cluster%%=*}__URL=http://127.0.0.1:$(PORT)/clusters/$${cluster#*=}"; \
	  done; \
	} > .local/env
