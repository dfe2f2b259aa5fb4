# `make help` lists what there is. Everything runs in .venv, made from requirements.lock.

PYTHON ?= python3
WORKSPACE ?= complete_journey
SIZES ?= 5 20 100
DECISIONS ?= 1000000
# Each is a process of its own, so that one that fails leaves the others' tables alone.
MODEL_PARTS := benchmarks.models $(addprefix benchmarks.models.,horizons next_offer next_offer_tried coupons telco hillstrom open_bandit poison search scale)
BIN := .venv/bin

export BENTOML_DO_NOT_TRACK := True
export MLFLOW_DISABLE_TELEMETRY := true

.DEFAULT_GOAL := help

.PHONY: help
help:  ## Say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# The workspace `world` is made up: its raw files are simulated first, and its answers graded last.
.PHONY: demo
demo: .venv/ready $(if $(filter world,$(WORKSPACE)),data/world/truth/world.json)  ## Build, train, score and report on real data (WORKSPACE=complete_journey)
	$(BIN)/patron -w configs/$(WORKSPACE) demo
	$(if $(filter world,$(WORKSPACE)),$(BIN)/patron truth)

data/world/truth/world.json:
	$(BIN)/patron world

.PHONY: serve
serve: .venv/ready  ## Serve the demo's models on http://127.0.0.1:3000
	$(BIN)/patron -w configs/$(WORKSPACE) serve

.PHONY: test
test: .venv/ready  ## Run every test
	$(BIN)/pytest -n auto

.PHONY: hunt
hunt: .venv/ready  ## Run every test, its examples drawn anew
	$(BIN)/pytest -n auto --hypothesis-profile=hunt

.PHONY: fuzz
fuzz: .venv/ready  ## Ask the service whatever its description allows (FUZZ=300 an address)
	PATRON_FUZZ=$(or $(FUZZ),300) $(BIN)/pytest tests/service/test_fuzz.py

# A virtual environment of its own, because MLflow and pandas change their ways where they find Spark.
.PHONY: test-spark
test-spark: .venv-spark/ready  ## Run the tests that need Spark (and Java 17)
	.venv-spark/bin/pytest tests/pipeline/test_spark.py

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
lock: .venv/ready  ## Write the four requirements*.lock anew from pyproject.toml and requirements-service.in
	$(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
		--extra demo --extra identity --extra postgres --extra notebooks --extra dev \
		--no-emit-index-url --no-header --generate-hashes --output-file requirements.lock
	$(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
		--extra spark --extra dev --constraint requirements.lock \
		--no-emit-index-url --no-header --generate-hashes --output-file requirements-spark.lock
	$(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
		--extra demo --extra benchmarks --constraint requirements.lock \
		--no-emit-index-url --no-header --generate-hashes --output-file requirements-benchmarks.lock
	$(BIN)/uv pip compile requirements-service.in --quiet --universal --python-version 3.11 \
		--constraint requirements.lock --no-annotate \
		--no-emit-index-url --no-header --generate-hashes --output-file requirements-service.lock

.PHONY: bench-features
bench-features: .venv-bench/ready  ## Measure features beside Polars, DuckDB and others (SIZES="5 20 100")
	.venv-bench/bin/python -m benchmarks.features --sizes $(SIZES)

.PHONY: bench-models
bench-models: .venv-bench/ready  ## Judge the models beside others at rolling test cutoffs, and uplift
	$(foreach part,$(MODEL_PARTS),.venv-bench/bin/python -m $(part) || echo "$(part) has failed; its table is as it was" >&2;)

.PHONY: bench-explain
bench-explain: .venv-bench/ready  ## Measure contributions beside SHAP and others, and a night of reasons (after make demo)
	.venv-bench/bin/python -m benchmarks.explain
	$(BIN)/python -m benchmarks.explain.night

.PHONY: bench-service
bench-service: .venv-bench/ready  ## Measure the service beside mlflow, FastAPI and bare BentoML (needs wrk)
	.venv-bench/bin/python -m benchmarks.service

.PHONY: bench-identity
bench-identity: .venv/ready  ## Measure who is who beside Splink, on labelled data and in the made-up world
	$(BIN)/python -m benchmarks.identity
	$(BIN)/python -m benchmarks.identity.world --seed 1

.PHONY: bench-faults
bench-faults: .venv/ready  ## Look for stale answers, kill the service 100 times, swap its models under load
	$(BIN)/python -m benchmarks.service.freshness
	$(BIN)/python -m benchmarks.service.crash
	$(BIN)/python -m benchmarks.service.swap

.PHONY: bench-decisions
bench-decisions: .venv/ready  ## Make a million random decisions at once, and look for consent or a limit broken (DECISIONS=1000000)
	$(BIN)/python -m benchmarks.service.decisions --decisions $(DECISIONS)
	$(BIN)/python -m benchmarks.service.decisions --decisions $(DECISIONS) --database postgresql

.PHONY: bench-report
bench-report: .venv/ready  ## Write the report over a million customers, and print what that takes
	$(BIN)/python -m benchmarks.report_scale

.PHONY: clean
clean:  ## Delete what runs have written: lake, models, reports, the made-up world
	rm -rf data/lake data/live data/world data/raw/world models/bundle models/artifacts models/mlflow.db models/promotions.jsonl models/search reports

# The environment is ready when the newest lock is installed in it. uv comes by pip, and pip alone
# does the same, slower, where uv cannot be had.
.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "patron needs Python 3.11 or newer; say which: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check uv || true
	if [ -x $(BIN)/uv ]; then \
		VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --compile-bytecode --require-hashes -r requirements.lock && \
		VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e . ; \
	else \
		$(BIN)/pip install --quiet --require-hashes -r requirements.lock && \
		$(BIN)/pip install --quiet --no-deps --no-build-isolation -e . ; \
	fi
	touch .venv/ready

.venv-spark/ready: requirements-spark.lock pyproject.toml
	$(PYTHON) -m venv .venv-spark
	.venv-spark/bin/pip install --quiet --disable-pip-version-check uv || true
	if [ -x .venv-spark/bin/uv ]; then \
		VIRTUAL_ENV=.venv-spark .venv-spark/bin/uv pip install --quiet --compile-bytecode --require-hashes -r requirements-spark.lock && \
		VIRTUAL_ENV=.venv-spark .venv-spark/bin/uv pip install --quiet --no-deps --no-build-isolation -e . ; \
	else \
		.venv-spark/bin/pip install --quiet --require-hashes -r requirements-spark.lock && \
		.venv-spark/bin/pip install --quiet --no-deps --no-build-isolation -e . ; \
	fi
	touch .venv-spark/ready

# What only the benchmarks need stays out of .venv.
.venv-bench/ready: .venv/ready requirements-benchmarks.lock
	$(PYTHON) -m venv .venv-bench
	if [ -x $(BIN)/uv ]; then \
		VIRTUAL_ENV=.venv-bench $(BIN)/uv pip install --quiet --compile-bytecode --require-hashes -r requirements-benchmarks.lock && \
		VIRTUAL_ENV=.venv-bench $(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e . ; \
	else \
		.venv-bench/bin/pip install --quiet --require-hashes -r requirements-benchmarks.lock && \
		.venv-bench/bin/pip install --quiet --no-deps --no-build-isolation -e . ; \
	fi
	# The prior of a logged policy, of a package that names an older Python and dependencies that nothing
	# here needs.
	.venv-bench/bin/pip install --quiet --disable-pip-version-check --no-deps --ignore-requires-python obp==0.5.7
	touch .venv-bench/ready
