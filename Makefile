# Every verb of the project. `make` alone lists them.
# PYTHON=python3.12 make run   chooses the Python;   make test ARGS="-k story"   passes options on.

.DEFAULT_GOAL := help
.PHONY: help run demo test check wheel soak format schema lock clean
MAKEFLAGS += --no-print-directory
VENV := .venv/bin/python

# Looking costs 30 ms; only if .venv is not ready (or a Python was named) is more done.
ready = @{ test -z '$(PYTHON)' && $(VENV) -I -S scripts/setup.py --ready $(1) 2>/dev/null; } \
	|| '$(or $(PYTHON),python3)' scripts/setup.py $(1)

help:  ## list the verbs
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' Makefile

run:  ## start watchnext (the first time it sets itself up)
	$(call ready,run)
	@$(VENV) -m bot run $(ARGS)

demo:  ## see a story develop in 20 seconds, without network or tokens
	$(call ready,run)
	@$(VENV) -m bot demo $(ARGS)

test:  ## run the tests
	$(call ready,dev)
	@$(VENV) -m pytest -q -n auto $(ARGS)

check:  ## what CI runs: format, lint, types, contracts, tests, coverage
	$(call ready,dev)
	$(VENV) -m ruff format --check .
	$(VENV) -m ruff check .
	$(VENV) -m mypy
	.venv/bin/lint-imports
	$(VENV) -m pytest -q -n auto --cov --cov-report=json:build/coverage.json $(ARGS)
	$(VENV) scripts/floors.py

wheel:  ## build the wheel, install it in an empty environment, run it there
	$(call ready,dev)
	@$(VENV) scripts/try_wheel.py

soak:  ## kill the program a thousand times while it tells Slack and Discord; count what was lost
	$(call ready,dev)
	@$(VENV) -m tests.bench.soak $(ARGS)

format:  ## let ruff place everything
	$(call ready,dev)
	$(VENV) -m ruff format .
	$(VENV) -m ruff check --fix .

schema:  ## write the JSON schema that editors show beside rules.yaml
	$(call ready,dev)
	@$(VENV) -m scripts.rules_schema

lock:  ## write the lock files anew (ARGS=--upgrade for the newest of everything)
	$(call ready,dev)
	@$(VENV) scripts/lock.py $(ARGS)

clean:  ## remove .venv and all caches; your data stays
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
