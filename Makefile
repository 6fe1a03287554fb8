# Every job of the project is one short command here; CI and people use the same ones.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python
RUN := HF_HUB_OFFLINE=1 TOKENIZERS_PARALLELISM=false .venv/bin

.PHONY: help setup up test test-full lint types unit fmt web doctor chat clean

help:  ## List the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

setup:  ## Make both environments (.venv and .venv-rasa); quick when nothing changed
	@scripts/setup

up: setup  ## Run the assistant: make up [CATALOG=file FORMAT=icecat|jsonl|csv|google|shopify|woocommerce|magento MAPPING=file.yaml]
	@exec .venv/bin/floorwalker up $(if $(CATALOG),--catalog "$(CATALOG)") $(if $(FORMAT),--format "$(FORMAT)") $(if $(MAPPING),--mapping "$(MAPPING)")

# The slow tests get processes of their own: the language models of the others would stay in memory beside theirs. A
# file's tests share what they set up, often a running assistant, so they stay together.
test: setup lint types unit  ## Lint, types and tests
	@OMP_NUM_THREADS=1 $(RUN)/pytest -n 2 --dist loadfile -m "slow and not full" --durations=20

test-full: test  ## The same, and the tests on a large real catalog and of another trade
	@$(RUN)/pytest -m full

lint:  ## ruff (rules and format), and who may import whom
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/lint-imports --no-cache

types:  ## mypy, strict
	@.venv/bin/mypy

# Two at once, since most wait for something; more would want a language model's memory each.
unit:  ## Only the tests that take seconds
	@OMP_NUM_THREADS=1 $(RUN)/pytest -n 2 -m "not slow and not full"

fmt:  ## Apply the format and the safe fixes
	@.venv/bin/ruff check --fix . ; .venv/bin/ruff format .

web:  ## Build web/dist from its sources (needs Node)
	@cd web && npm ci && npm run build

doctor: setup  ## Say what is missing or broken, and the remedy
	@.venv/bin/floorwalker doctor

chat:  ## Talk to the running assistant in this terminal
	@.venv/bin/floorwalker chat

clean:  ## Remove everything made at run time (var/): catalog, conversations, indexes, models
	@rm -rf var
