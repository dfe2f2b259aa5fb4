# `make help` lists what there is. Everything runs in .venv, made from requirements.lock.

PYTHON ?= python3
WORKSPACE ?= complete_journey
BIN := .venv/bin

export BENTOML_DO_NOT_TRACK := True
export MLFLOW_DISABLE_TELEMETRY := true

.DEFAULT_GOAL := help

.PHONY: help
help:  ## Say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: demo
demo: .venv/ready  ## Build, train, score and report on real data (WORKSPACE=complete_journey)
	$(BIN)/patron -w configs/$(WORKSPACE) demo

.PHONY: serve
serve: .venv/ready  ## Serve the demo's models on http://127.0.0.1:3000
	$(BIN)/patron -w configs/$(WORKSPACE) serve

.PHONY: test
test: .venv/ready  ## Run every test
	$(BIN)/pytest

.PHONY: lint
lint: .venv/ready  ## Check style, types and layers
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: docs
docs: .venv/ready  ## Rewrite the parts of docs/ that are made from the code
	$(BIN)/python -m patron.pipeline.reference

.PHONY: lock
lock: .venv/ready  ## Write requirements.lock anew from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
		--extra demo --extra notebooks --extra dev \
		--no-emit-index-url --no-header --generate-hashes --output-file requirements.lock

.PHONY: clean
clean:  ## Delete what runs have written: lake, models, reports
	rm -rf data/lake data/live models/bundle models/artifacts models/mlflow.db models/promotions.jsonl reports

# The environment is ready when the newest lock is installed in it. uv comes by pip, and pip alone
# does the same, slower, where uv cannot be had.
.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "patron needs Python 3.11 or newer; say which: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check uv || true
	if [ -x $(BIN)/uv ]; then \
		VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --require-hashes -r requirements.lock && \
		VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e . ; \
	else \
		$(BIN)/pip install --quiet --require-hashes -r requirements.lock && \
		$(BIN)/pip install --quiet --no-deps --no-build-isolation -e . ; \
	fi
	touch .venv/ready
