# One command for everything. `make demo` and `make test` set themselves up; Python 3.11+ and make are enough.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
YASGUI := kg/site/static/yasgui

.PHONY: demo test thorough check lint types format site-assets bench bench-guard clean

demo: $(READY)  ## build the examples and ask the headline question
	$(BIN)/kg build examples -o output
	$(BIN)/kg query combination --param a=radiotherapy --param 'b=PD-1 inhibitor'

test: $(READY)  ## run the tests, on every core
	$(BIN)/pytest -n auto --dist loadgroup -m 'not thorough'

thorough: $(READY)  ## run the tests that take minutes: whole sites, all themes, pySHACL over every concept
	$(BIN)/pytest -n auto --dist loadgroup -m thorough

check: lint types test  ## what CI runs

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

bench: $(READY)  ## measure everything into docs/benchmarks.md; RECORDS=FILE… OPTIONS=--quick
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	$(BIN)/python -m benchmarks $(RECORDS) $(OPTIONS)

bench-guard: $(READY)  ## count the calls of lift, compose and gate; code 1 where there are more than recorded
	$(BIN)/python -m benchmarks.guard

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

site-assets:  ## fetch the SPARQL editor of the site (MIT licence), as web/package-lock.json pins it; needs npm
	cd web && npm ci --ignore-scripts --no-audit --no-fund
	mkdir -p $(YASGUI)
	cp web/node_modules/@zazuko/yasgui/package.json $(patsubst %,web/node_modules/@zazuko/yasgui/build/yasgui.min.%,js css) $(YASGUI)

$(READY): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("trialkg needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $(READY)

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find output -mindepth 1 ! -name README.md -delete
