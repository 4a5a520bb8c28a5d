# Sitrep. `make` lists the targets; each sets up what it needs by itself, once.
# On a machine without a network, put wheels in a folder and say: make extract PIP_FLAGS="--no-index --find-links WHEELS"

PYTHON ?= python3
VENV   ?= .venv
INPUT  ?= $(if $(wildcard data/raw/*),data/raw,data/sample)
OUT    ?= data/output
MODEL  ?=
WORKERS ?=
CORPORA ?= $(SITREP_CORPORA)
GOLD   ?= data/gold
FACTS  ?=
ARTICLES ?=
SUGGESTIONS ?= build/suggestions.jsonl
MARKED ?= data/gold/entities/tune.txt
PIP_FLAGS ?=
KILLS  ?= 200
SECONDS ?= 20
DOORS ?=

BIN     := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check $(PIP_FLAGS) -c constraints.txt
RUNTIME := $(VENV)/.runtime
DEV     := $(VENV)/.dev
TRAIN   := $(VENV)/.train
REVIEW  := $(VENV)/.review
FUZZ    := $(VENV)/.fuzz
OPTIONS := $(if $(MODEL),--model "$(MODEL)") $(if $(WORKERS),--workers $(WORKERS))

export OMP_NUM_THREADS ?= 1
export INPUT OUT ARTICLES

ifneq ($(words $(VENV)),1)
$(error VENV="$(VENV)" has a space in it, which make cannot handle: give another folder)
endif

.DEFAULT_GOAL := help
.PHONY: help extract report test soak fuzz check trf train retrain evaluate bench bench-all clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  variables: INPUT=$(INPUT) OUT=$(OUT) MODEL=$(MODEL) WORKERS=$(WORKERS)"

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] < (3, 14))' || { \
	  echo "Sitrep needs Python 3.10 to 3.13, '$(PYTHON)' is not: make PYTHON=python3.12 (or another of these)" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(RUNTIME): pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "installing Sitrep into $(VENV) …" >&2
	@$(INSTALL) -e .
	@touch $@

$(DEV): pyproject.toml constraints.txt $(RUNTIME)
	@echo "installing the tools for development …" >&2
	@$(INSTALL) -e '.[dev]'
	@touch $@

$(TRAIN): pyproject.toml constraints.txt $(DEV)
	@echo "installing what training needs …" >&2
	@$(INSTALL) -e '.[train]'
	@touch $@

$(REVIEW): pyproject.toml constraints.txt $(RUNTIME)
	@echo "installing the review screen …" >&2
	@$(INSTALL) -e '.[review]'
	@touch $@

$(FUZZ): pyproject.toml constraints.txt $(DEV)
	@echo "installing the fuzzer …" >&2
	@$(INSTALL) -e '.[fuzz]'
	@touch $@

extract: $(RUNTIME) ## facts of INPUT (data/raw, or data/sample while that is empty) into OUT, and the report
	@if [ -e "$$INPUT" ]; then set -- "$$INPUT"; else set -- $$INPUT; fi; \
	  status=0; $(BIN)/sitrep extract "$$@" --out "$$OUT" $(OPTIONS) || status=$$?; \
	  if [ $$status -le 1 ]; then echo "report: $$($(BIN)/sitrep report "$$OUT")" >&2; fi; exit $$status

report: $(RUNTIME) ## the HTML report of OUT
	@$(BIN)/sitrep report "$$OUT"

test: $(DEV) ## the tests, on up to four cores
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile

soak: $(DEV) ## runs that are killed hundreds of times (KILLS=200), and a disk that is full: some minutes
	@SITREP_KILLS=$(KILLS) $(BIN)/python -m pytest -m soak tests/running

fuzz: $(FUZZ) ## hostile bytes through every door, SECONDS (20) for each or for DOORS; then texts that slow patterns down
	@$(BIN)/python -m tests.fuzz $(DOORS) --seconds $(SECONDS)
	@$(BIN)/python -m tests.fuzz.patterns

check: $(DEV) ## lint, types, rules, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/sitrep rules check
	$(BIN)/python -m pytest

trf: $(RUNTIME) ## what the larger pack needs (torch for processors, spacy-transformers)
	@$(INSTALL) --extra-index-url https://download.pytorch.org/whl/cpu -e '.[trf]'

train: $(TRAIN) ## train the packs from CORPORA; what is trained already is kept
	$(BIN)/sitrep train $(if $(CORPORA),--corpora "$(CORPORA)")

retrain: $(if $(ARTICLES),$(REVIEW),$(TRAIN)) ## learn rules from ARTICLES: suggest, review, apply; without ARTICLES train the packs again from the start
	@if [ -z "$$ARTICLES" ]; then $(BIN)/sitrep train --again $(if $(CORPORA),--corpora "$(CORPORA)"); exit; fi; \
	  if [ -e "$$ARTICLES" ]; then set -- "$$ARTICLES"; else set -- $$ARTICLES; fi; mkdir -p build; \
	  $(BIN)/sitrep learn suggest "$$@" --out "$(SUGGESTIONS)" && \
	  if [ -t 0 ]; then $(BIN)/sitrep learn review "$(SUGGESTIONS)"; else yes=--yes; fi && \
	  if grep -qE '"decision":"(accept|merge)"' "$(SUGGESTIONS)"; then \
	    $(BIN)/sitrep learn apply "$(SUGGESTIONS)" $(if $(wildcard $(MARKED)),--marked "$(MARKED)") $$yes; \
	  else echo "no suggestion is accepted yet: decide in $(SUGGESTIONS) (sitrep learn review), then make this again" >&2; fi

evaluate: $(RUNTIME) ## facts of the sample texts against GOLD, entities against theirs, and FACTS (a folder with docs/ and gold/) in halves, and confidence on documents left out
	@mkdir -p build
	@$(BIN)/sitrep extract data/sample --out build/evaluate $(OPTIONS) > build/evaluate.log 2>&1 || { cat build/evaluate.log >&2; exit 1; }
	@$(BIN)/sitrep evaluate --gold "$(GOLD)" --run build/evaluate
	@$(BIN)/sitrep evaluate --entities data/gold/entities/report.txt $(if $(MODEL),--model "$(MODEL)")
	@if [ -n "$(FACTS)" ]; then \
	  $(BIN)/sitrep extract "$(FACTS)/docs" --out build/evaluate-facts $(OPTIONS) > build/evaluate.log 2>&1 || { cat build/evaluate.log >&2; exit 1; }; \
	  $(BIN)/sitrep evaluate --gold "$(FACTS)/gold" --run build/evaluate-facts --split data/gold/dev-split.txt && \
	  $(BIN)/sitrep evaluate --gold "$(FACTS)/gold" --run build/evaluate-facts --weight 1 \
	    --gold "$(GOLD)" --run build/evaluate --weight 0.3 --held-out; fi

bench: $(RUNTIME) ## speed against bare spaCy, growth, workers, what running again costs: one table, and build/bench.json (some minutes; LARGE=1: 10⁵ documents)
	@mkdir -p build && rm -f build/bench.json
	@$(BIN)/python benchmarks/speed.py --json build/bench.json $(if $(LARGE),--large) >&2
	@$(BIN)/python benchmarks/running.py again rule workers --few 320 --json build/bench.json >&2
	@$(BIN)/python benchmarks/table.py build/bench.json

bench-all: bench ## and the others: known names, merging, large inputs, learning
	@$(BIN)/python benchmarks/names.py
	@$(BIN)/python benchmarks/merging.py --most 5
	@$(BIN)/python benchmarks/running.py lines files
	@$(BIN)/python benchmarks/learning.py

clean: ## remove what was built, but neither the environment nor data
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
	find pipeline tests -name __pycache__ -type d -prune -exec rm -rf {} +
