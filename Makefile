# make run    set up, backfill raw/'s sample dump into curated/, say how to query the result
# make test   set up, then lint, types, import contracts and tests
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
READY := $(VENV)/.ready
SOURCES := $(shell find cleaners flows -name '*.py' -o -name '*.toml')
SECONDS_EACH ?= 20
export DO_NOT_TRACK = 1
export PREFECT_SERVER_ANALYTICS_ENABLED = false

.PHONY: setup run test lint types contracts unit faults fuzz bench quality unseen lock clean

setup: $(READY)

$(STAMP): requirements.lock pyproject.toml
	@if command -v uv >/dev/null 2>&1; then \
		uv venv --quiet --allow-existing --python "$$(command -v $(PYTHON))" $(VENV) && \
		VIRTUAL_ENV=$(VENV) uv pip install --quiet --compile-bytecode --no-deps --require-hashes -r requirements.lock && \
		VIRTUAL_ENV=$(VENV) uv pip install --quiet --no-deps --no-build-isolation -e . ; \
	else \
		$(PYTHON) -m venv $(VENV) && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . ; \
	fi
	@touch $(STAMP)

# What a process would else make at its start: bytecode, and what cleaners/cache.py keeps.
$(READY): $(STAMP) $(SOURCES)
	@$(BIN)/python -m compileall -q cleaners flows
	@$(BIN)/python -m cleaners.ready
	@touch $(READY)

run: setup
	$(BIN)/winnow backfill raw/sample --raw raw --curated curated

test: lint types contracts unit

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

contracts: setup
	$(BIN)/lint-imports

unit: setup
	$(BIN)/python -m pytest -q -n 2 --dist loadfile

# Longer proofs: kills, full disks.
faults: setup
	$(BIN)/python -m pytest -q -m faults tests

# Coverage-guided fuzzing; with atheris where it is installed (it is not in the lock).
fuzz: setup
	$(BIN)/python tests/fuzz/run.py --seconds $(SECONDS_EACH)

bench: setup
	$(BIN)/python -m benchmarks.speed

quality: setup
	$(BIN)/python -m benchmarks.quality

# Plain text that no fit has seen, by layout, tool, language and label; needs the train extra. Some ten minutes.
unseen: setup
	$(BIN)/python -m benchmarks.quality.train_plain --held-out

# Resolve the pins anew (needs uv).
lock:
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header -o requirements.lock

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find cleaners flows -name __pycache__ -prune -exec rm -rf {} +
