# `make run` and `make test` are the two commands of the README; each sets up what it needs in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := run
.PHONY: run test setup lint types unit package docs reference samples torture eval eval-shared clean

# Where the package index lacks the language model, spaCy fetches it.
$(VENV)/.done: pyproject.toml
	@echo "Setting up $(VENV); the first time takes some minutes."
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]' \
	  || { $(BIN)/pip install --quiet --disable-pip-version-check 'spacy>=3.8.7,<3.9' \
	       && $(BIN)/python -m spacy download fr_core_news_md \
	       && $(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'; }
	touch $@

setup: $(VENV)/.done

run: setup
	$(BIN)/chronique extract samples/articles.jsonl -o out/events.jsonl --force
	$(BIN)/python samples/show.py out/events.jsonl

test: lint types unit package

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

unit: setup
	$(BIN)/python -m pytest

# The built wheel in an empty environment, used from elsewhere.
package: setup
	$(BIN)/python tests/built_wheel.py

docs: $(VENV)/.docs
	$(BIN)/mkdocs build --strict --site-dir out/site

$(VENV)/.docs: $(VENV)/.done
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[docs]'
	touch $@

# Kills, restarts, full disks, mutants, memory: an hour or more. TORTURE_KILLS=5 and the like make it shorter.
torture: setup
	$(BIN)/python -m pytest -s tests/torture/batches.py tests/torture/databases.py

samples: setup
	$(BIN)/chronique extract samples/articles.jsonl -o samples/events.jsonl --force

.PHONY: train train-taught train-roles score-ner
# One process and one thread: so the same machine gives the same weights. Takes about four minutes.
train: setup
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m training.train_ner

# What is taught and who learns (models/taught), from our own gold and passages; about five minutes.
train-taught: setup
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m training.train_taught

# Who organises and who teaches (models/roles), from our own gold, as the rules stand; half a minute.
train-roles: setup
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m training.train_roles

# `ner` alone, plain and trained, on the sets under ../shared.
score-ner: setup
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m training.score --cross-validate

# docs/records.md from the models.
reference: setup
	$(BIN)/python docs/record_reference.py

eval: setup
	$(BIN)/python benchmarks/gold.py

eval-shared: setup
	$(BIN)/python benchmarks/shared.py

bench: setup
	$(BIN)/python benchmarks/evaluation.py
	$(BIN)/python benchmarks/dates.py
	$(BIN)/python benchmarks/link.py
	$(BIN)/python benchmarks/speed.py
	$(BIN)/python benchmarks/memory.py

check: setup
	$(BIN)/chronique check

clean:
	rm -rf $(VENV) out build dist
