# make run    a fresh machine to a knowledge base that answers on http://127.0.0.1:8000
# make test   the whole test suite
PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup run test check eval eval-structure train-encoder bench crash fuzz nightly lock clean

setup: .venv/.installed

.venv/.installed: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

run: setup
	$(BIN)/kb ingest corpus
	$(BIN)/kb serve

test: setup
	$(BIN)/python -m pytest -n auto

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/house

# Figures for README and docs; never a test.
bench: setup
	$(BIN)/python -m eval.bench

# Search and answers on the graded questions, beside baselines in the same run.
eval: setup
	$(BIN)/python -m eval.quality

# The default encoder from the data folder: make train-encoder DATA=…
train-encoder: setup
	$(BIN)/python -m eval.encoder.train $(DATA)
	$(BIN)/python -m eval.encoder.measure $(DATA)

# How well documents are cut, on the data sets of a folder: make eval-structure DATA=…
eval-structure: setup
	$(BIN)/python -m eval.structure $(DATA)

# Corrupted files: each gives a document or a clear reason.
fuzz: setup
	$(BIN)/python -m eval.fuzz --files 500

# What is too long for every run; its last figures are kept in docs/figures.md.
nightly: setup
	$(BIN)/python -m eval.crash --kills 2000
	$(BIN)/python -m eval.fuzz --files 5000
	$(BIN)/python -m eval.parsing

# Kills at every failpoint and at random moments; asks again after each.
crash: setup
	$(BIN)/python -m eval.crash --kills 50

# A new lock file from the newest releases that pyproject.toml admits.
lock:
	rm -rf .venv-lock
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/pip install --quiet --upgrade setuptools
	.venv-lock/bin/pip install --quiet ".[models,ocr,dev]"
	.venv-lock/bin/pip freeze --all --exclude policy-kb --exclude pip | sed 's/+cpu$$//' > requirements.lock
	rm -rf .venv-lock

clean:
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
